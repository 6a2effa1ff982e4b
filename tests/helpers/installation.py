"""A real n8n, driven by its command line: import, execute, export. One throw-away home for each instance."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from typing import NamedTuple

TIMEOUT = 180  # seconds for one command; a warm one takes five
TRIGGER = {'name': 'Start', 'type': 'n8n-nodes-base.manualTrigger', 'typeVersion': 1}
INPUT = {
    'name': 'Input',
    'type': 'n8n-nodes-base.code',
    'typeVersion': 2,
    'parameters': {
        'jsCode': 'return [{ json: { amount: 3, tags: [1, 2], order: { id: 7 }, category: "a" } },'
        ' { json: { amount: 4, tags: [], order: { id: 8 }, category: "b" } }];'
    },
}


class Outcome(NamedTuple):
    """What a node did: its error as n8n words it ('' for none) and the items it gave, each its ``json``."""

    error: str
    items: list[Any]


class Installation:
    """An n8n whose data lives in ``home``; ``program`` is its executable, an absolute path."""

    def __init__(self, program: str, home: Path, environment: Mapping[str, str] | None = None) -> None:
        self.program = program
        self.home = home
        self.environment = environment or {}
        self._runs = 0

    def version(self) -> str:
        """What ``n8n --version`` prints."""
        return self._run('--version').strip().splitlines()[-1]

    def import_workflow(self, workflow: Mapping[str, Any]) -> None:
        """Import a workflow, which must have an ``id``; one of the same id is replaced."""
        path = self.home / 'import.json'
        path.write_bytes(json.dumps(workflow).encode())
        self.import_file(path)

    def import_file(self, path: Path) -> None:
        """Import a workflow from a file."""
        self._run('import:workflow', f'--input={path}')

    def export_workflow(self, workflow_id: str) -> str:
        """The text of the export: an array of one workflow."""
        target = self.home / 'export.json'
        self._run('export:workflow', f'--id={workflow_id}', '--pretty', f'--output={target}')
        return target.read_bytes().decode()

    def execute(self, workflow_id: str) -> dict[str, Outcome]:
        """Run an imported workflow and return what each node did that ran, by its name."""
        # a node that failed in its own way fails the command, which prints the run data nevertheless
        output = self._run('execute', f'--id={workflow_id}', '--rawOutput', may_fail=True)
        start = output.index('\n{') + 1 if not output.startswith('{') else 0
        run, _ = json.JSONDecoder().raw_decode(output, start)
        data = run['data']['resultData']
        return {name: _outcome(runs[0]) for name, runs in data['runData'].items()}

    def run_nodes(self, nodes: Mapping[str, Mapping[str, Any]]) -> dict[str, Outcome]:
        """Run nodes side by side in one workflow, each after the node INPUT; a node that fails stops no other."""
        self._runs += 1
        workflow_id = f'run{self._runs}'
        workflow = {
            'id': workflow_id,
            'name': f'Run {self._runs}',
            'active': False,
            'settings': {'executionOrder': 'v1'},
            'nodes': [
                {**node, 'id': f'node{index}', 'position': [index, 0], 'onError': 'continueRegularOutput'}
                for index, node in enumerate([TRIGGER, INPUT, *({**nodes[name], 'name': name} for name in nodes)])
            ],
            'connections': {
                'Start': {'main': [[{'node': 'Input', 'type': 'main', 'index': 0}]]},
                'Input': {'main': [[{'node': name, 'type': 'main', 'index': 0} for name in nodes]]},
            },
        }
        self.import_workflow(workflow)
        return self.execute(workflow_id)

    def _run(self, *arguments: str, may_fail: bool = False) -> str:
        environment = {
            **os.environ,
            'N8N_USER_FOLDER': str(self.home),
            'N8N_ENCRYPTION_KEY': 'e2e',
            'N8N_DIAGNOSTICS_ENABLED': 'false',
            'N8N_VERSION_NOTIFICATIONS_ENABLED': 'false',
            'N8N_RUNNERS_BROKER_PORT': '15690',
            **self.environment,
        }
        done = subprocess.run(
            [self.program, *arguments],
            env=environment,
            capture_output=True,
            encoding='utf-8',
            timeout=TIMEOUT,
            check=False,
        )
        if done.returncode and not (may_fail and '\n{' in f'\n{done.stdout}'):
            raise RuntimeError(f'n8n {" ".join(arguments)} failed:\n{done.stdout[-2000:]}\n{done.stderr[-2000:]}')
        return done.stdout


def _outcome(run: Mapping[str, Any]) -> Outcome:
    outputs = (run.get('data') or {}).get('main') or [[]]
    items = [item['json'] for item in outputs[0] or []]
    error = run.get('error')
    if error is not None:
        return Outcome(_message(error), items)
    failed = next((item['error'] for item in items if isinstance(item.get('error'), str)), '')
    return Outcome(failed, items)


def _message(error: Mapping[str, Any]) -> str:
    return ' '.join(str(error[key]) for key in ('message', 'description') if error.get(key))
