"""The baseline of a repository with old findings: a file that lists them, so that runs report only new ones.

An entry covers one finding of its rule that is about the same text. Lines do not count, and names that a rename changes
are masked (see ``findings``), so moving and renaming change nothing and editing brings a finding back. The place of an
entry (path and node) decides between findings of one text; it covers another place only when its own has no use for it.
"""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Callable
from collections.abc import Hashable
from collections.abc import Iterable
from collections.abc import Mapping
from collections.abc import Sequence
from functools import cache
from typing import Any
from typing import NamedTuple

from n8n_code_discipline import registry
from n8n_code_discipline.config.settings import ConfigError
from n8n_code_discipline.diagnostic import Diagnostic
from n8n_code_discipline.diagnostic import sort_key
from n8n_code_discipline.linter.engine import Report
from n8n_code_discipline.registry import INTERNAL_ERROR
from n8n_code_discipline.text import count
from n8n_code_discipline.text import printable
from n8n_code_discipline.workspace import files
from n8n_code_discipline.workspace import layout

VERSION = 2
# In version 1, no name was masked and a finding about a whole file had the digest of no text.
READ_VERSIONS = (1, VERSION)
# Findings of these rules say that a file could not be read: its other findings may still be there.
UNREADABLE = 'NCD00'


class Entry(NamedTuple):
    """A finding as a baseline lists it; ``path`` is relative to the baseline's directory and uses ``/``."""

    code: str
    path: str
    node: str | None
    digest: str


class Baseline(NamedTuple):
    """The entries of a baseline file and how many findings each covers; ``path`` is absolute."""

    path: str
    counts: Counter[Entry]
    version: int = VERSION


class Outcome(NamedTuple):
    """Result of applying a baseline to a run.

    ``new`` are the findings that it does not cover. ``stale`` counts the findings that are gone, ``moved`` those that
    are covered at another place. ``kept`` is the baseline without the former, with the latter at their new places.
    """

    new: tuple[Diagnostic, ...]
    covered: tuple[Diagnostic, ...]
    stale: int
    moved: int
    kept: Baseline


class Applied(NamedTuple):
    """Result of applying all baselines to a run.

    ``report`` holds the findings that are left, ``lines`` are for the user, ``is_stale`` tells whether a baseline
    covers findings that are gone.
    """

    report: Report
    covered: tuple[Diagnostic, ...]
    lines: tuple[str, ...]
    is_stale: bool


def parse(path: str, shown: str, text: bytes) -> Baseline:
    """Read a baseline's content. Raises ConfigError, whose message calls the file ``shown``."""
    try:
        data = json.loads(text)
    except json.JSONDecodeError as error:
        raise ConfigError(f'{shown}:{error.lineno}: the baseline is not JSON: {error.msg}') from None
    except (ValueError, RecursionError):
        raise ConfigError(f'{shown}: the baseline is not JSON in UTF-8') from None
    version = data.get('version') if isinstance(data, dict) else None
    if version not in READ_VERSIONS or not isinstance(data.get('findings'), list):
        raise ConfigError(
            f'{shown}: not a baseline of this version: expected {{"version": {VERSION}, "findings": […]}}; '
            f'remove it and write it anew with --write-baseline'
        )
    counts: Counter[Entry] = Counter()
    for number, row in enumerate(data['findings'], 1):
        entry, times = _read_row(row)
        if entry is None or times < 1:
            raise ConfigError(f'{shown}: finding {number} of the baseline is invalid: {json.dumps(row)[:80]}')
        counts[entry] += times
    return Baseline(path, counts, version)


def _read_row(row: Any) -> tuple[Entry | None, int]:
    if not isinstance(row, dict):
        return None, 0
    entry = Entry(row.get('code', ''), row.get('path', ''), row.get('node'), row.get('digest', ''))
    texts = (entry.code, entry.path, entry.digest, '' if entry.node is None else entry.node)
    times = row.get('count', 1)
    if not all(isinstance(text, str) for text in texts) or not entry.code or not entry.path:
        return None, 0
    return entry, times if isinstance(times, int) else 0


