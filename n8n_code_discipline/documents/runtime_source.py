"""Source texts as n8n 2 runs them: the subjects of the rules about n8n's run time."""

import re
from _ast import Global
from bisect import bisect_right
from collections.abc import Iterator
from contextlib import suppress
from functools import cached_property
from typing import Any, NamedTuple

from n8n_code_discipline.diagnostic import Finding, Place
from n8n_code_discipline.documents import workflow
from n8n_code_discipline.documents.code_node import CodeNode, JavaScriptBody, PythonBody
from n8n_code_discipline.documents.function_file import FunctionFile, JavaScriptFile, PythonFile
from n8n_code_discipline.documents.hydrated_body import Piece, hydrated_body
from n8n_code_discipline.documents.template import Template
from n8n_code_discipline.n8n.python_runtime import DENIED_BUILTINS
from n8n_code_discipline.registry import Views
from n8n_code_discipline.syntax.javascript import Script, expressions
from n8n_code_discipline.syntax.names import Names, Read
from n8n_code_discipline.syntax.python import Module
from n8n_code_discipline.syntax.python.tree import bound_names
from n8n_code_discipline.workspace.layout import display

ALL_ITEMS = 'runOnceForAllItems'
EACH_ITEM = 'runOnceForEachItem'
_SHOWN_USES = 3
_CALLED_CHAIN = r'[\w$]++(?:\s*+\??\.\s*+[\w$]++)*\s*+[(`]'


class Use(NamedTuple):
    """A Code node that runs a source, without the node itself, which is no longer in memory.

    ``names`` are declared at the top of its body after hydrate, ``bound`` are those that its Python glue binds outside
    of functions. ``pieces`` is the body of a node that runs once for each item, () if hydrate would refuse it.
    """

    place: str
    mode: str
    names: frozenset[str]
    bound: frozenset[str]
    pieces: tuple[Piece, ...]


class RunningSource:
    """A source text as n8n 2 runs it: the glue of a Code node, or a function file that Code nodes inject.

    ``uses`` are the Code nodes that run it: the one whose glue it is, or those that inject the file.
    """

    def __init__(self, document: CodeNode | FunctionFile, uses: tuple[Use, ...]) -> None:
        self.document = document
        self.uses = uses
        self.settings = document.settings
        self.function = document if isinstance(document, FunctionFile) else None
        self.text = document.code if isinstance(document, CodeNode) else document.source.text
        self._uses_without: dict[str, tuple[Use, ...]] = {}

    @property
    def names(self) -> Names:
        """The names that the source declares and reads; none if it does not parse."""
        return self.document.names

    @property
    def opaque(self) -> bool:
        """Return whether the source may declare names that are not visible in it."""
        return self.names.opaque

    def missing(self, names: frozenset[str]) -> Iterator[Read]:
        """Yield the reads of names that nothing declares, neither this source nor all nodes that run it.

        Names whose absence the source handles are left out, and all names if the source has dynamic scopes.
        """
        guarded = {read.name for read in self.names.reads if read.guarded} | self.names.assigned
        for read in self.names.reads if not self.opaque else ():
            if read.name not in names or read.declared or read.name in guarded:
                continue
            if self.uses and not self.uses_without(read.name):
                continue
            if not self.is_guarded(read.start):
                yield read

    def is_guarded(self, offset: int) -> bool:
        """Return whether the source catches a failure at a 0-based character offset."""
        index = bisect_right(self.guarded_spans, (offset, len(self.text))) - 1
        return index >= 0 and offset < self.guarded_spans[index][1]

    @property
    def guarded_spans(self) -> tuple[tuple[int, int], ...]:
        """The parts of the source whose failures it catches, in order."""
        return ()

    def uses_without(self, name: str) -> tuple[Use, ...]:
        """Return the nodes that run the source and whose hydrated code declares no such name."""
        if name not in self._uses_without:
            self._uses_without[name] = tuple(use for use in self.uses if name not in use.names)
        return self._uses_without[name]

    def finding(self, message: str, place: Place, uses: tuple[Use, ...] | None = None) -> Finding:
        """Return a finding about a place of the source.

        In a function file the message goes on to name those of ``uses`` (None: all) that bring it into n8n.
        """
        if isinstance(self.document, CodeNode):
            return self.document.finding(message, place)
        return self.document.finding(message + _where(self.uses if uses is None else uses), place)


class RunningJavaScript(RunningSource):
    """JavaScript that parses, as n8n 2 runs it."""

    document: JavaScriptBody | JavaScriptFile

    @property
    def script(self) -> Script:
        """The tree."""
        return self.document.script

    @cached_property
    def guarded_spans(self) -> tuple[tuple[int, int], ...]:
        """The `try` blocks that have a `catch`."""
        return expressions.guarded_spans(self.script)

    def is_called(self, read: Read) -> bool:
        """Return whether the properties that follow a read end in a call; `?.()` calls only what is there."""
        return re.compile(_CALLED_CHAIN).match(self.text, read.start) is not None


