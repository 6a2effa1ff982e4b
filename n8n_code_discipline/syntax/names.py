"""The names that a source text declares and reads, in JavaScript or Python.

Offsets are 0-based character offsets into the source, ends exclusive.
"""

from typing import Literal, NamedTuple

Kind = Literal['function', 'class', 'lexical', 'var', 'import']


class Declaration(NamedTuple):
    """A name that the source declares in its top scope.

    Attributes:
        name: The name.
        kind: 'lexical' for `let` and `const`, 'var' for what may be declared again (`var`, any Python assignment).
        start: Where the name starts.
        end: Where it ends.
        target: The dotted name that an import binds (`os.path`), else ''.
    """

    name: str
    kind: Kind
    start: int
    end: int
    target: str


class Read(NamedTuple):
    """A read of a name that no inner scope declares, or that an import binds in any scope.

    Attributes:
        name: The name.
        path: The name with the properties that follow it (`$input.all`, `os.path.join`).
        start: Where the name starts.
        end: Where it ends.
        function: The top-level function that contains the read, '' outside of functions.
        guarded: Whether an undefined name is handled there (operand of `typeof`, `except NameError`).
        declared: Whether a scope of the source declares the name.
        target: If an import binds the name, what the path stands for (`os.path.join` for `o.path.join`), else ''.
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
    """A function or class that is bound to a name: `function f`, `const f = () => …`, `f = lambda: …`."""

    name: str
    kind: Literal['function', 'class']
    start: int
    end: int


class Request(NamedTuple):
    """A module that the source imports; a relative Python import begins with its dots."""

    module: str
    start: int
    end: int


class Names(NamedTuple):
    """The scope analysis of one source text.

    Attributes:
        declarations: The names of the top scope.
        reads: The reads in source order.
        assigned: Names that are assigned but not declared: globals in sloppy JavaScript.
        bindings: Named functions and classes, except those inside another one.
        requests: The imported modules.
        this: Reads of `this.…` where `this` is that of a top-level function or of the source itself.
        statements: Where each statement starts, including nested ones and those of function bodies.
        opaque: Whether names may be defined at run time (direct `eval`, `with`, `exec`, a star import).
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
