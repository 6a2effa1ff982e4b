"""A paired test does not load the function file that it is named after.

## Why
Such a test passes whatever the function does. Usually it was copied from another test, or never finished. Any way to
load the file is accepted: the test must import it, or contain its name in a string that is not the title of a test. A
relative path to `n8n-functions/` in a `require` or `import` must lead to the file.

## Bad
```js n8n-functions-tests/countByCategory.test.js
const { test } = require("node:test");
const assert = require("node:assert/strict");
const { slugify } = require("../n8n-functions/js/slugify.js");
test("no items", () => assert.equal(slugify("A"), "a"));
```

## Good
```js n8n-functions-tests/countByCategory.test.js
const { test } = require("node:test");
const assert = require("node:assert/strict");
const { countByCategory } = require("../n8n-functions/js/countByCategory.js");
test("no items", () => assert.deepEqual(countByCategory([]), {}));
```

## How to fix
Load the function file as the message shows and assert what it returns.
"""

import re

from n8n_code_discipline.documents.function_file import FunctionFile
from n8n_code_discipline.documents.paired_test import PairedTest, ParsedTest
from n8n_code_discipline.registry import Findings, rule
from n8n_code_discipline.syntax.content import Content

_SEPARATOR = r'[/\\.]'


@rule(ParsedTest)
def check(test: ParsedTest) -> Findings:
    """Report a test that neither imports the function file nor names it.

    NCD403 reports an empty file, NCD406 one that contains only todos.
    """
    function, content = test.function, test.content
    if content.blank or content.only_todos:
        return
    if not (_loads(content, function) or any(test.file.resolves_to(function, module) for module in content.modules)):
        line = _line_that_loads(test.file, function)
        yield test.file.finding(f'the test does not load {function.display_name}: add {line}')


def _loads(content: Content, function: FunctionFile) -> bool:
    stem = function.name.stem
    file_name = f'{stem}.{function.language}'
    if any(_names_file(text, file_name) or re.split(_SEPARATOR, text)[-1] == stem for text in content.texts):
        return True
    return any(_names_module(name.split('.'), function) for name in content.imports)


def _names_file(text: str, name: str) -> bool:
    """Return whether a text contains the name of a file that is not part of a longer name."""
    if name not in text or text.endswith(f'/{name}'):  # needs no pattern, and compiling one is slow
        return name in text
    return re.search(rf'(?<![\w$-]){re.escape(name)}(?!\w)', text) is not None


def _names_module(parts: list[str], function: FunctionFile) -> bool:
    """Return whether a dotted name is that of the function file, from any directory above it."""
    full_name = ['n8n_functions', 'py', *filter(None, function.name.folder.split('/')), function.name.stem]
    return full_name[-len(parts) :] == parts


def _line_that_loads(test: PairedTest, function: FunctionFile) -> str:
    name = function.name
    if test.language == 'js':
        return f'const {{ {name.stem} }} = require("{test.path_to(function)}");'
    module = '.'.join(filter(None, [*name.folder.split('/'), name.stem]))
    return f'from {module} import {name.stem}'
