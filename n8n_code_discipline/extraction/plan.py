"""Plan the extraction of a body, as data: the function's parameters, the edits of its text, the glue's arguments."""

from __future__ import annotations

import re
import sys
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Literal, NamedTuple

from tree_sitter import Node

from n8n_code_discipline.edits import TextEdit
from n8n_code_discipline.extraction import forms, naming, reads
from n8n_code_discipline.extraction.body import Body, Change, statements
from n8n_code_discipline.extraction.forms import Mode
from n8n_code_discipline.extraction.reads import ChainRead, Key
from n8n_code_discipline.n8n import javascript_names
from n8n_code_discipline.syntax import javascript
from n8n_code_discipline.syntax.javascript import nodes
from n8n_code_discipline.syntax.names import Read

# Plain data or items, static data of the workflow, a function that reads later, an object of n8n's own
Kind = Literal['value', 'static', 'function', 'object']
# What the glue puts around the function's result: nothing, `[{ json: … }]`, `{ json: … }`, `{ json: …, binary: … }`
Wrapping = Literal['', 'list', 'object', 'item']

GRADES: dict[Kind, str] = {'value': 'A', 'static': 'B', 'function': 'C', 'object': 'D'}
NO_PARAMETER = 'E'
_BINDING = frozenset({'lexical_declaration', 'variable_declaration'})
# Where a line end does not part a statement from an expression before it (ECMA-262, 12.10)
_CONTINUATIONS = frozenset('([`+-/*.,?')
_INPUT_ROOTS = frozenset({'$input', '$json', '$binary', 'items', 'item'})
_INPUT_NAMES = frozenset({'items', 'item', 'helpers'})
_OTHER_NOUNS = {'items': ('inputItems',), 'item': ('inputItem',), 'input': ('inputData',)}
# What leads to something that outlives a run that fails, besides static data and helpers of n8n
_EFFECT = r"""fetch|require\(['"](?:node:)?(?:fs|http|https|http2|net|tls|dgram|child_process|axios)\b.*"""
_GLOBAL_OBJECTS = frozenset({'globalThis', 'global', 'window', 'self'})


class RefusedError(Exception):
    """A node is not extracted; the message follows "not extracted: "."""


class Parameter(NamedTuple):
    """A parameter of the function and the expression that the glue passes for it."""

    name: str
    argument: str
    kind: Kind


class Plan(NamedTuple):
    """The extraction of a body.

    ``edits`` turn its text into that of the function's block, indentation apart; ``lifted`` are the characters, with
    their comments, of functions that move beside it, ``helpers`` their names. ``names`` are the identifiers that the
    function's own name must not be. ``unknown`` are the names that it reads and that are not declared.
    """

    parameters: tuple[Parameter, ...]
    edits: tuple[TextEdit, ...]
    lifted: tuple[tuple[int, int], ...]
    helpers: tuple[str, ...]
    is_async: bool
    wrapping: Wrapping
    names: frozenset[str]
    unknown: frozenset[str]

    @property
    def grade(self) -> str:
        """A to E, the worst of its parameters: see docs/extracting.md."""
        return max((GRADES[parameter.kind] for parameter in self.parameters), default=NO_PARAMETER)


class _Source(NamedTuple):
    """One value that the glue passes: how it is read, and every place of the body that stands for it.

    A place is a read and what follows the parameter's name there, such as ``[0].json``.
    """

    read: ChainRead
    places: list[tuple[ChainRead, str]]


