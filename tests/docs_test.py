"""Every console block of the README and of the pages in docs/ is run, and prints what it shows."""

import argparse
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import NamedTuple

import pytest
import yaml
from support import REPOSITORY, write

from n8n_code_discipline import cli
from n8n_code_discipline.config.resolver import KEYS

PAGES = [REPOSITORY / 'README.md', *sorted((REPOSITORY / 'docs').glob('*.md'))]
# a block, and the name of the file that it shows if a line before it gives one
BLOCK = re.compile(r'^(?:`([^`\n]+)`\n\n)?```(\w*)\n(.*?)^```$', re.MULTILINE | re.DOTALL)
# what cannot run within a test run, and the test module that runs it
RUN_ELSEWHERE = {
    'make demo': 'hooks/demo_test.py',
    'make test': None,  # this very run
    'pip install PATH-OF-YOUR-CLONE': 'packaging_test.py',
    'pip install --quiet pre-commit git+URL-YOU-CLONED-FROM': 'first_commit_test.py',
    'git init --quiet my-workflows && cd my-workflows': 'first_commit_test.py',
    'n8n-code-discipline init --example': 'first_commit_test.py',
    'pre-commit install': 'first_commit_test.py',
    # its tests fail until they are written
    'n8n-code-discipline new js slugify': 'commands/new_test.py',
    'n8n-code-discipline new py n8n-functions/py/parse_date.py': 'commands/new_test.py',
    'git add --all && git commit --quiet --message "Count articles by category"': 'first_commit_test.py',
}
ANYTHING = '…'
IDENTITY = ('-c', 'user.name=Somebody', '-c', 'user.email=somebody@example.com')


class Block(NamedTuple):
    file: str
    language: str
    text: str


class Command(NamedTuple):
    line: str
    shown: list[str]


def blocks(page: Path) -> list[Block]:
    return [Block(*match.groups('')) for match in BLOCK.finditer(page.read_text(encoding='utf-8'))]


def commands(block: Block) -> Iterator[Command]:
    for part in re.split(r'^\$ ', block.text, flags=re.MULTILINE)[1:]:
        line, *shown = part.splitlines()
        line = re.sub(r'\s{2,}# .*', '', line)
        if line not in RUN_ELSEWHERE:
            yield Command(line, shown)


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """The example workspace in a git repository with our hooks, as a user would have it."""
    shutil.copytree(REPOSITORY / 'examples' / 'workspace', tmp_path, dirs_exist_ok=True)
    manifest = yaml.safe_load((REPOSITORY / '.pre-commit-hooks.yaml').read_text())
    hooks = [{**hook, 'language': 'system', 'additional_dependencies': []} for hook in manifest]
    config = yaml.safe_dump({'repos': [{'repo': 'local', 'hooks': hooks}]})
    write(tmp_path, {'.pre-commit-config.yaml': config})
    subprocess.run(['git', 'init', '--quiet'], cwd=tmp_path, check=True)
    subprocess.run(['git', 'add', '.'], cwd=tmp_path, check=True)
    subprocess.run(['git', *IDENTITY, 'commit', '--quiet', '--message', 'A workspace'], cwd=tmp_path, check=True)
    return tmp_path


def run(block: list[Command], directory: Path) -> list[tuple[int, list[str]]]:
    """Exit status and output of every command, run one after the other in one shell."""
    parts = ['status=0']
    for command in block:
        parts += ["printf '\\0'", f'(exit $status); {command.line}', 'status=$?', "printf '\\1%s' $status"]
    hidden = ('GIT_', 'PRE_COMMIT', 'PYTHONUNBUFFERED')
    environment = {name: value for name, value in os.environ.items() if not name.startswith(hidden)}
    environment['PATH'] = os.pathsep.join([os.path.dirname(sys.executable), os.environ['PATH']])
    done = subprocess.run(
        ['bash', '-c', '\n'.join(parts)],
        cwd=directory,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding='utf-8',
        check=False,
    )
    results = []
    for part in done.stdout.split('\0')[1:]:
        output, _, status = part.partition('\1')
        results.append((int(status or 0), output.splitlines()))
    return results