class RunningPython(RunningSource):
    """Python that parses, as n8n 2 runs it."""

    document: PythonBody | PythonFile

    @property
    def module(self) -> Module:
        """The tree."""
        return self.document.module

    @property
    def opaque(self) -> bool:
        """Return whether names may change unseen; n8n 2 denies `exec` and `globals`, functions have no star imports."""
        return self.names.opaque and not denied_builtins(self) >= {'exec', 'globals'}


class RunningJavaScriptGlue(RunningJavaScript):
    """The JavaScript of a Code node that parses, as n8n 2 runs it."""

    document: JavaScriptBody


class RunningPythonGlue(RunningPython):
    """The Python of a Code node that parses, as n8n 2 runs it."""

    document: PythonBody


class RunningFunctionNode(RunningJavaScript):
    """The code of a Function or Function Item node that parses, as n8n 2 runs it: in a sandbox of its own."""

    document: JavaScriptBody

    def views(self) -> Views:
        yield RunningFunctionNode, lambda: self

    @property
    def runs_each(self) -> bool:
        """Return whether it runs once for each item."""
        return self.document.node.type == workflow.FUNCTION_ITEM


class RunningPyodide(RunningPython):
    """Python that parses, as n8n 1.x runs it."""


def views(document: CodeNode | FunctionFile, uses: tuple[Use, ...]) -> Views:
    """Yield the subjects that rules may ask for about a source that n8n runs."""
    is_python = isinstance(document, PythonBody | PythonFile)
    language, glue = (RunningPython, RunningPythonGlue) if is_python else (RunningJavaScript, RunningJavaScriptGlue)
    source = (glue if isinstance(document, CodeNode) else language)(document, uses)
    if document.settings.n8n_major >= 2:
        yield RunningSource, lambda: source
        for kind in (language, glue) if isinstance(document, CodeNode) else (language,):
            yield kind, lambda: source if document.parses else None
    elif is_python:
        yield RunningPyodide, lambda: source if document.parses else None


def function_nodes(template: Template) -> Iterator[RunningFunctionNode]:
    """Yield the Function and Function Item nodes of a template whose code parses."""
    for node in template.nodes_of(workflow.DEPRECATED) if template.settings.n8n_major >= 2 else ():
        code = node.parameters.get('functionCode')
        if isinstance(code, str) and code.strip():
            path = (*node.path, 'parameters', 'functionCode')
            body = JavaScriptBody(template, node, workflow.CodeField(None, True, 'js', 'functionCode', path, code))
            if not (body.problems or body.placeholders):
                yield RunningFunctionNode(body, (use(body),))


def use(node: CodeNode) -> Use:
    """Return a Code node as rules about an injected function file need it."""
    template = node.template
    place = f'{node.label} of {display(template.settings.cwd, template.path)}'
    names = {name for function in set(node.injected) if function.parses for name in function.names.bound}
    if not node.unsynced and not node.problems:
        names |= node.names.bound
    bound = local_names(node.module.tree) if isinstance(node, PythonBody) else frozenset()
    pieces: tuple[Piece, ...] = ()
    with suppress(ValueError):
        pieces = hydrated_body(node) if mode(node) == EACH_ITEM else ()
    return Use(place, mode(node), frozenset(names), bound, pieces)


def denied_builtins(source: RunningSource) -> frozenset[str]:
    """Return the built-in names of Python that the Python runner takes away."""
    configured = source.settings.denied_python_builtins
    return DENIED_BUILTINS.names if configured is None else frozenset(configured)


def local_names(tree: Any) -> frozenset[str]:
    """Return the names that Python code assigns at its top, which a `global` there does not give to the module."""
    if tree is None:
        return frozenset()
    given = {name for node in tree.body if isinstance(node, Global) for name in node.names}
    return frozenset(bound_names(tree.body)) - given


def mode(node: CodeNode) -> str:
    """Return how often n8n runs a node's code: ALL_ITEMS, its default, or EACH_ITEM."""
    found = node.node.parameters.get('mode', ALL_ITEMS)
    return found if isinstance(found, str) and node.node.type == workflow.CODE else ALL_ITEMS


def _where(uses: tuple[Use, ...]) -> str:
    if not uses:
        return ''
    more = f' and {len(uses) - _SHOWN_USES} more' if len(uses) > _SHOWN_USES else ''
    return f' (in {", ".join(use.place for use in uses[:_SHOWN_USES])}{more})'
