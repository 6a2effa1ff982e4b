"""NCD006 in files and Code nodes; `tests/syntax/python_module_test.py` has the classes of errors."""

import sys
from pathlib import Path

import pytest
from marks import at_marks
from support import PY, PY_PLACEHOLDER, WORKSPACE, check, lint_files, py_node, rows, template, write

IN_FILE = 'NCD006 Python syntax: {}'
IN_NODE = "NCD006 node 'Count': Python syntax: {} «line of code»"
INVALID = 'invalid syntax'
BLOCK = 'expected an indented block after {} on line {}'
NEVER_CLOSED = "'{}' was never closed"

Q = PY_PLACEHOLDER + '\n'
RUNNING = '.'.join(map(str, sys.version_info[:2]))
before_3_12 = pytest.mark.skipif(sys.version_info >= (3, 12), reason='syntax of Python 3.12')
before_3_14 = pytest.mark.skipif(sys.version_info >= (3, 14), reason='syntax of Python 3.14')


@pytest.mark.parametrize(
    ('source', 'message'),
    [
        # clean
        pytest.param('', '', id='empty'),
        pytest.param('\ufeffdef f():\r\n\treturn 1\r\n', '', id='BOM, CRLF, tabs'),
        pytest.param('#!/usr/bin/env python\n# coding: utf-8\ndef f(): return "ä"\n', '', id='#! and coding'),
        pytest.param('async def f(a):\n    async with a as b:\n        return [c async for c in b]\n', '', id='async'),
        pytest.param('def f():\n    return "\\d"\n', '', id='a warning is no error'),
        # with findings
        pytest.param('def f() «return» 1\n', "expected ':'", id='missing colon'),
        pytest.param('def f():\n«return» 1\n', BLOCK.format('function definition', 1), id='missing indentation'),
        pytest.param('def f():\n    x = 1\n     «» y = 2\n', 'unexpected indent', id='indented too far'),
        pytest.param(
            'def f():\n\tx = 1\n«»        return x\n',
            'inconsistent use of tabs and spaces in indentation',
            id='tabs and spaces',
        ),
        pytest.param('\ufeff# ä\r\ndef f():\r\n    return 1 + 2 «3»\r\n', INVALID, id='BOM and CRLF'),
        pytest.param('x = "ä😀" + 1 «2»\n', INVALID, id='columns count characters'),
        pytest.param('def f(a, «a»): pass', "duplicate argument 'a' in function definition", id='a parameter twice'),
        pytest.param('«return 1»\n', "'return' outside function", id='return outside a function'),
        pytest.param('«print "a"»\n', "Missing parentheses in call to 'print'. Did you mean print(...)?", id='print'),
        pytest.param('x = 1\ny = «»(\n', NEVER_CLOSED.format('('), id='other rules are silent'),
    ],
)
def test_files(tmp_path: Path, source: str, message: str) -> None:
    files = {PY: source}
    select = '' if message else 'NCD006'
    assert lint_files(tmp_path, files, select=select) == at_marks(files, IN_FILE.format(message))


@pytest.mark.parametrize(
    ('source', 'reason'),
    [
        pytest.param('def count_by_category[T](x: T): pass', "expected '(', line 1", marks=before_3_12, id='[T]'),
        pytest.param('x = 1\nf"{x["a"]}"', "f-string: unmatched '[', line 2", marks=before_3_12, id='f-string'),
        pytest.param(
            'def count_by_category(items):\n    try:\n        return 1\n    except A, B:\n        return 2\n',
            'multiple exception types must be parenthesized, line 4',
            marks=before_3_14,
            id='except without parentheses',
        ),
    ],
)
def test_syntax_newer_than_the_interpreter_is_a_note(tmp_path: Path, source: str, reason: str) -> None:
    write(tmp_path, {**WORKSPACE, PY: source})
    report = check(tmp_path)
    assert rows(report.diagnostics) == []
    assert report.notes == (f"{PY}: Python {RUNNING} cannot check this file's syntax ({reason})",)
    assert report.status == 0


@pytest.mark.parametrize(
    ('code', 'message'),
    [
        # clean
        pytest.param(Q + 'return await a', '', id='return and await'),
        pytest.param(Q + 'return [{{@:env:A}}, {{@:uuid}}]', '', id='stand-ins'),
        pytest.param('{{@:py:n8n-functions/py/none.py}}\nreturn [', '', id='unresolved placeholder'),
        # with findings
        pytest.param(Q + 'if a:\n«b» = 1', BLOCK.format("'if' statement", 2), id='missing indentation'),
        pytest.param(Q + 'return «»[', NEVER_CLOSED.format('['), id='unclosed'),
        pytest.param(Q + '«break»', "'break' outside loop", id='what only the compiler finds'),
    ],
)
def test_code(tmp_path: Path, code: str, message: str) -> None:
    files = template(py_node(code))
    assert lint_files(tmp_path, files, select='NCD006') == at_marks(files, IN_NODE.format(message))
