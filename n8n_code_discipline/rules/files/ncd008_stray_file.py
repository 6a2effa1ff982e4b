"""Source code below `n8n-functions/` is not a function file, so no rule reads it.

## Why
Function files are `n8n-functions/js/**/*.js` and `n8n-functions/py/**/*.py`. JavaScript or Python with another suffix
(`.mjs`, `.cjs`, `.ts`) or in another folder is neither checked nor tested, and no placeholder can inject it. A test
among the function files is never run. Type declarations, data, text and dot files are not reported.

## Bad
```js n8n-functions/stray.js
function stray() {}
```

## Good
```md n8n-functions/README.md
Notes about the functions.
```

## How to fix
Move the file to the folder of its language and give it the suffix of function files, or move it out of
`n8n-functions/`. Tests belong in `n8n-functions-tests/`.
"""

from n8n_code_discipline.documents.stray_file import StrayFile
from n8n_code_discipline.registry import Findings, rule


@rule(StrayFile)
def check(stray: StrayFile) -> Findings:
    if stray.is_test:
        yield stray.finding('this test is never run: tests lie in n8n-functions-tests/, move it there')
    else:
        yield stray.finding(
            'source code that no rule reads: function files are n8n-functions/js/**/*.js and n8n-functions/py/**/*.py; '
            'rename or move it, or take it out of n8n-functions/'
        )
