"""What a source text declares and reads, in words that hold for JavaScript and Python.

Offsets are 0-based character offsets into the source, ends exclusive.
"""

from __future__ import annotations

from typing import Literal
from typing import NamedTuple

Kind = Literal['function', 'class', 'lexical', 'var', 'import']


class Declaration(NamedTuple):
    """A name that the source declares in its top scope.

    ``kind`` is 'lexical' for `let` and `const`, 'var' for what may be declared again (`var`, any
    Python assignment). ``target`` is what an import brings in, dotted (`os.path`), else ''.
    """

    name: str
    kind: Kind
    start: int
    end: int
    target: str


class Read(NamedTuple):
    """A read of a name that no inner scope declares, or that an import bound in any scope.

    ``path`` is the name with the plain properties that follow it (`$input.all`, `os.path.join`).
    ``function`` is the top-level function that holds the read, '' outside of one.
    ``guarded``: a missing name does no harm there (operand of `typeof`, `except NameError`).
    ``declared``: a scope of the source declares the name.
    ``target`` is what the path means when an import bound the name (`os.path.join` for `o.path.join`), else ''.
    """

    name: str
    path: str
    start: int
    end: int
    function: str
    guarded: bool
    declared: bool
    target: str


class Binding(NamedTuple):
    """A function or class that gets a name: `function f`, `const f = () => …`, `f = lambda: …`."""

    name: str
    kind: Literal['function', 'class']
    start: int
    end: int


class Request(NamedTuple):
    """A module that the source asks for; a relative Python one begins with its dots."""

    module: str
    start: int
    end: int


class Names(NamedTuple):
    """The scope analysis of one source text.

    ``assigned`` holds the names that are assigned and nowhere declared: sloppy JavaScript makes them
    globals. ``bindings`` leaves out what is nested in another binding. ``this`` holds the reads of
    `this.…` where ``this`` is that of a top-level function or of the source itself.
    ``statements`` is where each statement starts, nested ones and function bodies included.
    ``opaque``: names come and go unseen (direct `eval`, `with`, `exec`, a star import).
    """

    declarations: tuple[Declaration, ...] = ()
    reads: tuple[Read, ...] = ()
    assigned: frozenset[str] = frozenset()
    bindings: tuple[Binding, ...] = ()
    requests: tuple[Request, ...] = ()
    this: tuple[Read, ...] = ()
    statements: tuple[int, ...] = ()
    opaque: bool = False

    @property
    def bound(self) -> frozenset[str]:
        """The names that the source declares in its top scope, or assigns."""
        return self.assigned.union(declaration.name for declaration in self.declarations)
