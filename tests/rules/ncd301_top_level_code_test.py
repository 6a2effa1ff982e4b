from pathlib import Path

import pytest
from marks import at_marks
from support import PY, lint_files

MESSAGE = (
    "NCD301 top-level code outside function definitions: '«»'; a function file only defines functions, glue belongs in "
    'the Code node'
)
CUT = (
    "NCD301 top-level code outside function definitions: '{}'; a function file only defines functions, glue belongs in "
    'the Code node'
)

F = 'def f():\n    return 1\n'


@pytest.mark.parametrize(
    ('source', 'message'),
    [
        pytest.param('', '', id='empty'),
        pytest.param(F, '', id='function'),
        pytest.param('async def f():\n    return 1\n', '', id='async function'),
        pytest.param('"""Doc."""\n' + F, '', id='docstring'),
        pytest.param('"Doc."\n' + F, '', id='docstring in plain quotes'),
        pytest.param('from __future__ import a\nimport c.d as e\nfrom f import *\nfrom . import g\n', '', id='imports'),
        pytest.param('from a import (\n    b,\n    c,  # d\n)\nimport e; import f\n', '', id='imports of many lines'),
        pytest.param('def f(\n    a: int,\n    b: str = "x",\n) -> list:\n    return [a, b]\n', '', id='Black style'),
        pytest.param('\ufeffdef f():\r\n\tx = 1\r\n\treturn x\r\n', '', id='BOM, CRLF, tabs'),
        pytest.param('def f():\n    x = """\nprint(1)\n"""\n    return x\n', '', id='string at column 0'),
        pytest.param('def f():\n    return (\n1,\n)\n', '', id='expression at column 0'),
        pytest.param('def f(): return 1\n# if __name__ == "__main__": f()\n', '', id='comment'),
        pytest.param('def f(a=1, *b: int, c={}): pass\n', '', id='defaults'),
        pytest.param('«LIMIT = 10»\n' + F, MESSAGE, id='assignment'),
        pytest.param('«a: int = 1»\n«b: str»\n«c += 1»\n', MESSAGE, id='annotated and augmented'),
        pytest.param('import os; «os.system("id")»\n', MESSAGE, id='after an import on its line'),
        pytest.param('"""Doc."""; «x = 1»\n', MESSAGE, id='after the docstring on its line'),
        pytest.param('def f(): return 1\n«f()»\n«print(f())»\n', MESSAGE, id='calls'),
        pytest.param(F + '«if __name__ == "__main__":\n    f()»\n', MESSAGE, id='main'),
        pytest.param('«class A:\n    pass»\n', MESSAGE, id='class'),
        pytest.param('«@a\ndef f():\n    pass»\n\n\n«@b.c(1)\n@d\nasync def g(): pass»\n', MESSAGE, id='decorators'),
        pytest.param('«f = lambda: 1»\n', MESSAGE, id='lambda'),
        pytest.param('import a\n«"""Not a docstring."""»\n', MESSAGE, id='string after an import'),
        pytest.param('"""Doc."""\n«"""Again."""»\n' + F + '«"end"»\n', MESSAGE, id='second string'),
        pytest.param('«b"bytes"»\n', MESSAGE, id='bytes are no docstring'),
        pytest.param('«f"{1}"»\n', MESSAGE, id='f-string is no docstring'),
        pytest.param('«pass»\n«...»\n«None»\n«del a»\n«assert a»\n«global b»\n«raise c»\n', MESSAGE, id='others'),
        pytest.param('«try:\n    import a\nexcept ImportError:\n    a = None»\n', MESSAGE, id='guarded import'),
        pytest.param('«(\n    a\n)»\n«[b] = c»\n', MESSAGE, id='statements of many lines'),
        pytest.param('\ufeff«x = 1»\r\n' + F.replace('\n', '\r\n') + '«y = 2»\r\n', MESSAGE, id='BOM and CRLF'),
        pytest.param('"""ä😀"""; «é = "😀"»; «f()»\n', MESSAGE, id='columns count characters'),
        pytest.param('«x = "\x1b\u202e"»\n', CUT.format('x = "\\x1b\\u202e"'), id='control characters'),
        pytest.param('«a = 1»; «b = 2»\n', MESSAGE, id='two on a line'),
        pytest.param('"😀"\r«a = 1»\r', MESSAGE, id='lone carriage returns'),
        pytest.param('\x0c«a = 1»\n\x0c«b = 2»\n', MESSAGE, id='form feeds'),
        pytest.param('«x = \\\n  1»\n', CUT.format('x = \\'), id='continued line'),
    ],
)
def test_fires(tmp_path: Path, source: str, message: str) -> None:
    files = {PY: source}
    assert lint_files(tmp_path, files, select='NCD301') == at_marks(files, message)
