"""Merge the code of a live export into its template, and nothing else of the export: pure text to text."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from n8n_code_discipline import diffs
from n8n_code_discipline.documents import json_document, workflow
from n8n_code_discipline.documents.code_node import CodeNode, code_nodes
from n8n_code_discipline.documents.json_document import JsonEdit, JsonPath
from n8n_code_discipline.documents.references import label
from n8n_code_discipline.documents.template import Template
from n8n_code_discipline.documents.workflow import Node, Workflow
from n8n_code_discipline.edits import TextEdit, apply, line_end
from n8n_code_discipline.roundtrip import collapse
from n8n_code_discipline.roundtrip.drift import Note, Plan, note
from n8n_code_discipline.syntax import markup
from n8n_code_discipline.text import quoted
from n8n_code_discipline.workspace.files import Source
from n8n_code_discipline.workspace.layout import LANGUAGE_NAMES


class _MergeConflictError(Exception):
    """The code of a node cannot be merged; the message gives the reason."""


def unwrapped(source: Source) -> Source:
    """Return an export whose workflows stand alone: all around them is whitespace, so that lines stay as they are.

    n8n's API and its command line wrap workflows in ``{"data": …}``, ``{"workflow": …}`` and arrays.
    """
    document = json_document.parse(source.text)
    data = document.data
    path: list[str | int] = []
    while not workflow.holds_nodes(data):
        keys: list[str | int] = [0] if isinstance(data, list) and len(data) == 1 else []
        if isinstance(data, dict):
            keys = [key for key in ('data', 'workflow') if isinstance(data.get(key), (dict, list))]
        if not keys:
            return source
        data = data[keys[0]]
        path.append(keys[0])
    span = document.span(tuple(path))
    around = (re.sub(r'[^\r\n]', ' ', text) for text in (source.text[: span.start], source.text[span.end :]))
    return source._replace(text=source.text[span.start : span.end].join(around))


def merge_export(template: Template, export: Template, plan: Plan) -> tuple[str, list[Note], list[Note]]:
    """Match the nodes of an export with those of a template and copy their code.

    Args:
        template: The template that receives the code.
        export: The workflow as n8n exported it.
        plan: The decisions of ``drift.plan`` on the marker blocks of the export.

    Returns:
        The new text of the template, a note for each node that gets new code, and notes for a person: other
        differences, and nodes whose code could not be merged.

    Raises:
        ValueError: It is not clear which workflows belong together.
    """
    ours, live = _workflows(template, export)
    pairs = _match(ours.nodes, live.nodes)
    matched = {node.path for node in pairs.values()}
    remarks = []
    for node in ours.nodes:
        if node.path not in pairs:
            remarks.append(_remark(template, node, 'is not in the export: it was removed in n8n'))
        elif node.name != pairs[node.path].name and not markup.placeholders(node.name):
            remarks.append(_remark(template, node, f'was renamed to {quoted(pairs[node.path].name)} in n8n'))
    added = (node for node in live.nodes if node.path not in matched)
    remarks += (_remark(export, node, f'({node.type}) is not in the template: it was added in n8n') for node in added)
    live_codes = {item.node.path: item for item in code_nodes(export)}
    changed: list[Note] = []
    edits: list[JsonEdit] = []
    for old in code_nodes(template):
        if old.node.path not in pairs:
            continue
        try:
            code = _code(old, live_codes.get(pairs[old.node.path].path), plan)
        except _MergeConflictError as problem:
            remarks.append(_remark(template, old.node, f'keeps its code: {problem}'))
            continue
        if code != old.code:
            name = old.field.name
            diff = diffs.unified(old.code, code, f'{name} of the template', f'{name} of the export')
            changed.append(note(old.finding('gets the code of the export'), template, diff))
            # unchanged lines keep their JSON escapes
            edits += (JsonEdit(old.field.path, *edit) for edit in diffs.edits(old.code, code))
    return template.document.splice(edits), changed, remarks


def _remark(document: Template, node: Node, text: str) -> Note:
    return note(document.finding(f'{label(node)} {text}', node.path, node=node.name), document)


# -- matching workflows and nodes -----------------------------------------------------------------------------------


def _workflows(template: Template, export: Template) -> tuple[Workflow, Workflow]:
    """Return the template's workflow and its counterpart in the export: same id, else same name, else the only one."""
    ours = workflow.workflows(template.document.data)
    live = workflow.workflows(export.document.data)
    if len(ours) != 1:
        raise ValueError(f'the template must contain one workflow, it contains {len(ours)}')
    if not live:
        raise ValueError('the export contains no workflow')
    for key in ('id', 'name'):
        wanted = _value(template, ours[0], key)
        same = [item for item in live if wanted and _value(export, item, key) == wanted]
        if len(same) == 1:
            return ours[0], same[0]
    if len(live) > 1:
        names = ', '.join(repr(_value(export, item, 'name')) for item in live)
        raise ValueError(f"none of the export's workflows has the id or the name of the template's: {names}")
    return ours[0], live[0]


def _value(template: Template, item: Workflow, key: str) -> str:
    data = template.document.data
    return _text(data[item.path[0]] if item.path else data, key)


