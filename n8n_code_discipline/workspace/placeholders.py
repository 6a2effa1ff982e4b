"""Find out how a workspace spells its placeholders."""

import os
import re
from collections.abc import Iterable
from contextlib import suppress
from functools import cache

from n8n_code_discipline.workspace import files, layout

CANONICAL = '@:'
SHORT = '@'
_OPENING = r'\{\{(@:?)(?:js|py|txt|md|json|html|env|uuid)[:}]'


def style(root: str, configured: str | None) -> str:
    """Return the beginning of a workspace's placeholders: ``@:`` or, for ``{{@js:PATH}}``, ``@``.

    The configuration decides, else the templates: the short spelling where they use no other one. ``root`` is absolute.
    """
    return configured or style_of_templates(root) or CANONICAL


@cache
def style_of_templates(root: str) -> str | None:
    """Return the style of the templates of a workspace, None where they hold no placeholder."""
    paths = layout.walk(os.path.join(root, layout.TEMPLATES))
    return style_of(_text_with_placeholder(path) for path in paths if path.endswith(layout.TEMPLATE_SUFFIX))


def _text_with_placeholder(path: str) -> str:
    """Return the text of a file that may hold such a placeholder; only few need decoding."""
    with suppress(OSError, ValueError):
        data = files.read_bytes(path)
        return files.decode(path, data).text if b'{{@' in data else ''
    return ''


def style_of(templates: Iterable[str]) -> str | None:
    """Return the style of the placeholders in the texts of templates, None where there are none."""
    found = None
    for text in templates:
        for opening in re.findall(_OPENING, text) if '{{@' in text else ():
            if opening == CANONICAL:
                return CANONICAL
            found = SHORT
    return found
