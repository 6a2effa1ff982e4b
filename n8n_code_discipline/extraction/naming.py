"""Names for functions, files and parameters, made from the names that people gave to nodes and workflows."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Container

_WORDS = 6
_WORKFLOW_WORDS = 5
_LONGEST = 60  # characters
# https://tc39.es/ecma262/#prod-ReservedWord, and what strict mode adds
# fmt: off
RESERVED = frozenset((
    'arguments', 'await', 'break', 'case', 'catch', 'class', 'const', 'continue', 'debugger', 'default', 'delete',
    'do', 'else', 'enum', 'eval', 'export', 'extends', 'false', 'finally', 'for', 'function', 'if', 'implements',
    'import', 'in', 'instanceof', 'interface', 'let', 'new', 'null', 'package', 'private', 'protected', 'public',
    'return', 'static', 'super', 'switch', 'this', 'throw', 'true', 'try', 'typeof', 'var', 'void', 'while', 'with',
    'yield',
))
# fmt: on
# Names that n8n gives new nodes: they say nothing
_GENERIC = re.compile(
    r'(?:my)?(?:code|function|functionItem|javascript|js|script|node|run|item|execute)+(?:Node)?\d*', re.I
)
# https://learn.microsoft.com/windows/win32/fileio/naming-a-file
_DEVICES = re.compile(r'con|prn|aux|nul|com\d|lpt\d', re.I)
_FETCHING = frozenset({'get', 'fetch', 'read', 'load', 'retrieve', 'find', 'parse', 'extract'})


def function(node: str, workflow: str, taken: Container[str]) -> str:
    """Return a camelCase name for the function of a node.

    It comes from the node's name or, where that says nothing, from the workflow's and the node's.
    """
    name = _camel(_words(node)[:_WORDS])
    if not name or _GENERIC.fullmatch(name):
        name = _camel([*_words(workflow)[:_WORKFLOW_WORDS], *(_words(node)[:_WORDS] or ['code'])])
    if not name or _GENERIC.fullmatch(name):
        name = f'run{name[:1].upper()}{name[1:]}' if name and not name.startswith('run') else name or 'runCode'
    if name in taken or name in RESERVED or _DEVICES.fullmatch(name):
        name = f'build{name[0].upper()}{name[1:]}'
    return free(name, taken)


def parameter(text: str) -> str:
    """Return a camelCase name for a value, made from another node's name: 'Get message' gives ``message``."""
    words = _words(text)[:4]
    if len(words) > 1 and words[0].lower() in _FETCHING:
        words = words[1:]
    return _camel(words[:3]) or 'value'


def free(name: str, taken: Container[str]) -> str:
    """Return a name, or the name with the first number from 2 on that makes it one that nothing has."""
    number = 2
    found = name
    while found in taken or found in RESERVED:
        found = f'{name}{number}'
        number += 1
    return found


def _words(text: str) -> list[str]:
    """Split a text into words of ASCII letters and digits: accents go, camelCase is taken apart."""
    plain = unicodedata.normalize('NFKD', re.sub("['\\u2019]", '', text))
    ascii_only = plain.encode('ascii', 'ignore').decode()
    apart = re.sub(r'(?<=[a-z0-9])(?=[A-Z])', ' ', ascii_only)
    words = re.findall(r'[A-Za-z0-9]+', apart)
    while words and words[0].isdigit():
        words.pop(0)
    return words


def _camel(words: list[str]) -> str:
    joined = ''.join(word[:1].upper() + word[1:].lower() for word in words).lstrip('0123456789')[:_LONGEST]
    return joined[:1].lower() + joined[1:]
