"""The engine: paths → documents → rules → sorted diagnostics."""

from __future__ import annotations

import os
from collections.abc import Callable
from collections.abc import Iterable
from collections.abc import Iterator
from collections.abc import Mapping
from collections.abc import Sequence
from functools import cache
from types import MappingProxyType
from typing import Any
from typing import Literal
from typing import NamedTuple

from n8n_code_discipline import edits
from n8n_code_discipline import files
from n8n_code_discipline import json_document
from n8n_code_discipline import registry
from n8n_code_discipline import workflow
from n8n_code_discipline import workspace
from n8n_code_discipline.config import Settings
from n8n_code_discipline.diagnostic import Diagnostic
from n8n_code_discipline.diagnostic import Finding
from n8n_code_discipline.diagnostic import RuleFailure
from n8n_code_discipline.diagnostic import SourceLine
from n8n_code_discipline.diagnostic import digest
from n8n_code_discipline.diagnostic import sort_key
from n8n_code_discipline.documents import CodeNode
from n8n_code_discipline.documents import Document
from n8n_code_discipline.documents import FunctionFile
from n8n_code_discipline.documents import PackageFile
from n8n_code_discipline.documents import PairedTest
from n8n_code_discipline.documents import Template
from n8n_code_discipline.edits import Edit
from n8n_code_discipline.files import Source
from n8n_code_discipline.registry import Rule
from n8n_code_discipline.registry import Selection
from n8n_code_discipline.text import count
from n8n_code_discipline.text import line_part
from n8n_code_discipline.text import printable
from n8n_code_discipline.text import shortened

INTERNAL_ERROR = 'NCD009'

Role = Literal['template', 'function', 'test']


# the settings of a workspace, by its absolute root
SettingsOf = Callable[[str], Settings]
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


class Fixed(NamedTuple):
    """A file that fixes would change: its source and the text after them."""

    source: Source
    text: str


def check(
    paths: Sequence[str],
    settings: Settings,
    settings_of: SettingsOf | None = None,
    *,
    track: Track = iter,
    with_tests: bool = True,
) -> Report:
    """Lint files and directories; no path means the workspaces at or below the current directory.

    A template brings its function files and (``with_tests``) their tests along, a function file the templates of its
    workspace that use it. ``settings_of`` gives the settings of each workspace, None: ``settings`` hold everywhere.
    Never raises for anything found in a file.
    """
    run = _Run(settings, settings_of, track)
    run.with_tests = with_tests
    run.collect(paths)
    run.check_everything()
    return run.report()


def check_text(source: Source, settings: Settings, settings_of: SettingsOf | None = None) -> Report:
    """Lint one text as if it were the file at its path, which need not exist; the files around it bring no findings."""
    run = _Run(settings, settings_of)
    run.alone = source
    run.collect_file(source.path)
    run.check_everything()
    return run.report()


def fixes(
    paths: Sequence[str], settings: Settings, settings_of: SettingsOf | None = None
) -> tuple[tuple[Fixed, ...], tuple[Diagnostic, ...]]:
    """Return the files that the fixes of the selected rules would change, sorted by path, and the rules that failed."""
    run = _Run(settings, settings_of)
    run.edits = {}
    run.collect(paths)
    run.check_everything()
    changed = (
        Fixed(source, edits.apply(source.text, found)) for _, (source, found) in sorted(run.edits.items()) if found
    )
    return tuple(changed), run.report().diagnostics


class Loaded(NamedTuple):
    """The documents that paths name, unchecked, each sorted by path; ``errors`` and ``skipped`` as in a report.

    A template brings its function files along, a function file its paired test.
    """

    templates: tuple[Template, ...]
    functions: tuple[FunctionFile, ...]
    tests: tuple[PairedTest, ...]
    errors: tuple[str, ...]
    skipped: int


def load(paths: Sequence[str], settings: Settings) -> Loaded:
    """Load what paths name; no path means the workspaces at or below the current directory."""
    run = _Run(settings)
    run.collect(paths)
    return run.load()


