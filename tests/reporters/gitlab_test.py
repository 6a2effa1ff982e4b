import json

from diagnostics import IN_CODE

from n8n_code_discipline.reporters import RenderOptions, gitlab


def test_complete() -> None:
    assert json.loads(gitlab.render([IN_CODE], RenderOptions())) == [
        {
            'description': f'NCD110 {IN_CODE.message}',
            'check_name': 'NCD110 malformed-placeholder',
            'fingerprint': IN_CODE.fingerprint,
            'severity': 'major',
            'location': {'path': 'flows/a b.template.json', 'lines': {'begin': 8, 'end': 8}},
        }
    ]
