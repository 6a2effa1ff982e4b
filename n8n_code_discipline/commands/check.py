"""``check``: lint templates, function files and their paired tests."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable
from collections.abc import Iterable
from collections.abc import Sequence
from typing import TYPE_CHECKING
from typing import Any

from n8n_code_discipline import reporters
from n8n_code_discipline.commands.shared import print_diff
from n8n_code_discipline.commands.shared import refuse
from n8n_code_discipline.commands.shared import track
from n8n_code_discipline.commands.shared import workspace_root
from n8n_code_discipline.config import resolver
from n8n_code_discipline.config.resolver import Resolver
from n8n_code_discipline.config.settings import ConfigError
from n8n_code_discipline.config.settings import Settings
from n8n_code_discipline.linter import discovery
from n8n_code_discipline.linter import engine
from n8n_code_discipline.text import count
from n8n_code_discipline.text import printable
from n8n_code_discipline.workspace import files

if TYPE_CHECKING:
    from n8n_code_discipline.diagnostic import Diagnostic
    from n8n_code_discipline.linter.engine import Report


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    add = parser.add_argument
    add('paths', nargs='*', metavar='PATH', help='files or directories; none: the workspaces at or below this one')
    add('--workspace', type=workspace_root, metavar='DIR', help='the workspace of every file')
    rules = parser.add_argument_group('which rules')
    add = rules.add_argument
    add('--select', type=codes, metavar='CODES', help='report only these: codes or prefixes of codes, with commas')
    add('--extend-select', type=codes, metavar='CODES', help='report these rules too')
    add('--ignore', type=codes, metavar='CODES', help='leave these rules out')
    add('--target-n8n', type=n8n_version, metavar='VERSION', help='report what this version of n8n rejects (NCD6xx)')
    output = parser.add_argument_group('what is printed')
    add = output.add_argument
    add('--format', choices=reporters.FORMATS, help='the format of the findings (default: text)')
    add('--output-file', metavar='FILE', help='write the findings to a file, not to standard output')
    add('--show-source', action='store_true', help='show the line, the code in it, and how to fix it')
    add('--statistics', action='store_true', help='count the findings by rule and by file, covered ones too')
    add('--color', choices=('auto', 'always', 'never'), default='auto', help='default: auto, on a terminal only')
    add('--show-settings', action='store_true', help='print what is configured, and where, instead of checking')
    baseline = parser.add_argument_group('old findings')
    add = baseline.add_argument
    choice = baseline.add_mutually_exclusive_group()
    choice.add_argument('--baseline', metavar='FILE', help='report only findings that this file does not cover')
    choice.add_argument('--no-baseline', action='store_true', help='report the findings that the baseline covers, too')
    add('--write-baseline', action='store_true', help='write the baseline, or take out of it what is gone')
    add('--force', action='store_true', help='with --write-baseline: let the baseline grow')
    add('--strict-baseline', action='store_true', help='exit with 1 if the baseline covers what is gone')
    fixes = parser.add_argument_group('fixing')
    add = fixes.add_argument
    add('--fix', action='store_true', help='mend what can be mended safely, then report the rest')
    add('--diff', action='store_true', help='print what --fix would change; write nothing')
    editors = parser.add_argument_group('editors')
    editors.add_argument(
        '--stdin-filename', metavar='PATH', help='check standard input as if it were the text of this file'
    )


def codes(text: str) -> tuple[str, ...]:
    """Split a comma-separated list of code prefixes. Raises ArgumentTypeError for one that no rule has."""
    return _argument(resolver.codes, [part for part in text.split(',') if part.strip()])  # type: ignore[no-any-return]


def n8n_version(text: str) -> str:
    """Return a version of n8n. Raises ArgumentTypeError for anything else."""
    return _argument(resolver.version, text)  # type: ignore[no-any-return]


def _argument(read: Callable[[Any], Any], value: Any) -> Any:
    try:
        return read(value)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f'{error}') from None


def run(arguments: argparse.Namespace) -> int:
    """Check, print the findings, return the exit status."""
    _refuse_contradictions(arguments)
    cwd = os.getcwd()
    given = {name: getattr(arguments, name.replace('-', '_'), None) for name in resolver.KEYS}
    command_line = {name: value for name, value in given.items() if value is not None}
    if 'baseline' in command_line:
        command_line['baseline'] = os.path.abspath(command_line['baseline'])
    if arguments.no_baseline:
        command_line['baseline'] = None
    configuration = Resolver(cwd, arguments.workspace, command_line)
    settings = Settings(cwd, arguments.workspace)
    try:
        if arguments.show_settings:
            roots = discovery.workspaces_of(arguments.paths, settings) or [cwd]
            print('\n'.join(configuration.describe(root) for root in roots), end='')
            return 0
        return _check(arguments, settings, configuration)
    except ConfigError as error:
        return refuse(error)


def _refuse_contradictions(arguments: argparse.Namespace) -> None:
    """Exit with a usage error where options contradict one another."""
    refuse = arguments.parser.error
    if arguments.force and not arguments.write_baseline:
        refuse('--force goes with --write-baseline')
    if arguments.no_baseline and (arguments.write_baseline or arguments.strict_baseline):
        refuse('--no-baseline does not go with --write-baseline or --strict-baseline')
    if arguments.write_baseline and (arguments.fix or arguments.diff):
        refuse('--write-baseline does not go with --fix or --diff')
    if arguments.stdin_filename is not None:
        for name in ('paths', 'fix', 'diff', 'write_baseline'):
            if getattr(arguments, name):
                shown = 'PATH' if name == 'paths' else f'--{name.replace("_", "-")}'
                refuse(f'--stdin-filename does not go with {shown}: standard input is the only text to check')


def _check(arguments: argparse.Namespace, settings: Settings, configuration: Resolver) -> int:
    if arguments.diff:
        return _show_fixes(arguments, settings, configuration)
    changed, failures = _fix(arguments, settings, configuration) if arguments.fix else ((), ())
    report = _lint(arguments, settings, configuration)
    report = report._replace(errors=(*report.errors, *failures))
    format_name = _format(report, configuration)
    covered: tuple[Diagnostic, ...] = ()
    lines: tuple[str, ...] = ()
    is_stale = False
    if arguments.write_baseline or any(held.baseline for held in report.files.values()):
        from n8n_code_discipline.linter import baseline

        report, covered, lines, is_stale = baseline.apply_to_run(
            report,
            settings.cwd,
            write=arguments.write_baseline,
            force=arguments.force,
            # what can be fixed is best fixed before the first baseline is written
            may_be_missing=arguments.fix,
        )
    _print_report(arguments, format_name, report)
    _print_summary(arguments, report, covered, lines)
    fails = (changed and arguments.is_hook) or (is_stale and arguments.strict_baseline)
    return max(report.status, 1 if fails else 0)


def _fix(
    arguments: argparse.Namespace, settings: Settings, configuration: Resolver
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Mend what can be mended; return the files changed, and lines about what failed."""
    from n8n_code_discipline.linter import fixes

    fixed, failed = fixes.fixes(arguments.paths, settings, configuration.settings)
    changed, problems = fixes.write(fixed, settings.cwd)
    for path in changed:
        print(printable(f'fixed {path}'), file=sys.stderr)
    return changed, (*problems, *(f'{item.path}: {item.message}' for item in failed))


