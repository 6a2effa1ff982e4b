"""SARIF 2.1.0, as GitHub code scanning and others read it.

https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
"""

import json
import os
from collections.abc import Sequence
from typing import Any
from urllib.parse import quote

from n8n_code_discipline import registry
from n8n_code_discipline.diagnostic import Diagnostic
from n8n_code_discipline.reporters import RenderOptions
from n8n_code_discipline.text import printable, well_formed

SCHEMA = 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json'


def render(diagnostics: Sequence[Diagnostic], options: RenderOptions) -> str:
    """Return the report: a log with one run that describes the reported rules."""
    found = {item.code for item in diagnostics}
    rules = [registry.load(name) for name in registry.rule_names() if name.code in found]
    indexes = {rule.code: index for index, rule in enumerate(rules)}
    driver = {
        'name': 'n8n-code-discipline',
        'version': options.version,
        'semanticVersion': options.version,
        'rules': [_rule(rule) for rule in rules],
    }
    invocation: dict[str, Any] = {'executionSuccessful': not options.errors}
    if options.errors:
        invocation['toolExecutionNotifications'] = [
            {'level': 'error', 'message': {'text': printable(error)}} for error in options.errors
        ]
    run = {
        'tool': {'driver': driver},
        'columnKind': 'unicodeCodePoints',
        'invocations': [invocation],
        'results': [_result(item, indexes[item.code]) for item in diagnostics],
    }
    return json.dumps({'$schema': SCHEMA, 'version': '2.1.0', 'runs': [run]}, indent=2) + '\n'


def _rule(rule: registry.Rule) -> dict[str, Any]:
    return {
        'id': rule.code,
        'name': rule.name,
        'shortDescription': {'text': rule.summary},
        'fullDescription': {'text': rule.summary},
        'help': {'text': rule.help, 'markdown': rule.documentation},
        'defaultConfiguration': {'enabled': rule.default and not rule.needs_target, 'level': 'error'},
        'properties': {'tags': [rule.group]},
    }


def _result(item: Diagnostic, index: int) -> dict[str, Any]:
    region = {
        'startLine': item.line,
        'startColumn': item.column,
        'endLine': item.end_line,
        'endColumn': item.end_column,
    }
    location: dict[str, Any] = {
        'physicalLocation': {'artifactLocation': {'uri': uri(item.path), 'uriBaseId': '%SRCROOT%'}, 'region': region}
    }
    if item.node is not None:
        location['logicalLocations'] = [{'name': well_formed(item.node), 'kind': 'object'}]
    return {
        'ruleId': item.code,
        'ruleIndex': index,
        'level': 'error',
        'message': {'text': item.message},
        'locations': [location],
        'partialFingerprints': {'n8nCodeDiscipline/v1': item.fingerprint},
        **({'properties': {'fixable': True}} if item.fixable else {}),
    }


def uri(path: str) -> str:
    """Return a path, which need not be UTF-8, as a relative URI."""
    return quote(os.fsencode(path), safe='/')
