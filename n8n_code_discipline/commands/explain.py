"""``explain``: print the documentation of a rule."""

import argparse

from n8n_code_discipline import registry
from n8n_code_discipline.config import resolver


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options."""
    parser.add_argument('rules', type=rules_of, metavar='CODE', help='the code or the name of a rule, such as NCD103')


def rules_of(code: str) -> tuple[registry.Rule, ...]:
    """Return the rule of a code, or the rules of a name. Raises ArgumentTypeError if there is none."""
    found = registry.find_all(code)
    if not found:
        raise argparse.ArgumentTypeError(resolver.unknown_rule(code))
    return found


def run(arguments: argparse.Namespace) -> int:
    """Print the pages of the rules."""
    print('\n\n'.join(map(_page, arguments.rules)))
    return 0


def _page(rule: registry.Rule) -> str:
    reported = 'with --target-n8n' if rule.needs_target else 'on by default' if rule.default else 'opt-in'
    return f'{rule.code} {rule.name} ({reported})\n\n{rule.documentation.rstrip()}'
