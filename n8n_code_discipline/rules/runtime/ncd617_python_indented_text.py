r"""The value of a Python string literal changes, because n8n indents the code.

## Why
n8n 2.x indents every line of the code by four spaces to put it into a function (2.27.4), the lines of a multi-line
literal too, so its value differs from the one in the paired test. So does text after a raw line end of Unicode, such as
U+2028, in a literal of one line (2.36.0). Docstrings are not reported: no result depends on them.

## Bad
```python n8n-functions/py/count_by_category.py
def count_by_category(items):
    return {"text": '''Found:
{}'''.format(len(items))}
```

## Good
```python n8n-functions/py/count_by_category.py
def count_by_category(items):
    return {"text": "Found:\n{}".format(len(items))}
```

## How to fix
Write the line ends as escapes, join a list of lines, or put the text into a node before this one.
"""

from itertools import starmap

from n8n_code_discipline.diagnostic import Span
from n8n_code_discipline.documents.runtime_source import RunningPython
from n8n_code_discipline.registry import Findings, rule
from n8n_code_discipline.syntax.python import indentation
from n8n_code_discipline.text import excerpt


@rule(RunningPython)
def check(source: RunningPython) -> Findings:
    for place in starmap(Span, indentation.changed_texts(source.module)):
        shown = excerpt(source.text[place.start : place.end])
        yield source.finding(
            f'n8n indents the code, and with it the lines of this text: {shown}: join separate lines instead', place
        )
