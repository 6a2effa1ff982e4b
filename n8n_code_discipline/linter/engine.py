"""The engine: paths → documents → rules → sorted diagnostics."""

from __future__ import annotations

import os
from collections.abc import Callable
from collections.abc import Iterable
from collections.abc import Iterator
from collections.abc import Mapping
from collections.abc import Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING
from typing import Any
from typing import NamedTuple

from n8n_code_discipline import registry
from n8n_code_discipline.documents import workflow
from n8n_code_discipline.linter.discovery import Collection
from n8n_code_discipline.linter.loader import Loader
from n8n_code_discipline.linter.loader import SettingsOf
from n8n_code_discipline.linter.loader import is_ours
from n8n_code_discipline.registry import INTERNAL_ERROR
from n8n_code_discipline.registry import Rule
from n8n_code_discipline.registry import Selection
from n8n_code_discipline.syntax import markup
from n8n_code_discipline.workspace import files
from n8n_code_discipline.workspace import layout

if TYPE_CHECKING:
    from n8n_code_discipline.config.settings import Settings
    from n8n_code_discipline.diagnostic import Diagnostic
    from n8n_code_discipline.diagnostic import Finding
    from n8n_code_discipline.documents.code_node import CodeNode
    from n8n_code_discipline.documents.function_file import FunctionFile
    from n8n_code_discipline.documents.package_file import PackageFile
    from n8n_code_discipline.documents.template import Template
    from n8n_code_discipline.edits import Edit
    from n8n_code_discipline.linter.loader import Document
    from n8n_code_discipline.workspace.files import Source

# wraps the files of a step of the run, to show how far it has come
Track = Callable[[Sequence[str]], Iterable[str]]


class Report(NamedTuple):
    """What a run found.

    ``errors`` are lines about what could not be checked, ``notes`` lines that are no findings; both are for standard
    error. ``checked`` and ``skipped`` count files; ``files`` holds the checked ones as diagnostics name them, sorted,
    with the settings that held for them.
    """

    diagnostics: tuple[Diagnostic, ...]
    errors: tuple[str, ...]
    notes: tuple[str, ...]
    checked: int
    skipped: int
    files: Mapping[str, Settings] = MappingProxyType({})

    @property
    def status(self) -> int:
        """The exit status: 0 clean, 1 findings, 2 something could not be checked."""
        if self.errors or any(item.code == INTERNAL_ERROR for item in self.diagnostics):
            return 2
        return 1 if self.diagnostics else 0


def check(
    paths: Sequence[str],
    settings: Settings,
    settings_of: SettingsOf | None = None,
    *,
    track: Track = iter,
    with_tests: bool = True,
    any_name: bool = False,
    read: files.Read = files.read,
) -> Report:
    """Lint files and directories; no path means the workspaces at or below the current directory.

    A template brings its function files and (``with_tests``) their tests along, a function file the templates of its
    workspace that use it. ``settings_of`` gives the settings of each workspace, None: ``settings`` hold everywhere.
    With ``any_name``, a workflow among the templates is checked as a template whatever it is called.
    Never raises for anything found in a file.
    """
    run = _Run(Loader(settings, settings_of, read=read))
    run.track = track
    run.wanted.add(paths)
    if any_name:
        run.wanted.templates |= run.wanted.downloads
        run.wanted.downloads.clear()
    run.check_everything(with_tests=with_tests)
    return run.report()


def check_text(source: Source, settings: Settings, settings_of: SettingsOf | None = None) -> Report:
    """Lint one text as if it were the file at its path, which need not exist; the files around it bring no findings."""
    run = _Run(Loader(settings, settings_of, source))
    run.wanted.add_file(source.path)
    run.check_everything()
    return run.report()


def proposed_edits(
    paths: Sequence[str], settings: Settings, settings_of: SettingsOf | None = None
) -> tuple[list[tuple[Source, list[Edit]]], tuple[Diagnostic, ...]]:
    """Return the edits by which the selected rules would mend each file, sorted by path, and the rules that failed."""
    run = _Run(Loader(settings, settings_of))
    run.edits = {}
    run.wanted.add(paths)
    run.check_everything()
    return [found for _, found in sorted(run.edits.items())], run.report().diagnostics


