import json

import jsonschema
import pytest
from diagnostics import FOUND, HOSTILE, IN_CODE
from support import REPOSITORY

from n8n_code_discipline.reporters import RenderOptions
from n8n_code_discipline.reporters import json as reporter

SCHEMA = json.loads((REPOSITORY / 'docs' / 'output.schema.json').read_text(encoding='utf-8'))


def test_complete() -> None:
    assert json.loads(reporter.render([IN_CODE], RenderOptions())) == [
        {
            'path': 'flows/a b.template.json',
            'line': 8,
            'column': 20,
            'end_line': 8,
            'end_column': 31,
            'code': 'NCD110',
            'name': 'malformed-placeholder',
            'message': IN_CODE.message,
            'help': 'Write the placeholder.',
            'node': 'Count',
            'code_position': {'line': 1, 'column': 1},
            'fingerprint': IN_CODE.fingerprint,
            'fixable': False,
        }
    ]


@pytest.mark.parametrize('found', [(), FOUND, (HOSTILE,)])
def test_schema(found: tuple[object, ...]) -> None:
    output = json.loads(reporter.render(found, RenderOptions()))  # type: ignore[arg-type]
    jsonschema.Draft202012Validator(SCHEMA).validate(output)
    assert len(output) == len(found)
    assert json.dumps(output, ensure_ascii=False).encode()


def test_one_line_per_finding() -> None:
    assert len(reporter.render(FOUND, RenderOptions()).splitlines()) == 5
    assert reporter.render((), RenderOptions()) == '[]\n'
