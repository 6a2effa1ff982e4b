"""JavaScript does not parse.

## Why
Neither the paired test nor the node can run, and n8n reports the error only when the workflow runs.

## Bad
```js n8n-functions/js/countByCategory.js
function countByCategory(items) { return items.length); }
if (typeof module !== "undefined") module.exports = { countByCategory };
```

## Good
```js n8n-functions/js/countByCategory.js
function countByCategory(items) { return items.length; }
if (typeof module !== "undefined") module.exports = { countByCategory };
```

## How to fix
Correct the code at the line in the message. For a function file, `node --check FILE` prints the message of V8.
"""

from n8n_code_discipline.documents.code_node import CodeNode
from n8n_code_discipline.documents.function_file import FunctionFile
from n8n_code_discipline.registry import Findings, rule
from n8n_code_discipline.text import excerpt


@rule(FunctionFile)
def check_function_file(function: FunctionFile) -> Findings:
    """Report a function file's first syntax error."""
    if function.language == 'js' and not function.source.problem:
        for problem in function.problems[:1]:
            yield function.finding(f'JavaScript syntax: {excerpt(problem.message)}', problem)


@rule(CodeNode)
def check_code(node: CodeNode) -> Findings:
    """Report the first syntax error of a node's code as it would be after hydrate."""
    problem = node.syntax_problem if node.language == 'js' else None
    if problem is not None:
        yield node.code_finding(f'JavaScript syntax: {excerpt(problem.message)}', problem)
