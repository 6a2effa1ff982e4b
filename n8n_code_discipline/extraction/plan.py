"""Plan the extraction of a body, as data: the function's parameters, the edits of its text, the glue's arguments."""

from __future__ import annotations

import re
import sys
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Literal, NamedTuple

from n8n_code_discipline.edits import TextEdit
from n8n_code_discipline.extraction import forms, naming, reads
from n8n_code_discipline.extraction.body import Body
from n8n_code_discipline.extraction.chains import Call, Wrapping, unwrapped
from n8n_code_discipline.extraction.reads import ChainRead, Key
from n8n_code_discipline.n8n import javascript_names
from n8n_code_discipline.syntax import javascript
from n8n_code_discipline.syntax.javascript import nodes
from n8n_code_discipline.syntax.names import Read

# Plain data or items, static data of the workflow, a function that reads later, an object of n8n's own
Kind = Literal['value', 'static', 'function', 'object']

GRADES: dict[Kind, str] = {'value': 'A', 'static': 'B', 'function': 'C', 'object': 'D'}
NO_PARAMETER = 'E'
_INPUT_ROOTS = frozenset({'$input', '$json', '$binary', 'items', 'item'})
_HOSTS = ('item', 'items')
_INPUT_NAMES = frozenset({'items', 'item', 'helpers'})
_OTHER_NOUNS = {'items': 'inputItems', 'item': 'inputItem', 'input': 'inputData'}
_GLOBAL_OBJECTS = frozenset({'globalThis', 'global', 'window', 'self', 'this'})


class RefusedError(Exception):
    """A node is not extracted; the message follows "not extracted: "."""


class Parameter(NamedTuple):
    """A parameter of the function and the expression that the glue passes for it."""

    name: str
    argument: str
    kind: Kind


class Plan(NamedTuple):
    """The extraction of a body.

    ``edits`` turn its ``code`` into that of the function's block, indentation apart; the lines of ``protected``
    characters stay as they are. ``lifted`` are the characters, with their comments, of functions that move beside it,
    ``helpers`` their names. ``names`` are the identifiers that the function's own name must not be. ``unknown`` are the
    names that it reads and that are not declared.
    """

    code: str
    protected: tuple[tuple[int, int], ...]
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


def make(body: Body, mode: str, nodes_of_workflow: Collection[str], *, item_is_json: bool = False) -> Plan:
    """Return what becomes of a body. Raises RefusedError for one whose behaviour could change.

    ``nodes_of_workflow`` are the names of all nodes; ``item_is_json``: the body is that of a Function Item node.
    """
    found = reads.find(body, mode, item_is_json=item_is_json)
    _refuse(body, {read.form.root for read in found})
    lifted = _lifted(body)
    chosen = _Parameters(body, mode, nodes_of_workflow, found)
    for source in _merged(body, mode, found):
        chosen.add(source)
    moved = [_with_comments(body, index) for index in lifted.values()]
    removed = sorted([*chosen.removed, *moved])
    wrapping, peeled = ('item', []) if item_is_json else _peeled(body, mode)
    edits = [edit for edit in chosen.edits if not _is_within(edit, removed)]
    edits += [TextEdit(start, end, '') for start, end in removed]
    parameters = tuple(parameter for _, parameter in sorted(chosen.parameters, key=_order))
    known = javascript_names.KNOWN
    return Plan(
        body.code,
        tuple(body.protected),
        parameters,
        tuple(sorted([*edits, *peeled])),
        tuple(moved),
        tuple(lifted),
        body.is_async,
        wrapping,
        frozenset(body.words) | {parameter.name for parameter in parameters},
        frozenset(read.name for read in body.script.names.reads if not read.declared and read.name not in known),
    )


def _is_within(edit: TextEdit, removed: Sequence[tuple[int, int]]) -> bool:
    index = bisect_right(removed, (edit.start, sys.maxsize)) - 1
    return index >= 0 and edit.end <= removed[index][1]


# -- what is refused ----------------------------------------------------------------------------------------------


def _refuse(body: Body, roots: Collection[str]) -> None:
    """Raise RefusedError for a body whose reads begin with the ``roots`` if it cannot be moved into a function."""
    names, words = body.script.names, body.words
    assert body.script.tree is not None
    own = {'arguments'} & words.keys() or {'new.target' for place in body.places if place.kind == 'meta_property'}
    module = {'module', 'exports'} & ({read.name for read in names.reads if not read.declared} | names.assigned)
    assigned = names.assigned.intersection(roots)
    hidden = sorted(words.keys() & _GLOBAL_OBJECTS)
    for is_refused, reason in (
        (names.opaque, 'eval or with: the names that it reads cannot be followed'),
        (own, f"uses '{min(own, default='')}', which may be that of the function that n8n wraps around the code"),
        (
            nodes.is_strict(body.script.tree.root_node),
            "'use strict' applies to the whole code, and would not apply to the glue",
        ),
        (
            any(_returns_nothing(body, index) for index in body.returns),
            'a return is followed by a line end, and so returns nothing: join the lines',
        ),
        (module, f"uses '{max(module, default='')}', which the export of a function file changes"),
        # a parameter does not follow a global of its name that is reached by another one
        (
            assigned and hidden,
            f"assigns '{min(assigned, default='')}' and also reads '{hidden and hidden[0]}', where it may be read",
        ),
    ):
        if is_refused:
            raise RefusedError(reason)


