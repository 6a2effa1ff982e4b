"""Write a small workspace that is clean, and lint it with one call."""

import ctypes
import io
import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from marks import Whole, to_json, unmarked

from n8n_code_discipline.config.settings import Settings
from n8n_code_discipline.diagnostic import Diagnostic
from n8n_code_discipline.linter import engine, loader
from n8n_code_discipline.registry import Selection
from n8n_code_discipline.roundtrip import drift
from n8n_code_discipline.roundtrip.drift import OnDrift
from n8n_code_discipline.workspace.files import read

REPOSITORY = Path(__file__).resolve().parents[2]
SHARED_DATA = REPOSITORY.parent / 'shared' / 'data'

TEMPLATE = 'n8n-workflows-template/orders.template.json'
JS = 'n8n-functions/js/countByCategory.js'
PY = 'n8n-functions/py/count_by_category.py'
JS_TEST = 'n8n-functions-tests/countByCategory.test.js'
PY_TEST = 'n8n-functions-tests/test_count_by_category.py'
JS_PLACEHOLDER = '{{@:js:' + JS + '}}'
PY_PLACEHOLDER = '{{@:py:' + PY + '}}'
JS_CODE = JS_PLACEHOLDER + '\n\nreturn [{ json: countByCategory($input.all()) }];'
PY_CODE = PY_PLACEHOLDER + '\n\nreturn [{"json": count_by_category(items)}]'

# Clean function files and tests; every test adds or replaces what it is about.
WORKSPACE: Mapping[str, str] = {
    JS: """\
function countByCategory(items) {
  const counts = {};
  for (const item of items) counts[item.json.category] = (counts[item.json.category] || 0) + 1;
  return counts;
}
if (typeof module !== "undefined") module.exports = { countByCategory };
""",
    JS_TEST: """\
const { test } = require("node:test");
const assert = require("node:assert/strict");
const { countByCategory } = require("../n8n-functions/js/countByCategory.js");

test("counts", () => {
  assert.deepEqual(countByCategory([{ json: { category: "a" } }]), { a: 1 });
});
""",
    PY: """\
def count_by_category(items):
    counts = {}
    for item in items:
        category = item["json"]["category"]
        counts[category] = counts.get(category, 0) + 1
    return counts
""",
    PY_TEST: """\
from count_by_category import count_by_category


def test_counts():
    assert count_by_category([{"json": {"category": "a"}}]) == {"a": 1}
""",
}


class Terminal(io.StringIO):
    """Standard output or standard error on a terminal."""

    def isatty(self) -> bool:
        """It is one."""
        return True


def write(root: Path, files: Mapping[str, str | bytes]) -> None:
    """Write files below a directory, without marks, line ends as given."""
    for name, content in files.items():
        path, content = root / name, unmarked(content)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())


def node(**data: Any) -> dict[str, Any]:
    """A Code node named Count; keywords replace or add."""
    return {'name': 'Count', 'type': 'n8n-nodes-base.code', 'typeVersion': 2, **data}


def js_node(code: str | Whole, **data: Any) -> dict[str, Any]:
    """A JavaScript Code node."""
    return node(parameters={'jsCode': code}, **data)


def py_node(code: str | Whole, **data: Any) -> dict[str, Any]:
    """A Python Code node."""
    return node(parameters={'language': 'python', 'pythonCode': code}, **data)


def template(*nodes: Any) -> dict[str, str]:
    """The file of a template with these nodes; the first node begins on line 3."""
    return {TEMPLATE: to_json({'nodes': list(nodes)})}


def check(
    root: Path, *paths: str, select: str = '', extend: str = '', ignore: str = '', **settings: Any
) -> engine.Report:
    """Lint paths of a directory as if it were the current one; rules are selected as by the options of these names."""
    chosen, more, fewer = (tuple(filter(None, codes.split(','))) for codes in (select, extend, ignore))
    settings.setdefault('selection', Selection(chosen, more, fewer))
    return engine.check(paths, Settings(str(root), **settings))


def judge(root: Path, *paths: str, on_drift: OnDrift = 'error') -> drift.Plan:
    """Judge the marker blocks of templates (none: TEMPLATE) of a directory, as resync does."""
    settings = Settings(str(root))
    sources = [read(str(root / path)) for path in paths or (TEMPLATE,)]
    return drift.plan([loader.open_template(source, settings) for source in sources], on_drift)


def lint_files(root: Path, files: Mapping[str, str | bytes], *paths: str, **settings: Any) -> list[str]:
    """Write the clean workspace with `files` added and lint it (or `paths` of it).

    Args:
        root: The workspace.
        files: Contents of files by path.
        paths: What is linted; everything if there are none.
        settings: As those of `check`.

    Returns:
        The `rows` of the findings.
    """
    write(root, {**WORKSPACE, **files})
    report = check(root, *paths, **settings)
    assert report.errors == ()
    return rows(report.diagnostics)


def rows(diagnostics: tuple[Diagnostic, ...]) -> list[str]:
    """Complete diagnostics: ``path:line:column-endline:endcolumn CODE message``."""
    return [
        f'{item.path}:{item.line}:{item.column}-{item.end_line}:{item.end_column} {item.code} {item.message}'
        for item in diagnostics
    ]


@contextmanager
def without_root() -> Iterator[None]:
    """Let permissions count for root too, who may otherwise read and write anything, for a while.

    Root gives up two capabilities and stays root: another user could not read what Python still has to import where
    the interpreter or the project lies below a directory that only root may enter.
    """
    if os.geteuid() != 0:
        yield
        return
    if sys.platform != 'linux':
        pytest.skip('this system cannot take rights from root for a while')
    libc = ctypes.CDLL(None, use_errno=True)
    # linux/capability.h: version 3, this process; effective, permitted and inheritable, twice 32 bits each
    header, before = (ctypes.c_uint32 * 2)(0x20080522, 0), (ctypes.c_uint32 * 6)()
    assert libc.capget(header, before) == 0
    after = (ctypes.c_uint32 * 6)(*before)
    after[0] &= ~(1 << 1 | 1 << 2)  # CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH
    # PR_SET_SECUREBITS, SECBIT_NO_SETUID_FIXUP: access(2) then asks for the capabilities in effect too
    assert libc.prctl(28, 1 << 2) == libc.capset(header, after) == 0
    try:
        yield
    finally:
        assert libc.capset(header, before) == libc.prctl(28, 0) == 0
