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
from n8n_code_discipline.text import excerpt


@rule(FunctionFile)
def check_function_file(function: FunctionFile) -> Findings:
    """Report a function file's syntax error."""
    if function.language == 'py' and not function.source.problem:
        for problem in function.problems[:1]:
            yield function.finding(f'Python syntax: {excerpt(problem.message)}', problem)


@rule(CodeNode)
def check_code(node: CodeNode) -> Findings:
    """Report the first syntax error of a node's code as it would be after hydrate."""
    problem = node.syntax_problem if node.language == 'py' else None
    if problem is not None:
        yield node.code_finding(f'Python syntax: {excerpt(problem.message)}', problem)
