"""What a run is asked to do."""

from __future__ import annotations

from typing import NamedTuple

from n8n_code_discipline.registry import Selection


class Settings(NamedTuple):
    """The settings of a run.

    ``cwd`` is the absolute current directory, ``workspace`` the absolute root that holds for every file (None: each
    file's own).
    """

    cwd: str
    workspace: str | None = None
    selection: Selection = Selection()