def _returns_nothing(body: Body, index: int) -> bool:
    """Return whether a line ends between `return` and its value: the grammar reads on, ECMAScript does not."""
    value = nodes.only_child(body.places[index].node)
    if value is None:
        return False
    between = body.code[body.start(index) : body.script.offsets[value.start_byte]]
    return any(end in between for end in '\n\r\u2028\u2029')


# -- which values are passed --------------------------------------------------------------------------------------


def _merged(body: Body, mode: str, found: Iterable[ChainRead]) -> list[_Source]:
    """Bring the reads of one value together, and those of its parts where the whole is read too: `items[0].json`.

    A part is read where the body reads it, so it makes no difference what the body puts into the whole before.
    """
    by_key: dict[Key, list[ChainRead]] = {}
    for read in found:
        by_key.setdefault(_key(read, body, mode), []).append(read)
    sources: dict[Key, _Source] = {}
    for key, group in by_key.items():
        parts = (key[:length] for length in range(1, len(key)))
        whole = next((part for part in parts if part in by_key and by_key[part][0].form.shape in _HOSTS), key)
        suffix = ''.join(f'[{step}]' if isinstance(step, int) else f'.{step}' for step in key[len(whole) :])
        source = sources.setdefault(whole, _Source(by_key[whole][0], []))
        source.places.extend((read, suffix) for read in group)
    return list(sources.values())


def _key(read: ChainRead, body: Body, mode: str) -> Key:
    """Return the key of a read, the same for all names of the first item and of its `json`."""
    everything: Key = ('$input', 'all', Call(()))
    root, *steps = read.key
    if mode == forms.ALL_ITEMS and read.key[:3] == ('$input', 'first', Call(())):
        return (*everything, 0, *steps[2:])
    # `$json` is the input's own `json` unless the code puts another one there
    if (
        root != '$json'
        or root in body.script.names.assigned
        or min(body.changes['lists'], body.changes['parts']) < sys.maxsize
    ):
        return read.key
    return (*everything, 0, 'json') if mode == forms.ALL_ITEMS else ('$input', 'item', 'json')


class _Parameters:
    """The parameters of a function as they are chosen, one source after the other."""

    def __init__(self, body: Body, mode: str, nodes_of_workflow: Collection[str], found: Sequence[ChainRead]) -> None:
        self.body = body
        self.mode = mode
        self.nodes_of_workflow = nodes_of_workflow
        self.parameters: list[tuple[ChainRead, Parameter]] = []
        self.edits: list[TextEdit] = []
        self.removed: list[tuple[int, int]] = []
        self.reads: dict[str, list[Read]] = {}
        for read in body.script.names.reads:
            self.reads.setdefault(read.name, []).append(read)
        # before the code has an item or a list, it cannot change what n8n holds
        held = (body.earliest(read.top) for read in found if read.form.shape in ('item', 'items', 'object'))
        self.first_held = min(held, default=sys.maxsize)
        # what was done until a failure stays done: no read that may fail is moved before that
        effects = [read.top for read in found if read.form.shape == 'static' or read.form.noun == 'helpers']
        others = (*self.reads.get('fetch', ()), *self.reads.get('require', ()))
        effects += [body.at[read.start] for read in others if not read.declared]
        self.first_effect = min(map(body.earliest, effects), default=sys.maxsize)

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
        """Return whether a value can be read at the start of the body, or has to be read where the body does."""
        read, body, changes = source.read, self.body, self.body.changes
        places = [place for place, _ in source.places]
        change = min(
            changes['lists'],
            0 if 'last' in read.key and 'push' in body.code else sys.maxsize,  # the list gets another last item
            changes['parts'] if read.form.shape == 'json' else sys.maxsize,
        )
        is_changed = max(change, self.first_held) < sys.maxsize and not read.form.fixed
        if is_changed and not all(
            body.places[place.top].certain and (place.end <= change or place.start <= self.first_held)
            for place in places
        ):
            return 'function'
        if not self._is_total(read) and not any(
            place.end <= self.first_effect and body.is_certain(place.top) for place in places
        ):
            return 'function'
        return read.form.shape if read.form.shape in ('static', 'object') else 'value'

    def _is_total(self, read: ChainRead) -> bool:
        """Return whether a read never fails."""
        if read.form.root == '$' and read.form.links:
            call = read.key[1]
            return bool(read.form.total) and isinstance(call, Call) and call.arguments[0] in self.nodes_of_workflow
        return read.form.root in self.body.script.names.assigned or read.form.total in ('both', self.mode)

    def _bound(self, source: _Source) -> str:
        """Return the name that the body gives a value at its top, `const X = …`, and remove that line; '' for none."""
        body = self.body
        for place, suffix in source.places:
            declarator = body.parent(place.top)
            statement = declarator.parent
            if (
                not suffix
                and declarator.kind == 'variable_declarator'
                and body.places[statement].parent == 0
                and body.is_field(place.top, 'value')
            ):
                name = nodes.name_of(declarator.node)
                if self._can_be_parameter(name, statement):
                    self.removed.append(_whole_lines(body, body.start(statement), body.end(statement)))
                    return name
        return ''

    def _can_be_parameter(self, name: str, statement: int) -> bool:
        """Return whether a variable, declared at the top, may be a parameter: it means the same wherever it stands."""
        body = self.body
        start = body.start(statement)
        words = body.words.get(name, [])  # none for a pattern
        known_reads = [read for read in self.reads.get(name, ()) if read.declared]
        functions = {read.function for read in known_reads} - {''}
        return (
            len(nodes.children(body.places[statement].node)) == 1
            and name not in naming.RESERVED
            and all(name != parameter.name for _, parameter in self.parameters)
            # it is declared once, before it is read, and never assigned
            and len(words) == 1 + len(known_reads)
            and start < body.start(words[0])
            and not any(read.start < start for function in functions for read in self.reads.get(function, ()))
            and not body.script.is_continued_after(start)
        )

    def _new_name(self, read: ChainRead, kind: Kind) -> str:
        noun = read.form.noun.lstrip('$') or naming.parameter(_literal_of(read))
        taken = {parameter.name for _, parameter in self.parameters}.union(
            self.body.words, javascript_names.KNOWN - _INPUT_NAMES, naming.RESERVED
        )
        own = self.reads.get(read.form.root, ())
        if len(own) == len(self.body.words.get(read.form.root, ())) and not any(found.declared for found in own):
            taken -= {read.form.root} & _INPUT_NAMES  # its reads become the parameter's
        if kind == 'function':
            noun = f'get{noun[0].upper()}{noun[1:]}'
        return naming.free(_OTHER_NOUNS.get(noun, noun) if noun in taken else noun, taken)


