"""The texts that a plan becomes: function file, glue and paired test. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal

from n8n_code_discipline.edits import TextEdit, apply, line_end
from n8n_code_discipline.extraction.plan import Plan
from n8n_code_discipline.syntax import markup

# What a paired test without a case does: fail, or wait as a `todo`
Unwritten = Literal['fails', 'todo']

_WIDTH = 100
_MOST_ON_A_LINE = 2
_WRAPPINGS = {
    '': '{}',
    'list': '[{{ json: {} }}]',
    'object': '{{ json: {} }}',
    'item': '{{ json: {}, binary: $input.item.binary }}',
}

_TEST = """\
const { test } = require("node:test");
const assert = require("node:assert/strict");
const { NAME } = require("../n8n-functions/js/NAME.js");

"""
# a todo has no body: node prints the failure of one that has, with its stack
_UNWRITTEN: dict[Unwritten, str] = {
    'fails': """\
test("NAME: no case is written yet", () => {
  assert.fail("write a case: call SIGNATURE with real data and compare what it returns");
});
""",
    'todo': """\
test.todo("NAME: write a case: call SIGNATURE with real data and compare what it returns");
""",
}


def function_file(plan: Plan, name: str) -> str:
    """Return the text of the function file; lines end at LF."""
    indented = apply(plan.code, [*plan.edits, *_indentation(plan)])
    block = re.sub(r'\A(?:[ \t]*\r?\n)+', '', indented).rstrip(' \t\r\n')
    head = f'{"async " * plan.is_async}function {name}({", ".join(parameter.name for parameter in plan.parameters)}) {{'
    parts = [f'{head}\n{block}\n}}\n']
    parts += [f'{plan.code[start:end].strip()}\n' for start, end in plan.lifted]
    trailer = f'if (typeof module !== "undefined") module.exports = {{ {", ".join([name, *plan.helpers])} }};\n'
    return markup.normalize_lines('\n'.join(parts)) + '\n' + trailer


def _indentation(plan: Plan) -> Iterator[TextEdit]:
    """Indent every line that does not begin within a text or within what goes."""
    unit = '\t' if '\n\t' in plan.code else '  '
    lines_gone = ((edit.start, edit.end) for edit in plan.edits if '\n' in plan.code[edit.start : edit.end])
    spans = sorted([*((start + 1, end) for start, end in plan.protected), *lines_gone])
    position = covered = 0
    for match in re.finditer(r'(?m)^(?=[^\n]*\S)', plan.code):
        line = match.start()
        while position < len(spans) and spans[position][0] <= line:
            covered = max(covered, spans[position][1])
            position += 1
        if line >= covered:
            yield TextEdit(line, line, unit)


def code_field(plan: Plan, name: str, placeholder: str) -> str:
    """Return the code of the node: the placeholder and one statement; lines end as they did."""
    awaited = 'await ' * plan.is_async
    arguments = [parameter.argument for parameter in plan.parameters]
    before, after = _WRAPPINGS[plan.wrapping].format('\0').split('\0')
    statement = f'return {before}{awaited}{name}({", ".join(arguments)}){after};'
    if len(arguments) > _MOST_ON_A_LINE or len(statement) > _WIDTH:
        listed = ''.join(f'  {argument},\n' for argument in arguments)
        statement = f'return {before}{awaited}{name}(\n{listed}){after};' if arguments else statement
    return f'{placeholder}\n\n{statement}'.replace('\n', line_end(plan.code))


def data_path(test: str) -> str:
    """Return the path of the data of a paired test's recorded cases."""
    return f'{test.removesuffix(".test.js")}.cases.json'


def without_unwritten(test: str, name: str) -> str:
    """Return a paired test without the case that ``paired_test`` leaves to be written; one that was edited stays."""
    for text in _UNWRITTEN.values():
        parts = text.replace('NAME', name).split('SIGNATURE')
        before, after = (re.escape(part).replace('\\\n', r'\r?\n') for part in parts)
        test = re.sub(f'{before}[^\n]*{after}', '', test, count=1)
    return test


def paired_test(plan: Plan, name: str, unwritten: Unwritten) -> str:
    """Return the text of the paired test of a function with one case, which is to be written."""
    call = f'{name}({", ".join(parameter.name for parameter in plan.parameters)})'
    return (_TEST + _UNWRITTEN[unwritten]).replace('NAME', name).replace('SIGNATURE', call)
