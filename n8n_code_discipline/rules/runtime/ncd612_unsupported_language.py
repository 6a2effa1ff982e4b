r"""The `language` of a node is one that this version of n8n does not run there.

## Why

n8n 1.x knows `python` (Pyodide) and no `pythonNative`. The Code Tool (`@n8n/n8n-nodes-langchain.toolCode`) knows
`python` only, in 2.x as well. n8n reads `language` from a Code node of `typeVersion` 2 exactly; one of `typeVersion`
1 runs JavaScript, whatever it says. A spelling that no n8n knows, such as `javascript`, is reported by NCD108 for
every version ("Unsupported language: javascript", 2.40.7; the editor then drops the code).

## Bad

`n8n-workflows-template/orders.template.json`

```json
{"nodes": [{
  "name": "Count",
  "type": "@n8n/n8n-nodes-langchain.toolCode",
  "typeVersion": 1.3,
  "parameters": {
    "language": "pythonNative",
    "pythonCode": "{{@:py:n8n-functions/py/count_by_category.py}}\nreturn str(count_by_category([]))"
  }
}]}
```

## Good

`n8n-workflows-template/orders.template.json`

```json
{"nodes": [{
  "name": "Count",
  "type": "@n8n/n8n-nodes-langchain.toolCode",
  "typeVersion": 1.3,
  "parameters": {
    "language": "python",
    "pythonCode": "{{@:py:n8n-functions/py/count_by_category.py}}\nreturn str(count_by_category([]))"
  }
}]}
```

## How to fix

Write `python`.
"""

from __future__ import annotations

from collections.abc import Iterator

from n8n_code_discipline import workflow
from n8n_code_discipline.diagnostic import Finding
from n8n_code_discipline.registry import rule
from n8n_code_discipline.running import RunningSource


@rule(RunningSource)
def check(source: RunningSource) -> Iterator[Finding]:
    """Report `pythonNative` where it is unknown, and a `language` that n8n does not read."""
    node = source.glue
    if node is None:
        return
    spelling = node.node.parameters.get('language')
    if spelling == 'pythonNative' and node.field.spelling is not None:
        if node.node.type == workflow.TOOL_CODE:
            yield node.finding_at(
                "the Code Tool of n8n does not know language 'pythonNative': write 'python'", 'parameters', 'language'
            )
        elif source.target < 2:
            yield node.finding_at(
                "n8n 1.x does not know language 'pythonNative': write 'python'", 'parameters', 'language'
            )
    elif spelling in ('python', 'pythonNative') and node.field.spelling is None:
        yield node.finding_at(
            f"n8n ignores language '{spelling}' at typeVersion 1 and runs the jsCode: set typeVersion to 2",
            'parameters',
            'language',
        )
