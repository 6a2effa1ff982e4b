"""Which scope holds each name that a walk met."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from n8n_code_discipline.syntax.javascript.nodes import text
from n8n_code_discipline.syntax.javascript.scopes import WRITE
from n8n_code_discipline.syntax.javascript.scopes import Entry
from n8n_code_discipline.syntax.javascript.scopes import Error
from n8n_code_discipline.syntax.javascript.scopes import Scope
from n8n_code_discipline.syntax.javascript.scopes import Use
from n8n_code_discipline.syntax.javascript.scopes import Walk
from n8n_code_discipline.syntax.names import Binding
from n8n_code_discipline.syntax.names import Declaration
from n8n_code_discipline.syntax.names import Kind
from n8n_code_discipline.syntax.names import Names
from n8n_code_discipline.syntax.names import Read
from n8n_code_discipline.syntax.names import Request

_KINDS: dict[str, Kind] = {
    'class': 'class',
    'function': 'function',
    'hoisted': 'var',
    'lexical': 'lexical',
    'var': 'var',
}


class _Holder(NamedTuple):
    """An open scope that declares a name; ``firm`` is the innermost one whose name a `var` would clash with.

    The parameter of `catch` is no clash, and must not hide one farther out.
    """

    scope: int
    firm: int


class _Replay:
    """The open scopes, by the names they declare."""

    def __init__(self, scopes: Sequence[Scope]) -> None:
        self.scopes = scopes
        self.holders: dict[str, list[_Holder]] = {}
        self.errors: list[Error] = []

    def open(self, index: int) -> None:
        for name, entry in self.scopes[index].names.items():
            stack = self.holders.setdefault(name, [])
            if name[0] == ':' and stack and self._same_function(stack[-1].scope, index):
                self.errors.append(Error(entry.start, entry.end, f"the label '{name[1:]}' is given twice"))
            firm = stack[-1].firm if entry.kind == 'catch' and stack else index
            stack.append(_Holder(index, firm))

    def close(self, index: int) -> None:
        for name in self.scopes[index].names:
            self.holders[name].pop()

    def holder(self, name: str) -> _Holder | None:
        stack = self.holders.get(name)
        return stack[-1] if stack else None

    def entry(self, index: int, name: str) -> Entry:
        return self.scopes[index].names[name]

    def declare_var(self, use: Use) -> None:
        """Note the clash of a `var` with a declaration of a block around it; the later one is the second."""
        holder = self.holder(use.name)
        if holder is None or holder.firm <= self.scopes[use.scope].function:
            return
        entry = self.entry(holder.firm, use.name)
        if entry.kind == 'catch':
            return
        second, first = (use, entry) if use.start > entry.start else (entry, use)
        self.errors.append(Error(second.start, second.end, f"'{use.name}' is declared twice", first.start))

    def jump(self, use: Use) -> None:
        """Note a `break` or `continue` whose label is missing or labels no loop."""
        holder = self.holder(use.name)
        label = use.name[1:]
        if holder is None or not self._same_function(holder.scope, use.scope):
            self.errors.append(Error(use.start, use.end, f"no statement around this has the label '{label}'"))
        elif use.role == 'continue' and self.entry(holder.scope, use.name).kind != 'loop label':
            self.errors.append(Error(use.start, use.end, f"the label '{label}' is not that of a loop"))

    def _same_function(self, one: int, other: int) -> bool:
        return self.scopes[one].function == self.scopes[other].function


def replay(walk: Walk, offsets: Sequence[int]) -> Names:
    """Resolve the names of a walk; adds the errors that only the scopes show to the walk's."""
    state = _Replay(walk.scopes)
    reads: list[Read] = []
    assigned = set(walk.assigned)
    for event in walk.events:
        if isinstance(event, int):
            state.open(event) if event >= 0 else state.close(~event)
        elif event.role == 'var':
            state.declare_var(event)
        elif event.role in ('break', 'continue'):
            state.jump(event)
        else:
            holder = state.holder(event.name)
            if event.name[0] == '#':
                if holder is None:
                    message = f"no class around this declares '{event.name}'"
                    state.errors.append(Error(event.start, event.end, message))
            elif holder is None or holder.scope == 0:
                if event.role != WRITE:
                    reads.append(_read(event, offsets, declared=holder is not None))
                elif holder is None:
                    assigned.add(event.name)
    walk.errors += state.errors
    return _names(walk, offsets, reads, assigned)


def _read(use: Use, offsets: Sequence[int], *, declared: bool) -> Read:
    start, end = offsets[use.start], offsets[use.end]
    return Read(use.name, use.path, start, end, use.function, use.guarded, declared, '')


def _names(walk: Walk, offsets: Sequence[int], reads: Sequence[Read], assigned: set[str]) -> Names:
    free = {read.start for read in reads if not read.declared} if walk.requests else ()
    return Names(
        tuple(
            Declaration(name, _KINDS[entry.kind], offsets[entry.start], offsets[entry.end], '')
            for name, entry in walk.scopes[0].names.items()
        ),
        tuple(reads),
        frozenset(assigned),
        tuple(
            Binding(text(node), kind, offsets[node.start_byte], offsets[node.end_byte])
            for node, kind in sorted(walk.bindings, key=lambda binding: binding[0].start_byte)
        ),
        tuple(
            Request(text(module)[1:-1], offsets[module.start_byte], offsets[module.end_byte])
            for called, module in walk.requests
            if called.type == 'import' or offsets[called.start_byte] in free
        ),
        tuple(_read(use, offsets, declared=False) for use in walk.this_reads),
        tuple(offsets[start] for start in walk.statements),
        walk.opaque,
    )