def make(body: Body, mode: Mode, nodes_of_workflow: Collection[str], *, item_is_json: bool = False) -> Plan:
    """Return what becomes of a body. Raises RefusedError for one whose behaviour could change.

    ``nodes_of_workflow`` are the names of all nodes; ``item_is_json``: the body is that of a Function Item node.
    """
    _refuse(body)
    found = reads.find(body, mode, item_is_json=item_is_json)
    _refuse_hidden_names(body, found)
    sources = _merged(body, mode, found)
    lifted = _lifted(body)
    chosen = _Parameters(body, mode, nodes_of_workflow, found)
    for source in sources:
        chosen.add(source)
    moved = [_with_comments(body, index) for index in lifted.values()]
    removed = sorted([*chosen.removed, *moved])
    wrapping, peeled = ('item', []) if item_is_json else _peeled(body, mode)
    edits = [edit for edit in chosen.edits if not _is_within(edit, removed)]
    edits += [TextEdit(start, end, '') for start, end in removed]
    known = javascript_names.KNOWN
    return Plan(
        tuple(parameter for _, parameter in sorted(chosen.parameters, key=_order)),
        tuple(sorted([*edits, *peeled])),
        tuple(moved),
        tuple(lifted),
        body.is_async,
        wrapping,
        frozenset(body.words) | {parameter.name for _, parameter in chosen.parameters},
        frozenset(read.name for read in body.script.names.reads if not read.declared and read.name not in known),
    )


def _is_within(edit: TextEdit, removed: Sequence[tuple[int, int]]) -> bool:
    index = bisect_right(removed, (edit.start, sys.maxsize)) - 1
    return index >= 0 and edit.end <= removed[index][1]


# -- what is refused ----------------------------------------------------------------------------------------------


def _refuse(body: Body) -> None:
    names = body.script.names
    if names.opaque:
        raise RefusedError('eval or with: the names that it reads cannot be followed')
    if body.wrapper_names:
        raise RefusedError(f"reads '{body.wrapper_names[0]}' of the function that n8n wraps around the code")
    assert body.script.tree is not None
    if nodes.is_strict(body.script.tree.root_node):
        raise RefusedError("'use strict' applies to the whole code, and would not apply to the glue")
    if any(_returns_nothing(body, index) for index in body.returns):
        raise RefusedError('a return is followed by a line end, and so returns nothing: join the lines')
    module = next((read.name for read in names.reads if read.name in ('module', 'exports') and not read.declared), '')
    if module or not names.assigned.isdisjoint(('module', 'exports')):
        raise RefusedError(f"uses '{module or 'exports'}', which the export of a function file changes")


def _returns_nothing(body: Body, index: int) -> bool:
    """Return whether a line ends between `return` and its value: the grammar reads on, ECMAScript does not."""
    value = nodes.only_child(body.places[index].node)
    if value is None:
        return False
    between = body.code[body.start(index) : body.script.offsets[value.start_byte]]
    return any(end in between for end in '\n\r\u2028\u2029')


def _refuse_hidden_names(body: Body, found: Iterable[ChainRead]) -> None:
    """Refuse to give a parameter the name of a global that the body assigns, where it can be read by another name."""
    assigned = {read.form.root for read in found} & body.script.names.assigned
    other = [name for name in _GLOBAL_OBJECTS if name in body.words]
    if assigned and (other or body.bare_this):
        raise RefusedError(
            f"assigns '{min(assigned)}' and also reads '{min(other, default='this')}', where it may be read"
        )


# -- which values are passed --------------------------------------------------------------------------------------


def _merged(body: Body, mode: Mode, found: Iterable[ChainRead]) -> list[_Source]:
    """Bring the reads of one value together, and those of its parts where both are read: `items[0].json`."""
    by_key: dict[Key, list[ChainRead]] = {}
    for read in found:
        by_key.setdefault(read.key, []).append(read)
    hosts = _hosts(by_key, mode, body.script.names.assigned, may_change=body.first_change('lists', 'parts') is not None)
    sources: dict[Key, _Source] = {}
    for key, group in by_key.items():
        host, suffix = hosts.get(key, (key, ''))
        if host not in sources:
            sources[host] = _Source(_host_read(host, by_key), [])
        sources[host].places.extend((read, suffix) for read in group)
    return list(sources.values())


def _host_read(host: Key, by_key: dict[Key, list[ChainRead]]) -> ChainRead:
    """Return the read of a whole value, made from that of a part where the body never reads the whole."""
    if host in by_key:
        return by_key[host][0]
    part = next(group[0] for key, group in by_key.items() if key[: len(host)] == host)
    form = forms.longest(part.form.root, part.form.links[: len(host) - 1])
    assert form is not None
    return part._replace(form=form, key=host, text=part.text.removesuffix(part.form.links[-1]))