def judge(documents: Iterable[FunctionFile | PackageFile], settings: Settings) -> tuple[Diagnostic, ...]:
    """Apply the selected rules about paired tests to documents that are already loaded."""
    run = _Run(Loader(settings))
    for document in documents:
        run.apply(('paired_tests',), document, document)
    return run.report().diagnostics


class _Run:
    """One run: what is to be checked, what was found."""

    def __init__(self, loader: Loader) -> None:
        self.loader = loader
        self.wanted = Collection(loader.settings, loader.root)
        self.track: Track = iter
        self.edits: dict[str, tuple[Source, list[Edit]]] | None = None  # collected instead of findings
        self.files: dict[str, Settings] = {}
        self.injecting: dict[str, list[CodeNode]] = {}  # function file → the Code nodes of checked templates
        self.checks: dict[tuple[tuple[str, ...], type, Selection], list[tuple[Rule, Any]]] = {}
        self.diagnostics: list[Diagnostic] = []
        self.notes: list[str] = []
        self.skipped = 0

    @property
    def is_alone(self) -> bool:
        """Whether there is one text to report on, and nothing it brings along."""
        return self.loader.alone is not None

    def check_everything(self, *, with_tests: bool = True) -> None:
        """Check what was collected and what it brings along."""
        self._check_templates()
        self._check_functions()
        self._check_strays()
        if with_tests:
            self._check_tests()

    def _check_templates(self) -> None:
        """Check the templates; their function files join the ones to be checked."""
        for path in self.track(list(self.wanted.templates)):
            self._check_template(path, named=self.wanted.templates[path])
        for path in self.track(list(self.wanted.downloads)):
            self._check_download(path, named=self.wanted.downloads[path])
        if not self.is_alone:
            for template in self._templates_that_use({path for path, named in self.wanted.functions.items() if named}):
                self._check_opened(template)

    def _check_template(self, path: str, *, named: bool) -> None:
        template = self.loader.template(self.loader.read(path))
        if not is_ours(template):
            self.skipped += named
        else:
            self._check_opened(template)

    def _check_download(self, path: str, *, named: bool) -> None:
        """Check a JSON file among the templates that has another name: what it holds counts when it is called one."""
        from n8n_code_discipline.documents.download import Download

        template = self.loader.template(self.loader.read(path))
        if not template.readable and is_ours(template):
            self._check_opened(template)
        elif workflow.has_node_list(template.document.data):
            self._checked(template)
            self.apply(('files',), Download(template), template)
        else:
            self.skipped += named

    def _check_opened(self, template: Template) -> None:
        self._checked(template)
        self.apply(('files',), template.source, template)
        self.apply(('files', 'template'), template, template)
        try:
            for node in template.code_nodes:
                self.apply(('code', 'template', 'code_nodes'), node, template)
                self._follow(node)
                self._check_running(node, (node,), template)
                node.forget_syntax()
        except Exception as error:
            self._report_failure('reading the Code nodes', error, template)
        template.forget_nodes()

    def _checked(self, document: Document) -> None:
        self.files[layout.display(self.loader.settings.cwd, document.path)] = document.settings

    def _follow(self, node: CodeNode) -> None:
        for function in dict.fromkeys(node.injected) if not self.is_alone else ():
            self.wanted.functions.setdefault(function.path, False)
            if node.template.settings.target_n8n is not None:
                self.injecting.setdefault(function.path, []).append(node)
                _ = node.glue_names  # asked for again when there is no tree
        if node.language == 'py' and node.unjudged:
            self._note(node.template.path, f'{node.label}: {node.unjudged}')

    def _templates_that_use(self, wanted: set[str]) -> Iterator[Template]:
        """The templates of the functions' workspaces, not yet checked, that refer to one of them."""
        names = {os.path.basename(path) for path in wanted}
        for root in sorted({self.loader.root(path) for path in wanted}):
            for path in layout.walk(root):
                if not path.endswith(layout.TEMPLATE_SUFFIX) or path in self.wanted.templates:
                    continue
                source = files.read(path)
                paths = markup.placeholder_paths(source.text)
                if paths is None or any(path.strip(' \t').rpartition('/')[2] in names for path in paths):
                    template = self.loader.template(source)
                    if any(function.path in wanted for node in template.code_nodes for function in node.injected):
                        yield template

    def _check_functions(self) -> None:
        """Check the function files; their paired tests join the ones to be checked."""
        for path in self.track(list(self.wanted.functions)):
            function = self.loader.function(path)
            if function is None:
                continue
            self._checked(function)
            self.apply(('files',), function.source, function)
            groups = ('code', 'paired_tests', 'javascript' if function.language == 'js' else 'python')
            self.apply(groups, function, function)
            self._check_running(function, tuple(self.injecting.get(path, ())), function)
            if function.language == 'py' and function.module.unjudged:
                self._note(path, function.module.unjudged)
            if function.test_path is not None and not self.is_alone:
                self.wanted.tests[function.test_path] = None

    def _check_strays(self) -> None:
        """Report source code below ``n8n-functions/`` that is no function file; it is not read."""
        for path in self.wanted.strays:
            from n8n_code_discipline.documents.stray_file import StrayFile

            stray = StrayFile(path, self.loader.settings_at(self.loader.root(path)))
            self._checked(stray)
            self.apply(('files',), stray, stray)

    def _check_tests(self) -> None:
        """Check the paired tests, and once each what makes node read them as modules."""
        for path in self.track(list(self.wanted.tests)):
            test = self.loader.test(path)
            self._checked(test)
            self.apply(('files',), test.source, test)
            self.apply(('paired_tests',), test, test)
        for package in self.loader.packages(self.wanted.tests) if not self.is_alone else ():
            self._checked(package)
            self.apply(('paired_tests',), package, package)

    def _check_running(self, source: CodeNode | FunctionFile, nodes: tuple[CodeNode, ...], document: Document) -> None:
        """Ask what a version of n8n makes of a source; without a target there is nothing to ask, or to import."""
        if document.settings.target_n8n is not None:
            from n8n_code_discipline.documents.runtime_source import RunningSource

            self.apply(('runtime',), RunningSource(source, nodes), document)

    def apply(self, groups: tuple[str, ...], subject: object, document: Document) -> None:
        """Apply the rules of some groups that look at such a subject; each of them may fail for itself."""
        for rule, function in self._checks(groups, type(subject), document.settings.selection):
            try:
                if self.edits is not None:
                    proposed = list(function(subject))  # all of them or, where the rule fails, none
                    self.edits.setdefault(document.path, (document.source, []))[1].extend(proposed)
                else:
                    for finding in function(subject):
                        self._report(rule, finding, document)
            except Exception as error:
                self._report_failure(f'{rule.code} {rule.name}', error, document)

    def _checks(self, groups: tuple[str, ...], subject: type, selection: Selection) -> list[tuple[Rule, Any]]:
        key = (groups, subject, selection)
        if key not in self.checks:
            self.checks[key] = [
                (rule, marked.function)
                for group in groups
                for rule in registry.rules((group,), selection)
                for marked in (rule.checks if self.edits is None else rule.fixes)
                if marked.subject is subject
            ]
        return self.checks[key]

    def _report(self, rule: Rule, finding: Finding, document: Document) -> None:
        from n8n_code_discipline.linter.findings import diagnostic

        self.diagnostics.append(diagnostic(rule, finding, document))

    def _report_failure(self, what: str, error: Exception, document: Document) -> None:
        from n8n_code_discipline.diagnostic import RuleFailure

        rule = registry.find(INTERNAL_ERROR)
        assert rule is not None
        for marked in rule.checks:
            for finding in marked.function(RuleFailure(what, error)):
                self._report(rule, finding, document)

    def _note(self, path: str, note: str) -> None:
        self.notes.append(f'{layout.display(self.loader.settings.cwd, path)}: {note}')

    def report(self) -> Report:
        """Sort what was found."""
        found: Iterable[Diagnostic] = ()
        if self.diagnostics:
            from n8n_code_discipline.linter.findings import in_order

            found = in_order(self.diagnostics)
        return Report(
            tuple(found),
            self.wanted.problems,
            tuple(sorted(self.notes)),
            len(self.files),
            self.skipped + self.wanted.skipped,
            {path: self.files[path] for path in sorted(self.files)},
        )
