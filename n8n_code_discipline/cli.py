"""The command line. Exit status: 0 clean, 1 findings or files changed, 2 something could not be checked."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from importlib import import_module

PROGRAM = 'n8n-code-discipline'
COMMANDS = {
    'check': 'lint templates, function files and their paired tests',
    'hydrate': 'inject function files and texts into templates, for n8n',
    'resync': 'collapse injected code to placeholders, in place or from a live export',
    'test': 'compile the code of templates and run the paired tests with node and pytest',
    'init': 'lay out a workspace',
    'new': 'write a function file and its paired test',
    'rules': 'list the rules',
    'explain': "print a rule's documentation",
}

PARSERS = ('tree-sitter', 'tree-sitter-javascript', 'tree-sitter-python')

EXIT_CLEAN = 0
EXIT_FINDINGS = 1
EXIT_ERROR = 2
EXIT_INTERRUPTED = 130  # as a shell says of Ctrl-C: 128 + SIGINT


class _Formatter(argparse.HelpFormatter):
    """Help of a fixed width: argparse makes formatters at every start, and asking for the terminal's is slow."""

    def __init__(self, prog: str) -> None:
        super().__init__(prog, width=100)


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line and return the exit status."""
    for stream in (sys.stdout, sys.stderr):
        # a file name or an excerpt must never be unprintable, whatever the locale
        reconfigure = getattr(stream, 'reconfigure', None)
        if reconfigure is not None:
            # files and pipes get UTF-8, a terminal what it asks for
            reconfigure(errors='backslashreplace', encoding=None if stream.isatty() else 'utf-8')
    arguments = _parse(sys.argv[1:] if argv is None else argv)
    try:
        status: int = arguments.run(arguments)
        sys.stdout.flush()
    except KeyboardInterrupt:
        return EXIT_INTERRUPTED
    except BrokenPipeError:
        # whoever read the output has seen enough; keep the interpreter from complaining about the pipe at exit
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return EXIT_ERROR
    return status


def _parse(argv: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog=PROGRAM,
        formatter_class=_Formatter,
        description='Keep the code of n8n workflows in tested files.',
        epilog='Exit status: 0 clean, 1 findings or files changed, 2 something could not be checked.',
    )
    parser.add_argument('--version', action='store_true', help='print the version and exit')
    parser.set_defaults(run=_run_without_command, parser=parser)
    commands = parser.add_subparsers(metavar='COMMAND', prog=PROGRAM)
    for name, summary in COMMANDS.items():
        description = summary[0].upper() + summary[1:] + '.'
        command = commands.add_parser(name, help=summary, description=description, formatter_class=_Formatter)
        if name in argv:  # the others need not be imported
            module = import_module(f'n8n_code_discipline.commands.{name}')
            module.add_arguments(command)
            command.set_defaults(run=module.run, parser=command)
    return parser.parse_args(argv)


def _run_without_command(arguments: argparse.Namespace) -> int:
    if arguments.version:
        print(_versions())
        return EXIT_CLEAN
    arguments.parser.print_usage(sys.stderr)
    print('name a command, such as check; --help lists them', file=sys.stderr)
    return EXIT_ERROR


def _versions() -> str:
    """What a report of a mistake needs to say."""
    import platform
    from importlib.metadata import version

    parsers = ', '.join(f'{name} {version(name)}' for name in PARSERS)
    python = f'{platform.python_implementation()} {platform.python_version()} on {platform.system()}'
    return f'n8n-code-discipline {version("n8n-code-discipline")} ({python}; {parsers})'
