from pathlib import Path

import pytest
from marks import at_marks
from support import JS, JS_CODE, PY, PY_CODE, js_node, lint_files, py_node, template

OPENER, CLOSER = f'/* #:js:{JS} */', f'/* /#:js:{JS} */'
OTHER_OPENER, OTHER_CLOSER = OPENER.replace('.js ', '2.js '), CLOSER.replace('.js ', '2.js ')
PY_OPENER, PY_CLOSER = f'# MATCH:py:{PY}', f'# /MATCH:py:{PY}'


def findings(tmp_path: Path, code: str) -> list[str]:
    """The messages of a JavaScript node, without columns."""
    rows = lint_files(tmp_path, template(js_node(code)), select='NCD502')
    return [row.split(" NCD502 node 'Count': ")[1] for row in rows]


@pytest.mark.parametrize(
    'code',
    [
        pytest.param(f'{JS_CODE}\n// {OPENER}', id='in a longer line'),
        pytest.param(f'{JS_CODE}\n{OPENER} f();', id='code after it'),
        pytest.param(f'{JS_CODE}\nf(); {OPENER}', id='code before it'),
        pytest.param(f'{JS_CODE}\n{PY_OPENER}'.replace('# ', '// # '), id='of the other language'),
        pytest.param(f'{JS_CODE}\n/* #:ts:{JS} */', id='another kind'),
        pytest.param(f'{JS_CODE}\n/* #:js: */', id='no path'),
        pytest.param(f'{JS_CODE}\n/* # MATCH:js:{JS} */', id='two tags'),
        pytest.param(f'{JS_CODE}\n/* match:js:{JS} */', id='lower case'),
        pytest.param(f'{JS_CODE}\n/* MATCHES:js:{JS} */', id='another tag'),
        pytest.param(f'{JS_CODE}\n/* #:js:{{a}}.js */', id='braces in the path'),
        pytest.param(f'{JS_CODE}\n{OPENER}\r// c', id='a lone carriage return ends no line'),
        pytest.param(f'{JS_CODE}\n{OPENER}\u2028', id='a line separator ends no line'),
    ],
)
def test_clean(tmp_path: Path, code: str) -> None:
    assert findings(tmp_path, code) == []


def test_position(tmp_path: Path) -> None:
    files = template(js_node(f'return [];\n\t«{CLOSER}»  \r\n'))
    assert lint_files(tmp_path, files) == at_marks(files, f"NCD502 node 'Count': {unopened(CLOSER)}")


def unclosed(opener: str) -> str:
    return f"block '{opener}' is never closed: add '{opener.replace('/* ', '/* /')}' after its code"


def unopened(closer: str) -> str:
    return f"'{closer}' closes a block that was never opened: its opening marker is missing or changed"


def respaced(exact: str) -> str:
    return f"the whitespace of a round-trip marker is not exact: write '{exact}'"


def mismatched(closer: str, opener: str) -> str:
    return f"'{closer}' does not close block '{opener}' (line 1 of the code): tag and path must be the same"


@pytest.mark.parametrize(
    ('lines', 'expected'),
    [
        pytest.param([OPENER, 'f();'], [unclosed(OPENER)], id='no closer'),
        pytest.param(
            [OPENER, f'f(); {CLOSER}'],
            [f"block '{OPENER}' is not closed by '{CLOSER}', which stands beside code: give it a line of its own"],
            id='a closer beside code',
        ),
        pytest.param(['f();', CLOSER], [unopened(CLOSER)], id='no opener'),
        pytest.param([OPENER, CLOSER, CLOSER], [unopened(CLOSER)], id='a closer too many'),
        pytest.param(
            [OPENER, OTHER_OPENER, OTHER_CLOSER, CLOSER],
            [f"block '{OTHER_OPENER}' stands inside block '{OPENER}' (line 1 of the code): blocks do not nest"],
            id='nested',
        ),
        pytest.param([OPENER, OTHER_CLOSER], [mismatched(OTHER_CLOSER, OPENER)], id='path'),
        pytest.param(
            [OPENER, CLOSER.replace('#', 'MATCH')], [mismatched(CLOSER.replace('#', 'MATCH'), OPENER)], id='tag'
        ),
        pytest.param([OPENER.replace(' ', ''), CLOSER], [respaced(OPENER)], id='opener re-spaced'),
        pytest.param([OPENER, CLOSER.replace(' ', '\t')], [respaced(CLOSER)], id='closer re-spaced'),
        pytest.param([OPENER.replace(' ', ''), 'f();'], [respaced(OPENER)], id='one finding per marker'),
    ],
)
def test_fires(tmp_path: Path, lines: list[str], expected: list[str]) -> None:
    assert findings(tmp_path, '\n'.join(lines)) == expected
    assert findings(tmp_path, '\r\n'.join(lines)) == expected


@pytest.mark.parametrize(
    ('lines', 'expected'),
    [
        pytest.param([PY_OPENER], f"block '{PY_OPENER}' is never closed: add '{PY_CLOSER}' after its code", id='open'),
        pytest.param([PY_CLOSER], unopened(PY_CLOSER), id='no opener'),
        pytest.param([PY_OPENER.replace(' ', ''), PY_CLOSER], respaced(PY_OPENER), id='opener re-spaced'),
        pytest.param([PY_OPENER, PY_CLOSER.replace('# /', '#/ ')], respaced(PY_CLOSER), id='closer re-spaced'),
        pytest.param(
            [PY_OPENER, PY_CLOSER.replace('MATCH', 'DEHYDRATE')],
            f"'{PY_CLOSER.replace('MATCH', 'DEHYDRATE')}' does not close block '{PY_OPENER}' (line 4 of the code)",
            id='tag',
        ),
    ],
)
def test_fires_in_python(tmp_path: Path, lines: list[str], expected: str) -> None:
    (row,) = lint_files(tmp_path, template(py_node('\n'.join([PY_CODE, *lines]))))
    assert f"NCD502 node 'Count': {expected}" in row
