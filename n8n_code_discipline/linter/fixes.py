"""Apply fixes: what ``check --fix`` writes and ``check --diff`` prints."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from n8n_code_discipline import diffs, edits
from n8n_code_discipline.config.settings import Settings
from n8n_code_discipline.diagnostic import Diagnostic
from n8n_code_discipline.linter import engine
from n8n_code_discipline.linter.loader import SettingsOf
from n8n_code_discipline.workspace import layout, writing
from n8n_code_discipline.workspace.files import Source


class Fixed(NamedTuple):
    """A file that fixes change, and its fixed text."""

    source: Source
    text: str


def fixes(
    paths: Sequence[str],
    settings: Settings,
    settings_of: SettingsOf | None = None,
    track: engine.Track = engine.untracked,
) -> tuple[tuple[Fixed, ...], tuple[Diagnostic, ...]]:
    """Return the files that the fixes of the selected rules change, sorted by path, and the NCD009 of failed rules."""
    found, failed = engine.proposed_edits(paths, settings, settings_of, track)
    return tuple(Fixed(source, edits.apply(source.text, proposed)) for source, proposed in found if proposed), failed


def write(fixed: Iterable[Fixed], cwd: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Write the fixed texts; return the changed files with notes, and lines about the files that cannot be written."""
    changed = []
    problems = []
    for source, text in fixed:
        shown = layout.display(cwd, source.path)
        before, after = writing.encode(source, source.text), writing.encode(source, text)
        try:
            note = writing.write(source.path, after, before=before, root=layout.find_root(source.path) or cwd)
        except writing.WriteError as error:
            problems.append(f'{shown} {error}')
        else:
            changed.append(shown + note)
    return tuple(changed), tuple(problems)


def diff(fixed: Iterable[Fixed], cwd: str) -> str:
    """Return a unified diff of what ``write`` would change."""
    shown = ((layout.display(cwd, source.path), source.text, text) for source, text in fixed)
    return ''.join(diffs.unified(old, new, f'a/{path}', f'b/{path}') for path, old, new in shown)
