"""Imports point downwards, and what costs start-up time is imported by nobody who does not need it."""

import ast
import re
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest
from support import JS, JS_CODE, PY_CODE, REPOSITORY, TEMPLATE, WORKSPACE, js_node, py_node, template, write

pytestmark = pytest.mark.slow
PACKAGE = 'n8n_code_discipline'

# from the top down: a folder, or a module at the top, imports its own level and those below it
ORDER = """
    hooks __main__
    cli
    commands flake8_plugin
    testing
    extraction
    roundtrip
    linter
    rules
    documents
    config
    reporters
    registry
    n8n syntax workspace
    diagnostic edits diffs
    text
"""
LEVELS = {name: -level for level, names in enumerate(ORDER.strip().splitlines()) for name in names.split()}


@cache
def modules() -> dict[str, Path]:
    found = {}
    for folder, prefix in ((REPOSITORY / PACKAGE, ''), (REPOSITORY / 'hooks', 'hooks.')):
        for path in sorted(folder.rglob('*.py')):
            name = prefix + path.relative_to(folder).with_suffix('').as_posix().replace('/', '.')
            found[name.removesuffix('.__init__')] = path
    return found


def test_no_module_imports_itself_by_way_of_others() -> None:
    """Imports for types alone and those within functions count too."""
    known = modules()
    graph = {module: imports(path) & known.keys() - {module} for module, path in known.items()}
    for module in graph:
        reached: set[str] = set()
        pending = [module]
        while pending:
            found = graph[pending.pop()] - reached
            reached |= found
            pending += found
        assert module not in reached, sorted(name for name in graph if module in graph[name] and name in reached)


def layer(module: str) -> str:
    return module.split('.')[0]


