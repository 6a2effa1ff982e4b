"""A workflow among the templates that is not named as a template."""

import os
from typing import NamedTuple

from n8n_code_discipline.documents.template import Template
from n8n_code_discipline.workspace import layout


class Download(NamedTuple):
    """A workflow in ``n8n-workflows-template/`` under the name that n8n gave it."""

    template: Template

    @property
    def template_name(self) -> str:
        """The file name that makes it a template."""
        return os.path.basename(self.template.path).removesuffix('.json') + layout.TEMPLATE_SUFFIX
