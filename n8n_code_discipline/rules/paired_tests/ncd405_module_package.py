"""A `package.json` makes node read the tests as ES modules.

## Why
Function files and tests are CommonJS: the export trailer fills `module.exports` and tests `require` it. Below a
`package.json` with `"type": "module"` there is no `require` and no `module`, and every test fails before it starts.
Node reads the nearest `package.json` at or above the test.

## Bad
```json package.json
{"type": "module"}
```

## Good
```json package.json
{"type": "commonjs"}
```

## How to fix
Remove `"type"`. If the rest of the project needs it, put a `package.json` with `{"type": "commonjs"}` into both
`n8n-functions/` and `n8n-functions-tests/`.
"""

from n8n_code_discipline.documents.package_file import PackageFile
from n8n_code_discipline.registry import Findings, rule


@rule(PackageFile)
def check(package: PackageFile) -> Findings:
    """Report ``"type": "module"``, once for all the tests below."""
    if package.type == 'module':
        yield package.finding_about_type(
            '"type": "module" takes require and module from the tests in n8n-functions-tests/, which are CommonJS: '
            'remove it, or put a package.json with {"type": "commonjs"} into n8n-functions/ and n8n-functions-tests/'
        )
