"""Test `--target-n8n` on Function nodes, which run in another sandbox, and about n8n as it is configured."""

from pathlib import Path
from typing import Any

import pytest
from marks import Whole, at_marks
from runtime import EACH, js, lint, py
from support import node, template

SAYS = '{} node \'Count\': n8n says "{}"'


def in_function_node(code: str | Whole, kind: str = 'function') -> dict[str, str]:
    return template(node(type=f'n8n-nodes-base.{kind}', typeVersion=1, parameters={'functionCode': code}))


@pytest.mark.parametrize(
    ('files', 'message'),
    [
        pytest.param(in_function_node('getWorkflowStaticData("global");\nprocess.env;\nreturn items;'), '', id='known'),
        pytest.param(in_function_node('return JSON.stringify(item);', 'functionItem'), '', id='each item: anything'),
        pytest.param(in_function_node('return [{ json: new Date() }];'), '', id='a date is an object'),
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
            + ': pass the value in through the workflow, or use a Code node',
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
            SAYS.format('NCD607', 'access to env vars denied') + ': pass the value in through the workflow',
            id='$env',
        ),
        pytest.param(
            in_function_node('return «items.length»;'),
            SAYS.format('NCD610', 'executionData.every is not a function') + ': return an array of items',
            id='number',
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


@pytest.mark.parametrize(
    ('code', 'files'),
    [
        pytest.param('NCD604', js('return item;'), id='item'),
        pytest.param('NCD605', js('return $input.all()[0];', EACH), id='each item'),
        pytest.param('NCD607', js('return [{ json: { a: $env.HOME } }];'), id='$env'),
        pytest.param('NCD610', in_function_node('return items.length;'), id='Function node'),
        pytest.param('NCD614', js('return _input.all()', {'language': 'python'}), id='_input'),
    ],
)
def test_what_n8n_1_takes(tmp_path: Path, code: str, files: dict[str, str]) -> None:
    assert lint(tmp_path, files, code, target_n8n='1.90.0') == []


@pytest.mark.parametrize(
    ('code', 'files', 'settings'),
    [
        pytest.param('NCD602', js('require("any");\nreturn [];'), {'allow_js_modules': ('*',)}, id='every module'),
        pytest.param('NCD602', js('require("a");\nreturn [];'), {'allow_js_modules': ('a', 'b')}, id='a module'),
        pytest.param('NCD607', js('return [{ json: $env.A }];'), {'block_env_access': False}, id='$env'),
        pytest.param('NCD612', py('import json\nreturn []'), {'allow_python_modules': ('*',)}, id='every import'),
        pytest.param(
            'NCD612',
            py('import json, pandas\nfrom json.decoder import x\nreturn []'),
            {'allow_python_modules': ('json', 're', 'pandas')},
            id='imports',
        ),
        pytest.param('NCD613', py('x = {"obj": 1}\nreturn []'), {'allow_python_modules': ('*',)}, id='any name'),
    ],
)
def test_what_is_configured_to_be_allowed(
    tmp_path: Path, code: str, files: dict[str, str], settings: dict[str, Any]
) -> None:
    assert lint(tmp_path, files, code, **settings) == []
