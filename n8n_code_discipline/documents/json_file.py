"""A file that contains JSON: one that templates inject as text, and the base of templates and ``package.json``."""

from n8n_code_discipline.config.settings import Settings
from n8n_code_discipline.documents import json_document
from n8n_code_discipline.registry import Views
from n8n_code_discipline.workspace.files import Source


class JsonFile:
    """A file and its JSON; the JSON of a file that cannot be read is ``null``."""

    def __init__(self, source: Source, settings: Settings) -> None:
        self.source = source
        self.settings = settings
        self.document = json_document.parse(source.text if source.problem is None else 'null')
        self.path = source.path
        self.lines = self.document.lines

    def views(self) -> Views:
        yield Source, lambda: self.source
        yield JsonFile, lambda: self
