"""The text of a paired test with recorded cases, and of the data file beside it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from n8n_code_discipline.extraction import literals, texts
from n8n_code_discipline.extraction.literals import UNDEFINED
from n8n_code_discipline.syntax import javascript

if TYPE_CHECKING:
    from n8n_code_discipline.extraction.cases import Case, Recorded
    from n8n_code_discipline.extraction.run_data import Value

_PROMISES = ('async', 'Promise', '.then')
_LARGE = 4_000  # characters of data that a reviewer still reads within a test
_NOTE = '// Recorded from n8n. A result is compared as n8n stores it: as JSON.\n'


class TestError(Exception):
    """No case can be added to a test; the message follows its path."""


def with_cases(test: str, data: str, found: Recorded, node: str, path: str) -> tuple[str, str, int]:
    """Add the cases of a node to the texts of a test and its data file ('' for files that do not exist).

    What is there stays; ``path`` is that of the test below its workspace. Return both texts, and how many cases are
    new. Raises TestError.
    """
    # the function may return a promise; to wait for another value does no harm
    is_async = any(word in found.function.source.text for word in _PROMISES)
    data_file = f'./{texts.data_path(path).rpartition("/")[2]}'
    stored = _entries(data)
    added: list[str] = []
    for case in found.cases:
        entry = _entry(case)
        number = None
        if sum(map(literals.check, (*entry['input'], entry['expected']))) > _LARGE:
            known = [json.dumps(other, sort_keys=True) for other in stored]  # Python says that True is 1
            wanted = json.dumps(entry, sort_keys=True)
            number = known.index(wanted) if wanted in known else len(known)
        body = _body(case, f'{"await " * is_async}{found.name}', data_file, number)
        if body in _unix(test) or body in ''.join(added):
            continue
        if number == len(stored):
            stored.append(entry)
            data = f'{literals.json_text(stored)}\n'
        title = f'{found.name} returns what node {node!r} returned in {case.origin}'
        added.append(f'test({literals.string(title)}, {"async " * is_async}() => {{\n{body}}});\n')
    if not added:
        return test, data, 0
    kept = texts.without_unwritten(test, found.name)
    module = '../' * path.count('/') + found.function.display_name
    return _appended(kept, ''.join(f'\n{case}' for case in added), found.name, module), data, len(added)


def _unix(text: str) -> str:
    return text.replace('\r\n', '\n')


def _appended(test: str, added: str, function: str, module: str) -> str:
    requires = {
        'test': 'const { test } = require("node:test");\n',
        'assert': 'const assert = require("node:assert/strict");\n',
        function: f'const {{ {function} }} = require({literals.string(module)});\n',
    }
    script = javascript.parse(test)
    if script.problems:
        raise TestError('is no CommonJS that parses')
    head = ''.join(line for name, line in requires.items() if name not in script.names.bound)
    note = '' if _NOTE in _unix(test) else f'\n{_NOTE}'
    text = f'{head}{note}{added}'.lstrip('\n')
    if not test.strip():
        return text
    ends = '\n' * (2 - min(2, len(_unix(test)) - len(_unix(test).rstrip('\n'))))
    return test + (ends + text).replace('\n', '\r\n' if '\r\n' in test else '\n')


# -- one case -----------------------------------------------------------------------------------------------------


def _body(case: Case, function: str, data_file: str, number: int | None) -> str:
    """Return the statements of a test; with a ``number`` its data is an entry of the data file."""
    lines = []
    if number is not None:
        lines.append(f'const {{ input, expected }} = require({literals.string(data_file)})[{number}];')
    declarations, arguments = _arguments(case.parameters, in_file=number is not None)
    lines += declarations
    call = f'const result = {function}('
    if len(call) + sum(len(argument) + 2 for argument in arguments) <= literals.WIDTH or len(arguments) == 1:
        lines.append(f'{call}{", ".join(arguments)});')
    else:
        lines += [call, *(f'{_indented(argument)},' for argument in arguments), ');']
    actual = 'JSON.parse(JSON.stringify(result))'
    if not case.is_json:
        lines.append('const items = JSON.parse(JSON.stringify([result ?? []].flat()));')
        actual = 'items.map((item) => item.json ?? item)'
    start = f'assert.deepStrictEqual({actual}, '
    expected = 'expected' if number is not None else literals.literal(case.expected, len(start) + 4)
    lines.append(f'{start}{expected});')
    return ''.join(f'{_indented(line)}\n' for line in lines)


def _arguments(parameters: Sequence[Value], *, in_file: bool) -> tuple[list[str], list[str]]:
    """Return the declarations before a call and its arguments.

    An object that a function returns each time it is called has to be one object, as in n8n: it gets a name.
    """
    declarations: list[str] = []
    arguments = []
    for number, (value, _, _, is_lazy, thrown) in enumerate(parameters):
        text = literals.literal(value, 20)
        if in_file and value is not UNDEFINED:
            text = f'input[{number}]'
        elif is_lazy and isinstance(value, dict | list):
            text = f'argument{number + 1}'
            declarations.append(f'const {text} = {literals.literal(value, len(text) + 11)};')
        if thrown:
            text = f'{{ throw new Error({literals.string(thrown)}); }}'
        arguments.append(f'() => {text}' if is_lazy else text)
    return declarations, arguments


def _indented(text: str) -> str:
    return '\n'.join(f'  {line}' for line in text.split('\n'))


# -- the data file ------------------------------------------------------------------------------------------------


def _entry(case: Case) -> dict[str, Any]:
    values = (None if parameter.value is UNDEFINED else parameter.value for parameter in case.parameters)
    return {'input': list(values), 'expected': case.expected}


def _entries(data: str) -> list[Any]:
    if not data.strip():
        return []
    try:
        found = json.loads(data)
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, list):
        raise TestError('has data beside it (.cases.json) that is no JSON array')
    return found
