"""Python does not parse.

## Why
Neither the paired test nor the node can run. Code is parsed by the Python that runs the check. If the code may use
newer syntax, nothing is reported, and a note on standard error says that this Python cannot check it.

## Bad
```python n8n-functions/py/count_by_category.py
def count_by_category(items)
    return len(items)
```

## Good
```python n8n-functions/py/count_by_category.py
def count_by_category(items):
    return len(items)
```

## How to fix
Correct the code at the line in the message.
"""

from n8n_code_discipline.documents.code_node import CodeNode
from n8n_code_discipline.documents.function_file import FunctionFile
from n8n_code_discipline.registry import Findings, rule
from n8n_code_discipline.rules import shared


@rule(FunctionFile, CodeNode)
def check(document: FunctionFile | CodeNode) -> Findings:
    yield from shared.syntax_error(document, 'py')
