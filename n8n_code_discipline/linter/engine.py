"""The engine: find files, load them as documents, run the rules, sort the diagnostics."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType, ModuleType
from typing import TYPE_CHECKING, NamedTuple

from n8n_code_discipline.config.settings import Settings
from n8n_code_discipline.diagnostic import Diagnostic, RuleFailure
from n8n_code_discipline.documents import workflow
from n8n_code_discipline.documents.code_node import code_nodes
from n8n_code_discipline.documents.stray_file import StrayFile
from n8n_code_discipline.documents.template import Download, Template
from n8n_code_discipline.edits import TextEdit
from n8n_code_discipline.linter.discovery import NO_NODES, Collection
from n8n_code_discipline.linter.findings import diagnostic, in_order
from n8n_code_discipline.linter.loader import Loader, SettingsOf, is_ours
from n8n_code_discipline.linter.run_rules import RuleRunner, Subject
from n8n_code_discipline.registry import INTERNAL_ERROR
from n8n_code_discipline.syntax import markup
from n8n_code_discipline.workspace import files, layout
from n8n_code_discipline.workspace.files import Source

if TYPE_CHECKING:
    from n8n_code_discipline.documents.code_node import CodeNode
    from n8n_code_discipline.documents.function_file import FunctionFile
    from n8n_code_discipline.documents.references import Reference
    from n8n_code_discipline.documents.runtime_source import Use
    from n8n_code_discipline.linter.loader import Document

# wraps the files of a phase of the run, given with its name, to show and measure its progress
Track = Callable[[Sequence[str], str], Iterable[str]]


class Report(NamedTuple):
    """The result of a run.

    ``errors`` are lines about paths that could not be checked, ``notes`` lines that are not findings, ``skipped`` lines
    about given files that are none of ours, ``others`` the same for files of directories; all are for standard error.
    ``checked`` counts files; ``files`` maps them, sorted and as diagnostics name them, to their settings.
    """

    diagnostics: tuple[Diagnostic, ...]
    errors: tuple[str, ...]
    notes: tuple[str, ...]
    checked: int
    skipped: tuple[str, ...]
    files: Mapping[str, Settings] = MappingProxyType({})
    others: tuple[str, ...] = ()

    @property
    def status(self) -> int:
        """The exit status: 0 clean, 1 findings, 2 something could not be checked."""
        if self.errors or any(item.code == INTERNAL_ERROR for item in self.diagnostics):
            return 2
        return 1 if self.diagnostics else 0


def untracked(paths: Sequence[str], _: str) -> Iterable[str]:
    """Return the files without showing progress."""
    return paths


def check(
    paths: Sequence[str],
    settings: Settings,
    settings_of: SettingsOf | None = None,
    *,
    track: Track = untracked,
    with_tests: bool = True,
) -> Report:
    """Lint files and directories; no path means the workspaces at or below the current directory.

    The function files of a template and their tests are checked too, and the templates of a workspace that use a given
    function file. Never raises because of the content of a file.

    Args:
        paths: Files and directories, relative to the current directory of ``settings``.
        settings: The settings of the run.
        settings_of: Returns the settings of a workspace; None: ``settings`` apply everywhere.
        track: Shows and measures progress.
        with_tests: Check tests, too.
    """
    walk = _Walk(Loader(settings, settings_of), track)
    walk.wanted.add(paths)
    return _report(walk, walk.subjects(with_tests=with_tests))


def check_template(template: Template, loader: Loader) -> Report:
    """Lint one template, whatever its file name, and the files that it injects, as the loader has read them."""
    walk = _Walk(loader)
    return _report(walk, walk.subjects(template, with_tests=False))


def check_text(source: Source, settings: Settings, settings_of: SettingsOf | None = None) -> Report:
    """Lint one text as if it were the file at its path, which need not exist; other files are read but not checked."""
    walk = _Walk(Loader(settings, settings_of, source))
    walk.wanted.add_file(source.path)
    return _report(walk, walk.subjects())


def proposed_edits(
    paths: Sequence[str], settings: Settings, settings_of: SettingsOf | None = None, track: Track = untracked
) -> tuple[list[tuple[Source, list[TextEdit]]], tuple[Diagnostic, ...]]:
    """Return the edits that the selected rules propose for each file, sorted by path, and the diagnostics of NCD009."""
    walk = _Walk(Loader(settings, settings_of), track)
    walk.wanted.add(paths)
    runner = RuleRunner()
    found: dict[str, tuple[Source, list[TextEdit]]] = {}
    failed = []
    for subject in walk.subjects():
        document = subject.document
        for item in runner.edits(subject):
            if isinstance(item, TextEdit):
                found.setdefault(document.path, (document.source, []))[1].append(item)
            else:
                failed.append(diagnostic(*item, document))
    return [edits for _, edits in sorted(found.items())], tuple(in_order(failed))


def check_documents(documents: Iterable[Document]) -> tuple[Diagnostic, ...]:
    """Apply the rules that their settings select to documents that are already loaded."""
    subjects = (Subject(document, *view) for document in documents for view in document.views())
    return tuple(in_order(_diagnostics(subjects)))


def _report(walk: _Walk, subjects: Iterable[Subject]) -> Report:
    found = list(_diagnostics(subjects))
    return Report(
        tuple(in_order(found)),
        walk.wanted.problems,
        tuple(sorted(walk.notes)),
        len(walk.files),
        (*walk.wanted.skipped, *walk.skipped),
        {path: walk.files[path] for path in sorted(walk.files)},
        (*walk.wanted.others, *walk.others),
    )


def _diagnostics(subjects: Iterable[Subject]) -> Iterator[Diagnostic]:
    runner = RuleRunner()
    for subject in subjects:
        for rule, finding in runner.findings(subject):
            yield diagnostic(rule, finding, subject.document)


class _Walk:
    """The subjects of a run, in order; a template is released once its subjects have been checked."""

    def __init__(self, loader: Loader, track: Track = untracked) -> None:
        self.loader = loader
        self.track = track
        self.wanted = Collection(loader.settings, loader.root)
        self.files: dict[str, Settings] = {}
        self.notes: list[str] = []
        self.skipped: list[str] = []
        self.others: list[str] = []
        # the uses of function files, by path; only with a version of n8n as target
        self._uses: dict[str, list[Use]] = {}
        # the JSON files that templates inject as text, in order
        self._json_texts: dict[str, None] = {}

    @property
    def _is_single(self) -> bool:
        """Return whether one text is checked, without related files."""
        return self.loader.single is not None

    def subjects(self, template: Template | None = None, *, with_tests: bool = True) -> Iterator[Subject]:
        """Yield the subjects of the given files, or of one template, and of related files."""
        yield from self._templates() if template is None else self._template(template)
        for path in self.track(list(self.wanted.functions), 'function files'):
            function = self.loader.function(path)
            if function is not None:
                yield from self._file(function, self._function(function))
        for path in self._json_texts:
            yield from self._file(self.loader.json_text(path))
        for path in self.wanted.strays:
            yield from self._file(StrayFile(self.loader.read(path), self.loader.settings_at(self.loader.root(path))))
        if not with_tests:
            return
        for path in self.track(list(self.wanted.tests), 'paired tests'):
            yield from self._file(self.loader.test(path))
        for package in self.loader.packages(self.wanted.tests) if not self._is_single else ():
            yield from self._file(package)

    def _templates(self) -> Iterator[Subject]:
        for path in self.track(list(self.wanted.templates), 'templates'):
            template = self.loader.template(self.loader.read(path))
            if is_ours(template):
                yield from self._template(template)
            else:
                self._skip(path, is_given=self.wanted.templates[path])
        for path in self.track(list(self.wanted.downloads), 'other JSON'):
            yield from self._download(path)
        if not self._is_single:
            for template in self._templates_that_use({path for path, named in self.wanted.functions.items() if named}):
                yield from self._template(template)

    def _download(self, path: str) -> Iterator[Subject]:
        """Yield a JSON file among the templates that is not named as a template; its content is not checked."""
        template = self.loader.template(self.loader.read(path))
        if not template.readable and is_ours(template):
            yield from self._template(template)
        elif workflow.has_node_list(template.document.data):
            self._checked(template)
            yield Subject(template, Download, lambda: Download(template))
        else:
            self._skip(path, is_given=self.wanted.downloads[path])

    def _file(self, document: Document, parts: Iterable[Subject] = ()) -> Iterator[Subject]:
        """Yield the subjects of a file, then of its parts; an exception becomes NCD009."""
        self._checked(document)
        for view in document.views():
            yield Subject(document, *view)
        try:
            yield from parts
        except Exception as error:
            failure = RuleFailure('reading the code', error)
            yield Subject(document, RuleFailure, lambda: failure)

    def _template(self, template: Template) -> Iterator[Subject]:
        return self._file(template, self._code_nodes(template))

    def _code_nodes(self, template: Template) -> Iterator[Subject]:
        for node in code_nodes(template):
            yield from self._code_node(node)
        self._want_json(found.reference for found in template.text_references)
        if template.settings.n8n_major:
            runtime_source = _runtime_source()
            for source in runtime_source.function_nodes(template):
                for view in source.views():
                    yield Subject(template, *view)

    def _code_node(self, node: CodeNode) -> Iterator[Subject]:
        template = node.template
        for view in node.views():
            yield Subject(template, *view)
        injected = dict.fromkeys(node.injected) if not self._is_single else ()
        for function in injected:
            self.wanted.functions.setdefault(function.path, False)
        self._want_json(node.references)
        if node.language == 'py' and node.unchecked:
            self._note(template, f'{node.label}: {node.unchecked}')
        if node.settings.n8n_major:
            runtime_source = _runtime_source()
            use = runtime_source.use(node)
            for function in injected:
                self._uses.setdefault(function.path, []).append(use)
            for view in runtime_source.views(node, (use,)):
                yield Subject(template, *view)

    def _want_json(self, references: Iterable[Reference]) -> None:
        for reference in references:
            if reference.placeholder.kind == 'json' and reference.target.state == 'file' and not self._is_single:
                self._json_texts[reference.target.path] = None

    def _function(self, function: FunctionFile) -> Iterator[Subject]:
        if function.settings.n8n_major:
            for view in _runtime_source().views(function, tuple(self._uses.get(function.path, ()))):
                yield Subject(function, *view)
        if function.language == 'py' and function.syntax.unchecked:
            self._note(function, function.syntax.unchecked)
        if function.test_path is not None and not self._is_single:
            self.wanted.tests[function.test_path] = None

    def _templates_that_use(self, wanted: set[str]) -> Iterator[Template]:
        """Yield the templates of the functions' workspaces, not yet checked, that refer to one of them."""
        names = {os.path.basename(path) for path in wanted}
        for root in sorted({self.loader.root(path) for path in wanted}):
            for path in layout.walk(root):
                if not path.endswith(layout.TEMPLATE_SUFFIX) or path in self.wanted.templates:
                    continue
                source = files.read(path)
                paths = markup.placeholder_paths(source.text)
                if paths is None or any(path.strip(' \t').rpartition('/')[2] in names for path in paths):
                    template = self.loader.template(source)
                    if any(function.path in wanted for node in code_nodes(template) for function in node.injected):
                        yield template

    def _skip(self, path: str, *, is_given: bool) -> None:
        line = f'{layout.display(self.loader.settings.cwd, path)}: {NO_NODES}'
        (self.skipped if is_given else self.others).append(line)

    def _checked(self, document: Document) -> None:
        self.files[layout.display(self.loader.settings.cwd, document.path)] = document.settings

    def _note(self, document: Document, note: str) -> None:
        self.notes.append(f'{layout.display(self.loader.settings.cwd, document.path)}: {note}')


def _runtime_source() -> ModuleType:
    """Import the subjects of the rules about a version of n8n, which most runs do not need."""
    from n8n_code_discipline.documents import runtime_source

    return runtime_source