def render(baseline: Baseline) -> str:
    """Return the file's text: sorted, one finding per line, so that versions merge and differ by lines."""
    rows = []
    for entry, times in sorted(baseline.counts.items(), key=lambda item: _order(item[0])):
        row: dict[str, Any] = {'path': entry.path, 'code': entry.code, 'node': entry.node, 'digest': entry.digest}
        rows.append(json.dumps(row if times == 1 else {**row, 'count': times}))
    listed = ',\n'.join(f'    {row}' for row in rows)
    return f'{{\n  "version": {VERSION},\n  "findings": [\n{listed}\n  ]\n}}\n' if rows else _EMPTY


def _order(entry: Entry) -> tuple[str, ...]:
    return entry.path, entry.code, entry.node or '', entry.digest


_EMPTY = f'{{\n  "version": {VERSION},\n  "findings": []\n}}\n'


def apply(baseline: Baseline, report: Report, cwd: str) -> Outcome:
    """Divide the findings of a run into new and covered ones, and find the entries that are stale or have moved."""
    base_dir = os.path.dirname(baseline.path)
    found = [(item, entry_for(item, cwd, base_dir)) for item in report.diagnostics]
    is_gone = _gone(report, cwd, base_dir)
    left = baseline.counts.copy()
    used = _match([(item, entry) for item, entry in found if item.code != INTERNAL_ERROR], left, is_gone)
    stale = Counter({entry: times for entry, times in left.items() if times > 0 and is_gone(entry)})
    changed = Counter(used.values()), Counter(entry for item, entry in found if item in used)
    return Outcome(
        tuple(item for item in report.diagnostics if item not in used),
        tuple(item for item in report.diagnostics if item in used),
        stale.total(),
        sum((used[item].path, used[item].node) != (entry.path, entry.node) for item, entry in found if item in used),
        Baseline(baseline.path, baseline.counts - stale - changed[0] + changed[1], baseline.version),
    )


def extended(baseline: Baseline, new: Iterable[Diagnostic], cwd: str) -> Baseline:
    """Return the baseline with entries for more findings."""
    base_dir = os.path.dirname(baseline.path)
    added = Counter(entry_for(item, cwd, base_dir) for item in new if item.code != INTERNAL_ERROR)
    return baseline._replace(counts=baseline.counts + added)


def entry_for(item: Diagnostic, cwd: str, base_dir: str) -> Entry:
    """Return the entry for a finding in a baseline of the directory ``base_dir``."""
    return Entry(item.code, _relative_to(base_dir, item.path, cwd), item.node, item.stable_digest)


def _match(
    found: Sequence[tuple[Diagnostic, Entry]], left: Counter[Entry], is_gone: Callable[[Entry], bool]
) -> Mapping[Diagnostic, Entry]:
    """Return the entry that covers each finding; ``left`` keeps what covers none of them."""
    used: dict[Diagnostic, Entry] = {}

    def match(key: Callable[[Entry], Hashable], *, other_place: bool = False, whole_file: bool = False) -> None:
        """Cover findings by entries with the same key, which at another place must be gone."""
        entries: dict[Hashable, list[Entry]] = {}
        for entry in sorted(left, key=_order, reverse=True) if len(used) < len(found) else ():
            if left[entry] > 0 and not (other_place and not is_gone(entry)):
                entries.setdefault(key(entry), []).append(entry)
        for item, wanted in found:
            candidates = entries.get(key(wanted), []) if item not in used else []
            while candidates and left[candidates[-1]] == 0:
                candidates.pop()
            if candidates and not (whole_file and not item.is_about_file):
                used[item] = candidates[-1]
                left[candidates[-1]] -= 1

    match(lambda entry: entry)
    match(lambda entry: (entry.code, entry.digest, entry.path), other_place=True)
    match(lambda entry: (entry.code, entry.digest, entry.node), other_place=True)
    match(lambda entry: (entry.code, entry.digest), other_place=True)
    # an edit of a file does not bring back that it has no test
    match(lambda entry: (entry.code, entry.path, entry.node), whole_file=True)
    return used


