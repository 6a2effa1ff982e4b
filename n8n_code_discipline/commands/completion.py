"""``--print-completion``: let shtab, which the extra ``completion`` installs, write a completion script."""

import argparse
from collections.abc import Mapping

from n8n_code_discipline import registry
from n8n_code_discipline.commands.shared import fail, print_exactly

SHELLS = ('bash', 'zsh', 'fish', 'tcsh')
_FILES = ('PATH', 'FILE', 'TEMPLATE', 'RUN.json')


def run(shell: str, parser: argparse.ArgumentParser, commands: Mapping[str, argparse.ArgumentParser]) -> int:
    """Print the completion script of a shell for a parser and its commands; return the exit status."""
    if shell not in SHELLS:
        return fail(f"no completion for '{shell}': expected one of {', '.join(SHELLS)}")
    try:
        import shtab
    except ImportError:
        return fail('completion needs shtab: install it, or n8n-code-discipline with its extra "completion"')
    for command in commands.values():
        for action in command._actions:
            if action.metavar in _FILES:
                action.complete = shtab.FILE  # type: ignore[attr-defined]
            elif action.metavar == 'DIR':
                action.complete = shtab.DIRECTORY  # type: ignore[attr-defined]
            elif action.metavar == 'CODE':
                action.choices = [rule.code for rule in registry.rule_names()]
    print_exactly(shtab.complete(parser, shell))
    return 0
