from pathlib import Path

import pytest
from marks import at_marks
from support import JS, lint_files

MESSAGE = (
    "NCD208 function '{}' reads '«»', which neither the file nor Node declares: correct the name, declare it or make "
    'it a parameter'
)

F = 'function countByCategory(a) { '
TRAILER = '\nif (typeof module !== "undefined") module.exports = { countByCategory };\n'


@pytest.mark.parametrize(
    'source',
    [
        # clean
        pytest.param(
            F + 'return [Array, Intl, NaN, undefined, '
            'require("fs"), __dirname, fetch, structuredClone, Buffer, new WeakRef(a)]; }',
            id='language and Node',
        ),
        pytest.param(F + 'return [$input, items, DateTime, helpers, $json ? 1 : 2]; }', id="n8n's: NCD205"),
        pytest.param(F + 'for (key in a) out = key; globalThis.other = 2; return [key, out, other]; }', id='assigned'),
        pytest.param(F + 'return typeof lodash === "undefined" ? a : lodash.map(a); }', id='typeof'),
        pytest.param(F + 'eval(a); return b; }', id='eval'),
        pytest.param(F + 'with (a) { return b; } }', id='with'),
        pytest.param(F + 'return a; }\nunknown();', id='not in a function'),
        pytest.param('function f( { unknown', id='syntax error'),
        pytest.param(F + 'return a; }\nmodule.exports = { unknown };', id='export is for NCD203'),
        # with findings
        pytest.param(F + 'return «unknown»(a); }', id='unknown name'),
        pytest.param(F + 'return «window».location + «document».title; }', id='browser'),
        pytest.param(F + 'const value = a; return «vaule»; }', id='typo in camelCase'),
        pytest.param(
            'function countByCategory(a = «b») { return [`${«c»}`, { «d» }]; }',
            id='template literal, shorthand, default',
        ),
    ],
)
def test_fires(tmp_path: Path, source: str) -> None:
    files = {JS: source + TRAILER}
    assert lint_files(tmp_path, files, select='NCD208') == at_marks(files, MESSAGE.format('countByCategory'))


def test_fires_once_for_each_name_and_function(tmp_path: Path) -> None:
    source = 'function b() { return [«one», «two», one]; }\nfunction countByCategory() { return «one»; }'
    files = {JS: source + TRAILER}
    assert lint_files(tmp_path, files, select='NCD208') == at_marks(files, MESSAGE, ['b', 'b', 'countByCategory'])
