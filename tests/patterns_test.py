"""No regular expression of the package takes more than linear time, whatever the text.

Hypothesis makes texts that a pattern matches; each part of such a text is then repeated, with and without the rest.
A pattern that backtracks takes sixteen times as long for four times the text, or does not come to an end.
"""

import ast
import re
import time
from collections.abc import Iterator
from importlib import import_module
from typing import Any, NamedTuple

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from support import REPOSITORY

from n8n_code_discipline.documents import json_document
from n8n_code_discipline.workspace import layout

PACKAGE = REPOSITORY / 'n8n_code_discipline'
CALLS = ('compile', 'search', 'match', 'fullmatch', 'split', 'findall', 'finditer', 'sub', 'subn')
# the tokens of JSON are asked of a document that parses, where every string is closed
PARSED_TEXT = {json_document._TOKEN}
# patterns that are attributes, by the name of the attribute
ATTRIBUTES: dict[str, list[str]] = {'pattern': [spelling.pattern for spelling in layout.SPELLINGS.values()]}


class Use(NamedTuple):
    """A pattern that a module hands to `re`; `searched` unless it is only matched at one position."""

    module: str
    pattern: Any
    searched: bool = True


def uses() -> Iterator[Use]:
    """Yield every use of `re` in the package."""
    for path in sorted(PACKAGE.rglob('*.py')):
        module = path.relative_to(REPOSITORY).with_suffix('').as_posix().replace('/', '.')
        text = path.read_text(encoding='utf-8')
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.Call) and ast.unparse(node.func) in {f're.{call}' for call in CALLS}:
                source = ast.get_source_segment(text, node) or ''
                name = re.search(rf'^(\w+) = {re.escape(source)}$', text, re.MULTILINE)
                spelled = re.escape(source) + (rf'|\b{name[1]}' if name else '')
                methods = {*re.findall(rf'(?:{spelled})\.(\w+)', text)} or {ast.unparse(node.func)[3:]}
                searched = not methods <= {'match', 'fullmatch'}
                for pattern in patterns(node.args[0], vars(import_module(module))):
                    if re.search('[*+{]', str(pattern)):  # what repeats nothing cannot be slow
                        yield Use(module, pattern, searched)


def patterns(argument: ast.expr, names: dict[str, Any]) -> list[Any]:
    """Return what an argument can be: all patterns of a table; in an f-string, a word stands for each value."""
    if isinstance(argument, ast.JoinedStr):
        return [''.join(str(part.value) if isinstance(part, ast.Constant) else 'word' for part in argument.values)]
    if isinstance(argument, ast.Subscript):
        return list(names[ast.unparse(argument.value)].values())
    if isinstance(argument, ast.Attribute) and argument.attr in ATTRIBUTES:
        return ATTRIBUTES[argument.attr]
    if ast.unparse(argument).startswith('re.escape('):
        return []
    return [eval(ast.unparse(argument), names)]


def is_slow(use: Use, before: Any, part: Any, after: Any) -> bool:
    """Return whether the time grows faster than the text when a part of it is repeated."""
    compiled = re.compile(use.pattern)

    def seconds(count: int) -> float:
        text, times = before + part * count + after, []
        for _ in range(5):
            start = time.process_time()
            if use.searched:
                list(compiled.finditer(text))
            else:
                compiled.match(text)
            times.append(time.process_time() - start)
            if times[-1] < 0.002:
                break
        return min(times)

    for count in (20, 1_000):
        taken = seconds(count)
        if taken > 0.002:
            return taken > 9 * seconds(count // 4)
    return False


def slow_part(use: Use, match: Any) -> Any:
    """Return the first part of a matching text that makes the pattern slow when it is repeated."""
    empty = match[:0]
    for begin in range(len(match)):
        for end in range(begin + 1, min(begin + 4, len(match) + 1)):
            for after in (empty, match[end:]):
                if is_slow(use, match[:begin], match[begin:end], after):
                    return match[:begin], match[begin:end], after
    return None


@pytest.mark.no_cover
@pytest.mark.slow
@pytest.mark.parametrize(
    'use', [pytest.param(use, id=f'{use.module}: {use.pattern!a}'[:80]) for use in dict.fromkeys(uses())]
)
def test_linear(use: Use) -> None:
    if use.pattern in PARSED_TEXT:
        pytest.skip('the text is known to match')

    @settings(max_examples=10, derandomize=True, database=None, phases=[Phase.generate])
    @given(st.from_regex(use.pattern))
    def check(match: Any) -> None:
        assert slow_part(use, match[:24]) is None

    check()


@pytest.mark.parametrize(
    ('pattern', 'match', 'slow'),
    [
        pytest.param(r'"[^"]*"', '"ab"', False, id='one loop'),
        pytest.param(r'(?<!\r)\r+\n', '\r\r\n', False, id='lookbehind'),
        pytest.param(r'x[ \t]*+/?[ \t]*:', 'x  :', False, id='possessive loop'),
        pytest.param(r'x[ \t]*/?[ \t]*:', 'x  :', True, id='two loops'),
        pytest.param(r'[ \t]*:', '  :', True, id='searched loop'),
        pytest.param(r'<(?:\w+)*>', '<ab>', True, id='loop in a loop'),
        pytest.param(rb'0\d*[89]\d*x', b'0889x', True, id='bytes'),
    ],
)
def test_slow_patterns_are_found(pattern: Any, match: Any, slow: bool) -> None:
    assert (slow_part(Use('', pattern), match) is not None) == slow
