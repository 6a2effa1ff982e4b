"""Measure whole commands, as ratios to Python's start and to ``json.load`` over the same files.

    python benchmarks/speed.py

installs the project into an environment of its own, as a user has it, writes the seeded workspaces, runs every command
several times by turns and prints a table of the best runs. POSIX only: it asks the kernel what a process took.
"""

from __future__ import annotations

import json
import os
import platform
import random
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

import corpus

REPOSITORY = Path(__file__).resolve().parent.parent
REAL_WORKFLOWS = REPOSITORY.parent / 'shared' / 'data' / 'workflows'  # not part of the project
REAL_COPIES = 12
LOAD = """\
import json, sys
for path in sys.argv[1:]:
    with open(path, encoding='utf-8') as file:
        json.load(file)
"""

SOME_RULES = ('check', '--select', 'NCD10')


class Command(NamedTuple):
    """A command and the directory it runs in; it may end with any of the statuses 0 and 1."""

    arguments: tuple[str, ...]
    directory: Path


class Usage(NamedTuple):
    """The cost of a process: seconds until it ended, seconds of processors (user and system), peak memory in bytes."""

    elapsed: float
    seconds: float
    memory: int


class Row(NamedTuple):
    """Two commands to compare, and how many times as long one may take; ``runs`` of each."""

    work: str
    command: Command
    base: Command
    limit: float
    runs: int
    memory_limit: float | None = None


def usage(command: Command) -> Usage:
    """Run a command, its output thrown away, and return what it took. Raises RuntimeError where it fails."""
    start = time.perf_counter()
    process = os.fork()
    if not process:
        os.chdir(command.directory)
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, 1)
        os.dup2(nowhere, 2)
        os.execv(command.arguments[0], command.arguments)
    _, status, taken = os.wait4(process, 0)
    elapsed = time.perf_counter() - start
    if os.waitstatus_to_exitcode(status) not in (0, 1):
        raise RuntimeError(f'{" ".join(command.arguments[:4])} ended with {os.waitstatus_to_exitcode(status)}')
    unit = 1 if sys.platform == 'darwin' else 1024
    return Usage(elapsed, taken.ru_utime + taken.ru_stime, taken.ru_maxrss * unit)


def best(row: Row) -> tuple[Usage, Usage]:
    """The least that the command and its base took, run by turns."""
    runs = [(usage(row.command), usage(row.base)) for _ in range(row.runs)]
    ours, base = zip(*runs, strict=True)
    return Usage(*map(min, zip(*ours, strict=True))), Usage(*map(min, zip(*base, strict=True)))


def install(directory: Path) -> Path:
    """Install the project into a new environment; return the directory of its programs."""
    copy = directory / 'source'  # pip builds where the sources are
    left_out = shutil.ignore_patterns('.*', 'build', 'tests', '*.egg-info', '__pycache__')
    shutil.copytree(REPOSITORY, copy, ignore=left_out)
    subprocess.run([sys.executable, '-m', 'venv', directory], check=True)
    pip = [directory / 'bin' / 'python', '-m', 'pip', 'install', '--quiet', '--disable-pip-version-check']
    subprocess.run([*pip, copy], check=True)
    return directory / 'bin'


