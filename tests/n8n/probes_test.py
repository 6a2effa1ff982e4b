"""Handwritten node bodies, what n8n 2.41.1 answered to each, and what the rules predict: `probes.jsonl`.

A row is the kind of node, its code, and n8n's error ('' where it ran). Python ran in the runner of 2.36.0. A fourth
element says why the rules and n8n differ: the failing branch was not taken, or nothing foresees the error.
"""

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from installation import INPUT, Installation, Outcome
from support import TEMPLATE, check, template, write

RULES = 'NCD6,NCD114,NCD119,NCD009'
_QUOTED = re.compile(r'says (?:"(.*?)"(?=[:;,]| where | \(|$)|\'(.*?)\'(?=[:;,]|$))')
_UNDEFINED = re.compile(r"NCD114 node '\d+': '(.+?)' is not defined")


class Probe(NamedTuple):
    """A row of the table."""

    kind: str
    code: str
    error: str
    note: str = ''


ROWS = Path(__file__).with_name('probes.jsonl').read_text(encoding='utf-8').splitlines()
PROBES = {f'{row}': Probe(*json.loads(line)) for row, line in enumerate(ROWS, 1)}


def as_node(probe: Probe) -> dict[str, Any]:
    language, _, mode = probe.kind.partition(' ')
    if not mode:
        return {'type': f'n8n-nodes-base.{language}', 'typeVersion': 1, 'parameters': {'functionCode': probe.code}}
    field = {'jsCode': probe.code} if language == 'js' else {'language': 'pythonNative', 'pythonCode': probe.code}
    each = {'mode': 'runOnceForEachItem'} if mode == 'each' else {}
    return {'type': 'n8n-nodes-base.code', 'typeVersion': 2, 'parameters': {**each, **field}}


@pytest.fixture(scope='module')
def predicted(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, list[str]]:
    """The messages for each probe, all of them nodes of one template."""
    root = tmp_path_factory.mktemp('probes')
    write(root, template(*({**as_node(probe), 'name': name} for name, probe in PROBES.items()), INPUT))
    report = check(root, TEMPLATE, select=RULES, target_n8n='2.41.1')
    assert report.errors == ()
    found: dict[str, list[str]] = {name: [] for name in PROBES}
    for item in report.diagnostics:
        assert item.node is not None
        found[item.node].append(f'{item.code} {item.message}')
    return found


def agrees(probe: Probe, messages: list[str]) -> bool:
    """Return whether a prediction is n8n's error or, where n8n ran, none promises an error."""
    said = [match[1] or match[2] for row in messages for match in _QUOTED.finditer(row)]
    said += [f'{match[1]} is not defined' for row in messages for match in _UNDEFINED.finditer(row)]
    return any(message in probe.error for message in said) if probe.error else not said


@pytest.mark.parametrize('name', PROBES, ids=lambda name: f'{name} {PROBES[name].kind}: {PROBES[name].code}')
def test_the_prediction_is_what_n8n_answered(predicted: Mapping[str, list[str]], name: str) -> None:
    probe = PROBES[name]
    assert agrees(probe, predicted[name]) is (not probe.note), (probe.error, predicted[name])


def test_the_share_that_is_foreseen(predicted: Mapping[str, list[str]]) -> None:
    refused = [name for name, probe in PROBES.items() if probe.error]
    foreseen = [name for name in refused if agrees(PROBES[name], predicted[name])]
    assert len(foreseen) >= 0.93 * len(refused)


@pytest.fixture(scope='module')
def outcomes(n8n: Installation, tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Outcome]:
    """Compare with the answers of n8n today, without Python: its runner is not published with n8n."""
    own = Installation(n8n.program, tmp_path_factory.mktemp('probes'), n8n.environment)
    return own.run_nodes({name: as_node(probe) for name, probe in PROBES.items() if not probe.kind.startswith('py')})


@pytest.mark.parametrize('name', [name for name in PROBES if not PROBES[name].kind.startswith('py')])
def test_n8n_still_answers_so(outcomes: Mapping[str, Outcome], name: str) -> None:
    error = outcomes[name].error
    assert (error.startswith(PROBES[name].error) and bool(error)) if PROBES[name].error else not error
