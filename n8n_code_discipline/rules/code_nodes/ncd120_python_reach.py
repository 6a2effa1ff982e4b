"""Python written in a node accesses the file system or the network.

## Why
A Code node cannot access the file system or the network, and cannot start a process; other nodes can. Reported are the
names that NCD304 reports in function files (`open`, `requests`, `socket`, `subprocess`, …), but not the modules of
`allow-python-modules`. With `--target-n8n 2`, NCD612 and NCD614 report the import and `open`.

## Bad
```python pythonCode
{{@:py:n8n-functions/py/count_by_category.py}}
import requests
rows = requests.get("https://example.org/rows").json()
return [{"json": count_by_category(rows)}]
```

## Good
```python pythonCode
{{@:py:n8n-functions/py/count_by_category.py}}
return [{"json": count_by_category(_items)}]
```

## How to fix
Use another node (HTTP Request, Read/Write Files from Disk), and read its result from the input. If your n8n allows the
module, add it to the configuration: `allow-python-modules = ["requests"]`.
"""

from n8n_code_discipline.documents.code_node import PythonBody
from n8n_code_discipline.n8n.python_reach import REACH, reaching
from n8n_code_discipline.registry import Findings, rule


@rule(PythonBody)
def check(node: PythonBody) -> Findings:
    if node.settings.n8n_major >= 2:  # refuses the import: NCD612, and has no open: NCD614
        return
    for read, entry, meant in reaching(node.names, node.settings.allow_python_modules):
        if entry != 'open' or 'open' not in node.declared:
            yield node.code_finding(f"'{meant}' {REACH[entry]}, which a Code node cannot do: use another node", read)
