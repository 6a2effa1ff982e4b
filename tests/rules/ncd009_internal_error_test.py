from collections.abc import Iterator
from pathlib import Path

import pytest
from marks import Whole, at_marks
from support import JS, JS_TEST, PY, PY_TEST, TEMPLATE, WORKSPACE, check, js_node, lint_files, rows, template, write

from n8n_code_discipline import cli, registry
from n8n_code_discipline.diagnostic import Finding
from n8n_code_discipline.documents.code_node import CodeNode
from n8n_code_discipline.documents.function_file import FunctionFile
from n8n_code_discipline.documents.injected_block import InjectedBlock
from n8n_code_discipline.registry import Marked, Rule, Selection
from n8n_code_discipline.workspace.files import Source

INLINED = template(js_node(Whole('return [];')))
INLINED_ROWS = at_marks(
    INLINED,
    "NCD103 node 'Count': inlined JavaScript, no placeholder in jsCode: move it to a function file with "
    'n8n-code-discipline extract n8n-workflows-template/orders.template.json --node Count',
)
MESSAGE = 'NCD009 internal error in {}; please report it; the other findings are complete'
# a group of rules that is applied to a subject
HOMES: dict[type, str] = {CodeNode: 'syntax', FunctionFile: 'syntax', InjectedBlock: 'code_nodes'}


def add_failing_rule(monkeypatch: pytest.MonkeyPatch, subject: type, error: Exception) -> None:
    """Add the rule NCD199, which fails at the first ``subject``."""

    def fail(_: object) -> Iterator[Finding]:
        raise error
        yield

    rule = Rule('NCD199', 'failing', 'files', True, (Marked(subject, fail),), 'Fails.')
    loaded = registry.rules

    def rules(groups: tuple[str, ...], selection: Selection) -> tuple[Rule, ...]:
        return (*loaded(groups, selection), *((rule,) if HOMES.get(subject, 'files') in groups else ()))

    monkeypatch.setattr(registry, 'rules', rules)


def test_clean(tmp_path: Path) -> None:
    assert lint_files(tmp_path, {}) == []


@pytest.mark.parametrize(
    ('subject', 'error', 'shown', 'paths'),
    [
        pytest.param(CodeNode, KeyError('node'), "KeyError: 'node'", [TEMPLATE], id='at a node'),
        pytest.param(
            FunctionFile,
            ValueError('a\nb\x1b[31m'),
            'ValueError: a\\nb\\x1b[31m',
            [JS, PY],
            id='at function files, control characters',
        ),
        pytest.param(Source, MemoryError(), 'MemoryError', [JS_TEST, PY_TEST, JS, PY, TEMPLATE], id='at every file'),
    ],
)
def test_fires(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, subject: type, error: Exception, shown: str, paths: list[str]
) -> None:
    add_failing_rule(monkeypatch, subject, error)
    write(tmp_path, {**WORKSPACE, **INLINED})
    report = check(tmp_path)
    message = MESSAGE.format(f'NCD199 failing: {shown}')
    assert rows(report.diagnostics) == [f'{path}:1:1-1:1 {message}' for path in paths] + INLINED_ROWS
    assert report.status == 2


def test_deselecting_the_rule_that_fails_is_the_way_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_: FunctionFile) -> bool:
        raise ValueError('tree')

    monkeypatch.setattr(FunctionFile, 'parses', property(fail))
    write(tmp_path, WORKSPACE)
    failing = check(tmp_path, JS, select='NCD201')
    message = MESSAGE.format('NCD201 missing-trailer: ValueError: tree')
    assert rows(failing.diagnostics) == [f'{JS}:1:1-1:1 {message}']
    assert check(tmp_path, JS, ignore='NCD2,NCD4').status == 0


def test_ignoring_this_rule_hides_no_failure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    add_failing_rule(monkeypatch, CodeNode, KeyError('node'))
    write(tmp_path, {**WORKSPACE, **INLINED})
    report = check(tmp_path, ignore='NCD009,NCD103')
    message = MESSAGE.format("NCD199 failing: KeyError: 'node'")
    assert rows(report.diagnostics) == [f'{TEMPLATE}:1:1-1:1 {message}']
    assert report.status == 2


@pytest.mark.parametrize('subject', [Source, InjectedBlock])
def test_resync_reports_it_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], subject: type
) -> None:
    add_failing_rule(monkeypatch, subject, KeyError('block'))
    write(tmp_path, {**WORKSPACE, **template(js_node(f'/* #:js:{JS} */\n{WORKSPACE[JS]}/* /#:js:{JS} */\n'))})
    before = (tmp_path / TEMPLATE).read_bytes()
    monkeypatch.chdir(tmp_path)
    assert cli.main(['resync', TEMPLATE]) == 2
    assert capsys.readouterr().out == (
        f"{TEMPLATE}:1: NCD009 internal error in NCD199 failing: KeyError: 'block'; please report it; the other "
        'findings are complete\n'
    )
    assert (tmp_path / TEMPLATE).read_bytes() == before
