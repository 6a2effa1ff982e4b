import json

from diagnostics import FOUND, HOSTILE, IN_CODE

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


def test_fingerprints_differ() -> None:
    found = json.loads(gitlab.render([*FOUND, IN_CODE._replace(occurrence=1, line=9)], RenderOptions()))
    assert len({issue['fingerprint'] for issue in found}) == 4


def test_odd_names() -> None:
    assert gitlab.render([HOSTILE], RenderOptions()).isascii()


def test_nothing_found() -> None:
    assert gitlab.render((), RenderOptions()) == '[]\n'
