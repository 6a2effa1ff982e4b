"""Find out how a workspace spells its placeholders."""

from __future__ import annotations

import os
from functools import cache

from n8n_code_discipline.workspace import files, layout

CANONICAL = '@:'
SHORT = '@'


def style(root: str, configured: str | None) -> str:
    """Return the beginning of a workspace's placeholders: ``@:`` or, for ``{{@js:PATH}}``, ``@``.

    The configuration decides, else the templates: the short spelling where they use no other one. ``root`` is absolute.
    """
    return configured or _style_of_templates(root)


@cache
def _style_of_templates(root: str) -> str:
    found = CANONICAL
    for path in layout.walk(os.path.join(root, layout.TEMPLATES)):
        if not path.endswith(layout.TEMPLATE_SUFFIX):
            continue
        text = files.read(path).text
        if '{{@' not in text:
            continue
        if any(f'{{{{{CANONICAL}{kind}:' in text for kind in layout.LANGUAGE_NAMES):
            return CANONICAL
        if any(f'{{{{{SHORT}{kind}:' in text for kind in layout.LANGUAGE_NAMES):
            found = SHORT
    return found
