"""Real nodes before and after ``extract``, run by n8n; the real workflows are not part of the project."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import node as javascript
import node_tests
import pytest
import saved_executions
from differential import KINDS, STUB
from installation import TRIGGER, Installation
from shared_code import needs_real_workflows
from support import SHARED_DATA

from n8n_code_discipline import cli
from n8n_code_discipline.config.settings import Settings
from n8n_code_discipline.documents import workflow
from n8n_code_discipline.extraction import changes
from n8n_code_discipline.linter.loader import Loader
from n8n_code_discipline.syntax import javascript as syntax
from n8n_code_discipline.workspace import files

pytestmark = [needs_real_workflows, pytest.mark.slow]

# what gives another result in each run, or needs the network
CHANGING = re.compile(
    r'\bnew Date(?!\(\s*[^\s)])|\bDate\.now\b|\$now\b|\$today\b|\bDateTime\b|\bmoment\b|\bperformance\b|\$execution'
    r'|\brandom|\buuid|\bhelpers\b|\bfetch\(|\baxios\b'
)
MOST_INPUTS, MOST_SAMPLES, WORKFLOWS = 3, 250, 3
# Function and Function Item nodes of our own, each run with INPUT
OWN = (
    ('function', 'for (item of items) item.json.seen = true;\nreturn items;'),
    ('function', 'return items.filter((item) => item.json.id > 1).reverse();'),
    ('function', 'return items.map((item) => ({ ...item, json: { text: `${item.json.id}\n  !` } }));'),
    ('function', 'return [{ json: { d: new Date(0), f: () => 1, m: new Map(), b: new Buffer("a"), n: NaN } }];'),
    ('function', 'const data = getWorkflowStaticData("node");\ndata.n = (data.n || 0) + 1;\nreturn { json: data };'),
    ('function', 'return new Promise((resolve) => setTimeout(() => resolve([{ json: { late: true } }]), 5));'),
    ('function', 'return [{ json: { binary: items[2].binary }, binary: items[2].binary, pairedItem: 2 }];'),
    ('function', 'return [{ json: { all: $items().length, first: $item(0).$json.id, i: $input.all().length } }];'),
    ('functionItem', 'item.twice = item.id * 2;\ndelete item.id;\nreturn item;'),
    ('functionItem', 'if (item.id === 2) throw new Error("two");\nitem = { index: $itemIndex };\nreturn item;'),
    ('functionItem', 'const d = this.getWorkflowStaticData("global");\nreturn { was: d.id, is: (d.id = item.id) };'),
)
INPUT = (
    {'json': {'id': 1, 'text': 'é'}},
    {'json': {'id': 2, 'tags': [1, None]}},
    {'json': {'id': 3}, 'binary': {'data': {'data': 'aGk=', 'mimeType': 'text/plain', 'fileName': 'a.txt'}}},
)
NO_OBJECT = "A 'json' property isn't an object"


class Sample(NamedTuple):
    """A real node with an inferred input: the items of its input and of the nodes that it reads, None if not run.

    ``number`` is that of the node.
    """

    name: str
    number: int
    node: workflow.Node
    input: Sequence[Any]
    others: Mapping[str, Any]

    @property
    def is_old(self) -> bool:
        return self.node.type in workflow.DEPRECATED


def real_nodes() -> Iterator[tuple[workflow.Node, dict[str, Any]]]:
    """Yield the distinct real nodes that parse, each with its case for the stub of n8n."""
    loader, seen = Loader(Settings('/')), set()
    for path in sorted((SHARED_DATA / 'workflows').glob('*.json')):
        source = files.read(str(path))._replace(path=f'/n8n-workflows-template/{path.stem}.template.json')
        template = loader.template(source)
        parts = {part.path: [found.name for found in part.nodes] for part in workflow.workflows(template.document.data)}
        for node, code, language in changes.inline_nodes(template):
            mode = node.parameters.get('mode', 'runOnceForAllItems')
            key = (node.type, mode, code)
            if language == 'js' and key not in seen and not syntax.parse(code, body=True).problems:
                seen.add(key)
                kind = KINDS.get(node.type, 'code')
                mode = 'runOnceForEachItem' if kind == 'functionItem' else mode
                yield node, {'kind': kind, 'mode': mode, 'nodes': parts[node.path[:-2]], 'before': code}


def distribute() -> list[list[Sample]]:
    """Distribute samples over workflows, none of which reads two nodes of one name: first one sample of each node."""
    found = list(real_nodes())
    kept = [(node, case) for node, case in found if not CHANGING.search(case['before'])]
    print(f'{len(found) - len(kept)} of {len(found)} nodes read the clock, random numbers or the network')
    inputs = javascript.run(STUB, [case for _, case in kept], arguments=['worlds'])
    batches: list[list[Sample]] = [[] for _ in range(WORKFLOWS)]
    for number, (kind, code) in enumerate(OWN, len(kept)):
        node_type = f'n8n-nodes-base.{kind}'
        data = {'type': node_type, 'typeVersion': 1, 'parameters': {'functionCode': code}}
        node = workflow.Node((), f'Own {number}', node_type, data)
        batches[0].append(Sample(node.name, number, node, INPUT, {}))
    taken: list[set[str]] = [set() for _ in batches]
    for rank in range(MOST_INPUTS):
        for number, ((node, case), worlds) in enumerate(zip(kept, inputs, strict=True)):
            for world in worlds[rank : rank + 1]:
                others = {name: world['nodes'].get(name) for name in case['nodes'] if name in case['before']}
                fits = (i for i in range(WORKFLOWS) if len(batches[i]) < MOST_SAMPLES and taken[i].isdisjoint(others))
                if (place := next(fits, None)) is not None:
                    taken[place].update(others)
                    sample = Sample(f'{node.name} {number}.{rank}', number, node, world['input'], others)
                    batches[place].append(sample)
    return batches


def giving(items: Sequence[Any], count: int) -> dict[str, Any]:
    """A node that gives some items, each paired with one of the ``count`` items of the node before."""
    paired = [{**item, 'pairedItem': {'item': min(index, count - 1)}} for index, item in enumerate(items)]
    # runs code as a Code node does, and is not extracted
    return {'type': 'n8n-nodes-base.aiTransform', 'parameters': {'jsCode': f'return {json.dumps(paired)};'}}


def workflow_of(name: str, batch: Sequence[Sample]) -> dict[str, Any]:
    """A workflow with a chain for each sample: the nodes that it reads, its input, the node itself."""
    nodes: list[dict[str, Any]] = [{**TRIGGER, 'parameters': {}}]
    links: dict[str, list[str]] = {}
    for sample in batch:
        last, count = 'Start', 1
        for given, items in [*sample.others.items(), (f'Input of {sample.name}', sample.input)]:
            nodes.append({'name': given, 'typeVersion': 1, **giving(items or [], count)})
            if items is not None:
                links.setdefault(last, []).append(given)
                last, count = given, len(items)
        links.setdefault(last, []).append(sample.name)
        own = {key: value for key, value in sample.node.data.items() if key in ('type', 'typeVersion', 'parameters')}
        nodes.append({**own, 'name': sample.name, 'onError': 'continueRegularOutput'})
    return {
        'id': name,
        'name': name,
        'nodes': [{**found, 'id': f'n{index}', 'position': [index, 0]} for index, found in enumerate(nodes)],
        'connections': {
            source: {'main': [[{'node': target, 'type': 'main', 'index': 0} for target in targets]]}
            for source, targets in links.items()
        },
        'settings': {'executionOrder': 'v1'},
        'staticData': None,
    }


class Outcome(NamedTuple):
    """The run of a node: the message of a failed run, and the items of each output."""

    message: str
    outputs: Sequence[Sequence[dict[str, Any]]]

    @property
    def failed(self) -> bool:
        """Return whether there is an error, perhaps as an item."""
        items = (item for output in self.outputs for item in output)
        return bool(self.message) or any('error' in item['json'] for item in items if isinstance(item['json'], dict))

    @property
    def has_other_values(self) -> bool:
        """Return whether the ``json`` of an item is no object."""
        return any(not isinstance(item['json'], dict) for output in self.outputs for item in output)


def outcomes(raw_output: str) -> dict[str, Outcome]:
    *_, start = (found.start() for found in re.finditer(r'^\{$', raw_output, re.MULTILINE))
    execution, _ = json.JSONDecoder().raw_decode(raw_output, start)
    return {name: outcome(run) for name, [run] in execution['data']['resultData']['runData'].items()}


def outcome(run: Mapping[str, Any]) -> Outcome:
    """Read a run, without what extracting may change in errors: the line, and the source that V8 quotes."""

    def worded(message: str) -> str:
        message = re.sub(r' \[line \d+(, for item \d+)?\]$', '', message)
        message = re.sub(r"(?<= of ').*(?=' as it is (undefined|null)\b)", '', message)
        return re.sub(r'^.*(?= is not (a function|iterable|a constructor)\b)', '', message)

    outputs = []
    for output in run.get('data', {}).get('main', []):
        # a Function node leaves its number in each item
        items = [{key: value for key, value in item.items() if key != 'index'} for item in output or ()]
        for item in items:
            if isinstance(item['json'], dict) and isinstance(item['json'].get('error'), str):
                item['json']['error'] = worded(item['json']['error'])
        outputs.append(items)
    return Outcome(worded(run.get('error', {}).get('message', '')), outputs)


class Runs(NamedTuple):
    """The samples, what each did before and after, and the tests of what was recorded."""

    samples: Sequence[Sample]
    before: Mapping[str, Outcome]
    after: Mapping[str, Outcome]
    recorded: frozenset[str]
    tests: Mapping[str, int]

    def different(self) -> Iterator[tuple[Sample, Outcome, Outcome]]:
        for sample in self.samples:
            if self.before[sample.name] != self.after[sample.name]:
                yield sample, self.before[sample.name], self.after[sample.name]

    def equal_nodes(self, *, old: bool) -> set[int]:
        """The nodes that gave items, and the same ones with each input, before and after."""
        different = {sample.number for sample, _, _ in self.different()}
        ran = {found.number for found in self.samples if found.is_old is old and not self.before[found.name].failed}
        return ran - different


@pytest.fixture(scope='module')
def runs(n8n: Installation, tmp_path_factory: pytest.TempPathFactory) -> Runs:
    root = tmp_path_factory.mktemp('extracted')
    own = Installation(n8n.program, tmp_path_factory.mktemp('home'), {'NODE_FUNCTION_ALLOW_BUILTIN': '*'})
    templates = root / 'n8n-workflows-template'
    templates.mkdir()
    batches = {f'batch{number}': batch for number, batch in enumerate(distribute())}
    before: dict[str, Outcome] = {}
    after: dict[str, Outcome] = {}
    for name, batch in batches.items():
        path = saved_executions.write_json(templates / f'{name}.template.json', workflow_of(name, batch))
        own.import_file(path)
        before |= outcomes(own.raw_output(name))
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(root)
        assert cli.main(['extract', '--all']) == 0
        for name in batches:
            assert cli.main(['hydrate', str(templates / f'{name}.template.json'), '-o', 'built.json']) == 0
            own.import_file(root / 'built.json')
            output = own.raw_output(name)
            after |= outcomes(output)
            assert cli.main(['record', str(saved_executions.write_json(root / 'RUN.json', output))]) == 1
    names = {found[1] for path in root.rglob('*.test.js') for found in re.finditer(r"node '(.+?)'", path.read_text())}
    samples = [sample for batch in batches.values() for sample in batch]
    found = Runs(samples, before, after, frozenset(names), node_tests.run(root))
    equal = [len(found.equal_nodes(old=old)) for old in (False, True)]
    print(f'{len(samples)} runs; {equal} Code and converted nodes equal; {len(names)} recorded, {found.tests}')
    return found


def test_nodes_behave_as_before(runs: Runs) -> None:
    # a Function node has other words for some errors, and accepts what a Code node refuses as `json`
    unexpected = [
        (sample.name, before, after)
        for sample, before, after in runs.different()
        if not (sample.is_old and before.failed and after.failed)
        and not (sample.is_old and after.message.startswith(NO_OBJECT) and before.has_other_values)
    ]
    assert unexpected == []
    assert len(runs.equal_nodes(old=False)) >= 100
    assert len(runs.equal_nodes(old=True)) >= 40


def test_recorded_cases_pass(runs: Runs) -> None:
    assert runs.tests['fail'] == 0
    assert len({sample.number for sample in runs.samples if sample.name in runs.recorded}) >= 60