def _match(ours: Sequence[Node], live: Sequence[Node]) -> dict[JsonPath, Node]:
    """Return the counterpart of each node by its path: the node with the same id, else with the same unique name."""
    pairs: dict[JsonPath, Node] = {}
    for key in ('id', 'name'):
        our_nodes, live_nodes = _by_value(ours, key), _by_value(live, key)
        taken = {node.path for node in pairs.values()}
        for value in our_nodes.keys() & live_nodes.keys():
            node, partner = our_nodes[value], live_nodes[value]
            if node.path not in pairs and partner.path not in taken:
                pairs[node.path] = partner
    return pairs


def _by_value(nodes: Sequence[Node], key: str) -> dict[str, Node]:
    """Return the nodes by their value of a key, if that is unique."""
    values = Counter(_text(node.data, key) for node in nodes)
    return {value: node for node in nodes if (value := _text(node.data, key)) and values[value] == 1}


def _text(data: dict[str, Any], key: str) -> str:
    value = data.get(key)
    return value if isinstance(value, str) else ''


# -- the code of one node -----------------------------------------------------------------------------------------


def _code(node: CodeNode, live: CodeNode | None, plan: Plan) -> str:
    """Return the new code of a template's node. Raises _MergeConflictError."""
    if live is None:
        raise _MergeConflictError('in n8n it is no longer a Code node, or it is a primitive')
    if live.field.name != node.field.name or live.language is None:
        runs = LANGUAGE_NAMES[live.language] if live.language else repr(live.field.spelling)
        raise _MergeConflictError(f'in n8n it runs {runs}: change the language by hand')
    if not live.code.strip() or node.field.code is None:
        raise _MergeConflictError(
            f'{node.field.name} is empty in {"n8n" if node.field.code is not None else "the template"}'
        )
    if node.unsynced:
        command = node.template.settings.command('resync', path=node.template.path)
        raise _MergeConflictError(f'it contains marker blocks: run {command} first')
    collapsing = plan.collapsing(live)
    if live.markers.broken or len(collapsing) != len(live.markers.blocks):
        raise _MergeConflictError('the export has blocks with findings: fix those first')
    spellings: dict[str, str] = {}
    for placeholder in node.placeholders:
        if placeholder.kind in markup.CODE_KINDS:
            spellings.setdefault(placeholder.path, node.code[placeholder.start : placeholder.end])
    code = collapse.collapsed_code(live, collapsing, spellings)
    if line_end(node.code) == '\r\n' and '\r\n' not in code:
        code = code.replace('\n', '\r\n')  # n8n's editor writes LF only
    return _with_placeholders(node, code)


def _with_placeholders(node: CodeNode, code: str) -> str:
    """Restore the placeholders of text files and of the deploy step.

    Raises _MergeConflictError where one of their values would stay in the code.
    """
    lines = apply(code, _text_edits(node, code)).split('\n')
    values: list[str] = []
    for wanted in (line.removesuffix('\r') for line in node.code.split('\n')):
        deployed = [item for item in markup.placeholders(wanted) if item.kind in markup.DEPLOY_KINDS]
        if not deployed:
            continue
        bounds = [0, *(bound for item in deployed for bound in (item.start, item.end)), len(wanted)]
        pieces = [wanted[start:end] for start, end in zip(bounds[::2], bounds[1::2], strict=True)]
        matches = ((index, _values(line.removesuffix('\r'), pieces)) for index, line in enumerate(lines))
        found = [(index, filled) for index, filled in matches if filled is not None]
        if len(found) != 1 or not any(map(str.strip, pieces)):
            raise _MergeConflictError(
                f'{wanted.strip()!r} contains a value that cannot be separated from the code: copy the change by hand'
            )
        ((index, filled),) = found
        lines[index] = wanted + '\r' * lines[index].endswith('\r')
        values += filled
    code = '\n'.join(lines)
    if any(value in code for value in values if value):
        raise _MergeConflictError(
            'the value of one of its placeholders occurs in the code a second time: copy the change by hand'
        )
    return code


def _text_edits(node: CodeNode, code: str) -> Iterator[TextEdit]:
    """Yield the edits that restore the placeholders of text files. Raises _MergeConflictError."""
    texts = Counter(
        (node.code[item.placeholder.start : item.placeholder.end], node.template.workspace.text(item.target.path).text)
        for item in node.references
        if item.placeholder.kind in markup.TEXT_KINDS and item.target.state == 'file'
    )
    for (spelling, text), times in texts.items():
        starts = [match.start() for match in re.finditer(re.escape(text), code)]
        if not text.strip() or len(starts) != times:
            raise _MergeConflictError(f'the text of {spelling} cannot be separated from the code: copy it by hand')
        yield from (TextEdit(start, start + len(text), spelling) for start in starts)


def _values(line: str, pieces: list[str]) -> list[str] | None:
    """Return the texts between the pieces of a line, None if it does not consist of the pieces and such texts."""
    position = len(pieces[0])
    values = []
    for piece in pieces[1:-1]:
        start = line.find(piece, position)
        if start < 0:
            return None
        values.append(line[position:start])
        position = start + len(piece)
    end = len(line) - len(pieces[-1])
    if not line.startswith(pieces[0]) or not line.endswith(pieces[-1]) or end < position:
        return None
    return [*values, line[position:end]]
