"""Report and correct the paths and the spelling of placeholders, for the rules about them."""

import json
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Literal, NamedTuple

from n8n_code_discipline.documents.code_node import CodeNode, code_node
from n8n_code_discipline.documents.references import Reference, TextReference
from n8n_code_discipline.documents.template import Template
from n8n_code_discipline.edits import TextEdit, apply
from n8n_code_discipline.registry import Edits, Findings
from n8n_code_discipline.syntax.markup import CODE_KINDS, DEPLOY_KINDS, Placeholder
from n8n_code_discipline.workspace.targets import Likely

Mistake = Literal['missing', 'outside', 'malformed']


class _Correction(NamedTuple):
    """The edit of the decoded code that corrects a placeholder, which begins at ``start``.

    ``stem`` is the written name of the file if the path means one with another name, else ''.
    """

    mistake: Mistake
    start: int
    edit: TextEdit
    stem: str


def meant(node: CodeNode, miss: Placeholder) -> str:
    """Return the placeholder that a near miss with a path means; its file need not exist."""
    path = (miss.kind not in DEPLOY_KINDS and node.template.likely(miss.kind, miss.path).path) or miss.path
    suffix = f'.{miss.kind}' if miss.kind in CODE_KINDS and not path.endswith(f'.{miss.kind}') else ''
    return node.template.placeholder(miss.kind, path + suffix)


def wrong_paths(
    document: CodeNode | Template, mistake: Mistake, message: Callable[[Template, Reference], str]
) -> Findings:
    """Report the placeholders of a code field, or the text placeholders anywhere else, with a mistake."""
    if isinstance(document, CodeNode):
        for reference in document.references:
            if reference.target.state == mistake:
                yield document.finding(message(document.template, reference), reference.placeholder)
    else:
        for found in _wrong_texts(document, mistake):
            yield document.finding_in_text(message(document, found.reference), found)


def corrections(document: CodeNode | Template, mistake: Mistake) -> Edits:
    """Return the edits that correct these placeholders."""
    return _in_code(document, mistake) if isinstance(document, CodeNode) else _in_strings(document, mistake)


def _in_code(node: CodeNode, mistake: Mistake) -> Edits:
    """Yield the edits that correct the placeholders of a code field with a mistake.

    The corrections of all mistakes are tried together. One is left out if its placeholder is not well placed, names no
    function file of the node's language, or one that the code injects anyway, or if the path was changed to a file with
    another name and the glue does not use the function of that name, or uses one of the written name.
    """
    corrections = sorted([*_wrong_paths(node), *_near_misses(node)], key=lambda item: item.start)
    if all(item.mistake != mistake for item in corrections):
        return
    code = apply(node.code, [item.edit for item in corrections])
    corrected = code_node(node.template, node.node, node.field._replace(code=code))
    if corrected.problems:  # a broken tree says nothing about places
        return
    placed = {found.placeholder.start: found for found in corrected.references if found.well_placed}
    blocks = (node.template.workspace.target(node.template.root, block.path) for block in corrected.markers.blocks)
    uses = Counter(target.path for target in (*(found.target for found in placed.values()), *blocks))
    read = {found.name for found in corrected.names.reads if not found.declared}
    shift = 0
    for item in corrections:
        found = placed.get(item.start + shift)
        shift += len(item.edit.text) - (item.edit.end - item.edit.start)
        if item.mistake != mistake or found is None or found.target.state != 'file':
            continue
        if found.placeholder.kind in CODE_KINDS:
            function = node.template.workspace.function(found.target.path)
            if found.placeholder.kind != node.language or function is None or uses[found.target.path] > 1:
                continue
            if item.stem and (function.name.stem not in read or item.stem in read):
                continue
        first = node.template.document.offset_in_string(node.field.path, item.edit.start)
        last = node.template.document.offset_in_string(node.field.path, item.edit.end)
        yield _json_edit(node.template, first, last, item.edit.text)


def _in_strings(template: Template, mistake: Mistake) -> Edits:
    for found in _wrong_texts(template, mistake):
        placeholder = found.reference.placeholder
        path = template.likely(placeholder.kind, placeholder.path)
        # the path is followed by whitespace and the closing braces only
        end = template.document.offset_in_string(found.path, placeholder.end)
        start = template.document.offset_in_string(found.path, placeholder.start)
        written = template.document.text[start:end]
        if path.is_only and placeholder.path in written:
            start += written.rindex(placeholder.path)
            yield _json_edit(template, start, start + len(placeholder.path), path.path)


def _wrong_texts(template: Template, mistake: Mistake) -> Iterator[TextReference]:
    for found in template.text_references:
        if found.reference.target.state == mistake and found.reference.placeholder.kind not in CODE_KINDS:
            yield found


def _wrong_paths(node: CodeNode) -> Iterator[_Correction]:
    for reference in node.references:
        placeholder, state = reference.placeholder, reference.target.state
        path = node.template.likely(placeholder.kind, placeholder.path) if state != 'file' else Likely('')
        if state != 'file' and path.is_only:
            start = node.code.rindex(placeholder.path, placeholder.start, placeholder.end)
            edit = TextEdit(start, start + len(placeholder.path), path.path)
            yield _Correction(state, placeholder.start, edit, _other_stem(placeholder.path, path.path))


def _near_misses(node: CodeNode) -> Iterator[_Correction]:
    for miss in node.near_misses:
        if not miss.path or miss.kind in DEPLOY_KINDS:
            continue
        if node.code[miss.start : miss.end].rpartition(miss.path)[2].strip(' \t}'):
            continue  # code behind it
        target = node.template.reference(miss, well_placed=True).target
        path = node.template.likely(miss.kind, miss.path)
        if target.state == 'file' or path.is_only:
            edit = TextEdit(miss.start, miss.end, meant(node, miss))
            yield _Correction('malformed', miss.start, edit, _other_stem(miss.path, path.path))


def _other_stem(written: str, meant: str) -> str:
    stem, other = (path.rpartition('/')[2].partition('.')[0] for path in (written, meant))
    return stem if stem != other else ''


def _json_edit(template: Template, start: int, end: int, text: str) -> TextEdit:
    """Return an edit of a part of a JSON string, with escapes if the part has some."""
    escaped = '\\u' in template.document.text[start:end]
    return TextEdit(start, end, json.dumps(text, ensure_ascii=escaped)[1:-1])
