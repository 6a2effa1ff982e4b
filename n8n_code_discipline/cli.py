"""The command line: parse the arguments, run one command, return its exit status."""

import argparse
import atexit
import gc
import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from functools import partial
from importlib import import_module
from types import ModuleType
from typing import NoReturn

from n8n_code_discipline.config.settings import ConfigError
from n8n_code_discipline.text import printable
from n8n_code_discipline.workspace.layout import FUNCTIONS

PROGRAM = 'n8n-code-discipline'
COMMANDS = {
    'check': 'lint templates, function files and their paired tests',
    'hydrate': 'inject function files and texts into templates, for n8n',
    'resync': 'collapse injected code to placeholders, in place or from a live export',
    'test': 'compile the code of templates and run the paired tests with node and pytest',
    'extract': 'move inline code to function files with paired tests',
    'record': 'write cases from a saved n8n execution into the paired tests',
    'report': 'count inline and extracted nodes, and list the uses of a function file',
    'init': 'create a workspace',
    'new': 'write a function file and its paired test',
    'rules': 'list the rules',
    'explain': "print a rule's documentation",
}

PARSERS = ('tree-sitter', 'tree-sitter-javascript', 'tree-sitter-python')

EXIT_CLEAN = 0
EXIT_ERROR = 2
EXIT_INTERRUPTED = 130  # what a shell reports for Ctrl-C: 128 + SIGINT

# Objects allocated before the garbage collector runs. Nearly all objects live until the run ends: with Python's
# default of 700 and a last collection at exit, it takes a fifth of a short run.
COLLECT_AFTER = 100_000


# argparse creates a formatter at every start, and reading the terminal's width is slow: format_help alone reads it
_FORMATTER = partial(argparse.HelpFormatter, width=100)


class _Parser(argparse.ArgumentParser):
    """A parser that escapes the arguments in its messages: a repository decides the arguments of a hook."""

    def format_help(self) -> str:
        """Return the help, as wide as the terminal."""
        self.formatter_class = argparse.HelpFormatter
        return super().format_help()

    def error(self, message: str) -> NoReturn:
        # argparse wraps a long usage; the last line has the positional arguments
        usage, *more = self.format_usage().splitlines()
        shown = f'usage: {self.prog} [OPTIONS] {more[-1].strip()}' if more else usage
        self.exit(EXIT_ERROR, f'{shown}\n{self.prog}: error: {printable(message)}\n')


def main(argv: Sequence[str] | None = None, *, is_hook: bool = False) -> int:
    """Run the command line and return the exit status. A hook that changed a file exits with 1, as fixers do."""
    gc.set_threshold(COLLECT_AFTER)
    atexit.register(gc.freeze)
    if sys.stderr is None:  # closed by the parent process
        sys.stderr = open(os.devnull, 'w', encoding='utf-8')  # noqa: SIM115
    if sys.stdout is None:
        print(f'{PROGRAM}: standard output is closed', file=sys.stderr)
        return EXIT_ERROR
    for stream in (sys.stdout, sys.stderr):
        # a file name or an excerpt must be printable in every locale
        reconfigure = getattr(stream, 'reconfigure', None)
        if reconfigure is not None:
            # files and pipes get UTF-8, a terminal its own encoding
            reconfigure(errors='backslashreplace', encoding=None if stream.isatty() else 'utf-8')
    try:
        try:
            arguments = _parse(_process_arguments() if argv is None else argv, is_hook=is_hook)
            if getattr(arguments, 'ignore_missing', False) and arguments.paths:
                arguments.paths = [path for path in arguments.paths if '\0' in path or os.path.lexists(path)]
                if not arguments.paths:  # without a path, a command looks at the whole workspace
                    return EXIT_CLEAN
            status: int = arguments.run(arguments)
        finally:  # a usage error ends with an exception
            sys.stdout.flush()
    except KeyboardInterrupt:
        return EXIT_INTERRUPTED
    except ConfigError as error:
        print(*map(printable, error.problems), sep='\n', file=sys.stderr)
        return EXIT_ERROR
    except OSError as error:
        _give_up(error)
        return EXIT_ERROR
    return status


