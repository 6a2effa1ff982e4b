"""The files of a new workspace, and of a new function: what to write, as data."""

from __future__ import annotations

import json
import keyword
import os
import re
import sys
from collections.abc import Mapping
from typing import Any
from typing import NamedTuple

from n8n_code_discipline.extraction import naming
from n8n_code_discipline.workspace import layout
from n8n_code_discipline.workspace.layout import FunctionPath
from n8n_code_discipline.workspace.layout import Language

_FOLDER = re.compile(r'[A-Za-z][A-Za-z0-9_]*')

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
# a write that was cut short
.n8n-code-discipline.tmp*
"""

# code is collapsed before it is checked
HOOKS = ('n8n-resync', 'n8n-code-discipline', 'n8n-function-tests')
# a version, a commit, an address: no scalar that YAML would read as something else
_PLAIN_YAML = re.compile(r'v\d[\w.]*|[0-9a-f]{40}|(?:https?://|git@|/|~/)[\w./:@~+-]*\w')

_JAVASCRIPT = """\
function {name}(items) {{
  return items.length;
}}
if (typeof module !== "undefined") module.exports = {{ {name} }};
"""

_JAVASCRIPT_TEST = """\
const {{ test }} = require("node:test");
const assert = require("node:assert/strict");
const {{ {name} }} = require("{up}n8n-functions/js/{path}.js");

test("{name} counts the items", () => {{
  assert.equal({name}([1, 2]), 2);
}});
"""

_PYTHON = """\
def {name}(items):
    return len(items)
"""

_PYTHON_TEST = """\
from {module} import {name}


def test_{name}_counts_the_items():
    assert {name}([1, 2]) == 2
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
{{@:js:n8n-functions/js/calculateStatsByCategory.js}}

const body = $input.first().json;
const articles = Array.isArray(body.articles) ? body.articles : [];
const stats = calculateStatsByCategory(articles);

try {
  return { json: { stats } };
} catch(e) {
  return { error: e.message };
}"""

_EXAMPLE_PYTHON_GLUE = """\
{{@:py:n8n-functions/py/calculate_stats_by_category.py}}

body = _items[0]["json"]
articles = body.get("articles", [])
stats = calculate_stats_by_category(articles)
return [{"json": {"stats": stats}}]"""


class NewFunction(NamedTuple):
    """The files of a new function by path below the workspace, and which of them a placeholder injects."""

    files: Mapping[str, str]
    path: str


def pre_commit_config(repository: str, revision: str) -> str:
    """Return a ``.pre-commit-config.yaml`` with the hooks."""
    return f'# https://pre-commit.com\nrepos:\n{pre_commit_stanza(repository, revision)}'


def pre_commit_stanza(repository: str, revision: str) -> str:
    """Return the item of the list ``repos`` that brings the hooks."""
    hooks = ''.join(f'    -   id: {hook}\n' for hook in HOOKS)
    return f'-   repo: {_yaml(repository)}\n    rev: {_yaml(revision)}\n    hooks:\n{hooks}'


def _yaml(text: str) -> str:
    """A YAML scalar: plain where that is safe, else a JSON string, which YAML reads too."""
    return text if _PLAIN_YAML.fullmatch(text) and not text.isdigit() else json.dumps(text)


def workspace_files(example: bool) -> dict[str, str]:
    """Return the files of a new workspace by path, but for the pre-commit configuration."""
    files = {f'{layout.TESTS}/conftest.py': CONFTEST, '.gitignore': GITIGNORE}
    if example:
        return {**files, **_example()}
    # git keeps no empty directory
    empty = (f'{layout.FUNCTIONS}/js', f'{layout.FUNCTIONS}/py', layout.TEMPLATES)
    return {**files, **{f'{directory}/.gitkeep': '' for directory in empty}}


def _example() -> dict[str, str]:
    return {
        'n8n-functions/js/calculateStatsByCategory.js': _EXAMPLE_JAVASCRIPT,
        'n8n-functions-tests/calculateStatsByCategory.test.js': _EXAMPLE_JAVASCRIPT_TEST,
        'n8n-workflows-template/article-statistics.template.json': _template(
            'Article statistics', 2, {'jsCode': _EXAMPLE_JAVASCRIPT_GLUE}
        ),
        'n8n-functions/py/calculate_stats_by_category.py': _EXAMPLE_PYTHON,
        'n8n-functions-tests/test_calculate_stats_by_category.py': _EXAMPLE_PYTHON_TEST,
        'n8n-workflows-template/article-statistics-python.template.json': _template(
            'Article statistics in Python', 3, {'language': 'python', 'pythonCode': _EXAMPLE_PYTHON_GLUE}
        ),
    }


def _template(name: str, number: int, parameters: dict[str, Any]) -> str:
    """A workflow with a trigger and a Code node, written as n8n writes it."""
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


def new_function(language: Language, name: str) -> NewFunction:
    """Return the files of a new function; ``name`` may begin with folders: ``orders/countItems``.

    Raises ValueError, with the reason, for a name that breaks the naming rule.
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
    unfit = [folder for folder in folders if not _FOLDER.fullmatch(folder) or keyword.iskeyword(folder)]
    if unfit:
        raise ValueError(f'{unfit[0]!r} is no name for a folder: letters, digits and _ only')
    path = f'{layout.FUNCTIONS}/{language}/{"/".join([*folders, stem])}.{language}'
    if layout.function_path(os.sep, os.sep + path.replace('/', os.sep)) is None:
        raise ValueError(f'{stem!r} is the name of a test or of a part of pytest')
    test_name = layout.test_name(FunctionPath(language, '/'.join(folders), stem))
    test = '/'.join([layout.TESTS, *folders, test_name])
    texts = (_JAVASCRIPT, _JAVASCRIPT_TEST) if language == 'js' else (_PYTHON, _PYTHON_TEST)
    fields = {
        'name': stem,
        'path': '/'.join([*folders, stem]),
        'module': '.'.join([*folders, stem]),
        'up': '../' * (len(folders) + 1),
    }
    source, test_source = (text.format(**fields) for text in texts)
    return NewFunction({path: source, test: test_source}, path)
