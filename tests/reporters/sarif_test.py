import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from diagnostics import FOUND, HOSTILE, IN_CODE
from support import REPOSITORY

from n8n_code_discipline import cli
from n8n_code_discipline.reporters import RenderOptions, sarif

SCHEMA = json.loads((REPOSITORY / 'tests' / 'schemas' / 'sarif-2.1.0-rtm.4.json').read_text(encoding='utf-8'))
OPTIONS = RenderOptions(version='1.2.3')


def run_of(output: str) -> dict[str, Any]:
    jsonschema.Draft4Validator(SCHEMA).validate(json.loads(output))
    (run,) = json.loads(output)['runs']
    return dict(run)


@pytest.mark.parametrize('found', [(), FOUND, (HOSTILE,)])
def test_schema(found: tuple[object, ...]) -> None:
    run = run_of(sarif.render(found, OPTIONS))  # type: ignore[arg-type]
    assert len(run['results']) == len(found)


def test_the_broken_examples_fit_the_schema(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(REPOSITORY)
    output = tmp_path / 'findings.sarif'
    assert cli.main(['check', 'examples/broken', '--format', 'sarif', '--output-file', str(output)]) == 1
    results = run_of(output.read_text(encoding='utf-8'))['results']
    assert len({result['partialFingerprints']['n8nCodeDiscipline/v1'] for result in results}) == len(results) > 20


def test_a_result() -> None:
    run = run_of(sarif.render(FOUND, OPTIONS))
    assert run['results'][0] == {
        'ruleId': 'NCD110',
        'ruleIndex': 0,
        'level': 'error',
        'message': {'text': IN_CODE.message},
        'locations': [
            {
                'physicalLocation': {
                    'artifactLocation': {'uri': 'flows/a%20b.template.json', 'uriBaseId': '%SRCROOT%'},
                    'region': {'startLine': 8, 'startColumn': 20, 'endLine': 8, 'endColumn': 31},
                },
                'logicalLocations': [{'name': 'Count', 'kind': 'object'}],
            }
        ],
        'partialFingerprints': {'n8nCodeDiscipline/v1': IN_CODE.fingerprint},
    }
    assert 'logicalLocations' not in run['results'][2]['locations'][0]
    fixable = run_of(sarif.render([IN_CODE._replace(fixable=True)], OPTIONS))
    assert fixable['results'][0]['properties'] == {'fixable': True}


def test_the_rules_that_found_something_are_described() -> None:
    driver = run_of(sarif.render(FOUND, OPTIONS))['tool']['driver']
    assert driver['version'] == '1.2.3'
    assert [rule['id'] for rule in driver['rules']] == ['NCD110', 'NCD201']
    rule = driver['rules'][1]
    assert rule['name'] == 'missing-trailer'
    assert rule['shortDescription']['text'] == 'A JavaScript function file has no export trailer.'
    assert rule['help']['text'].startswith('Add the line')
    assert '## Why' in rule['help']['markdown']


def test_what_could_not_be_checked_is_a_notification() -> None:
    assert run_of(sarif.render((), OPTIONS))['invocations'] == [{'executionSuccessful': True}]
    run = run_of(sarif.render((), OPTIONS._replace(errors=('x: no such file or directory',))))
    assert run['invocations'] == [
        {
            'executionSuccessful': False,
            'toolExecutionNotifications': [{'level': 'error', 'message': {'text': 'x: no such file or directory'}}],
        }
    ]


def test_any_file_name_is_a_uri() -> None:
    assert sarif.uri('a b/ä#?%\udce9.json') == 'a%20b/%C3%A4%23%3F%25%E9.json'
