"""Names that Node or n8n 1.x has and n8n 2.x has not."""

from pathlib import Path

import pytest
from marks import at_marks
from runtime import TRAILER, js, js_file, lint
from support import JS, JS_PLACEHOLDER, TEMPLATE, js_node, template

SAYS = 'NCD603 node \'Count\': n8n says "{}"'
MESSAGE = 'NCD603 node \'Count\': n8n says "«» is not defined": {}'


@pytest.mark.parametrize(
    ('files', 'messages'),
    [
        pytest.param(js('total = 0;\ntotal = total + 1;'), '', id='assigned before'),
        pytest.param(js('total = typeof total === "undefined" ? 1 : total + 1;'), '', id='tested before it is read'),
        pytest.param(js('items = items.concat(1);'), '', id='name that n8n gives'),
        pytest.param(js('try { structuredClone(1) } catch { }'), '', id='caught'),
        pytest.param(js('eval("var URL");\nnew URL();'), '', id='direct eval'),
        pytest.param(
            js('return [{ json: { b: Buffer, c: new TextEncoder(), d: btoa("x"), m: module, f: FormData } }];'),
            '',
            id='given by n8n',
        ),
        pytest.param(js('typo();'), '', id='unknown everywhere'),
        pytest.param(js_file('function countByCategory(fetch) {\n  return fetch("x");\n}'), '', id='parameter'),
        pytest.param(
            js_file('function countByCategory() {\n  return getWorkflowStaticData("node");\n}'),
            '',
            id='given by n8n, for NCD205',
        ),
        pytest.param(
            js('return [{ json: { a: «process».env.A } }];'),
            MESSAGE.format('pass the value in through the workflow'),
            id='process',
        ),
        pytest.param(
            js('«exports».a = 1;'),
            MESSAGE.format(
                "export through the guarded trailer: if (typeof module !== 'undefined') module.exports = { … }"
            ),
            id='exports',
        ),
        pytest.param(
            js('«globalThis».fetch("x");'),
            SAYS.format('globalThis.fetch is not a function'),
            id='property of the global object',
        ),
        pytest.param(
            js('«module».require("x");\n«$input».itemMatching(0);'),
            [SAYS.format('module.require is not a function'), SAYS.format('$input.itemMatching is not a function')],
            id='calls that fail',
        ),
        pytest.param(js('«rows» = rows.concat(1);'), MESSAGE.format('nothing assigned it before'), id='read first'),
    ],
)
def test_fires(tmp_path: Path, files: dict[str, str], messages: str | list[str]) -> None:
    assert lint(tmp_path, files, 'NCD603') == at_marks(files, messages)


READS_CLONE = {JS: 'function countByCategory(items) {\n  return «structuredClone»(items);\n}' + TRAILER}
WITH_CLONE = '\nfunction structuredClone(value) { return value; }'


def test_glue_may_declare_what_a_function_file_reads(tmp_path: Path) -> None:
    assert lint(tmp_path, {**READS_CLONE, **js(f'{JS_PLACEHOLDER}{WITH_CLONE}')}, 'NCD603') == []


def test_says_which_nodes_bring_a_function_file_into_n8n(tmp_path: Path) -> None:
    nodes = [js_node(JS_PLACEHOLDER + WITH_CLONE * (number == 1), name=f'Node {number}') for number in range(5)]
    files = {**READS_CLONE, **template(*nodes)}
    shown = ', '.join(f"node 'Node {number}' of {TEMPLATE}" for number in (0, 2, 3))
    message = MESSAGE.format('write JSON.parse(JSON.stringify(value))').replace("node 'Count': ", '')
    assert lint(tmp_path, files, 'NCD603') == at_marks(files, f'{message} (in {shown} and 1 more)')


def test_a_function_file_that_no_node_injects(tmp_path: Path) -> None:
    message = MESSAGE.format('write JSON.parse(JSON.stringify(value))').replace("node 'Count': ", '')
    assert lint(tmp_path, READS_CLONE) == at_marks(READS_CLONE, message)


def test_deeply_nested_code(tmp_path: Path) -> None:
    """Every read is judged without a climb through all that surrounds it."""
    code = '{' * 1000 + 'process;' * 1000 + '}' * 1000
    assert len(lint(tmp_path, js(code), 'NCD603')) == 1000
