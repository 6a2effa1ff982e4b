"""Apply and write baselines: files that list old findings, so that runs report only new ones.

An entry covers one finding of its rule about the same text. Lines are ignored, and names that a rename changes are
masked (see ``findings``): moving and renaming change nothing, editing brings a finding back. If several findings have
one text, an entry covers the one at its place (path and node); it covers another place only if its own is gone.
"""

import json
import os
from collections import Counter
from collections.abc import Callable, Hashable, Iterator, Mapping
from functools import cache
from typing import NamedTuple

from n8n_code_discipline import registry
from n8n_code_discipline.config.settings import ConfigError
from n8n_code_discipline.diagnostic import Diagnostic, sort_key
from n8n_code_discipline.linter.engine import Report
from n8n_code_discipline.text import count, printable
from n8n_code_discipline.workspace import files, layout, writing

VERSION = 2
# prefix of the rules about files that cannot be read, whose other findings may still be there
UNREADABLE = 'NCD00'


class Entry(NamedTuple):
    """A finding in a baseline; ``path`` is relative to the baseline's directory and uses ``/``. ``node`` may be ''."""

    path: str
    code: str
    node: str
    digest: str


class Baseline(NamedTuple):
    """A baseline file: its absolute path, its name in messages, its bytes (None: no file), and its entries."""

    path: str
    shown: str
    data: bytes | None
    counts: Counter[Entry]


class _Outcome(NamedTuple):
    """Result of applying a baseline to a run.

    ``stale`` counts the listed findings that are gone, ``moved`` those covered at another place. ``kept`` are the
    entries without the stale ones and with the new places of the moved ones, ``added`` those of the new findings.
    """

    new: tuple[Diagnostic, ...]
    covered: tuple[Diagnostic, ...]
    stale: int
    moved: int
    kept: Counter[Entry]
    added: Mapping[Diagnostic, Entry]


class Applied(NamedTuple):
    """Result of applying all baselines to a run; ``report`` holds the findings left, ``lines`` are for the user."""

    report: Report
    covered: tuple[Diagnostic, ...]
    lines: tuple[str, ...]
    is_stale: bool


def read(path: str, cwd: str, *, may_be_missing: bool = False) -> Baseline:
    """Read a baseline; one that is missing has no entries.

    Raises:
        ConfigError: the file is not a baseline, cannot be read, or is missing.
    """
    shown = printable(layout.display(cwd, path))
    try:
        data = files.read_bytes(path)
    except FileNotFoundError:
        if may_be_missing:
            return Baseline(path, shown, None, Counter())
        raise ConfigError(f'{shown}: no such baseline; --write-baseline creates it') from None
    except (OSError, ValueError) as error:
        reason = getattr(error, 'strerror', None) or error
        raise ConfigError(f'{shown}: the baseline cannot be read: {reason}') from None
    return Baseline(path, shown, data, _parse(shown, data))


def _parse(shown: str, data: bytes) -> Counter[Entry]:
    try:
        content = json.loads(data)
    except json.JSONDecodeError as error:
        raise ConfigError(f'{shown}:{error.lineno}: the baseline is not JSON: {error.msg}') from None
    except (ValueError, RecursionError):
        raise ConfigError(f'{shown}: the baseline is not JSON in UTF-8') from None
    rows = content.get('findings') if isinstance(content, dict) and content.get('version') == VERSION else None
    if not isinstance(rows, list):
        raise ConfigError(
            f'{shown}: not a baseline of this version: expected {{"version": {VERSION}, "findings": […]}}; '
            f'remove it and create it again with --write-baseline'
        )
    counts: Counter[Entry] = Counter()
    for number, row in enumerate(rows, 1):
        match {'node': None, 'digest': '', 'count': 1, **row} if isinstance(row, dict) else None:
            case {
                'code': str(code),
                'path': str(path),
                'node': str() | None as node,
                'digest': str(digest),
                'count': int(times),
            } if code and path and times > 0:
                counts[Entry(path, code, node or '', digest)] += times
            case _:
                raise ConfigError(f'{shown}: finding {number} of the baseline is invalid: {json.dumps(row)[:80]}')
    return counts


def render(counts: Counter[Entry]) -> str:
    """Return the text of a baseline: sorted, one finding per line, so that git can merge versions."""
    rows = []
    for entry, times in sorted(counts.items()):
        row = {**entry._asdict(), 'node': entry.node or None}
        rows.append('\n    ' + json.dumps(row if times == 1 else {**row, 'count': times}))
    findings = f'[{",".join(rows)}\n  ]' if rows else '[]'
    return f'{{\n  "version": {VERSION},\n  "findings": {findings}\n}}\n'


def _apply(baseline: Baseline, report: Report, cwd: str) -> _Outcome:
    """Divide the findings of a run into new and covered ones, and find the entries that are stale or have moved."""
    base_dir = os.path.dirname(baseline.path)
    found = {
        item: Entry(_relative_to(base_dir, item.path, cwd), item.code, item.node or '', item.stable_digest)
        for item in report.diagnostics
        if item.code != registry.INTERNAL_ERROR
    }
    is_gone = _gone(report, cwd, base_dir)
    left = baseline.counts.copy()
    used = _match(found, left, is_gone)
    stale = Counter({entry: times for entry, times in left.items() if is_gone(entry)})
    return _Outcome(
        tuple(item for item in report.diagnostics if item not in used),
        tuple(item for item in report.diagnostics if item in used),
        stale.total(),
        sum((entry.path, entry.node) != (found[item].path, found[item].node) for item, entry in used.items()),
        left - stale + Counter(found[item] for item in used),
        {item: entry for item, entry in found.items() if item not in used},
    )


