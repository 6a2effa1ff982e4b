"""Convert findings to diagnostics, as they are reported."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from n8n_code_discipline.diagnostic import Diagnostic, Finding, SourceLine, digest, sort_key
from n8n_code_discipline.documents import json_document
from n8n_code_discipline.documents.template import Template
from n8n_code_discipline.registry import Rule
from n8n_code_discipline.text import line_part, printable, shortened
from n8n_code_discipline.workspace import layout

if TYPE_CHECKING:
    from n8n_code_discipline.linter.loader import Document

_LONGEST_LINE = 320  # characters to show: more than the columns of a terminal


def diagnostic(rule: Rule, finding: Finding, document: Document) -> Diagnostic:
    """Return the diagnostic of a rule's finding in a document."""
    line, column = document.lines.position(finding.start)
    end_line, end_column = document.lines.position(max(finding.start, finding.end))
    text = document.source.text
    shown, before = line_part(text, finding.start, _LONGEST_LINE)
    end = finding.start - before + len(shown)
    offending = _offending_text(finding, document)
    is_about_file = finding.offending is None and finding.node is None and finding.start == finding.end
    stable_digest = ''
    if document.settings.baseline is not None:  # only a baseline uses it
        stable_digest = digest(_without_names(text if is_about_file else offending, document))
    return Diagnostic(
        layout.display(document.settings.cwd, document.path),
        line,
        column,
        rule.code,
        printable(finding.message),
        end_line,
        end_column,
        finding.node and shortened(finding.node),
        rule.name,
        finding.code,
        rule.help,
        SourceLine(shown, column - 1 - before, text[end : end + 1] not in ('', '\r', '\n')),
        digest(offending),
        stable_digest=stable_digest,
        is_about_file=is_about_file,
        fixable=finding.fixable,
    )


def in_order(diagnostics: Iterable[Diagnostic]) -> Iterator[Diagnostic]:
    """Sort diagnostics, and number equal ones of a file."""
    seen: dict[tuple[str, str, str | None, str], int] = {}
    for item in sorted(diagnostics, key=sort_key):
        key = (item.path, item.code, item.node, item.digest)
        seen[key] = seen.get(key, -1) + 1
        yield item._replace(occurrence=seen[key]) if seen[key] else item


def _offending_text(finding: Finding, document: Document) -> str:
    if finding.offending is not None:
        return finding.offending
    text = document.source.text[finding.start : finding.end]
    return (
        json_document.scalar_text(text, in_string=finding.code is not None) if isinstance(document, Template) else text
    )


def _without_names(text: str, document: Document) -> str:
    """Return a text without names that a rename changes: the file's function, injected functions, quoted nodes."""
    if isinstance(document, Template):
        parts = re.split('(["\'`])', text)
        text = ''.join(part for part in parts if part not in document.node_names)
        functions = document.function_names
    else:
        functions = frozenset({re.sub(r'^test_|(\.test)?\.js$|\.py$', '', os.path.basename(document.path))})
    return re.sub(rf'\b(?:{"|".join(map(re.escape, sorted(functions)))})\b', '', text) if functions else text
