"""Test the rule on names that the code analysis of the Python runner blocks."""

from pathlib import Path

import pytest
from marks import at_marks
from runtime import lint, of_function, py, py_file

BYPASS = 'NCD613 node \'Count\': n8n says "{} is disallowed, because it can be used to bypass security restrictions."'


@pytest.mark.parametrize(
    ('files', 'access'),
    [
        pytest.param(py('"__class__ is blocked"'), '', id='text'),
        pytest.param(py('"{}".format(1)'), '', id='format'),
        pytest.param(py('"{obj"'), '', id='brace'),
        pytest.param(py('import a as b'), '', id='import of another name'),
        pytest.param(py('if «__name__» == "__main__":\n    pass'), "Access to name '__name__'", id='name'),
        pytest.param(py('x = {«"obj"»: 1}'), "Access to attribute 'obj'", id='key'),
        pytest.param(py('x = «"{0.__class__}"».format(1)'), "String pattern accessing '__class__'", id='format string'),
        pytest.param(py('«from a import b as __name__»'), "Access to name '__name__'", id='import as'),
        pytest.param(py('«from a import __dict__»'), "Access to attribute '__dict__'", id='import'),
        pytest.param(py('def f(«__name__»):\n    pass'), "Parameter named '__name__'", id='parameter'),
        pytest.param(
            py('try:\n    pass\n«except E as __spec__:»\n    pass'), "Access to name '__spec__'", id='except as'
        ),
        pytest.param(py('def f():\n    «global __name__»'), "Global declaration of '__name__'", id='global'),
    ],
)
def test_fires(tmp_path: Path, files: dict[str, str], access: str) -> None:
    assert lint(tmp_path, files, 'NCD613') == at_marks(files, BYPASS.format(access))


@pytest.mark.parametrize(
    ('files', 'messages'),
    [
        pytest.param(
            py('x = "a"\n«x.obj»\n«x.__class__»'),
            [BYPASS.format("Access to attribute 'obj'"), BYPASS.format("Access to attribute '__class__'")],
            id='attributes',
        ),
        pytest.param(
            py('f = «"{}".format»'),
            "NCD613 node 'Count': n8n says \"Extracting 'format' as a bound method is disallowed; call it directly "
            'on its receiver instead."',
            id='method that is not called',
        ),
        pytest.param(
            py('«x._Foo__bar»'),
            "NCD613 node 'Count': n8n says \"Access to name-mangled attributes (pattern: _ClassName__attr) is "
            'disallowed for security reasons."',
            id='mangled name',
        ),
        pytest.param(
            py('match x:\n    case «P(a)»:\n        pass\n    case «Q(obj=b)»:\n        pass'),
            [
                'NCD613 node \'Count\': n8n says "Positional match patterns are disallowed for security reasons."',
                BYPASS.format("Match pattern extracting attribute 'obj'"),
            ],
            id='match patterns',
        ),
        pytest.param(
            py_file('def count_by_category(items):\n    return {«"obj"»: 1}\n'),
            of_function(BYPASS.format("Access to attribute 'obj'")),
            id='function file',
        ),
    ],
)
def test_fires_with_other_messages(tmp_path: Path, files: dict[str, str], messages: str | list[str]) -> None:
    assert lint(tmp_path, files, 'NCD613') == at_marks(files, messages)
