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
        self.is_test = layout.is_test_name(os.path.basename(self.path))

    def views(self) -> Views:
        yield StrayFile, lambda: self

    def finding(self, message: str) -> Finding:
        """Return a finding about the file."""
        return Finding(message)
