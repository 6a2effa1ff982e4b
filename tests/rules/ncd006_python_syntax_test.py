from __future__ import annotations

import sys
from pathlib import Path

import pytest
from support import PY
from support import PY_CODE
from support import PY_PLACEHOLDER
from support import TEMPLATE
from support import WORKSPACE
from support import check
from support import lint_files
from support import py_node
from support import rows
from support import template
from support import write

from n8n_code_discipline.registry import Selection

ONLY = Selection(select=('NCD006',))
Q = PY_PLACEHOLDER + '\n'
RUNNING = '.'.join(map(str, sys.version_info[:2]))


@pytest.mark.parametrize(
    'source',
    [
        pytest.param('', id='empty'),
        pytest.param('# nothing\n', id='only comments'),
        pytest.param('\ufeffdef f():\r\n\treturn 1\r\n', id='BOM, CRLF, tabs'),
        pytest.param('#!/usr/bin/env python\n# coding: utf-8\ndef f(): return "ä"\n', id='#! and coding'),
        pytest.param(
            'def f(\n    a,\n    *,\n    b=1,\n) -> list:\n    return [a, b]\n', id='parameters on many lines'
        ),
        pytest.param('from a import (\n    b,\n    c,\n)\n', id='import of many lines'),
        pytest.param('def f(a):\n    return f"{a!r:>{10}}" + rb"\\d".decode()\n', id='strings'),
        pytest.param('async def f(a):\n    async with a as b:\n        return [c async for c in b]\n', id='async'),
        pytest.param('def f(a):\n    match a:\n        case {"b": [c, *_]} if c:\n            return c\n', id='match'),
        pytest.param('def f(a, /, *b, **c): return (d := a)\n', id='positional only, walrus'),
        pytest.param('def f():\n    """Doc."""; x = 1\n    return x\n', id='two statements on a line'),
        pytest.param('def f():\n    return 1 if True else \\\n        2\n', id='continued line'),
        pytest.param('def f():\n    return 1', id='no line end'),
        pytest.param('def f():\n    return "\\d"\n', id='a warning is no error'),
    ],
)
def test_clean(tmp_path: Path, source: str) -> None:
    assert lint_files(tmp_path, {PY: source}, selection=ONLY) == []


@pytest.mark.parametrize(
    ('source', 'expected'),
    [
        pytest.param('def f() return 1\n', [f"{PY}:1:9-1:15 NCD006 Python syntax: expected ':'"], id='missing colon'),
        pytest.param(
            'def f():\nreturn 1\n',
            [f'{PY}:2:1-2:7 NCD006 Python syntax: expected an indented block after function definition on line 1'],
            id='missing indentation',
        ),
        pytest.param(
            'def f():\n    x = 1\n      y = 2\n',
            [f'{PY}:3:6-3:6 NCD006 Python syntax: unexpected indent'],
            id='indented too far',
        ),
        pytest.param(
            'def f():\n    if x:\n        y\n      z\n',
            [f'{PY}:4:8-4:8 NCD006 Python syntax: unindent does not match any outer indentation level'],
            id='indented to no level',
        ),
        pytest.param(
            'def f():\n\tx = 1\n        return x\n',
            [f'{PY}:3:1-3:1 NCD006 Python syntax: inconsistent use of tabs and spaces in indentation'],
            id='tabs and spaces',
        ),
        pytest.param(
            'def f():\n    return (1,\n',
            [f"{PY}:2:12-2:12 NCD006 Python syntax: '(' was never closed"],
            id='unclosed parenthesis',
        ),
        pytest.param(
            'def f():\n    return [1)\n',
            [f"{PY}:2:14-2:14 NCD006 Python syntax: closing parenthesis ')' does not match opening parenthesis '['"],
            id='mismatched brackets',
        ),
        pytest.param(
            'def f():\n    return "a\n',
            [f'{PY}:2:12-2:12 NCD006 Python syntax: unterminated string literal (detected at line 2)'],
            id='unclosed string',
        ),
        pytest.param(
            'def f():\n    return """a\n',
            [f'{PY}:2:12-2:12 NCD006 Python syntax: unterminated triple-quoted string literal (detected at line 2)'],
            id='unclosed long string',
        ),
        pytest.param(
            '\ufeff# ä\r\ndef f():\r\n    return 1 + 2 3\r\n',
            [f'{PY}:3:18-3:19 NCD006 Python syntax: invalid syntax'],
            id='BOM and CRLF',
        ),
        pytest.param(
            'x = "ä😀" + 1 2\n', [f'{PY}:1:14-1:15 NCD006 Python syntax: invalid syntax'], id='columns count characters'
        ),
        pytest.param(
            'def f(a, a):\n    return a\n',
            [f"{PY}:1:10-1:11 NCD006 Python syntax: duplicate argument 'a' in function definition"],
            id='a parameter twice',
        ),
        pytest.param(
            'return 1\n',
            [f"{PY}:1:1-1:9 NCD006 Python syntax: 'return' outside function"],
            id='return outside a function',
        ),
        pytest.param(
            'print "a"\n',
            [f"{PY}:1:1-1:10 NCD006 Python syntax: Missing parentheses in call to 'print'. Did you mean print(...)?"],
            id='Python 2',
        ),
        pytest.param(
            'function f() { return 1; }\n', [f'{PY}:1:10-1:11 NCD006 Python syntax: invalid syntax'], id='JavaScript'
        ),
        pytest.param(
            '<<<<<<< HEAD\ndef f(): pass\n',
            [f'{PY}:1:1-1:3 NCD006 Python syntax: invalid syntax'],
            id='conflict marker',
        ),
        pytest.param(
            'x = 1\ny = (\n',
            [f"{PY}:2:5-2:5 NCD006 Python syntax: '(' was never closed"],
            id='structure rules are silent',
        ),
    ],
)
def test_fires(tmp_path: Path, source: str, expected: list[str]) -> None:
    assert lint_files(tmp_path, {PY: source}) == expected


