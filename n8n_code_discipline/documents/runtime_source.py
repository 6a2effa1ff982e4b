"""What the rules about n8n's run time look at: a source text where n8n runs it."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from functools import cached_property
from typing import TYPE_CHECKING
from typing import NamedTuple

from n8n_code_discipline import edits
from n8n_code_discipline.documents import workflow
from n8n_code_discipline.documents.code_node import CodeNode
from n8n_code_discipline.n8n import facts
from n8n_code_discipline.syntax import javascript
from n8n_code_discipline.syntax import markup
from n8n_code_discipline.syntax import python
from n8n_code_discipline.syntax.javascript import expressions
from n8n_code_discipline.syntax.names import Names
from n8n_code_discipline.syntax.names import Read
from n8n_code_discipline.workspace.layout import display

if TYPE_CHECKING:
    from n8n_code_discipline.diagnostic import Finding
    from n8n_code_discipline.documents.function_file import FunctionFile

ALL_ITEMS = 'runOnceForAllItems'
EACH_ITEM = 'runOnceForEachItem'
_SHOWN_NODES = 3


class Piece(NamedTuple):
    """A stretch of hydrated code: glue that begins at ``origin`` (0-based) of the node's code, or a function file."""

    text: str
    function: FunctionFile | None
    origin: int


class RunningSource:
    """A source text as n8n runs it: the glue of a Code node, or a function file.

    ``nodes`` are the Code nodes that run it: the one whose glue it is, or those that inject the function file.
    """

    def __init__(self, document: CodeNode | FunctionFile, nodes: tuple[CodeNode, ...]) -> None:
        self.document = document
        self.nodes = nodes
        self._nodes_without: dict[str, tuple[CodeNode, ...]] = {}

    @property
    def glue(self) -> CodeNode | None:
        """The node whose glue it is, None for a function file."""
        return self.document if isinstance(self.document, CodeNode) else None

    @property
    def target(self) -> int:
        """The major version of n8n that is asked about."""
        document = self.document
        settings = document.template.settings if isinstance(document, CodeNode) else document.settings
        return facts.major(settings.target_n8n or '')

    @property
    def allowed_modules(self) -> tuple[str, ...]:
        """The modules of its language that the configuration allows."""
        document = self.document
        settings = document.template.settings if isinstance(document, CodeNode) else document.settings
        return settings.allow_js_modules if document.language == 'js' else settings.allow_python_modules

    @property
    def text(self) -> str:
        """The source text: the code of a node with its placeholders, or a function file."""
        return self.document.code if isinstance(self.document, CodeNode) else self.document.source.text

    @property
    def script(self) -> javascript.Script | None:
        """The tree of JavaScript that parses, else None."""
        if self.document.language != 'js' or not self._parses:
            return None
        syntax = self.document.syntax if isinstance(self.document, CodeNode) else self.document.script
        return syntax if isinstance(syntax, javascript.Script) else None

    @property
    def module(self) -> python.Module | None:
        """The tree of Python that parses, else None."""
        if self.document.language != 'py' or not self._parses:
            return None
        syntax = self.document.syntax if isinstance(self.document, CodeNode) else self.document.module
        return syntax if isinstance(syntax, python.Module) and syntax.tree is not None else None

    @property
    def _parses(self) -> bool:
        if isinstance(self.document, CodeNode):
            return not self.document.unsynced and not self.document.problems
        return self.document.parses

    @cached_property
    def names(self) -> Names:
        """What the source declares and reads; nothing where it does not parse."""
        syntax = self.script or self.module
        return syntax.names if syntax is not None else Names()

    def missing(self, names: frozenset[str]) -> Iterator[Read]:
        """Yield the reads of names that nothing declares, neither this source nor all nodes that run it.

        Left out are names whose absence the source provides for, and all where names come and go unseen.
        """
        guarded = {read.name for read in self.names.reads if read.guarded} | self.names.assigned
        for read in self.names.reads if not self.names.opaque else ():
            if read.name not in names or read.declared or read.name in guarded:
                continue
            if self.nodes and not self.nodes_without(read.name):
                continue
            if not self.is_guarded(read.start):
                yield read

    def is_guarded(self, offset: int) -> bool:
        """Tell whether the source provides for a failure at a character, by `try … catch` (JavaScript)."""
        index = bisect_right(self._guarded_spans, (offset, len(self.text))) - 1
        return index >= 0 and offset < self._guarded_spans[index][1]

    @cached_property
    def _guarded_spans(self) -> tuple[tuple[int, int], ...]:
        return expressions.guarded_spans(self.script) if self.script is not None else ()

    def nodes_without(self, name: str) -> tuple[CodeNode, ...]:
        """Return the nodes that run the source and whose hydrated code declares no such name."""
        if name not in self._nodes_without:
            nodes = zip(self.nodes, self._top_names, strict=True)
            self._nodes_without[name] = tuple(node for node, names in nodes if name not in names)
        return self._nodes_without[name]

    @cached_property
    def _top_names(self) -> tuple[frozenset[str], ...]:
        return tuple(map(top_names, self.nodes))

    def finding(self, message: str, start: int, end: int, nodes: tuple[CodeNode, ...] | None = None) -> Finding:
        """A finding about the 0-based characters ``start`` to ``end`` of the source.

        In a function file the message goes on to tell which of ``nodes`` (None: all that run it) bring it into n8n.
        """
        if isinstance(self.document, CodeNode):
            return self.document.finding(message, start, end)
        return self.document.finding(message + _where(self.nodes if nodes is None else nodes), start, end)


def top_names(node: CodeNode) -> frozenset[str]:
    """Return the names that a node's glue and its injected function files declare at the top of the hydrated code."""
    found: set[str] = set()
    for function in set(node.injected):
        if function.parses:
            found |= function.names.bound
    return node.glue_names.union(found)


def mode(node: CodeNode) -> str:
    """Return how often n8n runs a node's code: ALL_ITEMS, its default, or EACH_ITEM."""
    found = node.node.parameters.get('mode', ALL_ITEMS)
    return found if isinstance(found, str) and node.node.type == workflow.CODE else ALL_ITEMS


def hydrated(node: CodeNode) -> tuple[Piece, ...]:
    """Return a node's code as hydrate would write it, in pieces; () where hydrate would refuse.

    Placeholders of other kinds than code stand for themselves.
    """
    pieces = []
    position = 0
    newline = edits.line_end(node.code)
    for reference in node.references:
        placeholder = reference.placeholder
        if placeholder.kind not in markup.CODE_KINDS:
            continue
        function = node.template.load(reference.target.path) if reference.target.state == 'file' else None
        if function is None or function.source.problem or function.language != node.field_language:
            return ()
        try:
            block = markup.block(placeholder.kind, placeholder.path, function.source.text, newline)
        except ValueError:
            return ()
        pieces += [Piece(node.code[position : placeholder.start], None, position), Piece(block, function, 0)]
        position = placeholder.end
    return (*pieces, Piece(node.code[position:], None, position))


def _where(nodes: tuple[CodeNode, ...]) -> str:
    if not nodes:
        return ''
    shown = [
        f'{node.label} of {display(node.template.settings.cwd, node.template.path)}' for node in nodes[:_SHOWN_NODES]
    ]
    more = f' and {len(nodes) - _SHOWN_NODES} more' if len(nodes) > _SHOWN_NODES else ''
    return f' (in {", ".join(shown)}{more})'
