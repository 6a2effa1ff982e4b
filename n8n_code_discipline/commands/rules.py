"""``rules``: print the table of rules."""

import argparse

from n8n_code_discipline import registry


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add no options."""
    del parser


def run(arguments: argparse.Namespace) -> int:
    """Print one line per rule."""
    del arguments
    for rule in registry.rules():
        reported = 'target' if rule.needs_target else 'on' if rule.default else 'opt-in'
        print(f'{rule.code}  {reported:6}  {rule.name:28}  {rule.summary}')
    return 0
