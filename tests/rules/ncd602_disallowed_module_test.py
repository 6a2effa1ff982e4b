"""`require` of a module that is not allowed."""

from pathlib import Path

import pytest
from marks import at_marks
from runtime import js, lint

MESSAGE = "NCD602 node 'Count': n8n says \"Module '{}' is disallowed\": {}"
ALLOW = MESSAGE.format('{}', 'do without it, or allow it in n8n and in allow-js-modules')


@pytest.mark.parametrize(
    ('files', 'messages'),
    [
        pytest.param(js('require(`${name}`);'), '', id='substitution'),
        pytest.param(js('require(name);'), '', id='variable'),
        pytest.param(js('let c; try { c = require("crypto"); } catch {}'), '', id='caught'),
        pytest.param(js('function require() {}\nrequire("x");'), '', id='own function'),
        pytest.param(js('const f = (require) => require("x");'), '', id='parameter'),
        pytest.param(js('const s = "require(\'x\')";'), '', id='string'),
        pytest.param(js('if (require.main === module) {}'), '', id='require.main'),
        pytest.param(js('const c = require(«"crypto"»);'), ALLOW.format('crypto'), id='built in'),
        pytest.param(
            js('const u = require(«"./u.js"»); const m = require(«"node:crypto"»);'),
            [
                MESSAGE.format('./u.js', 'a Code node has no files: inject what it needs with a placeholder'),
                ALLOW.format('node:crypto'),
            ],
            id='relative, node:',
        ),
        pytest.param(
            js('require(«`crypto`»);\nglobalThis.require(«"fs"»);'),
            [ALLOW.format('crypto'), ALLOW.format('fs')],
            id='template literal, global object',
        ),
        pytest.param(js('try {} catch { require(«"x"») }'), ALLOW.format('x'), id='in catch'),
    ],
)
def test_fires(tmp_path: Path, files: dict[str, str], messages: str | list[str]) -> None:
    assert lint(tmp_path, files, 'NCD602') == at_marks(files, messages)


@pytest.mark.parametrize(
    ('files', 'messages'),
    [
        pytest.param(
            js('require(«"node:crypto"»);'),
            MESSAGE.format('node:crypto', "write 'crypto', which allow-js-modules names"),
            id='node: of an allowed one',
        ),
        pytest.param(js('require(«"lodash/fp"»);'), ALLOW.format('lodash/fp'), id='subpath of an allowed one'),
    ],
)
def test_allowed_fires(tmp_path: Path, files: dict[str, str], messages: str | list[str]) -> None:
    assert lint(tmp_path, files, 'NCD602', allow_js_modules=('crypto', 'lodash')) == at_marks(files, messages)