def _literal_of(read: ChainRead) -> str:
    """Return the words that name a value without a noun in the table: the other node's name, the last property."""
    parts = (step.arguments if isinstance(step, Call) else (step,) for step in read.key[1:])
    texts = [text for part in parts for text in part if isinstance(text, str) and text not in ('json', 'binary')]
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
    functions = _functions(body)
    alone = javascript.parse('\n'.join(map(body.text, functions.values())))
    if alone.problems:
        return {}
    free = {read.name for read in alone.names.reads if not read.declared}
    others = body.script.names.bound - functions.keys()
    needed: Collection[str] = alone.names.assigned | (free - javascript_names.LANGUAGE) | (free & others)
    while needed:
        needed = _users(body, functions, needed)
        for name in needed:
            del functions[name]
    return functions


def _functions(body: Body) -> dict[str, int]:
    """Return the functions that the body declares once at its top, never assigns, and parses without."""
    names = body.script.names
    found = {
        nodes.name_of(body.places[index].node): index
        for index in body.statements()
        if body.places[index].kind in nodes.FUNCTION_DECLARATIONS
    }
    reads = Counter(read.name for read in names.reads if read.declared)
    reserved = javascript_names.KNOWN | naming.RESERVED | {read.function for read in names.this}
    return {
        name: index
        for name, index in found.items()
        if name not in reserved
        and len(body.words.get(name, ())) == 1 + reads[name]
        and not body.script.is_continued_after(body.start(index))
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
    siblings, offsets = body.script.top_level, body.script.offsets
    position = bisect_left(siblings, body.places[index].node.start_byte, key=lambda sibling: sibling.start_byte)
    while position > 0 and siblings[position - 1].type == 'comment':
        position -= 1
        first, last = _whole_lines(body, offsets[siblings[position].start_byte], offsets[siblings[position].end_byte])
        if last != start:
            break
        start = first
    return start, end


# -- the wrapping of the result -----------------------------------------------------------------------------------


def _peeled(body: Body, mode: str) -> tuple[Wrapping, list[TextEdit]]:
    """Return the wrapping that all `return` statements of a body share, and the edits that remove it."""
    last = list(body.statements())[-1:]
    # an async function would wait for a promise that is its whole result
    if body.is_async or not body.returns or body.places[last[0]].kind != 'return_statement':
        return '', []
    wrappings: set[Wrapping] = set()
    edits: list[TextEdit] = []
    offsets = body.script.offsets
    for index in body.returns:
        value = nodes.only_child(body.places[index].node)
        wrapping, inner = unwrapped(value)
        wrappings.add(wrapping)
        if value is None or inner is None or wrappings not in ({'object'}, {'list'}):
            return '', []
        start, end = offsets[value.start_byte], offsets[value.end_byte]
        inside, after = offsets[inner.start_byte], offsets[inner.end_byte]
        removed = body.code[start:inside] + body.code[after:end]
        if '//' in removed or '/*' in removed:
            return '', []
        edits += [TextEdit(start, inside, ''), TextEdit(after, end, '')]
        edits += _dedented(body, start, inside, after)
    (wrapping,) = wrappings
    return (wrapping, edits) if wrapping == 'object' or mode == forms.ALL_ITEMS else ('', [])


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
