"""Find and load rules: declared by ``@rule``, named by their files.

``rules/<group>/ncd103_inlined_logic.py`` is rule NCD103 ``inlined-logic``; its module docstring is its
documentation, its functions marked ``@rule(SUBJECT)`` are its checks, those marked ``@fix(SUBJECT)`` its fixes.
Nothing else lists the rules.
"""

from __future__ import annotations

import os
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from importlib import import_module
from types import ModuleType
from typing import Any, NamedTuple, TypeVar, overload

from n8n_code_discipline.diagnostic import Finding
from n8n_code_discipline.edits import TextEdit

INTERNAL_ERROR = 'NCD009'
RUNTIME = 'runtime'  # the group of the rules about a version of n8n

_PACKAGE = 'n8n_code_discipline.rules'

Subject = TypeVar('Subject')
Other = TypeVar('Other')
Third = TypeVar('Third')
Findings = Iterator[Finding]
Edits = Iterator[TextEdit]
Check = Callable[[Subject], Findings]
Fix = Callable[[Subject], Edits]
# What rules may ask for about a document, and how to get it: None where it does not exist, or does not parse
Views = Iterator[tuple[type[object], Callable[[], object | None]]]


class RuleName(NamedTuple):
    """The names of a rule, known without importing it; sorts by code."""

    code: str
    name: str
    group: str
    module: str


class Marked(NamedTuple):
    """A function marked ``@rule`` or ``@fix``, and the type of its argument."""

    subject: type
    function: Callable[[Any], Iterator[Any]]


# marked functions by module
_checks: defaultdict[str, list[Marked]] = defaultdict(list)
_fixes: defaultdict[str, list[Marked]] = defaultdict(list)
_opt_in: set[str] = set()


class Rule(NamedTuple):
    """A rule; ``default`` says whether it is on by default, ``help`` how to fix its findings."""

    code: str
    name: str
    group: str
    default: bool
    checks: tuple[Marked, ...]
    docstring: str
    fixes: tuple[Marked, ...] = ()
    help: str = ''

    @property
    def needs_target(self) -> bool:
        """Return whether the rule is about a version of n8n and needs a target to be reported."""
        return self.group == RUNTIME

    @property
    def summary(self) -> str:
        """The first line of the documentation."""
        return self.docstring.split('\n', 1)[0]

    @property
    def documentation(self) -> str:
        """The docstring as Markdown: headings are followed by a blank line, code blocks by the name of their file."""
        spaced = re.sub(r'^(## .+)$', r'\1\n', self.docstring, flags=re.MULTILINE)
        return re.sub(r'^```(\w+) (.+\.\w+|\w+Code)( \(.+\))?$', r'`\2`\3\n\n```\1', spaced, flags=re.MULTILINE)


class Selection(NamedTuple):
    """Code prefixes: ``select`` replaces the default rules, ``extend`` adds to them, ``ignore`` removes.

    The longest matching prefix decides; of two equally long ones, ``ignore`` wins. If none matches and nothing is
    selected, ``base`` decides (None: the default rules).
    """

    select: tuple[str, ...] = ()
    extend: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    base: Selection | None = None

    def selects(self, code: str, *, default: bool) -> bool:
        """Return whether a rule is selected; ``default`` says whether it is on by default."""
        wanted = max((len(prefix) for prefix in self.select + self.extend if code.startswith(prefix)), default=0)
        unwanted = max((len(prefix) for prefix in self.ignore if code.startswith(prefix)), default=0)
        if wanted or unwanted:
            return wanted > unwanted
        if self.base is not None and not self.select:
            return self.base.selects(code, default=default)
        return default and not self.select


@overload
def rule(one: type[Subject], /, *, default: bool = ...) -> Callable[[Check[Subject]], Check[Subject]]: ...
@overload
def rule(one: type[Subject], two: type[Other], /) -> Callable[[Check[Subject | Other]], Check[Subject | Other]]: ...
@overload
def rule(
    one: type[Subject], two: type[Other], three: type[Third], /
) -> Callable[[Check[Subject | Other | Third]], Check[Subject | Other | Third]]: ...
def rule(*subjects: type[Any], default: bool = True) -> Callable[[Check[Any]], Check[Any]]:
    """Mark a generator function as a check of its module's rule, called once for each of the ``subjects``."""

    def mark(check: Check[Any]) -> Check[Any]:
        _checks[check.__module__] += (Marked(subject, check) for subject in subjects)
        if not default:
            _opt_in.add(check.__module__)
        return check

    return mark


@overload
def fix(one: type[Subject], /) -> Callable[[Fix[Subject]], Fix[Subject]]: ...
@overload
def fix(one: type[Subject], two: type[Other], /) -> Callable[[Fix[Subject | Other]], Fix[Subject | Other]]: ...
def fix(*subjects: type[Any]) -> Callable[[Fix[Any]], Fix[Any]]:
    """Mark a generator function as a fix of its module's rule: it yields edits of the files of ``subjects``.

    A fix is safe and exact: it removes the finding and causes no other one.
    """

    def mark(function: Fix[Any]) -> Fix[Any]:
        _fixes[function.__module__] += (Marked(subject, function) for subject in subjects)
        return function

    return mark


@cache
def rule_names() -> tuple[RuleName, ...]:
    """Return the names of all rules, sorted by code, without importing them."""
    found = []
    for directory in import_module(_PACKAGE).__path__:
        for group in (entry for entry in os.scandir(directory) if entry.is_dir()):
            for name, suffix in map(os.path.splitext, os.listdir(group)):
                code, _, rule = name.partition('_')
                if name.startswith('ncd') and suffix == '.py':
                    module = f'{_PACKAGE}.{group.name}.{name}'
                    found.append(RuleName(code.upper(), rule.replace('_', '-'), group.name, module))
    return tuple(sorted(found))


@cache
def load(name: RuleName) -> Rule:
    """Import a rule."""
    module = import_module(name.module)
    docstring = module.__doc__ or _docstring(module)
    # the first paragraph, as one line
    advice = docstring.partition('\n## How to fix\n')[2].strip().split('\n\n', 1)[0]
    return Rule(
        name.code,
        name.name,
        name.group,
        name.module not in _opt_in,
        tuple(_checks[name.module]),
        docstring,
        tuple(_fixes[name.module]),
        ' '.join(advice.split()),
    )


def _docstring(module: ModuleType) -> str:
    """Read the docstring from the source, as ``python -OO`` drops it."""
    import ast

    with open(module.__file__ or '', encoding='utf-8') as file:
        return ast.get_docstring(ast.parse(file.read()), clean=False) or ''


def rules(groups: Iterable[str] | None = None, selection: Selection | None = None) -> tuple[Rule, ...]:
    """Return the rules of some groups (None: all) that are selected (None: all), sorted by code."""
    wanted = None if groups is None else frozenset(groups)
    loaded = (
        load(name)
        for name in rule_names()
        if (wanted is None or name.group in wanted)
        and (selection is None or selection.selects(name.code, default=True))
    )
    return tuple(found for found in loaded if selection is None or selection.selects(found.code, default=found.default))


def find(code: str) -> Rule | None:
    """Return the rule of a code or the first one of a name, in any case, or None."""
    return next(iter(find_all(code)), None)


def find_all(code: str) -> tuple[Rule, ...]:
    """Return the rule of a code, or the rules of a name, in any case, sorted by code."""
    wanted = code.casefold()
    return tuple(load(name) for name in rule_names() if wanted in (name.code.casefold(), name.name))
