"""Run the examples of the rules in a real n8n: the bad one fails as quoted, the good one runs."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import rule_examples
from installation import Installation, Outcome
from support import TEMPLATE, WORKSPACE, write

from n8n_code_discipline import registry
from n8n_code_discipline.config.settings import Settings
from n8n_code_discipline.linter import loader
from n8n_code_discipline.roundtrip import hydrate
from n8n_code_discipline.workspace import files

# n8n's words in the bad example
SAID = {
    'NCD601': 'A dynamic import callback was not specified.',
    'NCD602': "Module 'crypto' is disallowed",
    'NCD603': 'structuredClone is not defined',
    'NCD604': 'items is not defined',
    'NCD605': "Can't use .all() here",
    'NCD606': 'The function "helpers.returnJsonArray" is not supported in the Code Node',
    'NCD607': 'access to env vars denied',
    'NCD610': "Code doesn't return items properly",
    'NCD611': 'Could not get parameter "pythonCode"',
}
# What the bad and the good example give where n8n fails silently
SILENT: dict[str, tuple[list[Any], list[Any]]] = {
    'NCD608': ([{'count': 0}], [{'count': 2}]),
    'NCD609': ([{'count': 0}], [{'count': 2}]),
    'NCD618': ([{'count': '{{ 1 + 1 }}'}], [{'count': 2}]),
}
# Its good example is Python, for which this n8n has no runner
BAD_ONLY = {'NCD611'}
PYTHON = {'NCD612', 'NCD613', 'NCD614', 'NCD615', 'NCD616', 'NCD617'}


def example(root: Path, code: str, section: str) -> dict[str, Any]:
    """The hydrated node of an example."""
    rule = registry.find(code)
    assert rule is not None
    shown = rule_examples.running_files(rule_examples.parse(rule.documentation).sections[section])
    write(root, {**WORKSPACE, **shown})
    template = loader.open_template(files.read(str(root / TEMPLATE)), Settings(str(root)))
    (node,) = json.loads(''.join(hydrate.hydrate(template)))['nodes']
    return {**node}


@pytest.fixture(scope='module')
def outcomes(n8n: Installation, tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Outcome]:
    """Return the run of every example, by code and section."""
    wanted = [(code, section) for code in (*SAID, *SILENT) for section in ('Bad', 'Good')]
    nodes = {
        f'{code} {section}': example(tmp_path_factory.mktemp('example'), code, section)
        for code, section in wanted
        if (code, section) not in {(code, 'Good') for code in BAD_ONLY}
    }
    return n8n.run_nodes(nodes)


def test_every_rule_is_here() -> None:
    assert {*SAID, *SILENT, *PYTHON} == {rule.code for rule in registry.rules(('runtime',))}


@pytest.mark.parametrize('code', SAID)
def test_the_documentation_quotes_n8n(code: str) -> None:
    rule = registry.find(code)
    assert rule is not None
    assert SAID[code] in ' '.join(rule.documentation.split())
    assert '2.40.7' in rule.documentation


@pytest.mark.parametrize('code', SAID)
def test_the_bad_example_fails_as_quoted(outcomes: Mapping[str, Outcome], code: str) -> None:
    assert SAID[code] in outcomes[f'{code} Bad'].error


@pytest.mark.parametrize('code', [code for code in SAID if code not in BAD_ONLY])
def test_the_good_example_runs(outcomes: Mapping[str, Outcome], code: str) -> None:
    assert outcomes[f'{code} Good'].error == ''
    assert outcomes[f'{code} Good'].items


@pytest.mark.parametrize('code', SILENT)
def test_the_bad_example_is_silently_wrong(outcomes: Mapping[str, Outcome], code: str) -> None:
    assert (outcomes[f'{code} Bad'], outcomes[f'{code} Good']) == tuple(Outcome('', items) for items in SILENT[code])
