from pathlib import Path

import pytest
from marks import at_marks
from support import JS, lint_files

MESSAGE = "NCD205 function '{}' reads '«»', which only n8n has: make it a parameter and pass it in the glue"

F = 'function countByCategory(a) { '
TRAILER = '\nif (typeof module !== "undefined") module.exports = { countByCategory };\n'


@pytest.mark.parametrize(
    'source',
    [
        # clean
        pytest.param(
            'function countByCategory(items, $input, { $json }, [item], ...$node) { return '
            '[items, $input, $json, item, $node]; }',
            id='parameter',
        ),
        pytest.param(F + 'return $(a); }\nfunction $(a) { return a; }', id='function of the file'),
        pytest.param(F + '/* $input */ return "$input" + `$json`; }', id='string and comment'),
        pytest.param(F + 'return [this.a, this.name.helpers, this, this["helpers"]]; }', id='other properties of this'),
        pytest.param(
            F + 'function b() { return this.helpers; } return { b, c() { return this.getNode(); } }; }',
            id='this of an inner function',
        ),
        pytest.param('function f( { $input', id='syntax error'),
        pytest.param('$input.all();', id='not in a function'),
        # with findings
        pytest.param(F + 'return «$input».all(); }', id='$input'),
        pytest.param(
            F + 'return [«items», «item», «$»(a), «DateTime».now(), «helpers», «getWorkflowStaticData»(a)]; }',
            id='several names',
        ),
        pytest.param(F + 'return typeof $input === "undefined" ? a : «$input».all(); }', id='after it is asked for'),
        pytest.param(F + 'return eval(a) + «$json»; }', id='next to eval'),
    ],
)
def test_fires(tmp_path: Path, source: str) -> None:
    files = {JS: source + TRAILER}
    assert lint_files(tmp_path, files, select='NCD205') == at_marks(files, MESSAGE.format('countByCategory'))


def test_fires_once_for_each_function(tmp_path: Path) -> None:
    source = 'function b() { return «$json».a; }\nfunction countByCategory() { return [«$json».b, $json.c, b()]; }'
    files = {JS: source + TRAILER}
    assert lint_files(tmp_path, files, select='NCD205') == at_marks(files, MESSAGE, ['b', 'countByCategory'])


@pytest.mark.parametrize(
    ('source', 'methods'),
    [
        pytest.param(
            F + 'return [«this».helpers.request(a), this.helpers, «this».getNodeParameter("a"), «this».getNode()]; }',
            ['this.helpers', 'this.getNodeParameter', 'this.getNode'],
            id='this',
        ),
        pytest.param(
            F + 'return a.map(() => [«this».getWorkflowStaticData("node"), «this».getInputData()]); }',
            ['this.getWorkflowStaticData', 'this.getInputData'],
            id='this of an arrow function',
        ),
    ],
)
def test_this(tmp_path: Path, source: str, methods: list[str]) -> None:
    files = {JS: source + TRAILER}
    message = MESSAGE.replace('«»', '{}')
    expected = at_marks(files, message, [('countByCategory', method) for method in methods])
    assert lint_files(tmp_path, files, select='NCD205') == expected
