"""Source code below ``n8n-functions/`` that is no function file."""

import os

from n8n_code_discipline.config.settings import Settings
from n8n_code_discipline.diagnostic import Finding
from n8n_code_discipline.registry import Views
from n8n_code_discipline.text import LineIndex
from n8n_code_discipline.workspace import layout
from n8n_code_discipline.workspace.files import Source


class StrayFile:
    """A file that is known by its name; only a baseline asks for its text, which tells it from other stray files."""

    def __init__(self, source: Source, settings: Settings) -> None:
        self.source = source
        self.path = source.path
        self.settings = settings
        self.lines = LineIndex('')

    def views(self) -> Views:
        """Yield the subjects that rules may ask for."""
        yield StrayFile, lambda: self

    @property
    def is_test(self) -> bool:
        """Return whether it is named like a paired test."""
        return layout.is_test_name(os.path.basename(self.path))

    def finding(self, message: str) -> Finding:
        """Return a finding about the file."""
        return Finding(message)
