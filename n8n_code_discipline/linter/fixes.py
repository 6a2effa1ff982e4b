"""What ``check --fix`` writes and ``check --diff`` shows."""

from collections.abc import Iterable
from collections.abc import Sequence
from typing import NamedTuple

from n8n_code_discipline import diffs
from n8n_code_discipline import edits
from n8n_code_discipline.config.settings import Settings
from n8n_code_discipline.diagnostic import Diagnostic
from n8n_code_discipline.linter import engine
from n8n_code_discipline.linter.loader import SettingsOf
from n8n_code_discipline.workspace import layout
from n8n_code_discipline.workspace import writing
from n8n_code_discipline.workspace.files import Source


class Fixed(NamedTuple):
    """A file that fixes would change: its source and the text after them."""

    source: Source
    text: str


def fixes(
    paths: Sequence[str], settings: Settings, settings_of: SettingsOf | None = None
) -> tuple[tuple[Fixed, ...], tuple[Diagnostic, ...]]:
    """Return the files that the fixes of the selected rules would change, sorted by path, and the rules that failed."""
    found, failed = engine.proposed_edits(paths, settings, settings_of)
    return tuple(Fixed(source, edits.apply(source.text, proposed)) for source, proposed in found if proposed), failed


def write(fixed: Iterable[Fixed], cwd: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Write the fixed texts; return what to say of the files changed, and lines about what could not be."""
    changed = []
    problems = []
    for source, text in fixed:
        shown = layout.display(cwd, source.path)
        before, after = writing.encode(source, source.text), writing.encode(source, text)
        try:
            remark = writing.write(source.path, after, before=before, root=layout.find_root(source.path) or cwd)
        except writing.WriteError as error:
            problems.append(f'{shown} {error}')
        else:
            changed.append(shown + remark)
    return tuple(changed), tuple(problems)


def diff(fixed: Iterable[Fixed], cwd: str) -> str:
    """Return a unified diff of what ``write`` would change."""
    parts = []
    for source, text in fixed:
        shown = layout.display(cwd, source.path)
        parts.append(diffs.unified(source.text, text, f'a/{shown}', f'b/{shown}'))
    return ''.join(parts)
