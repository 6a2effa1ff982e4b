"""Apply rules to their subjects. A rule that raises becomes NCD009, and the others go on."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from n8n_code_discipline import registry
from n8n_code_discipline.diagnostic import Finding, RuleFailure
from n8n_code_discipline.edits import TextEdit
from n8n_code_discipline.registry import INTERNAL_ERROR, RUNTIME, Rule, Selection

if TYPE_CHECKING:
    from n8n_code_discipline.linter.loader import Document

Apply = Callable[[Any], Iterator[Any]]

# The groups of rules that check each subject. A group is imported at the first of its subjects.
GROUPS: dict[str, tuple[str, ...]] = {
    'Source': ('files',),
    'RuleFailure': ('files',),
    'Download': ('files',),
    'StrayFile': ('files',),
    'JsonFile': ('files',),
    'Template': ('files', 'template'),
    'CodeNode': ('template', 'code_nodes', 'syntax', RUNTIME),
    'Body': ('code_nodes',),
    'JavaScriptBody': ('code_nodes',),
    'PythonBody': ('code_nodes',),
    'InjectedBlock': ('template', 'code_nodes'),
    'Drift': ('round_trip',),
    'Conflict': ('round_trip',),
    'FunctionFile': ('syntax', 'javascript', 'python', 'paired_tests'),
    'JavaScriptFile': ('javascript',),
    'PythonFile': ('python',),
    'PairedTest': ('paired_tests',),
    'ParsedTest': ('paired_tests',),
    'PackageFile': ('paired_tests',),
    'RunningSource': (RUNTIME,),
    'RunningJavaScript': (RUNTIME,),
    'RunningJavaScriptGlue': (RUNTIME,),
    'RunningPython': (RUNTIME,),
    'RunningPythonGlue': (RUNTIME,),
    'RunningPyodide': (RUNTIME,),
    'RunningFunctionNode': (RUNTIME,),
}


class Subject(NamedTuple):
    """A subject of rules.

    Findings about it belong to ``document``. Rules about ``kind`` are called with the result of ``get``, unless that is
    None: a file that does not parse is not a ``JavaScriptFile``.
    """

    document: Document
    kind: type[object]
    get: Callable[[], object | None]


class RuleRunner:
    """The rules of one run."""

    def __init__(self) -> None:
        self._marked: dict[tuple[type[object], Selection, bool, bool], list[tuple[Rule, Apply]]] = {}

    def findings(self, subject: Subject, selection: Selection | None = None) -> Iterator[tuple[Rule, Finding]]:
        """Yield the findings of the selected rules; None: the rules that the settings of the document select."""
        for rule, check in self._applicable(subject, selection, fixes=False):
            try:
                found = subject.get()
                edits: list[TextEdit] | None = None  # of the fixes, which only findings need
                for finding in check(found) if found is not None else ():
                    if rule.fixes:
                        if edits is None:
                            fixes = (fix.function for fix in rule.fixes if fix.subject is subject.kind)
                            edits = sorted(edit for fix in fixes for edit in fix(found))
                        finding = finding._replace(fixable=_is_edited(finding, edits))
                    yield rule, finding
            except Exception as error:
                yield from self._failure(subject, rule, error)

    def edits(self, subject: Subject) -> Iterator[TextEdit | tuple[Rule, Finding]]:
        """Yield the edits that the selected rules propose; for a rule that raises, the finding of NCD009 instead."""
        for rule, fix in self._applicable(subject, None, fixes=True):
            try:
                found = subject.get()
                yield from list(fix(found)) if found is not None else ()
            except Exception as error:
                yield from self._failure(subject, rule, error)

    def _applicable(self, subject: Subject, selection: Selection | None, *, fixes: bool) -> list[tuple[Rule, Apply]]:
        settings = subject.document.settings
        key = (subject.kind, selection or settings.selection, settings.target_n8n is not None, fixes)
        if key not in self._marked:
            self._marked[key] = [
                (rule, marked.function)
                for rule in _rules(*key[:3])
                for marked in (rule.fixes if fixes else rule.checks)
                if marked.subject is subject.kind
            ]
        return self._marked[key]

    def _failure(self, subject: Subject, rule: Rule, error: Exception) -> Iterator[tuple[Rule, Finding]]:
        failure = RuleFailure(f'{rule.code} {rule.name}', error)
        return self.findings(Subject(subject.document, RuleFailure, lambda: failure))


def _is_edited(finding: Finding, edits: Sequence[TextEdit]) -> bool:
    """Return whether sorted edits of its rule touch a finding, which is about the whole file if it has no place."""
    if finding.start == finding.end == 0:
        return bool(edits)
    index = bisect_right(edits, finding.end, key=_start)
    return index > 0 and edits[index - 1].end >= finding.start


def _start(edit: TextEdit) -> int:
    return edit.start


def _rules(kind: type[object], selection: Selection, with_target: bool) -> Iterator[Rule]:
    if kind is RuleFailure:  # no selection hides a failure
        yield from registry.find_all(INTERNAL_ERROR)
        return
    for group in GROUPS[kind.__name__]:
        if with_target or group != RUNTIME:
            yield from registry.rules((group,), selection)