def test_a_file_is_reported_once_however_many_templates_refer_to_it(tmp_path: Path) -> None:
    files = {PY: 'def count_by_category(:\n    pass\n', **template(py_node(PY_CODE), py_node(PY_CODE, name='B'))}
    assert lint_files(tmp_path, files) == [f'{PY}:1:23-1:24 NCD006 Python syntax: invalid syntax']


@pytest.mark.parametrize(
    ('source', 'reason'),
    [
        pytest.param(
            'def count_by_category[T](items: T) -> T:\n    return items\n',
            "expected '(', line 2",
            marks=pytest.mark.skipif(sys.version_info >= (3, 12), reason='syntax of Python 3.12'),
            id='type parameters',
        ),
        pytest.param(
            'def count_by_category(items):\n    return f"{items["a"]}"\n',
            "f-string: unmatched '[', line 3",
            marks=pytest.mark.skipif(sys.version_info >= (3, 12), reason='syntax of Python 3.12'),
            id='quotes within an f-string',
        ),
        pytest.param(
            'def count_by_category(items):\n    try:\n        return 1\n    except A, B:\n        return 2\n',
            'multiple exception types must be parenthesized, line 5',
            marks=pytest.mark.skipif(sys.version_info >= (3, 14), reason='syntax of Python 3.14'),
            id='except without parentheses',
        ),
    ],
)
def test_syntax_newer_than_the_interpreter_is_a_note(tmp_path: Path, source: str, reason: str) -> None:
    write(tmp_path, {**WORKSPACE, PY: 'x = 1\n' + source})
    report = check(tmp_path)
    assert rows(report.diagnostics) == []
    assert report.notes == (f"{PY}: Python {RUNNING} cannot judge this file's syntax ({reason})",)
    assert report.status == 0


@pytest.mark.parametrize(
    'code',
    [
        pytest.param(Q + 'return await a', id='return and await'),
        pytest.param(Q + 'async for a in b: yield a', id='async for'),
        pytest.param(Q + 'return [{{@:env:A}}, {{@:uuid}}]', id='stand-ins'),
        pytest.param(Q + 'return {{@:env:A}} {{@:env:B}}', id='two stand-ins'),
        pytest.param('{{@:py:n8n-functions/py/none.py}}\nreturn [', id='unresolved placeholder'),
    ],
)
def test_clean_code(tmp_path: Path, code: str) -> None:
    assert lint_files(tmp_path, template(py_node(code)), selection=ONLY) == []


@pytest.mark.parametrize(
    ('code', 'expected'),
    [
        pytest.param(
            Q + 'if a:\nb = 1',
            [
                f'{TEMPLATE}:9:79-9:80 '
                "NCD006 node 'Count': Python syntax: expected an indented block after 'if' statement on "
                "line 2 (line 3 of the code: 'b = 1')"
            ],
            id='missing indentation',
        ),
        pytest.param(
            Q + 'return [',
            [
                f'{TEMPLATE}:9:79-9:79 '
                "NCD006 node 'Count': Python syntax: '[' was never closed (line 2 of the code: 'return [')"
            ],
            id='unclosed',
        ),
        pytest.param(
            ' return 1',
            [
                f'{TEMPLATE}:9:24-9:24 '
                "NCD006 node 'Count': Python syntax: unexpected indent (line 1 of the code: 'return 1')"
            ],
            id='indented',
        ),
        pytest.param(
            Q + 'return [1 2]\n',
            [
                f'{TEMPLATE}:9:80-9:83 '
                "NCD006 node 'Count': Python syntax: invalid syntax. Perhaps you forgot a comma? (line 2 of "
                "the code: 'return [1 2]')"
            ],
            id='missing comma',
        ),
        pytest.param(
            Q + 'break',
            [
                f'{TEMPLATE}:9:72-9:77 '
                "NCD006 node 'Count': Python syntax: 'break' outside loop (line 2 of the code: 'break')"
            ],
            id='what only the compiler finds',
        ),
    ],
)
def test_fires_in_code(tmp_path: Path, code: str, expected: list[str]) -> None:
    assert lint_files(tmp_path, template(py_node(code)), selection=ONLY) == expected
