"""Python uses a name that the code analysis of n8n 2.x blocks.

## Why

Before it runs the code, n8n analyzes all of it, including functions that are never called and string literals:
"Security violations detected", "Line 5: Access to name '__name__' is disallowed, because it can be used to bypass
security restrictions." (2.27.4). Blocked are `__name__` and a few other names, attributes such as `__class__`,
`__dict__`, `__module__`, `tb_frame` and **`obj`**, text that equals one of these (`{"obj": 1}`), format templates that
access one (`"{0.__class__}"`), a format method that is not called at once, attributes like `_a__b`, and positional
class patterns in `match`. All of these are allowed if n8n allows every module (`allow-python-modules = ["*"]`).

## Bad

```python n8n-functions/py/count_by_category.py
def count_by_category(items):
    return {"obj": len(items)}
```

## Good

```python n8n-functions/py/count_by_category.py
def count_by_category(items):
    return {"object": len(items)}
```

## How to fix

Remove `if __name__ == "__main__":`; a function file does not need it. Rename the key or attribute, or build the text
at run time from parts that are not all literals.
"""

from collections.abc import Iterator

from n8n_code_discipline.diagnostic import Finding
from n8n_code_discipline.documents.runtime_source import RunningPython
from n8n_code_discipline.registry import rule
from n8n_code_discipline.rules.runtime import python_analysis


@rule(RunningPython)
def check(source: RunningPython) -> Iterator[Finding]:
    """Report all that n8n's analysis would, imports aside."""
    if '*' in source.settings.allow_python_modules:
        return
    for violation in python_analysis.violations(source.module):
        yield source.finding(f'n8n says "{violation.message}"', violation)
