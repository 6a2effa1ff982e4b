"""The baseline of a repository with old findings: a file that names them, so that runs report only new ones.

A finding is known by rule, path, node and digest of the offending text, never by line, so moving it changes nothing
and editing it brings it back. Equal findings are counted.
"""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Callable
from collections.abc import Iterable
from typing import Any
from typing import NamedTuple

from n8n_code_discipline import registry
from n8n_code_discipline.config.settings import ConfigError
from n8n_code_discipline.config.settings import Settings
from n8n_code_discipline.diagnostic import Diagnostic
from n8n_code_discipline.diagnostic import sort_key
from n8n_code_discipline.linter.engine import Report
from n8n_code_discipline.registry import INTERNAL_ERROR
from n8n_code_discipline.text import count
from n8n_code_discipline.text import printable
from n8n_code_discipline.workspace import files
from n8n_code_discipline.workspace import layout

VERSION = 1
# findings of these say that a file could not be looked into: what it held may be there still
UNREADABLE = 'NCD00'


class Known(NamedTuple):
    """A finding as a baseline names it; ``path`` is relative to the baseline's directory and uses ``/``."""

    code: str
    path: str
    node: str | None
    digest: str


class Baseline(NamedTuple):
    """The findings of a baseline file and how often each is covered; ``path`` is absolute."""

    path: str
    counts: Counter[Known]


class Outcome(NamedTuple):
    """What a baseline makes of a run.

    ``new`` are the findings that it does not cover, ``covered`` counts the others, ``stale`` counts what it covers that
    is gone, ``kept`` is the baseline without that.
    """

    new: tuple[Diagnostic, ...]
    covered: int
    stale: int
    kept: Baseline


def parse(path: str, shown: str, text: bytes) -> Baseline:
    """Read a baseline's content. Raises ConfigError, whose message calls the file ``shown``."""
    try:
        data = json.loads(text)
    except json.JSONDecodeError as error:
        raise ConfigError(f'{shown}:{error.lineno}: the baseline is not JSON: {error.msg}') from None
    except (ValueError, RecursionError):
        raise ConfigError(f'{shown}: the baseline is not JSON in UTF-8') from None
    if not isinstance(data, dict) or data.get('version') != VERSION or not isinstance(data.get('findings'), list):
        raise ConfigError(
            f'{shown}: not a baseline of this version: expected {{"version": {VERSION}, "findings": […]}}; '
            f'remove it and write it anew with --write-baseline'
        )
    counts: Counter[Known] = Counter()
    for number, row in enumerate(data['findings'], 1):
        known, times = _read_row(row)
        if known is None or times < 1:
            raise ConfigError(f'{shown}: finding {number} of the baseline is none: {json.dumps(row)[:80]}')
        counts[known] += times
    return Baseline(path, counts)


def _read_row(row: Any) -> tuple[Known | None, int]:
    if not isinstance(row, dict):
        return None, 0
    known = Known(row.get('code', ''), row.get('path', ''), row.get('node'), row.get('digest', ''))
    texts = (known.code, known.path, known.digest, '' if known.node is None else known.node)
    times = row.get('count', 1)
    if not all(isinstance(text, str) for text in texts) or not known.code or not known.path:
        return None, 0
    return known, times if isinstance(times, int) else 0


def render(baseline: Baseline) -> str:
    """Return the file's text: sorted, one finding per line, so that versions merge and differ by lines."""
    rows = []
    for known, times in sorted(baseline.counts.items(), key=lambda item: _order(item[0])):
        row: dict[str, Any] = {'path': known.path, 'code': known.code, 'node': known.node, 'digest': known.digest}
        rows.append(json.dumps(row if times == 1 else {**row, 'count': times}))
    listed = ',\n'.join(f'    {row}' for row in rows)
    return f'{{\n  "version": {VERSION},\n  "findings": [\n{listed}\n  ]\n}}\n' if rows else _EMPTY


def _order(known: Known) -> tuple[str, ...]:
    return known.path, known.code, known.node or '', known.digest


_EMPTY = f'{{\n  "version": {VERSION},\n  "findings": []\n}}\n'


def apply(baseline: Baseline, report: Report, cwd: str) -> Outcome:
    """Sort the findings of a run that this baseline is for into new and covered ones, and look for stale entries."""
    home = os.path.dirname(baseline.path)
    left = baseline.counts.copy()
    new = []
    found: Counter[Known] = Counter()
    for item in report.diagnostics:
        known = known_as(item, cwd, home)
        if item.code != INTERNAL_ERROR and left[known] > 0:
            left[known] -= 1
            found[known] += 1
        else:
            new.append(item)
    is_gone = _judge(report, cwd, home)
    stale = Counter({known: count for known, count in left.items() if count > 0 and is_gone(known)})
    return Outcome(tuple(new), found.total(), stale.total(), Baseline(baseline.path, baseline.counts - stale))