def _match(
    found: Mapping[Diagnostic, Entry], left: Counter[Entry], is_gone: Callable[[Entry], bool]
) -> Mapping[Diagnostic, Entry]:
    """Return the entry that covers each covered finding, and take these entries out of ``left``."""
    used: dict[Diagnostic, Entry] = {}

    def match(key: Callable[[Entry], Hashable], *, other_place: bool = False, whole_file: bool = False) -> None:
        """Cover findings by entries with the same key; entries of ``other_place`` must be gone there."""
        entries: dict[Hashable, list[Entry]] = {}
        for entry in sorted(left, reverse=True) if len(used) < len(found) else ():
            if left[entry] > 0 and not (other_place and not is_gone(entry)):
                entries.setdefault(key(entry), []).append(entry)
        for item, wanted in found.items():
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
    # an edit of a file does not bring back a finding about the file as a whole
    match(lambda entry: (entry.code, entry.path, entry.node), whole_file=True)
    return used


def _relative_to(base_dir: str, path: str, cwd: str) -> str:
    """Convert a path relative to ``cwd`` to one relative to ``base_dir``."""
    return path if cwd == base_dir else layout.display(base_dir, os.path.normpath(os.path.join(cwd, path)))


def _gone(report: Report, cwd: str, base_dir: str) -> Callable[[Entry], bool]:
    """Return a predicate: whether the run would have reported the finding of an unused entry if it still existed."""
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
    """Remove the findings that baselines cover from a run; with ``write``, update these baselines.

    The findings of each file are matched with the baseline of its settings.

    Args:
        report: The findings of the run.
        cwd: The absolute current directory.
        write: Write the baselines without what is gone; a new one, or any with ``force``, lists all findings.
        force: Add new findings to existing baselines.
        may_be_missing: Treat a missing baseline as empty, as ``write`` does.

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
        baseline = read(path, cwd, may_be_missing=write or may_be_missing)
        outcome = _apply(baseline, part, cwd)
        covered += outcome.covered
        grows = write and report.status != 2 and (force or baseline.data is None)
        new += outcome.new if not grows else ()
        if not write:
            lines += _describe(baseline.shown, outcome)
            is_stale = is_stale or outcome.stale > 0
        elif report.status == 2:
            lines.append(f'{baseline.shown} is not written: not everything could be checked')
        else:
            added = outcome.added.values() if grows else ()
            lines.append(_write(baseline, outcome.kept + Counter(added), outcome.stale))
            if outcome.new and not grows:
                lines.append(f'{baseline.shown} only shrinks: --force adds the new findings too')
    report = report._replace(diagnostics=tuple(sorted(new, key=sort_key)))
    return Applied(report, tuple(covered), tuple(lines), is_stale)


def _describe(shown: str, outcome: _Outcome) -> Iterator[str]:
    """Yield the lines for the user about a baseline that is only read."""
    if outcome.covered or outcome.stale:
        left = outcome.kept.total()
        yield f'{count(len(outcome.covered), "finding")} covered by {shown}, {left} left in it'
    if outcome.moved:
        them = 'its' if outcome.moved == 1 else 'their'
        findings = count(outcome.moved, 'finding')
        yield f'{shown} covers {findings} at a new place, --write-baseline writes {them} new place'
    if outcome.stale:
        are, them = ('is', 'it') if outcome.stale == 1 else ('are', 'them')
        yield f'{shown} is stale: {count(outcome.stale, "finding")} {are} gone, --write-baseline removes {them}'


def _write(baseline: Baseline, counts: Counter[Entry], stale: int = 0) -> str:
    """Write the entries of a baseline; return the line for the user."""
    data = render(counts).encode()
    findings = count(counts.total(), 'finding')
    if data == baseline.data:
        return f'{baseline.shown} is up to date: {findings}'
    try:
        note = writing.write(baseline.path, data, before=baseline.data, root=os.path.dirname(baseline.path))
    except writing.WriteError as error:
        raise ConfigError(f'{baseline.shown} {error}') from None
    gone = f', {stale} removed' if stale else ''
    return f'wrote {baseline.shown}: {findings}{gone}{note}'


def _by_baseline(report: Report) -> list[tuple[str | None, Report]]:
    """Divide a run by the baselines of its files."""
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


def replace_in(report: Report, cwd: str, wanted: Callable[[Diagnostic], bool]) -> list[str]:
    """Write the baselines of a run anew: without the findings that are gone, with those that are ``wanted``.

    Return lines for the user. Raises ConfigError.
    """
    lines = []
    for path, part in _by_baseline(report):
        if path is not None and os.path.lexists(path):
            baseline = read(path, cwd)
            outcome = _apply(baseline, part, cwd)
            after = outcome.kept + Counter(entry for item, entry in outcome.added.items() if wanted(item))
            if after != baseline.counts:
                lines.append(_write(baseline, after))
    return lines
