"""Every case of a paired test is a todo.

## Why
A todo never fails, so the function ships untested. With `node:test` a todo is `test.todo`, a `todo` option or
`t.todo()`, in Python a skip whose reason begins with "todo". One written case is enough for this rule.

## Bad
```js n8n-functions-tests/countByCategory.test.js
const { test } = require("node:test");
const { countByCategory } = require("../n8n-functions/js/countByCategory.js");
test.todo("counts items by category");
```

## Good
```js n8n-functions-tests/countByCategory.test.js
const { test } = require("node:test");
const assert = require("node:assert/strict");
const { countByCategory } = require("../n8n-functions/js/countByCategory.js");
test("no items", () => assert.deepEqual(countByCategory([]), {}));
```

## How to fix
Write a test case that asserts what the function returns.
"""

from n8n_code_discipline.documents.paired_test import ParsedTest
from n8n_code_discipline.registry import Findings, rule


@rule(ParsedTest)
def check(test: ParsedTest) -> Findings:
    if test.content.only_todos:
        yield test.file.finding(
            f'every test case is a todo: write one that asserts what {test.function.display_name} returns'
        )
