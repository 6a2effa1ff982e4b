"""A ``package.json``."""

from typing import Any

from n8n_code_discipline.diagnostic import Finding
from n8n_code_discipline.documents.json_file import JsonFile
from n8n_code_discipline.registry import Views


class PackageFile(JsonFile):
    """The ``package.json`` that governs JavaScript tests: the nearest one above them."""

    def views(self) -> Views:
        yield PackageFile, lambda: self

    @property
    def type(self) -> Any:
        """The value of ``type``, None where there is none."""
        data = self.document.data
        return data.get('type') if isinstance(data, dict) else None

    def finding_about_type(self, message: str) -> Finding:
        """Return a finding about the value of ``type``."""
        place = self.document.span(('type',))
        return Finding(message, place.start, place.end)
