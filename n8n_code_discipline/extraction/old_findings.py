"""Replace the baseline entries of extracted nodes: the inline node's by that of the unwritten test."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from n8n_code_discipline.config.settings import Settings
from n8n_code_discipline.linter import baseline, engine
from n8n_code_discipline.linter.loader import SettingsOf

_INLINE = ('NCD101', 'NCD103')
_UNWRITTEN = 'NCD406'

# A template as it is displayed, and the name of a node
Covered = Collection[tuple[str, str | None]]


def covered(paths: Sequence[str], settings: Settings, settings_of: SettingsOf) -> Covered:
    """Return the inline nodes of some templates that a baseline covers. Raises ConfigError."""
    report = engine.check(paths, settings, settings_of, with_tests=False)
    applied = baseline.apply_to_run(report, settings.cwd, may_be_missing=True)
    return {(item.path, item.node) for item in applied.covered if item.code in _INLINE}


def update(paths: Sequence[str], settings: Settings, settings_of: SettingsOf, tests: Collection[str]) -> list[str]:
    """Take what is gone out of the baselines, and put in that some ``tests``, as displayed, hold no case.

    ``paths`` are templates that were extracted. Return lines for the user. Raises ConfigError.
    """
    report = engine.check(paths, settings, settings_of)
    return baseline.replace_in(report, settings.cwd, lambda item: item.code == _UNWRITTEN and item.path in tests)