def judge(documents: Iterable[FunctionFile | PackageFile], settings: Settings) -> tuple[Diagnostic, ...]:
    """Apply the selected rules about paired tests to documents that are already loaded."""
    run = _Run(settings)
    for document in documents:
        run._apply(('paired_tests',), document, document)
    return run.report().diagnostics


def packages(tests: Iterable[str], settings: Settings) -> tuple[PackageFile, ...]:
    """Load the ``package.json`` files that govern the JavaScript tests among some paths, sorted by path."""
    directories = {os.path.dirname(path) for path in tests if path.endswith('.js')}
    found = set(filter(None, map(workspace.governing_package, directories)))
    return tuple(PackageFile(files.read(path), settings) for path in sorted(found))


class _Run:
    """One run: what is to be checked, what was loaded, what was found."""

    def __init__(self, settings: Settings, settings_of: SettingsOf | None = None, track: Track = iter) -> None:
        self.settings = settings
        self.settings_of = settings_of or (lambda _: settings)
        self.track = track
        self.with_tests = True
        self.alone: Source | None = None  # the only text to report on
        self.edits: dict[str, tuple[Source, list[Edit]]] | None = None  # collected instead of findings
        self.resolved: dict[str, Settings] = {}
        self.files: dict[str, Settings] = {}
        self.templates: dict[str, bool] = {}  # path → named on the command line
        self.functions: dict[str, bool] = {}
        self.tests: dict[str, None] = {}
        self.loaded: dict[str, FunctionFile | None] = {}
        self.injecting: dict[str, list[CodeNode]] = {}  # function file → the Code nodes of checked templates
        self.roots: dict[str, str] = {}
        self.function_files = cache(workspace.function_files)  # files come and go between runs, not within one
        self.checks: dict[tuple[str, Selection], dict[type, list[tuple[Rule, Any]]]] = {}
        self.diagnostics: list[Diagnostic] = []
        self.errors: list[str] = []
        self.unreadable: list[str] = []
        self.notes: list[str] = []
        self.skipped = 0

    # -- what is to be checked ------------------------------------------------------------------------------------

    def collect(self, paths: Sequence[str]) -> None:
        """Sort the given files and the files of given directories by role."""
        if not paths:
            roots = workspaces_of((), self.settings)
            if not roots:
                self.errors.append(
                    f'no workspace at or below {self.settings.cwd}: no directory holds '
                    f'{workspace.TEMPLATES}/, {workspace.FUNCTIONS}/ or {workspace.TESTS}/; '
                    f'name a PATH, or use --workspace'
                )
            paths = [workspace.display(self.settings.cwd, root) for root in roots]
        for path in paths:
            full = os.path.normpath(os.path.join(self.settings.cwd, path)) if '\0' not in path else path
            if os.path.isdir(full) and not self._is_file_name(full):
                self._collect_directory(path, full)
            elif not os.path.lexists(full):
                self.errors.append(f'{path}: no such file or directory')
            else:
                self.collect_file(full)

    def _is_file_name(self, path: str) -> bool:
        """Whether a file is expected at a path; a directory may well be called ``next.js``."""
        return (
            self._role(path) is not None if path.endswith(('.js', '.py')) else path.endswith(workspace.TEMPLATE_SUFFIX)
        )

    def _collect_directory(self, shown: str, directory: str) -> None:
        known = len(self.unreadable)
        found = others = 0
        for path in workspace.walk(directory, self._cannot_read):
            role = self._role(path)
            if role == 'template' and not path.endswith(workspace.TEMPLATE_SUFFIX):
                others += workspace.relative(self._root(path), path).startswith(f'{workspace.TEMPLATES}/')
                continue
            if role is not None:
                found += 1
                self._add(role, path, named=False)
        if not found and len(self.unreadable) == known:
            wanted = f'*{workspace.TEMPLATE_SUFFIX}'
            message = f'{shown}: nothing to check: no {wanted}, function file or paired test below it'
            hint = f' ({count(others, "other .json file")} there: name them {wanted})' if others else ''
            self.errors.append(message + hint)

    def _cannot_read(self, error: OSError) -> None:
        path = workspace.display(self.settings.cwd, error.filename)
        self.unreadable.append(f'{path}: directory cannot be read: {error.strerror}')

    def collect_file(self, path: str) -> None:
        """Add a file that is named on the command line, or count it as skipped."""
        role = self._role(path)
        if role is None:
            self.skipped += 1
        else:
            self._add(role, path, named=True)

    def _role(self, path: str) -> Role | None:
        if path.endswith('.json'):
            return None if path.endswith(workspace.BUILT_SUFFIX) else 'template'
        if path.endswith(('.js', '.py')):
            root = self._root(path)
            if workspace.function_path(root, path):
                return 'function'
            if workspace.is_test(root, path):
                return 'test'
        return None

    def _add(self, role: Role, path: str, *, named: bool) -> None:
        if role == 'template':
            self.templates[path] = self.templates.get(path, False) or named
        elif role == 'function':
            self.functions[path] = self.functions.get(path, False) or named
        else:
            self.tests[path] = None

    def _root(self, path: str) -> str:
        directory = os.path.dirname(path)
        if directory not in self.roots:
            self.roots[directory] = self.settings.workspace or workspace.root_of(self.settings.cwd, path)
        return self.roots[directory]

    def _settings(self, root: str) -> Settings:
        if root not in self.resolved:
            self.resolved[root] = self.settings_of(root)
        return self.resolved[root]

    def _read(self, path: str) -> Source:
        return self.alone if self.alone is not None and self.alone.path == path else files.read(path)

    def load(self) -> Loaded:
        """Read what was collected."""
        templates = [self.open_template(self._read(path)) for path in sorted(self.templates)]
        ours = tuple(template for template in templates if is_ours(template))
        self.skipped += sum(self.templates[template.path] for template in templates if not is_ours(template))
        for template in ours:
            for node in template.code_nodes:
                self.functions.update({function.path: False for function in node.injected})
        functions = tuple(filter(None, map(self._load_function, sorted(self.functions))))
        self.tests.update({function.test_path: None for function in functions if function.test_path})
        tests = tuple(map(self._load_test, sorted(self.tests)))
        return Loaded(ours, functions, tests, (*self.errors, *self.unreadable), self.skipped)

    # -- checking -------------------------------------------------------------------------------------------------

    def check_everything(self) -> None:
        """Check what was collected and what it brings along."""
        self.check_templates()
        self.check_functions()
        if self.with_tests:
            self.check_tests()

    def check_templates(self) -> None:
        """Check the templates; their function files join the ones to be checked."""
        for path in self.track(list(self.templates)):
            self._check_template(path, named=self.templates[path])
        if self.alone is not None:
            return
        for path in self._templates_that_use(path for path, named in self.functions.items() if named):
            self._check_template(path, named=False)

    def open_template(self, source: Source) -> Template:
        """Return the template of a source."""
        root = self._root(source.path)
        return Template(source, root, self._load_function, self._settings(root))

    def _check_template(self, path: str, *, named: bool) -> None:
        template = self.open_template(self._read(path))
        if not is_ours(template):
            self.skipped += named
            return
        self._checked(template)
        groups = ('files', 'template')
        self._apply(groups, template.source, template)
        self._apply(groups, template, template)
        try:
            for node in template.code_nodes:
                self._apply(groups, node, template)
                self._follow(node)
                self._check_running(node, (node,), template)
        except Exception as error:
            self._report_failure(RuleFailure('reading the Code nodes', error), template)

    def _checked(self, document: Document) -> None:
        self.files[workspace.display(self.settings.cwd, document.path)] = document.settings

    def _follow(self, node: CodeNode) -> None:
        for function in dict.fromkeys(node.injected) if self.alone is None else ():
            self.functions.setdefault(function.path, False)
            if node.template.settings.target_n8n is not None:
                self.injecting.setdefault(function.path, []).append(node)
        if node.language == 'py' and node.unjudged:
            self._note(node.template.path, f'{node.label}: {node.unjudged}')

    def _templates_that_use(self, functions: Iterable[str]) -> list[str]:
        """The templates of the functions' workspaces, not yet checked, that refer to one of them."""
        wanted = set(functions)
        stems = {os.path.splitext(os.path.basename(path))[0] for path in wanted}
        found = []
        for root in sorted({self._root(path) for path in wanted}):
            for path in workspace.walk(root):
                if not path.endswith(workspace.TEMPLATE_SUFFIX) or path in self.templates:
                    continue
                source = files.read(path)
                if any(stem in source.text or not stem.isascii() for stem in stems):
                    template = self.open_template(source)
                    if any(function.path in wanted for node in template.code_nodes for function in node.injected):
                        found.append(path)
        return found

    def _load_test(self, path: str) -> PairedTest:
        root = self._root(path)
        paired = workspace.find_function(root, path, self.function_files)
        function = self._load_function(paired) if paired else None
        language: workspace.Language = 'js' if path.endswith('.js') else 'py'
        return PairedTest(self._read(path), root, language, function, self._settings(root))

    def _load_function(self, path: str) -> FunctionFile | None:
        if path not in self.loaded:
            root = self._root(path)
            name = workspace.function_path(root, path)
            settings = self._settings(root)
            self.loaded[path] = (
                FunctionFile(self._read(path), root, name, settings, self.function_files) if name else None
            )
        return self.loaded[path]

    def check_functions(self) -> None:
        """Check the function files; their paired tests join the ones to be checked."""
        for path in self.track(list(self.functions)):
            function = self._load_function(path)
            if function is None:
                continue
            self._checked(function)
            groups = ('files', 'paired_tests', 'javascript' if function.language == 'js' else 'python')
            self._apply(groups, function.source, function)
            self._apply(groups, function, function)
            self._check_running(function, tuple(self.injecting.get(path, ())), function)
            if function.language == 'py' and function.module.unjudged:
                self._note(path, function.module.unjudged)
            if function.test_path is not None and self.alone is None:
                self.tests[function.test_path] = None

    def check_tests(self) -> None:
        """Check the paired tests, and once each what makes node read them as modules."""
        for path in self.track(list(self.tests)):
            test = self._load_test(path)
            self._checked(test)
            self._apply(('files', 'paired_tests'), test.source, test)
            self._apply(('files', 'paired_tests'), test, test)
        for package in packages(self.tests, self.settings) if self.alone is None else ():
            package.settings = self._settings(self._root(package.path))
            self._checked(package)
            self._apply(('paired_tests',), package, package)

    def _check_running(self, source: CodeNode | FunctionFile, nodes: tuple[CodeNode, ...], document: Document) -> None:
        """Ask what a version of n8n makes of a source; without a target there is nothing to ask, or to import."""
        if document.settings.target_n8n is not None:
            from n8n_code_discipline.running import RunningSource

            self._apply(('runtime',), RunningSource(source, nodes), document)

    def _apply(self, groups: tuple[str, ...], subject: object, document: Document) -> None:
        for group in groups:
            for rule, function in self._checks(group, document.settings.selection).get(type(subject), ()):
                try:
                    if self.edits is not None:
                        found = self.edits.setdefault(document.path, (document.source, []))[1]
                        found.extend(function(subject))
                    else:
                        for finding in function(subject):
                            self._report(rule, finding, document)
                except Exception as error:
                    self._report_failure(RuleFailure(f'{rule.code} {rule.name}', error), document)

    def _checks(self, group: str, selection: Selection) -> dict[type, list[tuple[Rule, Any]]]:
        key = (group, selection)
        if key not in self.checks:
            by_subject: dict[type, list[tuple[Rule, Any]]] = {}
            for rule in registry.rules((group,), selection):
                for marked in rule.checks if self.edits is None else rule.fixes:
                    by_subject.setdefault(marked.subject, []).append((rule, marked.function))
            self.checks[key] = by_subject
        return self.checks[key]

    # -- results --------------------------------------------------------------------------------------------------

    def _report(self, rule: Rule, finding: Finding, document: Document) -> None:
        self.diagnostics.append(diagnostic(rule, finding, document))

    def _report_failure(self, failure: RuleFailure, document: Document) -> None:
        rule = registry.find(INTERNAL_ERROR)
        assert rule is not None
        for marked in rule.checks:
            for finding in marked.function(failure):
                self._report(rule, finding, document)

    def _note(self, path: str, note: str) -> None:
        self.notes.append(f'{workspace.display(self.settings.cwd, path)}: {note}')

    def report(self) -> Report:
        """Sort what was found."""
        return Report(
            tuple(_numbered(sorted(self.diagnostics, key=sort_key))),
            (*self.errors, *self.unreadable),
            tuple(sorted(self.notes)),
            len(self.files),
            self.skipped,
            {path: self.files[path] for path in sorted(self.files)},
        )


