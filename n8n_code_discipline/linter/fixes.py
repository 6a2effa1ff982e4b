"""Apply fixes: what ``check --fix`` writes and ``check --diff`` prints."""

from collections.abc import Sequence

from n8n_code_discipline import edits
from n8n_code_discipline.config.settings import Settings
from n8n_code_discipline.diagnostic import Diagnostic
from n8n_code_discipline.linter import engine
from n8n_code_discipline.linter.loader import SettingsOf
from n8n_code_discipline.workspace import layout
from n8n_code_discipline.workspace.writing import FileChange


def fixes(
    paths: Sequence[str],
    settings: Settings,
    settings_of: SettingsOf | None = None,
    track: engine.Track = engine.untracked,
) -> tuple[list[FileChange], tuple[Diagnostic, ...]]:
    """Return what the fixes of the selected rules change, sorted by path, and the NCD009 of failed rules."""
    found, failed = engine.proposed_edits(paths, settings, settings_of, track)
    return [
        FileChange(
            source.path, layout.find_root(source.path) or settings.cwd, source, edits.apply(source.text, proposed)
        )
        for source, proposed in found
        if proposed
    ], failed
