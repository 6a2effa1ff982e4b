"""``explain``: a rule's documentation in the terminal."""

from __future__ import annotations

import argparse

from n8n_code_discipline import registry
from n8n_code_discipline.registry import Rule


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the rule to explain."""
    parser.add_argument('rule', type=rule_of, metavar='CODE', help='the code or the name of a rule, such as NCD103')


def rule_of(code: str) -> Rule:
    """Return the rule of a code or name. Raises ArgumentTypeError where there is none."""
    rule = registry.find(code)
    if rule is None:
        raise argparse.ArgumentTypeError(f'no rule {code!r}; see the rules command')
    return rule


def run(arguments: argparse.Namespace) -> int:
    """Print the page."""
    rule: Rule = arguments.rule
    reported = 'with --target-n8n' if rule.needs_target else 'on by default' if rule.default else 'opt-in'
    print(f'{rule.code} {rule.name} ({reported})\n\n{rule.documentation.rstrip()}')
    return 0
