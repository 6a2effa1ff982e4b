"""The rules: declared by ``@rule``, found by the name of their file.

``rules/<group>/ncd103_inlined_logic.py`` is rule NCD103 ``inlined-logic``; its module docstring is its
documentation, its functions marked ``@rule(SUBJECT)`` are its checks, those marked ``@fix(SUBJECT)`` its fixes.
Nothing else lists the rules.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from collections.abc import Iterable
from collections.abc import Iterator
from functools import cache
from importlib import import_module
from types import ModuleType
from typing import Any
from typing import NamedTuple
from typing import TypeVar

from n8n_code_discipline.diagnostic import Finding
from n8n_code_discipline.edits import TextEdit

INTERNAL_ERROR = 'NCD009'
RUNTIME = 'runtime'  # the group of the rules about a version of n8n

_PACKAGE = 'n8n_code_discipline.rules'

Subject = TypeVar('Subject')
Check = Callable[[Subject], Iterator[Finding]]
Fix = Callable[[Subject], Iterator[TextEdit]]
# What rules may ask for about a document, and how to get it: None where it does not exist, or does not parse
Views = Iterator[tuple[type[object], Callable[[], object | None]]]


class RuleName(NamedTuple):
    """A rule by name alone, known without importing it; sorts by code."""

    code: str
    name: str
    group: str
    module: str


class MarkedCheck(NamedTuple):
    """A function marked ``@rule``: what it looks at, itself, and whether it is reported by default."""

    subject: type
    function: Callable[[Any], Iterator[Finding]]
    default: bool


class MarkedFix(NamedTuple):
    """A function marked ``@fix``: what it looks at, and itself."""

    subject: type
    function: Callable[[Any], Iterator[TextEdit]]


_marked: dict[str, list[MarkedCheck]] = {}
_fixes: dict[str, list[MarkedFix]] = {}


class Rule(NamedTuple):
    """A rule: its name, its checks and fixes, and whether it is reported by default; ``help`` says how to fix it."""

    code: str
    name: str
    group: str
    default: bool
    checks: tuple[MarkedCheck, ...]
    documentation: str
    fixes: tuple[MarkedFix, ...] = ()
    help: str = ''

    @property
    def needs_target(self) -> bool:
        """Whether it is about a version of n8n, and reported only where one is asked about."""
        return self.group == RUNTIME

    @property
    def summary(self) -> str:
        """The first line of the documentation, which ends with a full stop."""
        return self.documentation.split('\n', 1)[0]


class Selection(NamedTuple):
    """Code prefixes: ``select`` replaces the default rules, ``extend`` adds to them, ``ignore`` takes away.

    The longest prefix that fits a code decides; of two equally long ones, ``ignore`` does. Where none fits and nothing
    is selected, ``base`` decides (None: the default rules).
    """

    select: tuple[str, ...] = ()
    extend: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    base: Selection | None = None

    def selects(self, code: str, *, default: bool) -> bool:
        """Tell whether a rule is to be reported."""
        wanted = max((len(prefix) for prefix in self.select + self.extend if code.startswith(prefix)), default=0)
        unwanted = max((len(prefix) for prefix in self.ignore if code.startswith(prefix)), default=0)
        if wanted or unwanted:
            return wanted > unwanted
        if self.base is not None and not self.select:
            return self.base.selects(code, default=default)
        return default and not self.select


def rule(subject: type[Subject], *, default: bool = True) -> Callable[[Check[Subject]], Check[Subject]]:
    """Mark a generator function as a check of its module's rule, called once for every ``subject``."""

    def mark(check: Check[Subject]) -> Check[Subject]:
        _marked.setdefault(check.__module__, []).append(MarkedCheck(subject, check, default))
        return check

    return mark


def fix(subject: type[Subject]) -> Callable[[Fix[Subject]], Fix[Subject]]:
    """Mark a generator function as a fix of its module's rule: it yields edits of the file that holds ``subject``.

    A fix is safe and exact: after it the finding is gone, and no other one has come.
    """

    def mark(function: Fix[Subject]) -> Fix[Subject]:
        _fixes.setdefault(function.__module__, []).append(MarkedFix(subject, function))
        return function

    return mark


@cache
def rule_names() -> tuple[RuleName, ...]:
    """Return every rule's name, sorted by code, without importing a rule."""
    package = import_module(_PACKAGE)
    found = []
    for directory in package.__path__:
        for group in os.listdir(directory):
            folder = os.path.join(directory, group)
            names = os.listdir(folder) if os.path.isdir(folder) else []
            for stem in (name[:-3] for name in names if name.startswith('ncd') and name.endswith('.py')):
                code, _, rule = stem.partition('_')
                found.append(RuleName(code.upper(), rule.replace('_', '-'), group, f'{_PACKAGE}.{group}.{stem}'))
    return tuple(sorted(found))


@cache
def load(name: RuleName) -> Rule:
    """Import a rule."""
    module = import_module(name.module)
    checks = tuple(_marked.get(name.module, ()))
    default = all(check.default for check in checks)
    documentation = module.__doc__ or _docstring(module)
    fixes = tuple(_fixes.get(name.module, ()))
    return Rule(name.code, name.name, name.group, default, checks, documentation, fixes, _help(documentation))


def _docstring(module: ModuleType) -> str:
    """Read what ``python -OO`` leaves out."""
    import ast

    with open(module.__file__ or '', encoding='utf-8') as file:
        return ast.get_docstring(ast.parse(file.read()), clean=False) or ''


def _help(documentation: str) -> str:
    """The first paragraph of "How to fix", as one line."""
    advice = documentation.partition('\n## How to fix\n')[2].strip().split('\n\n', 1)[0]
    return ' '.join(advice.split())


def rules(groups: Iterable[str] | None = None, selection: Selection | None = None) -> tuple[Rule, ...]:
    """Return the rules of some groups (None: all) that a selection wants (None: all), sorted by code."""
    wanted = None if groups is None else frozenset(groups)
    loaded = (
        load(name)
        for name in rule_names()
        if (wanted is None or name.group in wanted)
        and (selection is None or selection.selects(name.code, default=True))
    )
    return tuple(found for found in loaded if selection is None or selection.selects(found.code, default=found.default))


def find(code: str) -> Rule | None:
    """Return the rule of a code, or the first one of a name, in any case."""
    return next(iter(find_all(code)), None)


def find_all(code: str) -> tuple[Rule, ...]:
    """Return the rule of a code, or the rules of a name, in any case, sorted by code."""
    wanted = code.casefold()
    return tuple(load(name) for name in rule_names() if wanted in (name.code.casefold(), name.name))
