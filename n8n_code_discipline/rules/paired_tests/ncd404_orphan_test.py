"""A test has no function file.

## Why
The function file was renamed or deleted without its test. The test fails, or tests a copy. The rule is opt-in, because
other tests may be in the same folder.

## Bad
```js n8n-functions-tests/slugify.test.js
const { test } = require("node:test");
test("slugify", () => {});
```

## Good
```js n8n-functions-tests/countByCategory.test.js
const { test } = require("node:test");
const assert = require("node:assert/strict");
const { countByCategory } = require("../n8n-functions/js/countByCategory.js");
test("no items", () => assert.deepEqual(countByCategory([]), {}));
```

## How to fix
Rename the test with its function file, or delete it.
"""

from n8n_code_discipline.documents.paired_test import PairedTest
from n8n_code_discipline.registry import Findings, rule
from n8n_code_discipline.workspace.layout import display, expected_function


@rule(PairedTest, default=False)
def check(test: PairedTest) -> Findings:
    if test.function is None:
        expected = display(test.settings.cwd, expected_function(test.root, test.path))
        yield test.finding(f'no function file for this test: {expected} does not exist')
