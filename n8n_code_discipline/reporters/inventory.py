"""The inventory of nodes with code and of function files: as data, as JSON, and as the page that other formats show."""

import json
from collections.abc import Mapping, Sequence
from importlib import import_module
from typing import Any, NamedTuple

from n8n_code_discipline.text import count, printable, quoted, shortened, well_formed

FORMATS = ('text', 'json', 'markdown', 'html')
_STATES = ('inline', 'legacy: Function and Function Item', 'extracted')
_GRADES = (
    *('A: plain values', 'B: also static data', 'C: also a function', 'D: also an n8n object', 'E: nothing'),
    'not extracted',
)


class NodePlace(NamedTuple):
    """A node: its file relative to the current directory, the 1-based line of its code, its name ('' outside nodes)."""

    workflow: str
    line: int
    node: str

    def __str__(self) -> str:
        return printable(f'{self.workflow}:{self.line} {quoted(shortened(self.node))}')


class NodeRow(NamedTuple):
    """A node: its state, and the function files that it uses, or would use if it were extracted.

    An inline or legacy node has a digest of its code, and a grade if it can be extracted, else a reason.
    """

    place: NodePlace
    state: str
    functions: tuple[str, ...]
    code: str | None = None
    grade: str | None = None
    reason: str | None = None


class FunctionRow(NamedTuple):
    """A function file; ``test`` is 'cases', 'todo', 'empty' or 'missing'."""

    path: str
    exists: bool
    test: str
    users: tuple[NodePlace, ...]


class Inventory(NamedTuple):
    """The state of some workspaces, or the ``uses`` of one file; ``next`` are commands with what they do."""

    workflows: int
    nodes: tuple[NodeRow, ...]
    functions: tuple[FunctionRow, ...]
    next: Mapping[str, str]
    uses: str | None = None


# texts, a number, and a list
Row = tuple[tuple[str, ...], int, tuple[str, ...]]


class Table(NamedTuple):
    """A table of a page; with ``bars`` its numbers are shown as shares, too."""

    title: str
    columns: tuple[str, ...]
    rows: Sequence[Row]
    bars: bool = False


class Page(NamedTuple):
    """A report for people, printable: ``long`` tables are for browsers only, ``uses`` is the file of a graph."""

    title: str
    summary: str
    tables: Sequence[Table]
    long: Sequence[Table]
    next: Mapping[str, str]
    uses: str = ''


def render(name: str, report: Inventory, version: str) -> str:
    """Return a report in one of FORMATS."""
    if name == 'json':
        return json.dumps(_plain(report), indent=1) + '\n'
    page = _inventory(report) if report.uses is None else _uses(report)
    page = page._replace(
        tables=[table for table in page.tables if table.rows],
        next={printable(command): effect for command, effect in page.next.items()},
    )
    text: str = import_module(f'{__name__}_{name}').render(page, version)
    return text


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        values = map(_plain, value)
        return dict(zip(value._fields, values, strict=True)) if hasattr(value, '_fields') else list(values)
    return well_formed(value) if isinstance(value, str) else value


def _inventory(report: Inventory) -> Page:
    left = [row for row in report.nodes if row.state != 'extracted']
    keyed = [(', '.join(row.functions) or f'not extracted, {row.code}', row) for row in report.nodes]
    in_nodes = {key for key, row in keyed if row.state != 'extracted'}
    files = [
        ((printable(path), test if exists else 'no such file'), len(users), tuple(map(str, users)))
        for path, exists, test, users in report.functions
    ]
    nodes = [
        (tuple(map(printable, (node, f'{path}:{line}', state, grade or '', reason or ', '.join(functions)))), 0, ())
        for (path, line, node), state, functions, _, grade, reason in report.nodes
    ]
    tables = (
        _counted('Nodes with code', 'State', _STATES, [row.state for row in report.nodes]),
        _counted('Grades: what a function takes', 'Grade', _GRADES, [row.grade or 'not' for row in left]),
        _grouped('Not extracted', 'Reason', [(row.reason, str(row.place)) for row in left if row.reason is not None]),
        _grouped('Equal code', 'Function file', [(key, str(row.place)) for key, row in keyed if key in in_nodes], 2),
        Table('Function files', ('Function file', 'Test', 'Nodes', 'Used by'), files),
    )
    long = Table('All nodes', ('Node', 'Workflow', 'State', 'Grade', 'Function file or reason'), nodes)
    numbers = (count(report.workflows, 'workflow'), count(len(nodes), 'node'), count(len(files), 'function file'))
    return Page(
        'n8n code inventory', '{}, {} with code, {}'.format(*numbers), tables, [long][: len(nodes)], report.next
    )


def _uses(report: Inventory) -> Page:
    (function,) = report.functions
    users = [(user.workflow, printable(f'line {user.line}: {quoted(shortened(user.node))}')) for user in function.users]
    table = _grouped('Workflows', 'Workflow', users)
    state = '' if function.exists else 'the file is missing; '
    summary = f'{state}{count(len(table.rows), "workflow")} to deploy again'
    return Page(f'Uses of {printable(function.path)}', summary, [table], [], report.next, printable(function.path))


def _counted(title: str, what: str, names: Sequence[str], values: Sequence[str]) -> Table:
    rows = [((name,), sum(map(name.startswith, values)), ()) for name in names if values]
    return Table(title, (what, 'Nodes'), rows, bars=True)


def _grouped(title: str, what: str, places: Sequence[tuple[str, str]], least: int = 1) -> Table:
    """Return a table of the groups of at least some places, the largest first."""
    groups: dict[str, list[str]] = {}
    for name, place in places:
        groups.setdefault(printable(name), []).append(place)
    rows = [((name,), len(found), tuple(found)) for name, found in groups.items() if len(found) >= least]
    return Table(title, (what, 'Nodes', 'Where'), sorted(rows, key=lambda row: (-row[1], row[0])))
