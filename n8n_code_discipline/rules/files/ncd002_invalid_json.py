"""A template, or a file that a `json` placeholder injects, is not JSON.

## Why
n8n cannot import the template, and no other rule can check it. Injected text that is not JSON fails in the node that
reads it. `NaN` and `Infinity`, text after the end of the document and too deep nesting are reported too: n8n does not
accept them.

## Bad
```json n8n-workflows-template/orders.template.json
{"nodes": [],}
```

## Good
```json n8n-workflows-template/orders.template.json
{"nodes": []}
```

## How to fix
Correct the text at the line and column in the message. After a merge, look for conflict markers.
"""

from n8n_code_discipline.diagnostic import Finding
from n8n_code_discipline.documents.json_file import JsonFile
from n8n_code_discipline.documents.template import Template
from n8n_code_discipline.registry import Findings, rule


@rule(Template, JsonFile)
def check(file: JsonFile) -> Findings:
    error = file.document.error
    if error is not None:
        line, column = file.lines.position(error.offset)
        yield Finding(f'not JSON: {error.message} (line {line}, column {column})', error.offset, error.offset)
