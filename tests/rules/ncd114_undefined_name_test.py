from pathlib import Path

import pytest
from marks import at_marks
from support import JS_PLACEHOLDER, PY_PLACEHOLDER, js_node, lint_files, py_node, template

MESSAGE = (
    "NCD114 node 'Count': '«»' is not defined: neither the glue nor an injected file declares it, and n8n does not "
    'provide it; {} «line of code»'
)

CORRECT = 'correct it, or inject the file that declares it'
P = JS_PLACEHOLDER + '\n'
Q = PY_PLACEHOLDER + '\n'


@pytest.mark.parametrize(
    ('code', 'hint'),
    [
        pytest.param(
            P + 'return [{ json: countByCategory($input.all()), at: $now, to: DateTime.now() }];',
            '',
            id='injected and given',
        ),
        pytest.param(P + 'return $json.a + $("A").item.json.b + items.length + item.json.c;', '', id='both modes'),
        pytest.param(
            P + 'return [new URL(""), fetch, process, Buffer, require("a"), console, arguments, undefined];',
            '',
            id='language and Node',
        ),
        pytest.param(
            P + 'return [getWorkflowStaticData("node"), $getNodeParameter, helpers, query];',
            '',
            id='older versions, code tool',
        ),
        pytest.param(P + 'out = []; for (key in $json) out.push(key); return out;', '', id='only assigned'),
        pytest.param(P + 'if (typeof window !== "undefined" && window.x) return window;', '', id='behind typeof'),
        pytest.param(P + 'return eval("var a = 1") + a;', '', id='direct eval'),
        pytest.param(P + 'with ($json) { return a; }', '', id='with'),
        pytest.param(P + '{{@:txt:n8n-functions/js/countByCategory.js}}\nreturn fromText;', '', id='by a text'),
        pytest.param(P + 'return [missing;', '', id='does not parse'),
        pytest.param('{{@:js:n8n-functions/js/none.js}}\nreturn missing;', '', id='unresolved placeholder'),
        pytest.param('// @n8n-evol-I:primitive\nreturn missing;', '', id='primitive'),
        pytest.param(P + 'return «missing» + missing;', CORRECT, id='once for each name'),
        pytest.param(P + 'return «countByCategry»([]);', "did you mean 'countByCategory'?", id='close to injected'),
        pytest.param(P + 'return «$inputs».all();', "did you mean '$input'?", id='close to one of n8n'),
        pytest.param(P + '«a» += 1; return «b»++;', CORRECT, id='read by an assignment'),
        pytest.param('return «missing»;', CORRECT, id='without a placeholder'),
    ],
)
def test_fires_javascript(tmp_path: Path, code: str, hint: str) -> None:
    files = template(js_node(code))
    assert lint_files(tmp_path, files, select='NCD114') == at_marks(files, MESSAGE.format(hint))


def test_excerpt_of_a_long_line(tmp_path: Path) -> None:
    files = template(js_node(P + 'const text = "' + 'x' * 120 + '"; return «missing»;'))
    excerpt = """(line 2 of the code: '…xxxxxxxxxxxxxxxx"; return missing;')"""
    message = MESSAGE.format(CORRECT).replace('«line of code»', excerpt)
    assert lint_files(tmp_path, files, select='NCD114') == at_marks(files, message)


@pytest.mark.parametrize(
    ('code', 'hint'),
    [
        pytest.param(
            Q + 'return count_by_category(_input.all()) + items + [item, _json, _node, _now, _jmespath, _, _query]',
            '',
            id='n8n 1.x and 2.x',
        ),
        pytest.param(Q + 'try:\n    missing\nexcept NameError as e:\n    return e', '', id='behind except NameError'),
        pytest.param(Q + 'return aiter, anext, ExceptionGroup, PythonFinalizationError, __name__', '', id='built in'),
        pytest.param(Q + 'from a import *\nreturn missing', '', id='star import'),
        pytest.param(Q + 'return «missing»', CORRECT, id='free'),
        pytest.param(Q + 'return «__input».all()', "did you mean '_input'?", id='close to one of n8n'),
    ],
)
def test_fires_python(tmp_path: Path, code: str, hint: str) -> None:
    files = template(py_node(code))
    assert lint_files(tmp_path, files, select='NCD114') == at_marks(files, MESSAGE.format(hint))


def test_only_the_first_are_compared_with_what_exists(tmp_path: Path) -> None:
    names = [f'countByCategory{index}' for index in range(30)]
    rows = lint_files(tmp_path, template(js_node(f'{P}return [{", ".join(names)}];')), select='NCD114')
    assert ["did you mean 'countByCategory'?" in row for row in rows] == [True] * 20 + [False] * 10
