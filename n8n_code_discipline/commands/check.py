"""``check``: lint templates, function files and their paired tests."""

import argparse
import os
import sys
from collections.abc import Iterable, Sequence

from n8n_code_discipline import reporters
from n8n_code_discipline.commands.shared import (
    Progress,
    add_ignore_missing,
    add_verbose,
    print_change,
    print_report,
    terminal_width,
    warn,
    workspace_root,
)
from n8n_code_discipline.config import resolver
from n8n_code_discipline.config.resolver import Resolver
from n8n_code_discipline.config.settings import ConfigError, Settings
from n8n_code_discipline.diagnostic import Diagnostic
from n8n_code_discipline.linter import discovery, engine
from n8n_code_discipline.text import count
from n8n_code_discipline.workspace import files, layout

# options that exclude others
_CONFLICTS = {
    'no_baseline': ('write_baseline', 'strict_baseline'),
    'write_baseline': ('fix', 'diff'),
    'stdin_filename': ('paths', 'fix', 'diff', 'write_baseline'),
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options."""
    add = parser.add_argument
    add('paths', nargs='*', metavar='PATH', help='files or directories (default: all workspaces here and below)')
    add('--workspace', type=workspace_root, metavar='DIR', help='the workspace root of every file')
    add_ignore_missing(parser)
    add_verbose(parser)
    add = parser.add_argument_group('rules').add_argument
    add('--select', type=codes, metavar='CODES', help='report only these rules: codes, prefixes of codes or names')
    add('--extend-select', type=codes, metavar='CODES', help='report these rules too')
    add('--ignore', type=codes, metavar='CODES', help='do not report these rules')
    add('--target-n8n', type=n8n_version, metavar='VERSION', help='report what this version of n8n rejects (NCD6xx)')
    add = parser.add_argument_group('output').add_argument
    add('--format', choices=reporters.FORMATS, help='the format of the findings (default: text)')
    add('--output-file', metavar='FILE', help='write the findings to a file instead of standard output')
    add('--show-source', action='store_true', help='show the line or the decoded code, and how to fix the findings')
    add('--statistics', action='store_true', help='count the findings by rule and by file, including covered ones')
    add('--color', choices=('auto', 'always', 'never'), default='auto', help='color the output (default: auto)')
    add('--show-settings', action='store_true', help='print the settings and their origins instead of checking')
    baseline = parser.add_argument_group('baseline')
    add = baseline.add_mutually_exclusive_group().add_argument
    add('--baseline', metavar='FILE', help='report only findings that this file does not cover')
    add('--no-baseline', action='store_true', help='report what the baseline covers as well')
    add = baseline.add_argument
    add('--write-baseline', action='store_true', help='create the baseline, or remove what is gone from it')
    add('--force', action='store_true', help='with --write-baseline: add new findings')
    add('--strict-baseline', action='store_true', help='exit with 1 if the baseline covers findings that are gone')
    add = parser.add_argument_group('fixing').add_argument
    add('--fix', action='store_true', help='apply the safe fixes, then report the rest')
    add('--diff', action='store_true', help='print the changes of --fix as a diff; write nothing')
    add = parser.add_argument_group('editors').add_argument
    add('--stdin-filename', metavar='PATH', help='check standard input as the text of this file')


def codes(text: str) -> object:
    """Parse a comma-separated list of codes, prefixes and names. Raises ArgumentTypeError where no rule has one."""
    return _argument([part for part in text.split(',') if part.strip()], resolver.CODES)


def n8n_version(text: str) -> object:
    """Return a version of n8n. Raises ArgumentTypeError for any other text."""
    return _argument(text, resolver.VERSION)


def _argument(value: object, kind: resolver.Kind) -> object:
    try:
        return resolver.convert(value, kind)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f'{error}') from None


def run(arguments: argparse.Namespace) -> int:
    """Check, print the findings, return the exit status."""
    _reject_conflicting_options(arguments)
    cwd = os.getcwd()
    given = ((key, getattr(arguments, key.replace('-', '_'), None)) for key in resolver.KEYS)
    command_line = {key: value for key, value in given if value is not None}
    if arguments.baseline is not None:
        command_line['baseline'] = os.path.abspath(arguments.baseline)
    if arguments.no_baseline:
        command_line['baseline'] = None
    configuration = Resolver(cwd, arguments.workspace, command_line)
    settings = Settings(cwd, arguments.workspace)
    if arguments.show_settings:
        roots = discovery.workspaces_of(arguments.paths, settings) or [cwd]
        print('\n'.join(configuration.describe(root) for root in roots), end='')
        return 0
    return _check(arguments, settings, configuration)


def _reject_conflicting_options(arguments: argparse.Namespace) -> None:
    """Exit with a usage error if options exclude each other."""
    reject = arguments.parser.error
    if arguments.paths == [files.STANDARD]:
        if arguments.stdin_filename is None:
            reject('- is standard input: name its file with --stdin-filename PATH')
        arguments.paths = []
    if arguments.force and not arguments.write_baseline:
        reject('--force requires --write-baseline')
    for option, others in _CONFLICTS.items():
        for other in others:
            if getattr(arguments, option) not in (None, False) and getattr(arguments, other):
                shown = 'PATH' if other == 'paths' else _shown(other)
                reject(f'{_shown(option)} cannot be combined with {shown}')


def _shown(option: str) -> str:
    return f'--{option.replace("_", "-")}'


def _check(arguments: argparse.Namespace, settings: Settings, configuration: Resolver) -> int:
    fixes = arguments.fix or arguments.diff
    progress = Progress()
    changed, failures = _fix(arguments, settings, configuration, progress) if fixes else (0, [])
    report = _lint(arguments, settings, configuration, progress)
    report = report._replace(errors=(*report.errors, *failures))
    format_name = '' if arguments.diff else _format(report, configuration)
    covered: tuple[Diagnostic, ...] = ()
    lines: tuple[str, ...] = ()
    is_stale = False
    if arguments.write_baseline or any(settings.baseline for settings in report.files.values()):
        from n8n_code_discipline.linter import baseline

        report, covered, lines, is_stale = baseline.apply_to_run(
            report,
            settings.cwd,
            write=arguments.write_baseline,
            force=arguments.force,
            # what can be fixed is best fixed before the first baseline is written
            may_be_missing=fixes,
        )
    if arguments.diff:
        warn(*report.errors, *lines)
        findings = count(len(report.diagnostics), 'finding')
        warn(f'--fix would change {count(changed, "file") if changed else "nothing"}; {findings} in all')
    else:
        _print_report(arguments, format_name, report)
        _print_summary(arguments, report, covered, lines)
    if arguments.verbose:
        warn(*progress.times())
    fails = (changed and (arguments.diff or arguments.is_hook)) or (is_stale and arguments.strict_baseline)
    return max(report.status, 1 if fails else 0)


def _fix(
    arguments: argparse.Namespace, settings: Settings, configuration: Resolver, progress: Progress
) -> tuple[int, list[str]]:
    """Apply fixes, or print them as a diff; return the number of changed files and lines about failures."""
    from n8n_code_discipline.linter import fixes
    from n8n_code_discipline.workspace import writing

    changes, failed = fixes.fixes(arguments.paths, settings, configuration.settings, progress)
    failures = [f'{item.path}: {item.message}' for item in failed]
    changed = 0
    for change in changes:
        shown = layout.display(settings.cwd, change.path)
        try:
            if arguments.diff:
                print_change(change)
            else:
                warn(f'fixed {shown}{writing.write_change(change)}')
            changed += 1
        except writing.WriteError as error:
            failures.append(f'{shown} {error}')
    return changed, failures


def _lint(
    arguments: argparse.Namespace, settings: Settings, configuration: Resolver, progress: Progress
) -> engine.Report:
    if arguments.stdin_filename is None:
        return engine.check(arguments.paths, settings, configuration.settings, track=progress)
    path = os.path.abspath(arguments.stdin_filename)
    data = sys.stdin.buffer.read() if sys.stdin else b''
    return engine.check_text(files.decode(path, data), settings, configuration.settings)


def _format(report: engine.Report, configuration: Resolver) -> str:
    """Return the format of a run. Raises ConfigError if the workspaces are configured for different formats."""
    all_settings = set(report.files.values()) or {configuration.settings(configuration.root or configuration.cwd)}
    formats = sorted({settings.format for settings in all_settings})
    if len(formats) > 1:
        raise ConfigError(f'the workspaces are configured for different formats ({", ".join(formats)}): use --format')
    return formats[0]


def _print_report(arguments: argparse.Namespace, format_name: str, report: engine.Report) -> None:
    version = ''
    if format_name != 'text':
        import importlib.metadata

        version = importlib.metadata.version('n8n-code-discipline')
    options = reporters.RenderOptions(
        tuple(report.files),
        report.errors,
        version,
        _wants_color(arguments),
        arguments.show_source,
        terminal_width() if arguments.show_source else 0,
    )
    print_report(reporters.render(format_name, report.diagnostics, options), arguments.output_file)


def _print_summary(
    arguments: argparse.Namespace, report: engine.Report, covered: Sequence[Diagnostic], lines: Iterable[str]
) -> None:
    warn(*report.errors, *report.notes, *lines)
    if arguments.verbose:
        warn(*(f'skipped {line}' for line in (*report.skipped, *report.others)))
    elif report.skipped:
        warn(f'skipped {count(len(report.skipped), "file")}: {discovery.NOT_OURS}')
    # a hook that passes prints nothing
    is_shown = report.diagnostics or (report.files and not report.errors and sys.stderr.isatty())
    if not arguments.statistics and not is_shown:
        return
    from n8n_code_discipline.reporters import summary

    if arguments.statistics:
        print(summary.statistics(report.diagnostics, covered), end='', file=sys.stderr)
    if is_shown:
        # without an installation, `explain` cannot be run: a hook prints how to fix
        warn(summary.summary(report.diagnostics, report.checked, names_explain=not arguments.is_hook))
        if arguments.is_hook and not arguments.show_source:
            warn(*summary.helps(report.diagnostics, terminal_width()))


def _wants_color(arguments: argparse.Namespace) -> bool:
    if arguments.color != 'auto':
        return bool(arguments.color == 'always')
    on_terminal = arguments.output_file is None and sys.stdout.isatty()
    return on_terminal and not os.environ.get('NO_COLOR') and os.environ.get('TERM') != 'dumb'
