"""A real n8n, driven by its command line: import, execute, export. One throw-away home for each instance."""

from __future__ import annotations

import json
import os
import subprocess
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.cookiejar import CookieJar
from pathlib import Path
from typing import Any, NamedTuple

TIMEOUT = 180  # seconds for one command; a warm one takes five
PORT = 15678
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
    """The run of a node: its error as n8n words it ('' for none) and the items it gave, each its ``json``."""

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
        """Return the output of ``n8n --version``."""
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

    def raw_output(self, workflow_id: str) -> str:
        """Run an imported workflow and return what n8n prints: log lines and the execution."""
        # a node that failed in its own way fails the command, which prints the run data nevertheless
        return self._run('execute', f'--id={workflow_id}', '--rawOutput', may_fail=True)

    def execute(self, workflow_id: str) -> dict[str, Outcome]:
        """Run an imported workflow and return what each node did that ran, by its name."""
        output = self.raw_output(workflow_id)
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

    @contextmanager
    def serve(self) -> Iterator[Server]:
        """Run n8n as a server with an owner who is logged in."""
        with open(self.home / 'server.log', 'wb') as log:
            process = subprocess.Popen([self.program, 'start'], env=self._environment(), stdout=log, stderr=log)
        try:
            server = Server(f'http://127.0.0.1:{PORT}')
            server.wait_until_ready()
            owner = {'email': 'owner@localhost.test', 'firstName': 'A', 'lastName': 'B', 'password': 'Correct-horse-1'}
            server.call('POST', '/rest/owner/setup', owner)
            yield server
        finally:
            process.terminate()
            process.wait(TIMEOUT)

    def _environment(self) -> dict[str, str]:
        return {
            **os.environ,
            'N8N_USER_FOLDER': str(self.home),
            'N8N_ENCRYPTION_KEY': 'e2e',
            'N8N_DIAGNOSTICS_ENABLED': 'false',
            'N8N_VERSION_NOTIFICATIONS_ENABLED': 'false',
            'N8N_RUNNERS_BROKER_PORT': '15690',
            'N8N_PORT': str(PORT),
            'N8N_LISTEN_ADDRESS': '127.0.0.1',
            'N8N_SECURE_COOKIE': 'false',
            **self.environment,
        }

    def _run(self, *arguments: str, may_fail: bool = False) -> str:
        # a file, because n8n exits before a pipe that is read slowly has taken all of it
        path = self.home / 'output.txt'
        with path.open('wb') as output:
            command = [self.program, *arguments]
            done = subprocess.run(
                command, env=self._environment(), stdout=output, stderr=subprocess.PIPE, timeout=TIMEOUT, check=False
            )
        text = path.read_text(encoding='utf-8')
        if done.returncode and not (may_fail and '\n{' in f'\n{text}'):
            raise RuntimeError(f'n8n {" ".join(arguments)} failed:\n{text[-2000:]}\n{done.stderr.decode()[-2000:]}')
        return text


class Server:
    """A running n8n, asked over HTTP as its owner."""

    def __init__(self, address: str) -> None:
        self.address = address
        self._opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))

    def wait_until_ready(self) -> None:
        """Wait until the server answers its editor. Raises TimeoutError."""
        end = time.monotonic() + TIMEOUT
        while time.monotonic() < end:
            try:
                if self.call('GET', '/rest/settings').startswith('{'):
                    return
            except OSError:
                pass
            time.sleep(0.5)
        raise TimeoutError('n8n does not answer')

    def call(self, method: str, path: str, data: Any = None, **headers: str) -> str:
        """Return the body of an answer. Raises HTTPError."""
        body = None if data is None else json.dumps(data).encode()
        request = urllib.request.Request(
            self.address + path, body, {'Content-Type': 'application/json', **headers}, method=method
        )
        with self._opener.open(request, timeout=TIMEOUT) as answer:
            return str(answer.read().decode())

    def run(self, workflow: Mapping[str, Any]) -> str:
        """Save a workflow, run it from its node Start to the end and return the id of the execution."""
        saved = {key: workflow[key] for key in ('name', 'nodes', 'connections', 'settings')}
        workflow_id = json.loads(self.call('POST', '/rest/workflows', saved))['data']['id']
        start = {'triggerToStartFrom': {'name': 'Start'}}
        started = json.loads(self.call('POST', f'/rest/workflows/{workflow_id}/run', start))
        execution = str(started['data']['executionId'])
        end = time.monotonic() + TIMEOUT
        while json.loads(self.call('GET', f'/rest/executions/{execution}'))['data']['status'] in ('new', 'running'):
            if time.monotonic() > end:
                raise TimeoutError('n8n does not finish')
            time.sleep(0.2)
        return execution

    def api_key(self) -> str:
        """Make a key for the public API that may read executions."""
        wanted = {'label': 'tests', 'expiresAt': None, 'scopes': ['execution:read', 'execution:list']}
        return str(json.loads(self.call('POST', '/rest/api-keys', wanted))['data']['rawApiKey'])


def _outcome(run: Mapping[str, Any]) -> Outcome:
    outputs = (run.get('data') or {}).get('main') or [[]]
    items = [item['json'] for item in outputs[0] or []]
    error = run.get('error')
    if error is not None:
        return Outcome(' '.join(str(error[key]) for key in ('message', 'description') if error.get(key)), items)
    failed = next(
        (item['error'] for item in items if isinstance(item, dict) and isinstance(item.get('error'), str)), ''
    )
    return Outcome(failed, items)
