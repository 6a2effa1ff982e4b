"""A workflow among the templates is not named like a template, so it is not checked.

## Why
n8n's "Download" names a file after the workflow, but only `*.template.json` is a template. Under every other name, code
that was written in n8n gets into git without a check. Built files (`*.generated.json`) are not reported.

## Bad
```json n8n-workflows-template/My workflow.json
{"name": "My workflow", "nodes": []}
```

## Good
```json n8n-workflows-template/My workflow.template.json
{"name": "My workflow", "nodes": []}
```

## How to fix
Rename the file as the message says. If this workflow has a template already, copy the code into it with
`n8n-code-discipline resync EXPORT --onto TEMPLATE`, then delete the download. Keep other exports in another folder.
"""

from n8n_code_discipline.diagnostic import Finding
from n8n_code_discipline.documents.template import Download
from n8n_code_discipline.registry import Findings, rule


@rule(Download)
def check(download: Download) -> Findings:
    yield Finding(
        f"this workflow is not checked: only *.template.json is a template; rename it to '{download.template_name}'"
    )
