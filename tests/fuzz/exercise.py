"""Check the properties of every input, as one plain function over a workspace."""

import io
import json
import os
import re
import shutil
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import chdir, contextmanager, redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any, NamedTuple

from support import TEMPLATE, WORKSPACE

from n8n_code_discipline import cli
from n8n_code_discipline.config.settings import Settings
from n8n_code_discipline.linter import engine
from n8n_code_discipline.registry import Selection
from n8n_code_discipline.reporters import inventory

EVERYTHING = Settings('', selection=Selection(select=('NCD',)), target_n8n='2')
CHECK = ('check', '--select', 'NCD', '--target-n8n', '2', '--format', 'text')
ON_DRIFT = ('error', 'update', 'discard')

_CODE_TYPES = ('n8n-nodes-base.code', '@n8n/n8n-nodes-langchain.toolCode')
_CODE_FIELDS = ('jsCode', 'pythonCode')
_JSON_TOKEN = re.compile(r'(?s)"[^"\\]*(?:\\.[^"\\]*)*"|[^\s"]+|\s+')
# all spellings of placeholders but the canonical one, text kinds, and blanks around the path
_ONE_WAY = re.compile(r'\{\{(?:@(?:js|py)|INTERPOLATE|HYDRATE|@:?(?:txt|md|json|html)|[^{}]*(?: |\t|\\)[^{}]*\}\})')


class Case(NamedTuple):
    """One input: files beside those of a clean workspace.

    ``template`` is the file that is hydrated, resynced and put on top of the others.
    """

    files: Mapping[str, bytes]
    template: str = TEMPLATE


class Outcome(NamedTuple):
    """The result of a run of the command line."""

    status: int
    output: str
    errors: str


def run(*arguments: str) -> Outcome:
    """Run the command line in this process."""
    streams = [io.TextIOWrapper(io.BytesIO(), 'utf-8', newline='') for _ in range(2)]
    with redirect_stdout(streams[0]), redirect_stderr(streams[1]):
        try:
            status = cli.main(arguments)
        except SystemExit as usage:
            status = usage.code if isinstance(usage.code, int) else -1
    for stream in streams:
        stream.flush()
    texts = [stream.buffer.getvalue().decode() for stream in streams]
    assert status in (0, 1, 2), status
    assert 'Traceback' not in texts[1]
    return Outcome(status, *texts)


def lay(root: Path, files: Mapping[str, bytes]) -> None:
    """Make ``root`` a clean workspace with more files; a file that its name or place forbids is left out."""
    shutil.rmtree(root, ignore_errors=True)
    for name, content in {**{name: text.encode() for name, text in WORKSPACE.items()}, **files}.items():
        path = os.path.join(root, name)
        try:
            os.makedirs(os.path.dirname(path), exist_ok=True)
            with open(path, 'wb') as file:
                file.write(content)
        except (OSError, ValueError):
            continue


def contents(root: Path) -> dict[str, bytes]:
    """Every file below a directory."""
    found = {}
    for current, _, names in os.walk(root):
        for name in names:
            path = os.path.join(current, name)
            with open(path, 'rb') as file:
                found[os.path.relpath(path, root)] = file.read()
    return found


@contextmanager
def unchanged(root: Path) -> Iterator[None]:
    """Assert that nothing is written."""
    before = contents(root)
    yield
    assert contents(root) == before


# -- check --------------------------------------------------------------------------------------------------------


def exercise_check(root: Path, _: Case) -> None:
    """Twice gives the same, one line for each finding, at a place that is there."""
    with unchanged(root):
        outcome = run(*CHECK)
        assert run(*CHECK) == outcome
        for name in inventory.FORMATS:
            run('report', '--format', name)
        report = report_of(root)
    assert all(item.code != 'NCD009' for item in report.diagnostics), report.diagnostics
    # how deep is too deep depends on the stack that is left
    if outcome.status != 2 and 'nesting too deep' not in outcome.output:
        assert len(outcome.output.splitlines()) == len(report.diagnostics)
    for item in report.diagnostics:
        assert item.line >= 1
        assert item.column >= 1
        assert (item.end_line, item.end_column) >= (item.line, item.column), item


def report_of(root: Path, template: str | None = None) -> engine.Report:
    """Lint with all rules."""
    return engine.check([template] if template else [], EVERYTHING._replace(cwd=str(root)))