def _hosts(
    by_key: Collection[Key], mode: Mode, assigned: Collection[str], *, may_change: bool
) -> dict[Key, tuple[Key, str]]:
    """Return the reads that are parts of another one: its key, and what follows its parameter in their place.

    The part is read where the body reads it, so it makes no difference what the body puts into the whole before.
    """
    everything, first = ('$input', '[all]', '()'), ('$input', '[first]', '()')
    own_json = (*(first if mode == forms.ALL_ITEMS else ('$input', '[item]')), '[json]')
    parts: dict[Key, tuple[Key, str]] = {}
    for key in by_key:
        # `$json` is the input's own `json` unless the code puts another one there
        place = own_json if key == ('$json',) and not may_change else key
        item, end = (place[:-1], f'.{place[-1][1:-1]}') if place[-1] in ('[json]', '[binary]') else (place, '')
        if key[0] not in assigned and _is_item(item):
            parts[key] = item, end
    ends = Counter(item for item, _ in set(parts.values()))
    hosts: dict[Key, tuple[Key, str]] = {}
    for key, (item, end) in parts.items():
        if everything in by_key and item == first:
            hosts[key] = everything, f'[0]{end}'
        elif ends[item] > 1:
            hosts[key] = item, end
        elif key == ('$json',) and own_json in by_key:
            hosts[key] = own_json, ''
    return hosts


def _is_item(key: Key) -> bool:
    """Return whether a key is that of an item: `item`, `$input.first()`, `$('X').item`."""
    if key == ('item',):
        return True
    return key[0] in ('$input', '$') and (key[-1] == '[item]' or key[-2:-1] in (('[first]',), ('[last]',)))