def imports(path: Path) -> set[str]:
    """The modules of the package that a file imports anywhere, without the package's name."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding='utf-8'))):
        if isinstance(node, ast.ImportFrom) and node.module == PACKAGE:
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and (node.module or '').startswith(f'{PACKAGE}.'):
            module = (node.module or '').removeprefix(f'{PACKAGE}.')
            names = {f'{module}.{alias.name}' for alias in node.names}
            found |= names & modules().keys() or {module}
        elif isinstance(node, ast.Import):
            found |= {alias.name.removeprefix(f'{PACKAGE}.') for alias in node.names if PACKAGE in alias.name}
    return found


def test_imports_point_downwards() -> None:
    upwards = {
        (module, name)
        for module, path in modules().items()
        for name in imports(path)
        if module != '__init__' and LEVELS[layer(name)] > LEVELS[layer(module)]
    }
    assert upwards == set()


def test_rules_read_no_files_and_print_nothing() -> None:
    refused = {'open', 'print', 'input', 'exec', 'eval'}
    modules_of_files = {'os', 'sys', 'subprocess', 'pathlib', 'socket', 'files'}
    found = set()
    for module, path in modules().items():
        if module.startswith('rules.'):
            nodes = list(ast.walk(ast.parse(path.read_text(encoding='utf-8'))))
            names = {node.id for node in nodes if isinstance(node, ast.Name)} & refused
            imported = {a.name for node in nodes if isinstance(node, ast.Import | ast.ImportFrom) for a in node.names}
            found |= {(module, name) for name in names | imported & modules_of_files}
    assert found == set()


def loaded_modules(directory: Path, *arguments: str) -> set[str]:
    program = (
        'import sys\n'
        'before = set(sys.modules)\n'
        'from n8n_code_discipline.cli import main\n'
        'main(sys.argv[1:])\n'
        'print("loaded", *sorted(set(sys.modules) - before))\n'
    )
    done = subprocess.run(
        [sys.executable, '-c', program, *arguments], cwd=directory, capture_output=True, encoding='utf-8', check=True
    )
    (line,) = [line for line in done.stdout.splitlines() if line.startswith('loaded')]
    return set(line.split())


HEAVY = {'pathlib', 'dataclasses', 'subprocess', 'importlib.metadata', 'inspect', 'asyncio', 'socket', 'tomllib'}
HEAVY |= {'identify', 'hashlib', 'difflib', 'unicodedata', 'xml', 'tqdm', 'n8n_code_discipline.linter.baseline'}
PARSERS = {'tree_sitter', 'tree_sitter_javascript', 'tree_sitter_python', 'ast'}


@pytest.mark.parametrize(
    ('nodes', 'parsers'),
    [
        pytest.param([{'name': 'Set', 'type': 'n8n-nodes-base.set'}], set(), id='no Code node'),
        pytest.param([js_node(JS_CODE)], {'tree_sitter', 'tree_sitter_javascript'}, id='JavaScript'),
        pytest.param([py_node(PY_CODE)], set(), id='Python'),
    ],
)
def test_nothing_heavy_is_imported_before_it_is_needed(
    tmp_path: Path, nodes: list[dict[str, object]], parsers: set[str]
) -> None:
    write(tmp_path, {**WORKSPACE, **template(*nodes)})
    loaded = loaded_modules(tmp_path, 'check', TEMPLATE)
    assert 'n8n_code_discipline.linter.engine' in loaded
    # tree-sitter's own imports are its own: on Python 3.13 importlib.resources asks for ast
    assert loaded & PARSERS - ({'ast'} if parsers else set()) == parsers
    assert loaded & HEAVY == set() or parsers


@pytest.mark.parametrize(('arguments', 'expected'), [((), False), (('--target-n8n', '2'), True)])
def test_rules_about_n8n_versions_are_imported_with_a_target_only(
    tmp_path: Path, arguments: tuple[str, ...], expected: bool
) -> None:
    write(tmp_path, {**WORKSPACE, **template(js_node(JS_CODE))})
    loaded = loaded_modules(tmp_path, 'check', TEMPLATE, *arguments)
    names = {'n8n_code_discipline.documents.runtime_source', 'n8n_code_discipline.rules.runtime.ncd601_dynamic_import'}
    assert loaded & names == (names if expected else set())
    assert any(name.startswith('n8n_code_discipline.n8n.javascript_runtime') for name in loaded) == expected


def test_resync_parses_nothing_where_there_is_nothing_to_do(tmp_path: Path) -> None:
    write(tmp_path, {**WORKSPACE, **template(js_node(JS_CODE), py_node(PY_CODE))})
    loaded = loaded_modules(tmp_path, 'resync', TEMPLATE)
    assert loaded & (HEAVY | PARSERS | {'json', 'difflib', 'tempfile'}) == set()
    ours = {name.removeprefix('n8n_code_discipline.') for name in loaded if name.startswith('n8n_code_discipline.')}
    assert (
        ours & {'documents', 'linter.engine', 'roundtrip.drift', 'documents.json_document', 'roundtrip.git_history'}
        == set()
    )


@pytest.mark.parametrize(('path', 'expected'), [('n8n-functions/README.md', True), (JS, False)])
def test_identify_is_imported_for_other_files_below_the_functions_only(
    tmp_path: Path, path: str, expected: bool
) -> None:
    write(tmp_path, {**WORKSPACE, 'n8n-functions/README.md': '', **template(js_node(JS_CODE))})
    assert ('identify' in loaded_modules(tmp_path, 'check', path)) == expected


def test_rules_of_other_groups_are_not_imported(tmp_path: Path) -> None:
    write(tmp_path, {**WORKSPACE, **template()})
    loaded = loaded_modules(tmp_path, 'check', TEMPLATE)
    groups = {name.split('.')[2] for name in loaded if name.startswith('n8n_code_discipline.rules.')}
    assert groups == {'files', 'template'}
    write(tmp_path, template(js_node(JS_CODE)))
    only = {name for name in loaded_modules(tmp_path, 'check', '--select', 'NCD103', TEMPLATE) if '.ncd' in name}
    assert only == {'n8n_code_discipline.rules.code_nodes.ncd103_inlined_logic'}


def test_no_group_of_a_pattern_is_possessive() -> None:
    """Python before 3.11.5 takes some of them for no match: https://github.com/python/cpython/issues/106052."""
    possessive = re.compile(r'\)(?:[*+?]|\{\d*,?\d*\})\+')
    found = []
    for name, path in modules().items():
        for node in ast.walk(ast.parse(path.read_text(encoding='utf-8'))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str | bytes):
                text = node.value if isinstance(node.value, str) else node.value.decode('latin-1')
                found += [(name, node.lineno)] * ('(?' in text and possessive.search(text) is not None)
    assert found == []