def matches(shown: list[str], output: list[str]) -> bool:
    # within a line it stands for the rest of a word, such as a commit a date, or for itself
    pattern = ''.join(
        '(?:.*\n)*' if line == ANYTHING else re.escape(f'{line}\n').replace(ANYTHING, r'(?:[\w-]+|…)') for line in shown
    )
    return re.fullmatch(pattern, ''.join(f'{line}\n' for line in output)) is not None


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == 'win32', reason='the blocks are for a POSIX shell')
@pytest.mark.parametrize('page', PAGES, ids=lambda page: page.name)
def test_console_blocks(page: Path, repository: Path) -> None:
    for block in blocks(page):
        if block.file and block.language != 'console':
            write(repository, {block.file: block.text})
        elif block.language == 'console':
            wanted = list(commands(block))
            shows = any(command.shown for command in wanted)
            for command, (status, output) in zip(wanted, run(wanted, repository), strict=True):
                assert 'Traceback' not in '\n'.join(output)
                if command.shown:
                    assert matches(command.shown, output), f'$ {command.line}\n' + '\n'.join(output)
                else:
                    assert (command.line, status, output if shows else []) == (command.line, 0, [])


@pytest.mark.parametrize('page', PAGES, ids=lambda page: page.name)
def test_yaml_blocks_name_hooks_and_options_that_exist(page: Path) -> None:
    manifest = yaml.safe_load((REPOSITORY / '.pre-commit-hooks.yaml').read_text())
    known = {hook['id'] for hook in manifest}
    for block in blocks(page):
        if block.language == 'yaml':
            assert yaml.safe_load(block.text)
            assert set(re.findall(r'\bid: (\S+)', block.text)) <= known
    text = page.read_text(encoding='utf-8')
    assert set(re.findall(r'n8n-code-discipline check[^\n`]*?(--[a-z-]+)', text)) <= options('check')


def options(command: str) -> set[str]:
    """Return the options of a command, without those for help."""
    parser = argparse.ArgumentParser(add_help=False)
    import_module(f'n8n_code_discipline.commands.{command}').add_arguments(parser)
    return {option for action in parser._actions for option in action.option_strings}


def test_blocks_that_run_elsewhere_do() -> None:
    for module in filter(None, RUN_ELSEWHERE.values()):
        assert (REPOSITORY / 'tests' / module).is_file()


@pytest.mark.parametrize('page', PAGES, ids=lambda page: page.name)
def test_shell_blocks_are_console_blocks(page: Path) -> None:
    assert {block.language for block in blocks(page)} & {'sh', 'bash', 'shell'} == set()


def anchors(page: Path) -> set[str]:
    """The anchors that GitHub makes of the headings of a page."""
    text = re.sub(r'^```.*?^```$', '', page.read_text(encoding='utf-8'), flags=re.MULTILINE | re.DOTALL)
    return {
        re.sub(r'[^\w -]', '', title.lower()).replace(' ', '-')
        for title in re.findall(r'^#+ (.+)$', text, re.MULTILINE)
    }


@pytest.mark.parametrize(
    'page',
    [
        *PAGES,
        *(REPOSITORY / name for name in ('CHANGELOG.md', 'CONTRIBUTING.md', 'SECURITY.md', 'docs/rules/README.md')),
        *(REPOSITORY / 'tests').rglob('*.md'),
    ],
    ids=lambda page: page.relative_to(REPOSITORY).as_posix(),
)
def test_links_lead_somewhere(page: Path) -> None:
    for target, anchor in re.findall(r'\]\(([^)#:]*)(?:#([^)]*))?\)', page.read_text(encoding='utf-8')):
        to = page.parent / target if target else page
        assert to.exists(), target
        assert not anchor or anchor in anchors(to), f'{target}#{anchor}'


def test_every_page_is_in_the_index() -> None:
    index = (REPOSITORY / 'docs' / 'README.md').read_text(encoding='utf-8')
    assert [page.name for page in PAGES[1:] if f'({page.name})' not in index and page.name != 'README.md'] == []


def test_every_setting_and_option_is_documented() -> None:
    configuration = (REPOSITORY / 'docs' / 'configuration.md').read_text(encoding='utf-8')
    assert [key for key in KEYS if f'| `{key}` |' not in configuration] == []
    pages = '\n'.join(page.read_text(encoding='utf-8') for page in PAGES)
    assert sorted(option for option in options('check') if option not in pages) == []


@pytest.mark.parametrize('command', [name for name in cli.COMMANDS if name != 'check'])
def test_every_option_of_a_command_is_in_its_section(command: str) -> None:
    page = (REPOSITORY / 'docs' / 'command-line.md').read_text(encoding='utf-8')
    titles = {'rules': 'rules and explain', 'explain': 'rules and explain'}
    (section,) = re.findall(rf'^## {titles.get(command, command)}\n(.*?)(?=^## |\Z)', page, re.MULTILINE | re.DOTALL)
    assert sorted(options(command) - set(re.findall(r'`(--?[a-z-]+)', section))) == []
