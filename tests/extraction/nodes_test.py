"""Nodes before and after, one in each file of ``tests/golden/extraction``; ``make golden`` writes what is after.

The first line is the node's JSON without its code, the second part its code. What follows is the function file, the
code field and the node's JSON where more than the code changed, or why the node is not extracted.
"""

import json
import os
from pathlib import Path
from typing import Any

import node
import pytest
from differential import STUB, case_data
from support import TEMPLATE, write

from n8n_code_discipline.config.settings import Settings
from n8n_code_discipline.extraction import changes
from n8n_code_discipline.extraction.changes import TemplateChange
from n8n_code_discipline.linter.loader import Loader
from n8n_code_discipline.workspace import files

GOLDEN = Path(__file__).parents[1] / 'golden' / 'extraction'
FILES = sorted(GOLDEN.glob('*.txt'))
SEPARATOR = '\n-- {} --\n'
OTHERS = ('Config', 'Get message', 'Loop')


def parts(path: Path) -> tuple[dict[str, Any], str]:
    """The node and its code."""
    text = path.read_bytes().decode()
    head, _, rest = text.partition(SEPARATOR.format('code'))
    code = rest
    for name in ('function file', 'not extracted'):
        code = code.partition(SEPARATOR.format(name))[0]
    return json.loads(head), code


def change(root: Path, path: Path) -> tuple[TemplateChange, str]:
    """Return the extraction of a golden's node, and its code."""
    given, code = parts(path)
    field = 'functionCode' if given['type'].startswith('n8n-nodes-base.function') else 'jsCode'
    if given.get('parameters', {}).get('language') == 'python':
        field = 'pythonCode'
    data = {'typeVersion': 2, **given, 'parameters': {**given.get('parameters', {}), field: code}}
    others = [{'name': name, 'type': 'n8n-nodes-base.set', 'parameters': {}} for name in OTHERS]
    write(
        root, {TEMPLATE: json.dumps({'name': 'Daily report', 'nodes': [data, *others]}, indent=2, ensure_ascii=False)}
    )
    template = Loader(Settings(str(root))).template(files.read(str(root / TEMPLATE)))
    extractor = changes.Extractor()
    return extractor.change(template, lambda found: found.name == given['name']), code


@pytest.mark.parametrize('path', FILES, ids=lambda path: path.stem)
def test_golden(path: Path, tmp_path: Path) -> None:
    changed, code = change(tmp_path, path)
    head = path.read_bytes().decode().partition('\n')[0]
    shown = f'{head}{SEPARATOR.format("code")}{code}'
    for refusal in changed.refusals:
        shown += SEPARATOR.format('not extracted') + refusal.reason + '\n'
    for extraction in changed.extractions:
        node_after = json.loads(changed.text)['nodes'][0]
        after = node_after['parameters'].pop('jsCode')
        shown += SEPARATOR.format('function file') + extraction.text
        shown += SEPARATOR.format(f'code field, grade {extraction.plan.grade}') + after + '\n'
        if 'function' in extraction.node.type:
            shown += SEPARATOR.format('node') + json.dumps(node_after) + '\n'
    if os.environ.get('UPDATE_GOLDEN'):
        path.write_bytes(shown.encode())
    assert path.read_bytes().decode() == shown


@pytest.mark.slow
def test_they_behave_as_before(tmp_path: Path) -> None:
    cases = []
    for path in FILES:
        changed, code = change(tmp_path / path.stem, path)
        cases += [case_data(extraction, code, OTHERS) for extraction in changed.extractions]
    results = node.run(STUB, cases)
    assert len(results) > 40
    assert [result for result in results if not result['compiles'] or result['differences']] == []
    assert sum(result['nonTrivial'] for result in results) > 0.8 * len(results)