class _Parameters:
    """The parameters of a function as they are chosen, one source after the other."""

    def __init__(
        self,
        body: Body,
        mode: Mode,
        nodes_of_workflow: Collection[str],
        found: Iterable[ChainRead],
    ) -> None:
        self.body = body
        self.mode = mode
        self.nodes_of_workflow = nodes_of_workflow
        self.evaluation = reads.Evaluation(body, mode)
        self.parameters: list[tuple[ChainRead, Parameter]] = []
        self.edits: list[TextEdit] = []
        self.removed: list[tuple[int, int]] = []
        self.taken = set(body.words) | javascript_names.KNOWN | naming.RESERVED
        self.reads: dict[str, list[Read]] = {}
        for read in body.script.names.reads:
            self.reads.setdefault(read.name, []).append(read)
        # so the body could put something else into one
        self.gets_items = any(read.form.shape in ('item', 'items', 'object') for read in found)
        # what was done until a failure stays done: no read that may fail is moved before that
        effects = [read.top for read in found if read.form.shape == 'static' or read.form.noun == 'helpers']
        for read in (*self.reads.get('fetch', ()), *self.reads.get('require', ())):
            index = body.at[read.start]
            shown = 'fetch' if read.name == 'fetch' else nodes.text(body.parent(index).node)
            effects += [index] * (not read.declared and re.match(_EFFECT, shown) is not None)
        self.first_effect = min(map(body.earliest, effects), default=len(body.code))

    def add(self, source: _Source) -> None:
        """Choose how a value is passed, name its parameter and put that in the place of its reads."""
        read = source.read
        kind = self._kind(source)
        if read.form.root in self.body.script.names.assigned or (
            kind == 'object' and not read.form.links and read.form.noun == read.form.root
        ):
            name = read.form.root
        else:
            name = self._bound(source) if kind != 'function' else ''
            name = name or self._new_name(read, kind)
        argument = f'() => {read.text}' if kind == 'function' else read.text
        self.parameters.append((read, Parameter(name, argument, kind)))
        call = '()' if kind == 'function' else ''
        for place, suffix in source.places:
            text = name + call + suffix
            if place.shorthand and text != place.form.root:
                text = f'{place.form.root}: {text}'
            self.edits.append(TextEdit(place.start, place.end, text))

    def _kind(self, source: _Source) -> Kind:
        read = source.read
        if not self._is_stable(source):
            return 'function'
        if not self._is_total(read) and not any(
            place.end <= self.first_effect and self.evaluation.is_certain(place.top) for place, _ in source.places
        ):
            return 'function'
        shape = read.form.shape
        return shape if shape == 'static' or shape == 'object' else 'value'

    def _is_total(self, read: ChainRead) -> bool:
        if read.form.root == '$' and len(read.key) > 1:
            return bool(read.form.total) and read.key[1][1:-1] in self.nodes_of_workflow
        if read.form.root in self.body.script.names.assigned:
            return True
        return read.form.total in ('both', self.mode)

    def _is_stable(self, source: _Source) -> bool:
        """Return whether the value at the start of the body is the value at every place that reads it."""
        of: list[Change] = ['lists']
        if source.read.form.shape == 'json' and source.read.key[-1] in ('[json]', '[binary]'):
            of.append('parts')
        if '[last]' in source.read.key:
            of.append('ends')
        change = self.body.first_change(*of)
        if source.read.form.fixed or change is None or not self.gets_items:
            return True
        return all(place.end <= change and not self.body.is_in_loop(place.top) for place, _ in source.places)

    def _bound(self, source: _Source) -> str:
        """Return the name that the body gives a value at its top, `const X = …`, and remove that line; '' for none."""
        body = self.body
        for place, suffix in source.places:
            declarator = body.places[place.top].parent
            if suffix or declarator <= 0 or body.places[declarator].kind != 'variable_declarator':
                continue
            statement = body.places[declarator].parent
            if body.places[statement].parent != 0 or body.places[statement].kind not in _BINDING:
                continue
            name = body.places[declarator].node.child_by_field_name('name')
            if name is None or name.type != 'identifier' or not body.is_field(place.top, 'value'):
                continue
            if self._can_be_parameter(nodes.text(name), statement):
                self.removed.append(_whole_lines(body, body.start(statement), body.end(statement)))
                return nodes.text(name)
        return ''

    def _can_be_parameter(self, name: str, statement: int) -> bool:
        """Return whether a variable, declared at the top, may be a parameter: it means the same wherever it stands."""
        body = self.body
        start = body.start(statement)
        words = body.words[name]
        known_reads = [read for read in self.reads.get(name, ()) if read.declared]
        functions = {read.function for read in known_reads} - {''}
        return (
            len(nodes.children(body.places[statement].node)) == 1
            and '\\' not in name
            and name not in naming.RESERVED
            and all(name != parameter.name for _, parameter in self.parameters)
            and start < body.start(words[0])
            and not any(read.start < start for function in functions for read in self.reads.get(function, ()))
            # it is declared once, and never assigned
            and len(words) == 1 + len(known_reads)
            and _can_go(body, statement)
        )

    def _new_name(self, read: ChainRead, kind: Kind) -> str:
        root = read.form.root
        noun = read.form.noun.lstrip('$') or naming.parameter(_literal_of(read))
        names = [f'get{noun[0].upper()}{noun[1:]}'] if kind == 'function' else [noun, *_OTHER_NOUNS.get(noun, ())]
        taken = {parameter.name for _, parameter in self.parameters} | (self.taken - _INPUT_NAMES)
        for name in _INPUT_NAMES.intersection(self.body.words):
            # its reads become the parameter's
            is_own = name == root and len(self.body.words[name]) == len(self.reads.get(name, ()))
            if not is_own or any(found.declared for found in self.reads[name]):
                taken.add(name)
        return naming.free(next((name for name in names if name not in taken), names[0]), taken)


def _literal_of(read: ChainRead) -> str:
    """Return the words that name a value without a noun in the table: the other node's name, the last property."""
    texts = [part[1:-1].partition(',')[0] for part in read.key[1:] if part not in ('()', '[json]', '[binary]')]
    if read.form.root == '$item':
        return texts[-1]
    return texts[0] if texts and read.form.root in ('$', '$node', '$items') else (texts or [read.form.root])[-1]


