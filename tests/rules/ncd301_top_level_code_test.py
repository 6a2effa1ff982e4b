from __future__ import annotations

from pathlib import Path

import pytest
from support import PY
from support import PY_TEST
from support import lint_files

from n8n_code_discipline.registry import Selection

# what else is wrong with these files is for other rules
ONLY = Selection(select=('NCD301',))
F = 'def f():\n    return 1\n'


@pytest.mark.parametrize(
    'source',
    [
        pytest.param('', id='empty'),
        pytest.param(F, id='function'),
        pytest.param('async def f():\n    return 1\n', id='async function'),
        pytest.param('"""Doc."""\n' + F, id='docstring'),
        pytest.param(
            "#!/usr/bin/env python\n# a\n\n'''Doc\nof two lines.\n'''\n# b\n" + F, id='docstring after comments'
        ),
        pytest.param('"Doc."\n' + F, id='docstring in plain quotes'),
        pytest.param('from __future__ import a\nimport b, c.d as e\nfrom f import *\nfrom . import g\n', id='imports'),
        pytest.param('from a import (\n    b,\n    c,  # d\n)\nimport e; import f\n', id='imports of many lines'),
        pytest.param('def f(\n    a: int,\n    b: str = "x",\n) -> list:\n    return [a, b]\n', id='Black style'),
        pytest.param('\ufeffdef f():\r\n\tx = 1\r\n\treturn x\r\n', id='BOM, CRLF, tabs'),
        pytest.param('def f():\n    x = """\nprint(1)\n"""\n    return x\n', id='string at column 0'),
        pytest.param('def f():\n    return (\n1,\n)\n', id='expression at column 0'),
        pytest.param('def f(): return 1\n# if __name__ == "__main__": f()\n', id='comment'),
        pytest.param(
            'def f():\n    class A: pass\n    @a\n    def g(): pass\n    return g\n', id='code within functions'
        ),
        pytest.param('def f(a=1, *b: int, c={}): pass\n', id='defaults'),
    ],
)
def test_clean(tmp_path: Path, source: str) -> None:
    assert lint_files(tmp_path, {PY: source}, selection=ONLY) == []


