"""A file that contains JSON: one that templates inject as text, and the base of templates and ``package.json``."""

from n8n_code_discipline.config.settings import Settings
from n8n_code_discipline.documents import json_document
from n8n_code_discipline.registry import Views
from n8n_code_discipline.text import LineIndex
from n8n_code_discipline.workspace.files import Source


class JsonFile:
    """A file and its JSON; the JSON of a file that cannot be read is ``null``."""

    def __init__(self, source: Source, settings: Settings) -> None:
        self.source = source
        self.settings = settings
        self.document = json_document.parse(source.text if source.problem is None else 'null')

    def views(self) -> Views:
        """Yield the subjects that rules may ask for."""
        yield Source, lambda: self.source
        yield JsonFile, lambda: self

    @property
    def path(self) -> str:
        """The absolute path."""
        return self.source.path

    @property
    def lines(self) -> LineIndex:
        """Lines and columns of the JSON text."""
        return self.document.lines