def write_corpora(root: Path) -> None:
    """Write the workspaces that the rows name."""
    plain = {'name': 'Plain', 'type': 'n8n-nodes-base.noOp', 'parameters': {}}
    (root / 'clean').mkdir()
    nodes = {'nodes': [plain, {**plain, 'name': 'Other'}], 'connections': {}}
    (root / 'clean' / 'two.template.json').write_text(json.dumps(nodes, indent=2), encoding='utf-8')
    corpus.write_workspace(root / 'mixed', templates=0, functions=2)
    source = random.Random(corpus.SEED)
    code = [
        corpus.code_node('First', {'jsCode': corpus.js_glue('groupValues0', source)}),
        corpus.code_node('Second', {'language': 'python', 'pythonCode': corpus.py_glue('group_values_0', source)}),
    ]
    text = corpus.template(code, source, 0)
    (root / 'mixed' / 'n8n-workflows-template' / 'mixed.template.json').write_text(text, encoding='utf-8')
    corpus.write_workspace(root / 'many')
    corpus.write_workspace(root / 'tenth', templates=corpus.TEMPLATES // 10)
    for name, nodes_in_file in (('big', corpus.NODES_IN_BIG_TEMPLATE), ('medium', 4_000), ('small', 400)):
        corpus.write_big_template(root / name / 'n8n-workflows-template' / 'big.template.json', nodes_in_file)
    write_real_workflows(root / 'real' / 'n8n-workflows-template')


def write_real_workflows(directory: Path) -> None:
    """Write copies of real workflows, each with code of its own, so that nothing is gained by remembering code."""
    directory.mkdir(parents=True)
    for path in sorted(REAL_WORKFLOWS.glob('*.json')):
        for copy in range(REAL_COPIES):
            data = json.loads(path.read_text(encoding='utf-8'))
            for workflow in data if isinstance(data, list) else [data]:
                for node in workflow['nodes']:
                    for field, comment in (('jsCode', '//'), ('functionCode', '//'), ('pythonCode', '#')):
                        if node['parameters'].get(field):
                            node['parameters'][field] += f'\n{comment} {copy}'
            text = json.dumps(data, indent=2, ensure_ascii=False)
            (directory / f'{path.stem}_{copy}.template.json').write_text(text, encoding='utf-8')


def rows(root: Path, programs: Path) -> list[Row]:
    """The table's rows."""
    python, program = str(programs / 'python'), str(programs / 'n8n-code-discipline')

    def run(name: str, *arguments: str) -> Command:
        return Command((program, *arguments), root / name)

    def load(name: str) -> Command:
        found = sorted(str(path) for path in (root / name / 'n8n-workflows-template').glob('*.json'))
        return Command((python, '-c', LOAD, *found), root / name)

    start = Command((python, '-c', 'pass'), root)
    fast, big = 'against `python -c pass`', 'against `json.load`'
    real = f'real workflows, {REAL_COPIES} copies'
    inlined = '44,000 inlined nodes in 50 MB'
    return [
        Row(f'`check`, one clean template, {fast}', run('clean', 'check', 'two.template.json'), start, 3.5, 30),
        Row(f'`check`, two Code nodes, their functions and tests, {fast}', run('mixed', 'check'), start, 6, 30),
        Row(f'`check`, 2,400 templates, {big}', run('many', 'check'), load('many'), 3.5, 5),
        Row(f'`check`, {real}, {big}', run('real', 'check'), load('real'), 9, 5),
        Row('`check`, 2,400 templates, against 240', run('many', 'check'), run('tenth', 'check'), 11, 3, 1.5),
        Row('`check`, 4,000 inlined nodes, against 400', run('medium', 'check'), run('small', 'check'), 11, 3),
        Row(f'`check --select NCD10`, {inlined}, {big}', run('big', *SOME_RULES), load('big'), 6, 2, 3),
        Row(f'`check`, {inlined}, {big}', run('big', 'check'), load('big'), 25, 1, 3),
        Row(f'`resync`, 2,400 templates, nothing to do, {big}', run('many', 'resync'), load('many'), 1.5, 5),
    ]


def main() -> None:
    """Print the table; with a directory, write what it measures there."""
    if sys.argv[1:]:
        write_corpora(Path(sys.argv[1]))
        return
    processors = f'{os.cpu_count()} processors, {platform.machine()}'
    print(f'Python {platform.python_version()}, {platform.system()}, {processors}\n')
    print('| work | seconds | ratio | limit | processor ratio | memory ratio | limit | |')
    print('|---|---|---|---|---|---|---|---|')
    with tempfile.TemporaryDirectory() as directory:
        root = Path(directory)
        # a process begins with the memory of the one that starts it: this one stays small
        subprocess.run([sys.executable, __file__, directory], check=True)
        for row in rows(root, install(root / 'environment')):
            if row.command.directory.name == 'real' and not REAL_WORKFLOWS.is_dir():
                print(f'| {row.work} | left out: no {REAL_WORKFLOWS} | | | | | | |', flush=True)
                continue
            ours, base = best(row)
            ratio, busy, memory = (mine / other for mine, other in zip(ours, base, strict=True))
            most = row.memory_limit
            met = ratio <= row.limit and (most is None or memory <= most)
            figures = f'{ours.elapsed:.3f} | {ratio:.2f} | {row.limit:g} | {busy:.2f}'
            shown = f'{memory:.1f} | {most:g}' if most else ' | '
            print(f'| {row.work} | {figures} | {shown} | {"" if met else "over the limit"} |', flush=True)


if __name__ == '__main__':
    main()