def diagnostic(rule: Rule, finding: Finding, document: Document) -> Diagnostic:
    """Return a rule's finding in a document as it is reported."""
    line, column = document.lines.position(finding.start)
    end_line, end_column = document.lines.position(max(finding.start, finding.end))
    shown, before = line_part(document.source.text, finding.start)
    return Diagnostic(
        workspace.display(document.settings.cwd, document.path),
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
        SourceLine(shown, column - 1 - before),
        digest(_offending_text(finding, document)),
    )


def _offending_text(finding: Finding, document: Document) -> str:
    if finding.offending is not None:
        return finding.offending
    text = document.source.text[finding.start : finding.end]
    return (
        json_document.scalar_text(text, in_string=finding.code is not None) if isinstance(document, Template) else text
    )


def _numbered(diagnostics: Iterable[Diagnostic]) -> Iterator[Diagnostic]:
    """Tell equal findings of a file apart by counting them."""
    seen: dict[tuple[str, str, str | None, str], int] = {}
    for item in diagnostics:
        key = (item.path, item.code, item.node, item.digest)
        seen[key] = seen.get(key, -1) + 1
        yield item._replace(occurrence=seen[key]) if seen[key] else item


def workspaces_of(paths: Sequence[str], settings: Settings) -> list[str]:
    """Return the roots of the workspaces that a check of these paths is about."""
    if not paths:
        return [settings.workspace] if settings.workspace else workspace.roots_at(settings.cwd)
    found = (workspace.find_root(os.path.normpath(os.path.join(settings.cwd, path))) for path in paths)
    return sorted({root for root in found if root is not None})


def open_template(
    source: Source, settings: Settings, settings_of: SettingsOf | None = None, root: str | None = None
) -> Template:
    """Return the template of a source, in its own workspace or a given one, with its function files at hand."""
    run = _Run(settings if root is None else settings._replace(workspace=root), settings_of)
    return run.open_template(source)


def holds_something(cwd: str) -> bool:
    """Tell whether a workspace at or below ``cwd`` has, or could have, a template, function file or test."""
    run = _Run(Settings(cwd))
    run.collect(())
    return bool(run.templates or run.functions or run.tests or run.unreadable)


def is_ours(template: Template) -> bool:
    """Tell workflows from other people's JSON: a CDK template and package.json are not ours."""
    inside = workspace.relative(template.root, template.path)
    if inside.startswith(f'{workspace.TEMPLATES}/'):
        return True
    if template.readable:
        return workflow.holds_nodes(template.document.data)
    text = template.source.text
    return (
        bool(template.source.problem)
        or template.path.endswith(workspace.TEMPLATE_SUFFIX)
        or (not text.strip() or '"nodes"' in text)
    )
