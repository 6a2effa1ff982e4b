"""Bad input is input: a diagnostic, an exit status, and the other files' findings; never a traceback."""

import json
import sys
from pathlib import Path
from typing import Any

import pytest
from support import (
    JS,
    JS_CODE,
    JS_TEST,
    PY,
    PY_CODE,
    PY_TEST,
    TEMPLATE,
    WORKSPACE,
    check,
    js_node,
    node,
    py_node,
    template,
    without_root,
    write,
)

from n8n_code_discipline import cli
from n8n_code_discipline.workspace import layout, targets

BAD = 'n8n-workflows-template/bad.template.json'
posix = pytest.mark.skipif(sys.platform == 'win32', reason='POSIX')


@pytest.fixture
def beside(tmp_path: Path) -> Path:
    """A workspace with one inlined node, whose finding must always appear."""
    write(tmp_path, {**WORKSPACE, **template(js_node('return [];'))})
    return tmp_path


def codes(root: Path, *paths: str) -> list[str]:
    """The codes found besides that of the inlined node, which must be there."""
    report = check(root, *paths)
    found = [(item.path, item.code) for item in report.diagnostics]
    found.remove((TEMPLATE, 'NCD103'))
    assert report.status == 1
    return [code for _, code in found]


def test_a_long_node_name_is_cut(beside: Path) -> None:
    write(beside, {BAD: json.dumps({'nodes': [node(name='a' * 1_000_000)] * 3})})
    shown = 'a' * 79 + '…'
    found = [item for item in check(beside).diagnostics if item.path == BAD]
    assert [(item.code, item.node) for item in found] == [('NCD102', shown)] * 3
    assert all(item.message.startswith(f"node '{shown}': ") and len(item.message) < 200 for item in found)


@pytest.mark.no_cover
@pytest.mark.slow
@pytest.mark.parametrize('name', [JS, PY])
@pytest.mark.parametrize(
    'content',
    [b'', b'\xff\xfe\0', b'\0', b'(' * 100_000, b'{' * 100_000, b'`${' * 20_000, b'"' * 99_999, b'\r' * 9_999],
)
def test_function_file_bytes(beside: Path, name: str, content: bytes) -> None:
    write(beside, {name: content})
    assert set(codes(beside)) <= {'NCD001', 'NCD005', 'NCD006', 'NCD201', 'NCD203', 'NCD204', 'NCD303'}


@posix
@pytest.mark.parametrize('name', [JS, PY, JS_TEST, PY_TEST, 'texts/a.txt'])
def test_a_symlink_out_of_the_workspace_is_not_read_also_when_it_comes_late(
    beside: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    """Neither found there nor put there between the look at a placeholder's path and the reading of the file."""
    secret = beside.parent / 'secret'
    secret.write_text('const secret = "kept" + ;\n')
    texts = {'name': 'Text', 'type': 'n8n-nodes-base.set', 'parameters': {'text': '{{@:txt:texts/a.txt}}'}}
    write(beside, {'texts/a.txt': 'text', **template(js_node(JS_CODE), py_node(PY_CODE), texts)})
    monkeypatch.chdir(beside)
    resolve, find_test = targets.resolve, layout.find_test

    def swap() -> None:
        (beside / name).unlink()
        (beside / name).symlink_to(secret)

    def resolve_and_swap(root: str, path: str) -> targets.Target:
        found = resolve(root, path)
        if path == name:
            swap()
        return found

    def find_test_and_swap(root: str, function: layout.FunctionPath, *functions: Any) -> str | None:
        found = find_test(root, function, *functions)
        if found == str(beside / name):
            swap()
        return found

    monkeypatch.setattr(targets, 'resolve', resolve_and_swap)
    monkeypatch.setattr(layout, 'find_test', find_test_and_swap)
    for command in (['check', '--show-source', TEMPLATE], ['hydrate', TEMPLATE], ['resync', '--diff', TEMPLATE]):
        cli.main(command)
        captured = capsys.readouterr()
        assert 'secret =' not in captured.out + captured.err
    assert (beside / name).is_symlink()
    assert cli.main(['check', TEMPLATE]) == 1
    assert 'is a symlink out of the workspace' in capsys.readouterr().out


@posix
def test_a_directory_without_permission(beside: Path) -> None:
    write(beside, {BAD: '{"nodes": []}', 'locked/n8n-functions/js/a.js': ''})
    (beside / 'locked').chmod(0)
    with without_root():
        report = check(beside)
        alone = check(beside, 'locked')
    assert report.errors == alone.errors == ('locked: directory cannot be read: Permission denied',)
    assert [item.code for item in report.diagnostics] == ['NCD103']
    assert (report.status, alone.status) == (2, 2)


def test_all_bad_at_once_hides_nothing(beside: Path) -> None:
    contents = [b'', b'\xff', b'[', b'null', b'{"nodes": null}', b'{"nodes": [{"type": []}]}']
    write(beside, {f'n8n-workflows-template/{index}.template.json': data for index, data in enumerate(contents)})
    assert codes(beside) == ['NCD002', 'NCD001', 'NCD002', 'NCD003', 'NCD003', 'NCD003']
