"""A paired test has no test case and no assertion.

## Why
An empty file, or one that only loads the function, passes whatever the function does. Test cases are calls of
`node:test`, or what pytest collects, `unittest.TestCase` included. Bare `assert`s are enough, because `node --test`
runs them.

## Bad
```js n8n-functions-tests/countByCategory.test.js
const { countByCategory } = require("../n8n-functions/js/countByCategory.js");
console.log(countByCategory([]));
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
    content = test.content
    if not content.has_cases and not content.has_assertions:
        what = 'contains no code' if content.blank else 'has no test case and no assertion'
        yield test.file.finding(f'the test {what}: assert what {test.function.display_name} returns')