def _order(found: tuple[ChainRead, Parameter]) -> tuple[int, int]:
    """Sort the input first, then other nodes and values, then static data and objects."""
    read, parameter = found
    late = {'static': 2, 'object': 3}.get(parameter.kind, 1)
    is_input = read.form.root in _INPUT_ROOTS and parameter.kind == 'value'
    return 0 if is_input else late, read.start


# -- functions that move beside the main one ----------------------------------------------------------------------


def _lifted(body: Body) -> dict[str, int]:
    """Return the indexes, by name, of the functions that need nothing of the body but one another."""
    names = body.script.names
    candidates = _candidates(body)
    together = javascript.parse('\n'.join(body.text(index) for index in candidates.values()))
    if together.problems:
        return {}
    needed_by: dict[str, set[str]] = {}
    for read in together.names.reads:
        if read.declared or read.name not in javascript_names.LANGUAGE:
            needed_by.setdefault(read.name, set()).add(read.function)
    declared = {declaration.name for declaration in names.declarations}
    hidden = {read.name for read in together.names.reads if not read.declared} & (declared | names.assigned)
    unfit = _users(body, candidates, together.names.assigned | hidden)
    unfit.update(*(users for name, users in needed_by.items() if name not in candidates))
    pending = list(unfit)
    while pending:
        more = needed_by.get(pending.pop(), set()) - unfit
        unfit |= more
        pending += more
    return {name: index for name, index in candidates.items() if name not in unfit}


def _candidates(body: Body) -> dict[str, int]:
    """Return the functions that the body declares once at its top, never assigns, and parses without."""
    names = body.script.names
    found: dict[str, int] = {}
    for index in statements(body):
        if body.places[index].kind in nodes.FUNCTION_DECLARATIONS:
            name = nodes.name_of(body.places[index].node)
            found[name] = -1 if name in found else index
    reads = Counter(read.name for read in names.reads if read.declared)
    reserved = javascript_names.KNOWN | naming.RESERVED | {read.function for read in names.this}
    return {
        name: index
        for name, index in found.items()
        if index >= 0
        and '\\' not in name
        and name not in reserved
        and len(body.words[name]) == 1 + reads[name]
        and _can_go(body, index)
    }


def _users(body: Body, functions: dict[str, int], names: Iterable[str]) -> set[str]:
    """Return the functions whose text contains one of some names."""
    spans = sorted((body.start(index), body.end(index), name) for name, index in functions.items())
    found = set()
    for index in (index for name in names for index in body.words.get(name, ())):
        start = body.start(index)
        first, end, user = spans[bisect_right(spans, (start + 1,)) - 1] if spans else (0, 0, '')
        if first <= start < end:
            found.add(user)
    return found


def _can_go(body: Body, index: int) -> bool:
    """Return whether the statements around one stay apart without it."""
    siblings = body.script.top_level
    position = _position(body, index) + 1
    while position < len(siblings) and siblings[position].type in nodes.NO_STATEMENTS:
        position += 1
    # whatever stands before, and however much of that goes too
    return (
        position == len(siblings) or body.code[body.script.offsets[siblings[position].start_byte]] not in _CONTINUATIONS
    )


def _position(body: Body, index: int) -> int:
    start = body.places[index].node.start_byte
    return bisect_left(body.script.top_level, start, key=lambda sibling: sibling.start_byte)


def _whole_lines(body: Body, start: int, end: int) -> tuple[int, int]:
    """Return the characters of a statement, or of its line if it is alone there."""
    code = body.code
    line = code.rfind('\n', 0, start) + 1
    newline = code.find('\n', end)
    rest = len(code) if newline < 0 else newline + 1
    if not code[line:start].strip(' \t') and not code[end:rest].strip(' \t\r\n'):
        return line, rest
    return start, end