def grown(baseline: Baseline, new: Iterable[Diagnostic], cwd: str) -> Baseline:
    """Return the baseline with more findings in it."""
    home = os.path.dirname(baseline.path)
    added = Counter(known_as(item, cwd, home) for item in new if item.code != INTERNAL_ERROR)
    return Baseline(baseline.path, baseline.counts + added)


def known_as(item: Diagnostic, cwd: str, home: str) -> Known:
    """Return how a baseline in the directory ``home`` names a finding."""
    return Known(item.code, _moved(item.path, cwd, home), item.node, item.digest)


def _moved(path: str, cwd: str, home: str) -> str:
    """A path as it is shown from ``cwd``, as it is shown from ``home``."""
    return path if cwd == home else layout.display(home, os.path.normpath(os.path.join(cwd, path)))


def _judge(report: Report, cwd: str, home: str) -> Callable[[Known], bool]:
    """Tell whether a finding that the run did not have is gone for good, and not only out of this run's sight."""
    checked: dict[str, Settings] = {_moved(path, cwd, home): settings for path, settings in report.files.items()}
    unreadable = {_moved(item.path, cwd, home) for item in report.diagnostics if item.code.startswith(UNREADABLE)}

    def is_gone(known: Known) -> bool:
        if known.path not in checked:
            return not os.path.lexists(os.path.join(home, known.path))
        if known.path in unreadable and not known.code.startswith(UNREADABLE):
            return False
        rule = registry.find(known.code)
        return rule is None or checked[known.path].selection.selects(rule.code, default=rule.default)

    return is_gone


def apply_to_run(
    report: Report, cwd: str, *, write: bool = False, force: bool = False, may_be_missing: bool = False
) -> tuple[Report, tuple[str, ...], bool]:
    """Take the findings that baselines cover out of a run; with ``write``, write these baselines.

    A baseline that is not there yet covers nothing where it ``may_be_missing`` or is to be written.

    Every file's findings are matched with the baseline that its settings name. Return what is left of the run, lines
    for the user, and whether a baseline covers what is gone. Raises ConfigError.
    """
    if write and any(settings.baseline is None for settings in report.files.values()):
        raise ConfigError('--write-baseline needs a file: --baseline FILE, or baseline = "FILE" in the configuration')
    lines: list[str] = []
    stale = False
    new: list[Diagnostic] = []
    for path, part in _by_baseline(report):
        if path is None:
            new += part.diagnostics
            continue
        shown = printable(layout.display(cwd, path))
        before = _read(path, shown, may_be_missing=write or may_be_missing)
        outcome = apply(Baseline(path, Counter()) if before is None else parse(path, shown, before), part, cwd)
        new += outcome.new
        stale = stale or (outcome.stale > 0 and not write)
        if write and report.status == 2:
            lines.append(f'{shown} is not written: not everything could be checked')
        elif write:
            grows = force or before is None
            after = grown(outcome.kept, outcome.new, cwd) if grows else outcome.kept
            lines.append(_write(shown, before, after, outcome.stale))
            if grows:
                new = new[: len(new) - len(outcome.new)]
            elif outcome.new:
                lines.append(f'{shown} only shrinks: --force adds the new findings too')
        elif outcome.covered or outcome.stale:
            lines.append(f'{count(outcome.covered, "finding")} covered by {shown}')
        if outcome.stale and not write:
            gone, them = ('is gone', 'it') if outcome.stale == 1 else ('are gone', 'them')
            lines.append(
                f'{shown} is stale: {count(outcome.stale, "finding")} {gone}, --write-baseline takes {them} out'
            )
    return report._replace(diagnostics=tuple(sorted(new, key=sort_key))), tuple(lines), stale


def _read(path: str, shown: str, *, may_be_missing: bool) -> bytes | None:
    try:
        return files.read_bytes(path)
    except FileNotFoundError:
        if may_be_missing:
            return None
        raise ConfigError(f'{shown}: no such baseline; --write-baseline writes it') from None
    except (OSError, ValueError) as error:
        reason = getattr(error, 'strerror', None) or error
        raise ConfigError(f'{shown}: the baseline cannot be read: {reason}') from None


def _write(shown: str, before: bytes | None, after: Baseline, stale: int) -> str:
    data = render(after).encode()
    gone = f', {stale} taken out' if stale else ''
    if data == before:
        return f'{shown} is up to date: {count(after.counts.total(), "finding")}'
    try:
        remark = files.write(after.path, data, before=before, root=os.path.dirname(after.path))
    except files.WriteError as error:
        raise ConfigError(f'{shown} {error}') from None
    return f'wrote {shown}: {count(after.counts.total(), "finding")}{gone}{remark}'


def _by_baseline(report: Report) -> list[tuple[str | None, Report]]:
    """Take a run apart by the baseline of its files."""
    paths = {settings.baseline for settings in report.files.values()}
    return [
        (
            path,
            report._replace(
                diagnostics=tuple(item for item in report.diagnostics if report.files[item.path].baseline == path),
                files={name: settings for name, settings in report.files.items() if settings.baseline == path},
            ),
        )
        for path in sorted(paths, key=lambda path: path or '')
    ]