@pytest.mark.parametrize(
    ('source', 'expected'),
    [
        pytest.param(
            'LIMIT = 10\n' + F,
            [
                f'{PY}:1:1-1:11 '
                "NCD301 top-level code outside function definitions: 'LIMIT = 10'; a function file only defines "
                'functions, glue belongs in the Code node'
            ],
            id='assignment',
        ),
        pytest.param(
            'a: int = 1\nb: str\nc += 1\n',
            [
                f'{PY}:1:1-1:11 '
                "NCD301 top-level code outside function definitions: 'a: int = 1'; a function file only defines "
                'functions, glue belongs in the Code node',
                f'{PY}:2:1-2:7 '
                "NCD301 top-level code outside function definitions: 'b: str'; a function file only defines "
                'functions, glue belongs in the Code node',
                f'{PY}:3:1-3:7 '
                "NCD301 top-level code outside function definitions: 'c += 1'; a function file only defines "
                'functions, glue belongs in the Code node',
            ],
            id='annotated and augmented',
        ),
        pytest.param(
            'import os; os.system("id")\n',
            [
                f'{PY}:1:12-1:27 '
                'NCD301 top-level code outside function definitions: \'os.system("id")\'; a function file only '
                'defines functions, glue belongs in the Code node'
            ],
            id='after an import on its line',
        ),
        pytest.param(
            '"""Doc."""; x = 1\n',
            [
                f'{PY}:1:13-1:18 '
                "NCD301 top-level code outside function definitions: 'x = 1'; a function file only defines "
                'functions, glue belongs in the Code node'
            ],
            id='after the docstring on its line',
        ),
        pytest.param(
            'def f(): return 1\nf()\nprint(f())\n',
            [
                f'{PY}:2:1-2:4 '
                "NCD301 top-level code outside function definitions: 'f()'; a function file only defines "
                'functions, glue belongs in the Code node',
                f'{PY}:3:1-3:11 '
                "NCD301 top-level code outside function definitions: 'print(f())'; a function file only defines "
                'functions, glue belongs in the Code node',
            ],
            id='calls',
        ),
        pytest.param(
            F + 'if __name__ == "__main__":\n    f()\n',
            [
                f'{PY}:3:1-4:8 '
                'NCD301 top-level code outside function definitions: \'if __name__ == "__main__":\'; a function '
                'file only defines functions, glue belongs in the Code node'
            ],
            id='main',
        ),
        pytest.param(
            'for a in b:\n    pass\nwhile a: pass\nwith a: pass\ntry: pass\nfinally: pass\n',
            [
                f'{PY}:1:1-2:9 '
                "NCD301 top-level code outside function definitions: 'for a in b:'; a function file only defines "
                'functions, glue belongs in the Code node',
                f'{PY}:3:1-3:14 '
                "NCD301 top-level code outside function definitions: 'while a: pass'; a function file only "
                'defines functions, glue belongs in the Code node',
                f'{PY}:4:1-4:13 '
                "NCD301 top-level code outside function definitions: 'with a: pass'; a function file only "
                'defines functions, glue belongs in the Code node',
                f'{PY}:5:1-6:14 '
                "NCD301 top-level code outside function definitions: 'try: pass'; a function file only defines "
                'functions, glue belongs in the Code node',
            ],
            id='blocks',
        ),
        pytest.param(
            'class A:\n    pass\n',
            [
                f'{PY}:1:1-2:9 '
                "NCD301 top-level code outside function definitions: 'class A:'; a function file only defines "
                'functions, glue belongs in the Code node'
            ],
            id='class',
        ),
        pytest.param(
            '@a\ndef f():\n    pass\n\n\n@b.c(1)\n@d\nasync def g(): pass\n',
            [
                f'{PY}:1:1-3:9 '
                "NCD301 top-level code outside function definitions: '@a'; a function file only defines "
                'functions, glue belongs in the Code node',
                f'{PY}:6:1-8:20 '
                "NCD301 top-level code outside function definitions: '@b.c(1)'; a function file only defines "
                'functions, glue belongs in the Code node',
            ],
            id='decorators',
        ),
        pytest.param(
            'f = lambda: 1\n',
            [
                f'{PY}:1:1-1:14 '
                "NCD301 top-level code outside function definitions: 'f = lambda: 1'; a function file only "
                'defines functions, glue belongs in the Code node'
            ],
            id='lambda',
        ),
        pytest.param(
            'import a\n"""Not a docstring."""\n',
            [
                f'{PY}:2:1-2:23 '
                'NCD301 top-level code outside function definitions: \'"""Not a docstring."""\'; a function file '
                'only defines functions, glue belongs in the Code node'
            ],
            id='string after an import',
        ),
        pytest.param(
            '"""Doc."""\n"""Again."""\n' + F + '"end"\n',
            [
                f'{PY}:2:1-2:13 '
                'NCD301 top-level code outside function definitions: \'"""Again."""\'; a function file only '
                'defines functions, glue belongs in the Code node',
                f'{PY}:5:1-5:6 '
                'NCD301 top-level code outside function definitions: \'"end"\'; a function file only defines '
                'functions, glue belongs in the Code node',
            ],
            id='second string',
        ),
        pytest.param(
            'b"bytes"\n',
            [
                f'{PY}:1:1-1:9 '
                'NCD301 top-level code outside function definitions: \'b"bytes"\'; a function file only defines '
                'functions, glue belongs in the Code node'
            ],
            id='bytes are no docstring',
        ),
        pytest.param(
            'f"{1}"\n',
            [
                f'{PY}:1:1-1:7 '
                'NCD301 top-level code outside function definitions: \'f"{1}"\'; a function file only defines '
                'functions, glue belongs in the Code node'
            ],
            id='f-string is no docstring',
        ),
        pytest.param(
            'pass\n...\nNone\ndel a\nassert a\nglobal b\nraise c\n',
            [
                f'{PY}:1:1-1:5 '
                "NCD301 top-level code outside function definitions: 'pass'; a function file only defines "
                'functions, glue belongs in the Code node',
                f'{PY}:2:1-2:4 '
                "NCD301 top-level code outside function definitions: '...'; a function file only defines "
                'functions, glue belongs in the Code node',
                f'{PY}:3:1-3:5 '
                "NCD301 top-level code outside function definitions: 'None'; a function file only defines "
                'functions, glue belongs in the Code node',
                f'{PY}:4:1-4:6 '
                "NCD301 top-level code outside function definitions: 'del a'; a function file only defines "
                'functions, glue belongs in the Code node',
                f'{PY}:5:1-5:9 '
                "NCD301 top-level code outside function definitions: 'assert a'; a function file only defines "
                'functions, glue belongs in the Code node',
                f'{PY}:6:1-6:9 '
                "NCD301 top-level code outside function definitions: 'global b'; a function file only defines "
                'functions, glue belongs in the Code node',
                f'{PY}:7:1-7:8 '
                "NCD301 top-level code outside function definitions: 'raise c'; a function file only defines "
                'functions, glue belongs in the Code node',
            ],
            id='other statements',
        ),
        pytest.param(
            'try:\n    import a\nexcept ImportError:\n    a = None\n',
            [
                f'{PY}:1:1-4:13 '
                "NCD301 top-level code outside function definitions: 'try:'; a function file only defines "
                'functions, glue belongs in the Code node'
            ],
            id='guarded import',
        ),
        pytest.param(
            '(\n    a\n)\n[b] = c\n',
            [
                f'{PY}:1:1-3:2 '
                "NCD301 top-level code outside function definitions: '('; a function file only defines "
                'functions, glue belongs in the Code node',
                f'{PY}:4:1-4:8 '
                "NCD301 top-level code outside function definitions: '[b] = c'; a function file only defines "
                'functions, glue belongs in the Code node',
            ],
            id='statements of many lines',
        ),
        pytest.param(
            '\ufeffx = 1\r\n' + F.replace('\n', '\r\n') + 'y = 2\r\n',
            [
                f'{PY}:1:1-1:6 '
                "NCD301 top-level code outside function definitions: 'x = 1'; a function file only defines "
                'functions, glue belongs in the Code node',
                f'{PY}:4:1-4:6 '
                "NCD301 top-level code outside function definitions: 'y = 2'; a function file only defines "
                'functions, glue belongs in the Code node',
            ],
            id='BOM and CRLF',
        ),
        pytest.param(
            '"""ä😀"""; é = "😀"; f()\n',
            [
                f'{PY}:1:11-1:18 '
                'NCD301 top-level code outside function definitions: \'é = "😀"\'; a function file only defines '
                'functions, glue belongs in the Code node',
                f'{PY}:1:20-1:23 '
                "NCD301 top-level code outside function definitions: 'f()'; a function file only defines "
                'functions, glue belongs in the Code node',
            ],
            id='columns count characters',
        ),
        pytest.param(
            'x = "' + 'a' * 100 + '"\n',
            [
                f'{PY}:1:1-1:107 '
                "NCD301 top-level code outside function definitions: 'x = "
                '"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa…\'; a function file '
                'only defines functions, glue belongs in the Code node'
            ],
            id='long',
        ),
        pytest.param(
            'x = "\x1b\u202e"\n',
            [
                f'{PY}:1:1-1:9 '
                'NCD301 top-level code outside function definitions: \'x = "\\x1b\\u202e"\'; a function file only '
                'defines functions, glue belongs in the Code node'
            ],
            id='control characters',
        ),
        pytest.param(
            'a = 1; b = 2\n',
            [
                f'{PY}:1:1-1:6 '
                "NCD301 top-level code outside function definitions: 'a = 1'; a function file only defines "
                'functions, glue belongs in the Code node',
                f'{PY}:1:8-1:13 '
                "NCD301 top-level code outside function definitions: 'b = 2'; a function file only defines "
                'functions, glue belongs in the Code node',
            ],
            id='two on a line',
        ),
    ],
)
def test_fires(tmp_path: Path, source: str, expected: list[str]) -> None:
    assert lint_files(tmp_path, {PY: source}, selection=ONLY) == expected


@pytest.mark.parametrize(
    'name',
    [
        pytest.param(PY_TEST, id='test'),
        pytest.param('n8n-functions/py/__init__.py', id='__init__.py'),
        pytest.param('n8n-functions/py/conftest.py', id='conftest.py'),
        pytest.param('n8n-functions/py/sub/__init__.py', id='__init__.py in a subfolder'),
        pytest.param('n8n-functions/py/test_a.py', id='test beside the function'),
        pytest.param('n8n-functions/py/.hidden.py', id='dot file'),
        pytest.param('n8n-functions/py/.cache/a.py', id='dot folder'),
        pytest.param('n8n-functions/js/a.py', id='in the other directory'),
        pytest.param('n8n-functions/setup.py', id='beside the directories of languages'),
        pytest.param('n8n-functions-tests/conftest.py', id='conftest.py of the tests'),
        pytest.param('tools/a.py', id='anywhere else'),
    ],
)
def test_only_function_files_are_judged(tmp_path: Path, name: str) -> None:
    assert lint_files(tmp_path, {name: 'x = 1\n'}, selection=ONLY) == []
