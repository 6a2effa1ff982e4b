"""What `--target-n8n` says about Function and Function Item nodes, which run in another sandbox than Code nodes."""

from pathlib import Path

import pytest
from marks import Whole, at_marks
from runtime import lint
from support import node, template

SAYS = '{} node \'Count\': n8n says "{}"'


def in_function_node(code: str | Whole, kind: str = 'function') -> dict[str, str]:
    return template(node(type=f'n8n-nodes-base.{kind}', typeVersion=1, parameters={'functionCode': code}))


@pytest.mark.parametrize(
    ('files', 'message'),
    [
        pytest.param(
            in_function_node('getWorkflowStaticData("global");\nprocess.env;\nreturn items;'), '', id='what it has'
        ),
        pytest.param(in_function_node('return { json: {} };'), '', id='object'),
        pytest.param(in_function_node('return JSON.stringify(item);', 'functionItem'), '', id='each item: anything'),
        pytest.param(in_function_node('return this.helpers.returnJsonArray([]);'), '', id='helpers'),
        pytest.param(in_function_node(''), '', id='empty'),
        pytest.param(in_function_node('return («;'.replace('«', '')), '', id='syntax error'),
        pytest.param(
            in_function_node('«import("fs")»;\nreturn items;'),
            "NCD601 node 'Count': 'import(\"fs\")': a Code node loads no modules, n8n says "
            '"Dynamic Import not supported"',
            id='dynamic import',
        ),
        pytest.param(
            in_function_node('require(«"crypto"»);\nreturn items;'),
            SAYS.format('NCD602', "Cannot find module 'crypto'")
            + ': do without it, or allow it in n8n and in allow-js-modules',
            id='module',
        ),
        pytest.param(
            in_function_node('«btoa»("x");\nreturn items;'),
            SAYS.format('NCD603', 'btoa is not defined')
            + ': hand the value in through the workflow, or use a Code node',
            id='missing name',
        ),
        pytest.param(
            in_function_node('return «items»;', 'functionItem'),
            SAYS.format('NCD604', 'items is not defined')
            + ' where a node runs once for each item: read item, or change the mode',
            id='name of the other node',
        ),
        pytest.param(
            in_function_node('items[0].json.a = «$env».A;\nreturn items;'),
            SAYS.format('NCD607', 'access to env vars denied') + ': hand the value in through the workflow',
            id='$env',
        ),
        pytest.param(
            in_function_node('return «items.length»;'),
            SAYS.format('NCD610', 'executionData.every is not a function') + ': return an array of items',
            id='number',
        ),
        pytest.param(
            in_function_node('return «items.map((i) => 1)»;'),
            SAYS.format('NCD610', 'The json-property has to be an object!'),
            id='array of numbers',
        ),
        pytest.param(
            in_function_node('«return;»', 'functionItem'),
            SAYS.format('NCD610', 'No data got returned. Always an object has to be returned!'),
            id='nothing',
        ),
        pytest.param(
            in_function_node(Whole('const a = 1;')),
            "NCD610 node 'Count': the code returns nothing: n8n says \"Cannot read properties of undefined (reading "
            "'every')\": return [] for no items",
            id='no return',
        ),
    ],
)
def test_fires(tmp_path: Path, files: dict[str, str], message: str) -> None:
    assert lint(tmp_path, files) == at_marks(files, message)


def test_without_a_version_nothing_is_said(tmp_path: Path) -> None:
    assert lint(tmp_path, in_function_node('return items.length;'), target_n8n='1') == []
