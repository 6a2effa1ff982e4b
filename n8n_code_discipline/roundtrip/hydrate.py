"""Replace placeholders by the code and text they name: pure text to text."""

from collections.abc import Iterator

from n8n_code_discipline.documents.code_node import code_nodes
from n8n_code_discipline.documents.hydrated_body import hydrated_body, injected_text
from n8n_code_discipline.documents.json_document import JsonEdit
from n8n_code_discipline.documents.template import Template
from n8n_code_discipline.syntax import markup

# characters of a hydrated template; n8n itself refuses requests of more than 16 MB (N8N_PAYLOAD_SIZE_MAX)
LONGEST_OUTPUT = 128 * 1024 * 1024


def hydrate(template: Template) -> list[str]:
    """Return a template's text, in pieces, with function files injected as marker blocks and text files as text.

    Every other character is kept, ``env`` and ``uuid`` placeholders included. Injected text is never scanned for
    placeholders. A file that is injected often is one shared string.

    Raises:
        ValueError: resync could not undo it, a file cannot be read, or the output would be too long.
    """
    parts = template.document.spliced(list(_edits(template)))
    if sum(map(len, parts)) > LONGEST_OUTPUT:
        raise ValueError(f'would have more than {LONGEST_OUTPUT >> 20} million characters when hydrated')
    return parts


def _edits(template: Template) -> Iterator[JsonEdit]:
    for node in code_nodes(template):
        for piece in hydrated_body(node):
            if not piece.is_glue:
                yield JsonEdit(node.field.path, piece.start, piece.end, piece.text)
    for path, _, reference in template.text_references:
        kind, name, start, end = reference.placeholder
        place = '.'.join(map(str, path))
        if kind in markup.CODE_KINDS:
            raise ValueError(f"placeholder '{name}' stands in {place}, which is not a code field")
        if kind in markup.TEXT_KINDS:
            yield JsonEdit(path, start, end, injected_text(template, reference, place))
