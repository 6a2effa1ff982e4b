from pathlib import Path

import pytest
from marks import at_marks
from support import JS, lint_files

NO_FUNCTION = (
    'NCD201 no export trailer, so tests cannot load the file: declare a function and export it with if (typeof module '
    '!== "undefined") module.exports = { NAME };'
)

F = 'function countByCategory() {}\n'
MESSAGE = (
    'NCD201 no export trailer, so tests cannot load the file: '
    'add if (typeof module !== "undefined") module.exports = { countByCategory };'
)


@pytest.mark.parametrize(
    'trailer',
    [
        pytest.param('if (typeof module !== "undefined") module.exports = { countByCategory };', id='canonical'),
        pytest.param("if (typeof module !== 'undefined') module.exports = { countByCategory };", id='single quotes'),
        pytest.param('if (typeof module !== `undefined`) module.exports = { countByCategory };', id='backticks'),
        pytest.param('if (typeof module != "undefined") module.exports = { countByCategory };', id='!='),
        pytest.param('if ("undefined" !== typeof module) module.exports = { countByCategory };', id='reversed'),
        pytest.param('if (typeof module !== "undefined") { module.exports = { countByCategory }; }', id='braces'),
        pytest.param(
            'if (typeof module !== "undefined" && module.exports) module.exports = { countByCategory };', id='&&'
        ),
        pytest.param(
            'if ((typeof (module)) !== ("undefined")) module.exports = ({ countByCategory });', id='parentheses'
        ),
        pytest.param(
            'if (typeof module !== "undefined") module\n  . exports /* … */ = { countByCategory };', id='white space'
        ),
        pytest.param('if (typeof module !== "undefined") module.exports = {};', id='empty object'),
        pytest.param(
            'if (typeof module !== "undefined") module.exports = { countByCategory };\r\n// end\r\n', id='CRLF'
        ),
    ],
)
def test_clean(tmp_path: Path, trailer: str) -> None:
    assert lint_files(tmp_path, {JS: F + trailer}, select='NCD201') == []


def test_clean_before_the_functions(tmp_path: Path) -> None:
    source = '\ufeff#!/usr/bin/env node\nif (typeof module !== "undefined") module.exports = { countByCategory };\n' + F
    assert lint_files(tmp_path, {JS: source}) == []


@pytest.mark.parametrize(
    'code',
    [
        pytest.param('', id='none'),
        pytest.param('module.exports = { countByCategory };', id='bare export'),
        pytest.param('// if (typeof module !== "undefined") module.exports = { countByCategory };', id='in a comment'),
        pytest.param(
            'if (typeof module === "undefined") {} else module.exports = { countByCategory };', id='in the else'
        ),
        pytest.param('if (typeof module !== undefined) module.exports = { countByCategory };', id='no string'),
        pytest.param('if (typeof module === "undefined") module.exports = { countByCategory };', id='==='),
        pytest.param('if (typeof module !== "undefined") module.exports += { countByCategory };', id='+='),
        pytest.param('if (module) module.exports = { countByCategory };', id='truth of module'),
        pytest.param('if (typeof module !== "undefined" || a) module.exports = { countByCategory };', id='or'),
        pytest.param('if (a && typeof module !== "undefined") module.exports = { countByCategory };', id='right of &&'),
        pytest.param('if (typeof module !== "undefined") module.exports = countByCategory;', id='no object'),
        pytest.param('if (typeof module !== "undefined") exports.countByCategory = countByCategory;', id='exports.x'),
        pytest.param('if (typeof module !== "undefined") { a(); module.exports = { countByCategory }; }', id='two'),
        pytest.param('typeof module !== "undefined" && (module.exports = { countByCategory });', id='expression'),
        pytest.param('if (typeof module !== "undefined");\nmodule.exports = { countByCategory };', id='semicolon'),
    ],
)
def test_fires(tmp_path: Path, code: str) -> None:
    files = {JS: '«»' + F + code}
    assert lint_files(tmp_path, files, select='NCD201') == at_marks(files, MESSAGE)


@pytest.mark.parametrize(
    ('source', 'message'),
    [
        pytest.param('', NO_FUNCTION, id='empty file'),
        pytest.param(
            'function b() {}\nasync function a() {}\nfunction* c$() {}\nfunction b() {}',
            MESSAGE.replace('countByCategory', 'b, a, c$'),
            id='every function',
        ),
        pytest.param(
            'function f() { return `\nif (typeof module !== "undefined") module.exports = { f };\n`; }',
            MESSAGE.replace('countByCategory', 'f'),
            id='in a string',
        ),
        pytest.param(
            '{ if (typeof module !== "undefined") module.exports = { countByCategory }; }', NO_FUNCTION, id='in a block'
        ),
        pytest.param('class A {}\nconst f = () => 1;\n', NO_FUNCTION, id='no function declaration'),
    ],
)
def test_fires_in_files_with_other_functions(tmp_path: Path, source: str, message: str) -> None:
    files = {JS: '«»' + source}
    assert lint_files(tmp_path, files, select='NCD201') == at_marks(files, message)
