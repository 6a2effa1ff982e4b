"""Scope analysis, checked against tables and against Python's own symbol tables."""

import ast
import random
import symtable
import sys
import sysconfig
from pathlib import Path

import pytest

from n8n_code_discipline.syntax import python
from n8n_code_discipline.syntax.names import Names


def names(source: str, *, body: bool = True) -> Names:
    module = python.parse(source, body=body)
    assert module.tree is not None, (module.problem, module.unchecked)
    found = module.names
    for read in found.reads:
        assert source[read.start : read.end] == read.name
    return found


@pytest.mark.parametrize(
    ('source', 'expected'),
    [
        pytest.param('def f(): pass\nasync def g(): pass', 'f function, g function', id='functions'),
        pytest.param('class A: b = 1', 'A class', id='class'),
        pytest.param('a = b = c, *d = e', 'a var, b var, c var, d var', id='assignment'),
        pytest.param('a += 1\nb: int\nc: int = 1', 'a var, b var, c var', id='augmented and annotated'),
        pytest.param('for a, (b, *c) in d: pass', 'a var, b var, c var', id='for'),
        pytest.param('with a as b, c as (d, e): pass', 'b var, d var, e var', id='with'),
        pytest.param('try: pass\nexcept A as b: pass', 'b var', id='except'),
        pytest.param('[a := 1 for b in c]', 'a var', id='walrus in a comprehension'),
        pytest.param('if (a := b): pass', 'a var', id='walrus'),
        pytest.param('match a:\n  case [[b, *c], {"k": d, **e}, A(f=g)] as h: pass', 'b c d e g h', id='match'),
        pytest.param('import a.b, c.d as e\nfrom f import g as h', 'a import, e import, h import', id='imports'),
        pytest.param('def f():\n  global a\n  a = 1', 'f function, a var', id='global'),
        pytest.param('[a for a in b]; lambda c: c', '', id='inner scopes'),
        pytest.param('del a', 'a var', id='del'),
    ],
)
def test_declarations(source: str, expected: str) -> None:
    found = names(source).declarations
    with_kind = ', '.join(f'{item.name} {item.kind}' for item in found)
    assert expected in (with_kind, ' '.join(sorted(item.name for item in found)))


@pytest.mark.parametrize(
    ('source', 'expected'),
    [
        pytest.param('a; b.c; d(e, *f, g=h, **i); j[k]', 'a b d e f h i j k', id='expressions'),
        pytest.param('def f(a, /, b, *c, d=e, **g): a; b; c; d; g; h', 'e h', id='parameters'),
        pytest.param('def f(a: b) -> c: d: e = 1', 'b c', id='annotations, but of local variables'),
        pytest.param('@a\ndef f(): return f', 'a f', id='decorator'),
        pytest.param('class A(b, c=d):\n  e = 1\n  f = e\n  def g(self): return e, A', 'b d e A', id='class scope'),
        pytest.param('class A:\n  b = 1\n  c = [b for _ in b]', 'b', id='comprehension in a class'),
        pytest.param('[a for a in a if b for c in a]', 'a b', id='comprehension'),
        pytest.param('{a: b for a, b in c}; {d for d in e}; (f for f in g)', 'c e g', id='other comprehensions'),
        pytest.param('lambda a, b=c: a + b + d', 'c d', id='lambda'),
        pytest.param('def f():\n  a = 1\n  def g():\n    nonlocal a\n    a = b', 'b', id='nonlocal'),
        pytest.param('def f():\n  global a\n  return a', 'a', id='global that nobody sets'),
        pytest.param('f"{a} {b!r:>{c}} {d=}"', 'a b c d', id='formatted string'),
        pytest.param('f"""é\n{a}\n  {b}"""', 'a b', id='formatted string over lines'),
        pytest.param('match a:\n  case b.c | D(): pass', 'a b D', id='match'),
        pytest.param('try: pass\nexcept (A, B) as c: c', 'A B c', id='except'),
        pytest.param('é + "😀" + ü', 'é ü', id='not ASCII'),
    ],
)
def test_reads(source: str, expected: str) -> None:
    found = [read.name for read in names(source).reads]
    assert ' '.join(dict.fromkeys(found)) == expected


def test_annotations_as_strings_read_nothing() -> None:
    assert names('from __future__ import annotations\ndef f(a: b) -> c: pass', body=False).reads == ()


@pytest.mark.skipif(sys.version_info < (3, 12), reason='type parameters are of Python 3.12')
def test_type_parameters() -> None:
    found = names('def f[T: a, *Ts, **P](x: T) -> P:\n  return T, Ts\nclass A[T](b[T]): c: T\ntype D[T] = T')
    assert [read.name for read in found.reads] == ['a', 'b']


def by_symbol_table(source: str) -> tuple[set[str], set[str]]:
    """The names of the module, and those that are read and belong to nobody."""
    module = symtable.symtable(source, 'module.py', 'exec')
    declared = set()
    read = set()
    pending = [module]
    while pending:
        table = pending.pop()
        pending += table.get_children()
        for symbol in table.get_symbols():
            bound = symbol.is_assigned() or symbol.is_imported()
            if (table is module and (bound or symbol.is_namespace())) or (symbol.is_declared_global() and bound):
                declared.add(symbol.get_name())
            if symbol.is_referenced() and (table is module or symbol.is_global()):
                read.add(symbol.get_name())
    return declared, read - declared


def comprehension_variables(source: str) -> set[str]:
    comprehensions = (node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.comprehension))
    names = (name for comprehension in comprehensions for name in ast.walk(comprehension.target))
    return {name.id for name in names if isinstance(name, ast.Name)}


def standard_library() -> list[Path]:
    """Some modules of the running Python, the same ones in every run."""
    folder = Path(sysconfig.get_path('stdlib'))
    files = sorted(
        path for name in ('', 'json', 'email', 'asyncio', 'unittest') for path in (folder / name).glob('*.py')
    )
    return random.Random(11).sample(files, 60)


@pytest.mark.no_cover
@pytest.mark.parametrize('path', standard_library(), ids=lambda path: path.stem)
def test_symbol_tables_agree(path: Path) -> None:
    source = path.read_text(encoding='utf-8')
    found = python.parse(source).names
    declared, read = by_symbol_table(source)
    # A symbol table holds the annotations of local variables, and the module `symtable` takes a function called `top`
    # for the module.
    local_annotations = read - {item.name for item in found.reads if not item.declared} - {'__class__'}
    # Since Python 3.12 it counts the variables of comprehensions to the scope around.
    assert declared - {item.name for item in found.declarations} <= comprehension_variables(source)
    assert {item.name for item in found.declarations} <= declared
    assert {item.name for item in found.reads if not item.declared} - {'__class__'} <= read
    assert len(local_annotations) <= 3 if path.stem != 'poplib' else local_annotations
