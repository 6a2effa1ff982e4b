"""Text literals over several lines."""

from pathlib import Path

import pytest
from marks import at_marks
from runtime import lint, of_function, py, py_file

MESSAGE = (
    "NCD617 node 'Count': n8n indents the code, and with it the lines of this text: {}: join separate lines instead"
)


@pytest.mark.parametrize(
    ('files', 'messages'),
    [
        pytest.param(py("s = ('a'\n     'b')"), '', id='joined'),
        pytest.param(py("def f():\n    '''Doc.\n\n    More.\n    '''"), '', id='docstring'),
        pytest.param(py("'''just\ntext'''"), '', id='expression statement'),
        pytest.param(py('s = f"""{\nx}"""'), '', id='line end in a replacement field'),
        pytest.param(py('s = "a\\nb"'), '', id='escape'),
        pytest.param(py("s = «'''a\nb'''»"), MESSAGE.format("'''a"), id='text of two lines'),
        pytest.param(py("s = «'''a\n'''»"), MESSAGE.format("'''a"), id='final line end'),
        pytest.param(py("s = «f'''a\n{x}\nb'''»"), MESSAGE.format("f'''a"), id='formatted'),
        pytest.param(py("s = «'a\\\nb'»"), MESSAGE.format("'a\\"), id='backslash'),
        pytest.param(py("s = «'''a\n\n\n'''» + '''b'''"), MESSAGE.format("'''a"), id='empty lines'),
        pytest.param(py('s = «"a\u2028b"»'), MESSAGE.format('"a\\u2028b"'), id='line separator'),
        pytest.param(py("s = «b'''a\nb'''»"), MESSAGE.format("b'''a"), id='bytes'),
        pytest.param(py("s = «'''\\\na'''»"), MESSAGE.format("'''\\"), id='backslash at the start'),
        pytest.param(
            py_file("def count_by_category(items):\n    return «'''a\n    b'''»\n"),
            of_function(MESSAGE.format("'''a")),
            id='function file',
        ),
    ],
)
def test_fires(tmp_path: Path, files: dict[str, str], messages: str | list[str]) -> None:
    assert lint(tmp_path, files, 'NCD617') == at_marks(files, messages)