def _relative_to(base_dir: str, path: str, cwd: str) -> str:
    """Return a path relative to ``base_dir`` that is given relative to ``cwd``."""
    return path if cwd == base_dir else layout.display(base_dir, os.path.normpath(os.path.join(cwd, path)))


def _gone(report: Report, cwd: str, base_dir: str) -> Callable[[Entry], bool]:
    """Return a test whether the run would have had the finding of an unused entry, were it still there."""
    checked = {_relative_to(base_dir, path, cwd): settings for path, settings in report.files.items()}
    unreadable = {
        _relative_to(base_dir, item.path, cwd) for item in report.diagnostics if item.code.startswith(UNREADABLE)
    }
    exists = cache(lambda path: os.path.lexists(os.path.join(base_dir, path)))

    def is_gone(entry: Entry) -> bool:
        if entry.path not in checked:
            return not exists(entry.path)
        if entry.path in unreadable and not entry.code.startswith(UNREADABLE):
            return False
        rule = registry.find(entry.code)
        return rule is None or checked[entry.path].selection.selects(rule.code, default=rule.default)

    return is_gone


def apply_to_run(
    report: Report, cwd: str, *, write: bool = False, force: bool = False, may_be_missing: bool = False
) -> Applied:
    """Remove the findings that baselines cover from a run; with ``write``, write these baselines.

    The findings of every file are matched with the baseline that its settings name. A baseline that does not exist yet
    covers nothing if it ``may_be_missing`` or is to be written.

    Raises:
        ConfigError: a baseline is missing, invalid, or cannot be written.
    """
    if write and any(settings.baseline is None for settings in report.files.values()):
        raise ConfigError('--write-baseline needs a file: --baseline FILE, or baseline = "FILE" in the configuration')
    lines: list[str] = []
    is_stale = False
    new: list[Diagnostic] = []
    covered: list[Diagnostic] = []
    for path, part in _by_baseline(report):
        if path is None:
            new += part.diagnostics
            continue
        shown = printable(layout.display(cwd, path))
        before = _read(path, shown, may_be_missing=write or may_be_missing)
        outcome = apply(Baseline(path, Counter()) if before is None else parse(path, shown, before), part, cwd)
        left = outcome.new
        if not write:
            lines += _describe(shown, outcome)
            is_stale = is_stale or outcome.stale > 0
        elif report.status == 2:
            lines.append(f'{shown} is not written: not everything could be checked')
        else:
            grows = force or before is None
            after = extended(outcome.kept, outcome.new, cwd) if grows else outcome.kept
            lines.append(_write(shown, before, after, outcome.stale))
            if grows:
                left = ()
            elif outcome.new:
                lines.append(f'{shown} only shrinks: --force adds the new findings too')
        new += left
        covered += outcome.covered
    return Applied(
        report._replace(diagnostics=tuple(sorted(new, key=sort_key))), tuple(covered), tuple(lines), is_stale
    )


def _describe(shown: str, outcome: Outcome) -> list[str]:
    """Return lines about a baseline that is not written."""
    lines = []
    if outcome.covered or outcome.stale:
        left = outcome.kept.counts.total()
        lines.append(f'{count(len(outcome.covered), "finding")} covered by {shown}, {left} left in it')
    if outcome.moved:
        them = 'its' if outcome.moved == 1 else 'their'
        lines.append(
            f'{shown} covers {count(outcome.moved, "finding")} at a new place, --write-baseline writes {them} new place'
        )
    if outcome.stale:
        are, them = ('is', 'it') if outcome.stale == 1 else ('are', 'them')
        lines.append(f'{shown} is stale: {count(outcome.stale, "finding")} {are} gone, --write-baseline removes {them}')
    if outcome.kept.version != VERSION:
        lines.append(f'{shown} is of an older version: --write-baseline --force rewrites it')
    return lines


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
    gone = f', {stale} removed' if stale else ''
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
