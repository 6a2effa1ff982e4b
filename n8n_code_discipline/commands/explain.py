"""``explain``: print the documentation of a rule."""

import argparse
import re
import sys

from n8n_code_discipline import registry
from n8n_code_discipline.commands.shared import terminal_width
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
    """Print the pages of the rules; a terminal gets prose of its width."""
    text = '\n\n'.join(map(_page, arguments.rules))
    print(_wrapped(text, terminal_width()) if sys.stdout.isatty() else text)
    return 0


def _wrapped(text: str, width: int) -> str:
    """Wrap the paragraphs and lists of Markdown, but not its code blocks."""
    import textwrap

    parts = re.split(r'(^```.*?^```$|\n\n+|\n(?=- ))', text, flags=re.MULTILINE | re.DOTALL)
    # every other part is a code block or a gap between paragraphs
    parts[::2] = [
        textwrap.fill(
            ' '.join(part.split()), width, subsequent_indent='  ' * part.startswith('- '), break_on_hyphens=False
        )
        for part in parts[::2]
    ]
    return ''.join(parts)


def _page(rule: registry.Rule) -> str:
    reported = 'with --target-n8n' if rule.needs_target else 'on by default' if rule.default else 'opt-in'
    return f'{rule.code} {rule.name} ({reported})\n\n{rule.documentation.rstrip()}'
