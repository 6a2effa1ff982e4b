"""A function of a Python function file reads an n8n global, or accesses the file system or the network.

## Why
A function that reads `_input` or `items` works in one kind of node only, and its test needs n8n. A parameter or a
variable of such a name is fine.

A Code node cannot access files (`open`, `glob`, `shutil`, `tempfile`, `Path.cwd`, `os.listdir`, `os.path.exists`, …)
or the network (`requests`, `httpx`, `urllib.request`, `socket`, `smtplib`, `js.fetch`, …), and cannot start a process
(`subprocess`, `multiprocessing.Pool`, `os.system`, …). Such reads are reported, also where they are imported under
another name. Modules that also work in memory (`zipfile`, `sqlite3`, `Path` itself) and those of `allow-python-modules`
are not.

## Bad
```python n8n-functions/py/count_by_category.py
import requests as http

def count_by_category(url):
    return len(http.get(url).json())
```

## Good
```python n8n-functions/py/count_by_category.py
def count_by_category(items):
    return len(items)
```

## How to fix
Turn the value into a parameter and pass it in the Code node. For files and the network, use other nodes (HTTP Request,
Read/Write Files from Disk).
"""

from n8n_code_discipline.documents.function_file import PythonFile
from n8n_code_discipline.n8n.python_names import N8N
from n8n_code_discipline.n8n.python_reach import REACH, reaching
from n8n_code_discipline.registry import Findings, rule


@rule(PythonFile)
def check(function: PythonFile) -> Findings:
    for read in function.free_reads:
        if read.name in N8N:
            yield function.finding(
                f"function '{read.function}' reads '{read.name}', which only n8n has: make it a parameter and pass it "
                f'in the glue',
                read,
            )
    for read, entry, meant in reaching(function.names, function.settings.allow_python_modules):
        if read.function:
            yield function.finding(
                f"function '{read.function}' {REACH[entry]} with '{meant}', which a Code node cannot do: use another "
                f'node and take the result as a parameter',
                read,
            )
