"""What the code analysis of the Python runner blocks."""

from __future__ import annotations

from pathlib import Path

import pytest
from runtime import IN_COUNT
from runtime import in_python_function
from runtime import in_python_node
from runtime import only

NODE_FIRING = [
    (
        'if __name__ == "__main__":\n    pass\nreturn []',
        [
            "1:4 NCD613 n8n says \"Access to name '__name__' is disallowed, because it can be used to bypass "
            'security restrictions."'
        ],
    ),
    (
        'x = {"obj": 1}\nreturn []',
        [
            "1:6 NCD613 n8n says \"Access to attribute 'obj' is disallowed, because it can be used to bypass "
            'security restrictions."'
        ],
    ),
    (
        'x = "a"\nx.obj\nx.__class__\nreturn []',
        [
            "2:1 NCD613 n8n says \"Access to attribute 'obj' is disallowed, because it can be used to bypass "
            'security restrictions."',
            "3:1 NCD613 n8n says \"Access to attribute '__class__' is disallowed, because it can be used to "
            'bypass security restrictions."',
        ],
    ),
    (
        'x = "{0.__class__}".format(1)\nreturn []',
        [
            "1:5 NCD613 n8n says \"String pattern accessing '__class__' is disallowed, because it can be used "
            'to bypass security restrictions."'
        ],
    ),
    (
        '"{[obj]}"\nreturn []',
        [
            "1:1 NCD613 n8n says \"String pattern accessing 'obj' is disallowed, because it can be used to "
            'bypass security restrictions."'
        ],
    ),
    (
        '"{:{x.obj}}"\nreturn []',
        [
            "1:1 NCD613 n8n says \"String pattern accessing 'obj' is disallowed, because it can be used to "
            'bypass security restrictions."'
        ],
    ),
    (
        'f = "{}".format\nreturn []',
        [
            "1:5 NCD613 n8n says \"Extracting 'format' as a bound method is disallowed; call it directly on "
            'its receiver instead."'
        ],
    ),
    (
        'x._Foo__bar\nreturn []',
        [
            '1:1 NCD613 n8n says "Access to name-mangled attributes (pattern: _ClassName__attr) is disallowed '
            'for security reasons."'
        ],
    ),
    (
        'match x:\n    case P(a):\n        pass\n    case Q(obj=b):\n        pass\nreturn []',
        [
            '2:10 NCD613 n8n says "Positional match patterns are disallowed for security reasons."',
            "4:10 NCD613 n8n says \"Match pattern extracting attribute 'obj' is disallowed, because it can be "
            'used to bypass security restrictions."',
        ],
    ),
    (
        's = "__cla" + "ss" + "__"\nreturn []',
        [
            "1:5 NCD613 n8n says \"Access to attribute '__class__' is disallowed, because it can be used to "
            'bypass security restrictions."'
        ],
    ),
    (
        'from a import b as __name__\nreturn []',
        [
            "1:1 NCD613 n8n says \"Access to name '__name__' is disallowed, because it can be used to bypass "
            'security restrictions."'
        ],
    ),
    (
        'from a import __dict__\nreturn []',
        [
            "1:1 NCD613 n8n says \"Access to attribute '__dict__' is disallowed, because it can be used to "
            'bypass security restrictions."'
        ],
    ),
    (
        'def f(__name__):\n    pass\nreturn []',
        [
            "1:7 NCD613 n8n says \"Parameter named '__name__' is disallowed, because it can be used to bypass "
            'security restrictions."'
        ],
    ),
    (
        'def __builtins__():\n    pass\nreturn []',
        [
            "1:1 NCD613 n8n says \"Function named '__builtins__' is disallowed, because it can be used to "
            'bypass security restrictions."'
        ],
    ),
    (
        'try:\n    pass\nexcept E as __spec__:\n    pass\nreturn []',
        [
            "3:1 NCD613 n8n says \"Access to name '__spec__' is disallowed, because it can be used to bypass "
            'security restrictions."'
        ],
    ),
    (
        'def f():\n    global __name__\nreturn []',
        [
            "2:5 NCD613 n8n says \"Global declaration of '__name__' is disallowed, because it can be used to "
            'bypass security restrictions."'
        ],
    ),
]


NODE_CLEAN = [
    'x.__doc__\nx.__len__()\nx.f.__name__\nreturn []',
    '"__class__ is blocked"\nreturn []',
    '"{}".format(1)\nreturn []',
    '"{"\nreturn []',
    'import a as b\nreturn []',
    's = "a" + "b" + x\nreturn []',
    'x.object\nreturn []',
]


@pytest.mark.parametrize(('code', 'expected'), NODE_FIRING)
def test_node_firing(tmp_path: Path, code: str, expected: list[str]) -> None:
    assert only('NCD613', in_python_node(tmp_path, code)) == expected


@pytest.mark.parametrize('code', NODE_CLEAN)
def test_node_clean(tmp_path: Path, code: str) -> None:
    assert only('NCD613', in_python_node(tmp_path, code)) == []


ALL_ALLOWED_CLEAN = ['x = {"obj": 1}\nreturn []']


@pytest.mark.parametrize('code', ALL_ALLOWED_CLEAN)
def test_all_allowed_clean(tmp_path: Path, code: str) -> None:
    assert only('NCD613', in_python_node(tmp_path, code, allow_python_modules=('*',))) == []


FUNCTION_FIRING = [
    (
        'def count_by_category(items):\n    return {"obj": 1}\n',
        [
            (
                "py/count_by_category.py:2:13-2:18 NCD613 n8n says \"Access to attribute 'obj' is disallowed, "
                'because it can be used to bypass security restrictions."'
            )
            + IN_COUNT
        ],
    )
]


@pytest.mark.parametrize(('code', 'expected'), FUNCTION_FIRING)
def test_function_firing(tmp_path: Path, code: str, expected: list[str]) -> None:
    assert only('NCD613', in_python_function(tmp_path, code)) == expected