def _with_comments(body: Body, index: int) -> tuple[int, int]:
    """Return the characters of a function declaration with the comments right above it."""
    start, end = _whole_lines(body, body.start(index), body.end(index))
    if end == body.end(index) != len(body.code):
        return start, end
    siblings = body.script.top_level
    position = _position(body, index)
    offsets = body.script.offsets
    while position > 0 and siblings[position - 1].type == 'comment':
        comment = siblings[position - 1]
        first, last = _whole_lines(body, offsets[comment.start_byte], offsets[comment.end_byte])
        if last != start:
            break
        start = first
        position -= 1
    return start, end


# -- the wrapping of the result -----------------------------------------------------------------------------------


def _peeled(body: Body, mode: Mode) -> tuple[Wrapping, list[TextEdit]]:
    """Return the wrapping that all `return` statements of a body share, and the edits that remove it."""
    last = list(statements(body))[-1:]
    if not body.returns or not last or body.places[last[0]].kind != 'return_statement':
        return '', []
    wrapping: Wrapping = ''
    edits: list[TextEdit] = []
    offsets = body.script.offsets
    for index in body.returns:
        value = nodes.only_child(body.places[index].node)
        kind, inner = _unwrapped(value)
        if (
            value is None
            or inner is None
            or (wrapping and kind != wrapping)
            or (kind == 'list' and mode != forms.ALL_ITEMS)
        ):
            return '', []
        if body.is_async and not _is_never_promise(inner):
            return '', []
        wrapping = kind
        start, end = offsets[value.start_byte], offsets[value.end_byte]
        inside, after = offsets[inner.start_byte], offsets[inner.end_byte]
        removed = body.code[start:inside] + body.code[after:end]
        if '//' in removed or '/*' in removed:
            return '', []
        edits += [TextEdit(start, inside, ''), TextEdit(after, end, '')]
        edits += _dedented(body, start, inside, after)
    return wrapping, edits


def _unwrapped(node: Node | None) -> tuple[Wrapping, Node | None]:
    """Return the kind of wrapping of `[{ json: X }]` or `{ json: X }`, and X; None for anything else."""
    bare = nodes.bare(node)
    wrapping: Wrapping = 'object'
    if bare is not None and bare.type == 'array':
        tokens = [child.type for child in bare.children]
        if tokens not in (['[', 'object', ']'], ['[', 'object', ',', ']']):
            return '', None
        wrapping = 'list'
        bare = bare.children[1]
    if bare is None or bare.type != 'object':
        return '', None
    member = nodes.only_child(bare)
    if member is None:
        return '', None
    if member.type == 'shorthand_property_identifier':
        return (wrapping, member) if member.text == b'json' else ('', None)
    if member.type != 'pair' or nodes.property_name(member.child_by_field_name('key')) != b'json':
        return '', None
    return wrapping, member.child_by_field_name('value')


def _is_never_promise(node: Node) -> bool:
    """Return whether an async function returns a value as it is: nothing in it can be a `then` that would be called."""
    if node.type in ('string', 'template_string', 'number', 'array', 'true', 'false', 'null'):
        return True
    if node.type != 'object':
        return False
    for member in nodes.children(node):
        key = member.child_by_field_name('key') or member.child_by_field_name('name')
        name = member.text if member.type == 'shorthand_property_identifier' else nodes.property_name(key)
        if not name or name == b'then' or b'\\' in name or member.type == 'spread_element':
            return False
    return True


def _dedented(body: Body, start: int, inside: int, after: int) -> Iterator[TextEdit]:
    """Move the lines of a value to the left where the wrapping stood on lines of its own."""
    code = body.code
    indent = _indent(code, inside) - _indent(code, start)
    if indent <= 0 or '\n' not in code[start:inside]:
        return
    for spaces in re.compile(r'(?<=\n)[ \t]*').finditer(code, inside, after):
        if not any(first < spaces.start() <= last for first, last in body.protected):
            yield TextEdit(spaces.start(), min(spaces.start() + indent, spaces.end()), '')


def _indent(code: str, offset: int) -> int:
    """Return the number of spaces and tabs at the start of the line of an offset."""
    line = code[code.rfind('\n', 0, offset) + 1 : offset]
    return len(line) - len(line.lstrip(' \t'))
