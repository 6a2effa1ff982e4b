"""A function file has no paired test.

## Why
The point of a function file is that it can be tested without n8n. The test of `n8n-functions/js/slugify.js` is
`n8n-functions-tests/slugify.test.js`, that of `py/parse_date.py` is `test_parse_date.py`. The test of a file in a
subfolder is in the same subfolder, or in none if no other function file of the language has the name.

## Bad
```js n8n-functions/js/slugify.js
function slugify(text) { return text.toLowerCase(); }
if (typeof module !== "undefined") module.exports = { slugify };
```

## Good
```js n8n-functions/js/slugify.js
function slugify(text) { return text.toLowerCase(); }
if (typeof module !== "undefined") module.exports = { slugify };
```

```js n8n-functions-tests/slugify.test.js
const { test } = require("node:test");
const assert = require("node:assert/strict");
const { slugify } = require("../n8n-functions/js/slugify.js");
test("lower case", () => assert.equal(slugify("A"), "a"));
```

## How to fix
Write the test under the name in the message. `n8n-code-discipline new LANGUAGE NAME` writes its first lines.
"""

import re

from n8n_code_discipline.documents.function_file import FunctionFile
from n8n_code_discipline.registry import Findings, rule
from n8n_code_discipline.workspace.layout import display, expected_test


@rule(FunctionFile)
def check(function: FunctionFile) -> Findings:
    if function.test_path is not None:
        return
    cwd, name = function.settings.cwd, function.name
    message = f'no paired test: write {display(cwd, expected_test(function.root, name))}'
    if name.folder:
        flat = display(cwd, expected_test(function.root, name._replace(folder='')))
        message += f' ({flat} would count only if no other function file had this name)'
    if re.fullmatch(function.spelling.pattern, name.stem):  # `new` refuses another name
        path = '/'.join(filter(None, (name.folder, name.stem)))
        message += f', or run {function.settings.command("new", name.language, path, root=function.root)}'
    yield function.finding(message)