def _show_fixes(arguments: argparse.Namespace, settings: Settings, configuration: Resolver) -> int:
    from n8n_code_discipline.linter import fixes

    fixed, failed = fixes.fixes(arguments.paths, settings, configuration.settings)
    print_diff(fixes.diff(fixed, settings.cwd))
    report = engine.check(arguments.paths, settings, configuration.settings)
    lines: tuple[str, ...] = ()
    if any(held.baseline for held in report.files.values()):
        from n8n_code_discipline.linter import baseline

        report, _, lines, _ = baseline.apply_to_run(report, settings.cwd, may_be_missing=True)
    for line in (*report.errors, *lines, *(f'{item.path}: {item.message}' for item in failed)):
        print(printable(line), file=sys.stderr)
    left = count(len(report.diagnostics), 'finding')
    changes = count(len(fixed), 'file') if fixed else 'nothing'
    print(f'--fix would change {changes}; {left} in all', file=sys.stderr)
    return 2 if failed else max(report.status, 1 if fixed else 0)


def _lint(arguments: argparse.Namespace, settings: Settings, configuration: Resolver) -> Report:
    if arguments.stdin_filename is None:
        return engine.check(arguments.paths, settings, configuration.settings, track=track)
    path = os.path.abspath(arguments.stdin_filename)
    data = sys.stdin.buffer.read() if sys.stdin else b''
    return engine.check_text(files.decode(path, data), settings, configuration.settings)


def _format(report: Report, configuration: Resolver) -> str:
    """The one format of a run. Raises ConfigError where the workspaces' files ask for different ones."""
    held = set(report.files.values()) or {configuration.settings(configuration.root or configuration.cwd)}
    formats = sorted({settings.format for settings in held})
    if len(formats) > 1:
        raise ConfigError(f'the workspaces are configured for different formats ({", ".join(formats)}): use --format')
    return formats[0]


def _print_report(arguments: argparse.Namespace, format_name: str, report: Report) -> None:
    is_text = format_name == 'text'
    facts = reporters.Facts(
        tuple(report.files),
        report.errors,
        '' if is_text else _version(),
        _wants_color(arguments),
        arguments.show_source,
    )
    text = reporters.render(format_name, report.diagnostics, facts)
    if arguments.output_file is not None:
        from n8n_code_discipline.workspace import writing

        try:
            writing.write_output(os.path.abspath(arguments.output_file), text)
        except writing.WriteError as error:
            raise ConfigError(f'{arguments.output_file} {error}') from None
    else:
        sys.stdout.write(text)
        sys.stdout.flush()  # before anything on standard error


def _print_summary(
    arguments: argparse.Namespace, report: Report, covered: Sequence[Diagnostic], lines: Iterable[str]
) -> None:
    for line in (*report.errors, *report.notes, *lines):
        print(printable(line), file=sys.stderr)
    if report.skipped:
        print(
            f'skipped {count(report.skipped, "file")}: no n8n workflow, function file or paired test', file=sys.stderr
        )
    if arguments.statistics:
        from n8n_code_discipline.reporters import summary

        print(summary.statistics(report.diagnostics, covered), end='', file=sys.stderr)
    # a hook that passes says nothing
    if report.diagnostics or (report.files and not report.errors and sys.stderr.isatty()):
        from n8n_code_discipline.reporters import summary

        print(summary.summary(report.diagnostics, report.checked, is_hook=arguments.is_hook), file=sys.stderr)


def _version() -> str:
    from importlib.metadata import version

    return version('n8n-code-discipline')


def _wants_color(arguments: argparse.Namespace) -> bool:
    if arguments.color != 'auto':
        return bool(arguments.color == 'always')
    on_terminal = arguments.output_file is None and sys.stdout.isatty()
    return on_terminal and not os.environ.get('NO_COLOR') and os.environ.get('TERM') != 'dumb'