def exercise_fix(root: Path, _: Case) -> None:
    """``--fix`` adds no finding, changes only strings of templates, and has nothing left to do the second time."""
    before = contents(root)
    old = report_of(root)
    run(*CHECK, '--fix')
    new = report_of(root)
    assert len(new.diagnostics) <= len(old.diagnostics), (old.diagnostics, new.diagnostics)
    added = Counter(item.code for item in new.diagnostics) - Counter(item.code for item in old.diagnostics)
    assert not added or old.diagnostics != new.diagnostics, added
    after = contents(root)
    assert before.keys() == after.keys()
    for name in before:
        if name.endswith('.json'):
            assert_only_code_changed(before[name], after[name])
    with unchanged(root):
        assert 'fixed' not in run(*CHECK, '--fix').errors


# -- the round trip -----------------------------------------------------------------------------------------------


def exercise_hydrate(root: Path, case: Case) -> None:
    """Check that resync undoes hydrate, and that only code fields change on the way."""
    with unchanged(root):
        hydrated = run('hydrate', case.template)
        assert run('hydrate', case.template) == hydrated
    if hydrated.status:
        assert hydrated.output == ''
        return
    original = (root / case.template).read_bytes()
    if b'{{@:txt' not in original and not re.search(rb'@:?(txt|md|json|html)|INTERPOLATE|HYDRATE', original):
        assert_only_code_changed(original, hydrated.output.encode())
    (root / case.template).write_bytes(hydrated.output.encode())
    back = run('resync', case.template)
    now = (root / case.template).read_bytes()
    if not _ONE_WAY.search(original.decode()) and b'\\u00' not in original:
        assert now == original
        assert back.status == 0
    (root / case.template).write_bytes(original)


def exercise_resync(root: Path, case: Case) -> None:
    """Drifted blocks are reported, written to their function files or dropped."""
    for on_drift in ON_DRIFT:
        lay(root, case.files)
        exercise_drift(root, case, on_drift)


def exercise_drift(root: Path, case: Case, on_drift: str) -> None:
    """Only code fields change, and nothing is left to do the second time."""
    before = contents(root)
    with unchanged(root):
        run('resync', '--check', '--on-drift', on_drift)
        run('resync', '--diff', '--on-drift', on_drift)
    first = run('resync', '--on-drift', on_drift, case.template)
    after = contents(root)
    for name in after:
        if name.endswith('.json'):
            assert_only_code_changed(before[name], after[name])
        elif on_drift != 'update':
            assert before[name] == after[name]
    with unchanged(root):
        second = run('resync', '--on-drift', on_drift, case.template)
        assert 'collapsed' not in second.output
        assert (second.status, second.output) == (0, '') or first.status != 0
        assert run('resync', '--on-drift', on_drift, case.template) == second


def assert_only_code_changed(before: bytes, after: bytes) -> None:
    """Assert that two JSON texts differ in code fields only: as data, and outside string literals byte for byte."""
    if before == after:
        return
    assert without_codes(json.loads(before)) == without_codes(json.loads(after))
    old, new = (_JSON_TOKEN.findall(text.decode()) for text in (before, after))
    assert len(old) == len(new)
    changed = [(ours, theirs) for ours, theirs in zip(old, new, strict=True) if ours != theirs]
    assert all(ours.startswith('"') and theirs.startswith('"') for ours, theirs in changed), changed


def without_codes(data: Any) -> Any:
    """JSON data with nothing in its code fields. Changes its argument."""
    for workflow in data if isinstance(data, list) else [data]:
        for node in workflow.get('nodes', ()) if isinstance(workflow, dict) else ():
            if isinstance(node, dict) and node.get('type') in _CODE_TYPES:
                parameters: Any = node.get('parameters')
                for name in _CODE_FIELDS if isinstance(parameters, dict) else ():
                    if isinstance(parameters.get(name), str):
                        parameters[name] = ''
    return data


EXERCISES: Mapping[str, Callable[[Path, Case], None]] = {
    'check': exercise_check,
    'fix': exercise_fix,
    'hydrate': exercise_hydrate,
    'resync': exercise_resync,
}
# what an input is about decides what can go wrong
ABOUT: Mapping[str, tuple[str, ...]] = {
    'javascript': ('check', 'fix', 'hydrate'),
    'python': ('check', 'fix', 'hydrate'),
    'markers': ('check', 'hydrate', 'resync'),
}


def exercise(root: Path, case: Case, names: Iterable[str] = EXERCISES) -> None:
    """Assert what must hold for an input. ``root`` is made anew."""
    for name in names:
        lay(root, case.files)
        with chdir(root):
            EXERCISES[name](root, case)
