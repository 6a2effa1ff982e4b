"""Names and texts of a repository never act on a terminal, forge a line, or give a command to a CI runner."""

import json
import sys
from contextlib import suppress
from pathlib import Path

import pytest
from support import JS, JS_TEST, PY, TEMPLATE, WORKSPACE, js_node, write

from n8n_code_discipline import cli
from n8n_code_discipline.text import printable_line

pytestmark = pytest.mark.skipif(sys.platform == 'win32', reason='Windows has no such file names')

EVIL = (
    '\x1b[31m\x07\r\n::error file=x::forged\x9b\x7f\u202e\u2028\u200b\u3164\u2800\ufdd0 ##[error]x ##vso[task.complete]'
)
FOLDER = 'n8n-functions/js/' + EVIL.replace(':', '').replace('/', '')
BLOCK = f'/* #:js:{JS} */\n/*\n::error::forged\n \t::warning::forged\n##[error]\x1b[2J\n*/\n/* /#:js:{JS} */\nreturn 1;'
TEXT = f'const a = "{EVIL}";'.replace('\n', '\\n').replace('\r', '')
FILES = {
    **WORKSPACE,
    JS: WORKSPACE[JS] + '/*\n::error::forged\n \t::notice::forged\n##[error]\x1b[2J\n*/\n',
    f'{FOLDER}/evil.js': f'{TEXT}\nfunction other() {{}}\n',
    '::error::forged.template.json': '{',
    ' ::error file=x::forged\x1b[2J.template.json': '[]',
    '::error::empty/README': '',
    '-\x1b[31m.template.json': '{"nodes": []}',
    JS_TEST: f'{TEXT}\n',
    PY: f'def f():\n    """{EVIL}"""\n    return count("\\d")\n',
    'n8n-workflows-template/raw.template.json': json.dumps({'nodes': [js_node(TEXT)]}, ensure_ascii=False),
    TEMPLATE: json.dumps(
        {
            'nodes': [
                js_node(TEXT, name=EVIL),
                js_node(f'{{{{@:js:{FOLDER}/missing.js}}}}'.replace('\n', '').replace('\r', ''), name='::error::x'),
                js_node('{{@:js:n8n-functions/js/\x1b.js}}\nreturn \u202e;', name='##[error]x'),
                js_node(BLOCK, name=EVIL + EVIL),
                {'name': EVIL, 'type': EVIL, 'parameters': {'text': '{{@:txt:' + EVIL[:7] + '}}'}},
                {'name': EVIL, 'type': 'n8n-nodes-base.code', 'parameters': {'language': EVIL}},
            ]
        },
        indent=2,
    ),
}
CONFIG = f'"{EVIL}" = 1\nselect = ["{EVIL}"]\ntarget-n8n = "{EVIL}"\n'


@pytest.fixture
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    write(tmp_path, FILES)
    (tmp_path / '.git').mkdir()
    monkeypatch.chdir(tmp_path)
    return tmp_path


def lines(capsys: pytest.CaptureFixture[str], *arguments: str) -> list[str]:
    """The lines of both streams; only a line feed may end one."""
    with suppress(SystemExit):
        cli.main(arguments)
    captured = capsys.readouterr()
    return captured.out.splitlines() + captured.err.splitlines()


@pytest.mark.usefixtures('workspace')
@pytest.mark.parametrize(
    ('arguments', 'least'),
    [
        (['check'], 12),
        (['check', '--show-source', '--statistics'], 40),
        (['check', '--target-n8n', '2', '--extend-select', 'NCD'], 15),
        (['check', '--diff'], 1),
        (['check', '--fix'], 12),
        (['check', '::error::empty', EVIL, '::error::forged.template.json'], 3),
        (['check', '--show-settings'], 10),
        (['check', '--select', EVIL], 2),
        (['check', '--x' + EVIL.replace(' ', '')], 2),
        (['check', '--workspace', EVIL], 2),
        (['check', '--output-file', f'nowhere/{EVIL}'], 1),
        (['check', '--baseline', EVIL], 1),
        (['resync'], 15),
        (['resync', '--diff', '--on-drift=discard'], 15),
        (['resync', '--check', '--on-drift=update'], 10),
        (['resync', TEMPLATE, '--onto', TEMPLATE], 1),
        (['resync', '::error::gone'], 1),
        (['hydrate', TEMPLATE], 3),
        (['hydrate', '::error::forged.template.json', '--out-dir', f'nowhere/{EVIL}'], 1),
        (['explain', EVIL], 2),
        (['new', 'js', EVIL], 1),
        (['test', TEMPLATE, f'{FOLDER}/evil.js'], 4),
        ([EVIL], 1),
    ],
    ids=lambda value: ascii(' '.join(value))[:40] if isinstance(value, list) else '',
)
def test_every_line_is_ours(capsys: pytest.CaptureFixture[str], arguments: list[str], least: int) -> None:
    found = lines(capsys, *arguments)
    assert len(found) >= least
    for line in found:
        assert line == printable_line(line)


@pytest.mark.usefixtures('workspace')
def test_the_annotations_are_ours(capsys: pytest.CaptureFixture[str]) -> None:
    annotations = lines(capsys, 'check', '--format', 'github')[:-1]
    plain = lines(capsys, 'check')[:-1]
    assert len(annotations) == len(plain) > 10
    for line in annotations:
        begins = '::error file='
        assert line.startswith(begins)
        assert line.removeprefix(begins) == printable_line(line.removeprefix(begins))
        assert line.count('::') >= 2


def test_a_broken_configuration(workspace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for text in (CONFIG, CONFIG.encode('unicode_escape').decode().replace('\\n', '\n'), 'select = [\x1b'):
        (workspace / 'n8n-code-discipline.toml').write_text(text, encoding='utf-8')
        found = lines(capsys, 'check')
        assert found
        for line in found:
            assert line == printable_line(line)


def test_a_name_is_shown_with_its_emoji_and_without_what_is_invisible(
    workspace: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    node = js_node('return [];', name='❤️‍🔥 7️⃣ \u3164\ufe0f')
    write(workspace, {'a.template.json': json.dumps({'nodes': [node]}, indent=2)})
    assert "node '❤️‍🔥 7️⃣ \\u3164\\ufe0f'" in lines(capsys, 'check', 'a.template.json')[0]