def run_hook(argv: Sequence[str] | None, *command: str) -> int:
    """Run a command with the arguments of a hook and return the exit status."""
    return main([*command, *hook_arguments(argv)], is_hook=True)


def hook_arguments(argv: Sequence[str] | None) -> list[str]:
    """Return the arguments of a hook (None: those of the process) with file names that cannot be read as options.

    pre-commit appends the file names to the options, and a repository may contain a file ``--output-file=x.json``.
    Hooks get only files with certain names: a file called ``--fix`` does not change the option.
    """
    given = _process_arguments() if argv is None else argv
    return [
        os.path.join('.', name)
        if name.startswith('-')
        and (name.endswith(('.json', '.js', '.py')) or f'{FUNCTIONS}/' in name)
        and os.path.lexists(name)
        else name
        for name in given
    ]


def _process_arguments() -> list[str]:
    """Return the arguments of the process. Start it again in UTF-8 mode if file names are not UTF-8.

    Paths in templates are UTF-8, but ``LC_ALL=C PYTHONUTF8=0`` selects another encoding.
    """
    if os.name == 'posix' and sys.getfilesystemencoding() != 'utf-8' and sys.executable:
        os.execv(sys.executable, [sys.executable, '-X', 'utf8', *sys.orig_argv[1:]])
    return sys.argv[1:]


def _give_up(error: OSError) -> None:
    """Report an error of the system, such as a full disk, and prevent another write at exit."""
    if not isinstance(error, BrokenPipeError):
        parts = (PROGRAM, error.filename, error.strerror or error)
        with suppress(OSError):
            print(': '.join(printable(str(part)) for part in parts if part), file=sys.stderr)
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except OSError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def _parse(argv: Sequence[str], *, is_hook: bool) -> argparse.Namespace:
    if argv and argv[0] in COMMANDS:
        parser = _Parser(
            prog=f'{PROGRAM} {argv[0]}', formatter_class=_FORMATTER, description=_sentence(COMMANDS[argv[0]])
        )
        # import one command only: start-up time
        module = _command(argv[0])
        module.add_arguments(parser)
        parser.set_defaults(run=module.run, parser=parser, is_hook=is_hook)
        return parser.parse_args(argv[1:])
    parser = _Parser(
        prog=PROGRAM,
        formatter_class=_FORMATTER,
        description='Keep the code of n8n workflows in tested files.',
        epilog='Exit status: 0 nothing left to do, 1 findings are left, 2 something could not be checked.',
    )
    parser.add_argument('--version', action='store_true', help='print the version and exit')
    parser.add_argument(
        '--print-completion', metavar='SHELL', help='print the completion script of bash, zsh, fish or tcsh and exit'
    )
    commands = parser.add_subparsers(metavar='COMMAND', prog=PROGRAM)
    parser.set_defaults(run=_run_without_command, parser=parser, commands=commands.choices)
    for name, summary in COMMANDS.items():
        commands.add_parser(name, help=summary, description=_sentence(summary), formatter_class=_FORMATTER)
    return parser.parse_args(argv)


def _command(name: str) -> ModuleType:
    return import_module(f'n8n_code_discipline.commands.{name}')


def _sentence(summary: str) -> str:
    return f'{summary[0].upper()}{summary[1:]}.'


def _run_without_command(arguments: argparse.Namespace) -> int:
    if arguments.version:
        print(_versions())
        return EXIT_CLEAN
    if arguments.print_completion:
        for name, parser in arguments.commands.items():
            _command(name).add_arguments(parser)
        status: int = _command('completion').run(arguments.print_completion, arguments.parser, arguments.commands)
        return status
    arguments.parser.print_usage(sys.stderr)
    print('name a command, such as check; --help lists them', file=sys.stderr)
    return EXIT_ERROR


def _versions() -> str:
    """Return all versions that a bug report needs."""
    import platform
    from importlib.metadata import version

    parsers = ', '.join(f'{name} {version(name)}' for name in PARSERS)
    python = f'{platform.python_implementation()} {platform.python_version()} on {platform.system()}'
    return f'n8n-code-discipline {version("n8n-code-discipline")} ({python}; {parsers})'
