"""Python in nodes that reaches out."""

from pathlib import Path

import pytest
from marks import at_marks
from support import PY_PLACEHOLDER, lint_files, py_node, template

MESSAGE = "NCD120 node 'Count': '{}' {}, which a Code node cannot do: use another node"
P = PY_PLACEHOLDER + '\n'


@pytest.mark.parametrize(
    ('code', 'details'),
    [
        pytest.param('x = «open»("a")', [('open', 'reaches the file system')], id='open'),
        pytest.param(
            'import subprocess\ndef f():\n    «subprocess».run(1)\n    subprocess.run(2)\nx = f()',
            [('subprocess.run', 'starts or ends processes')],
            id='once in a function',
        ),
    ],
)
def test_fires(tmp_path: Path, code: str, details: list[tuple[str, str]]) -> None:
    files = template(py_node(f'{P}{code}\nreturn x'))
    found = [row.rpartition(' (line')[0] for row in lint_files(tmp_path, files, select='NCD120')]
    messages = [MESSAGE.format(*detail) for detail in details]
    assert found == at_marks(files, messages)


@pytest.mark.parametrize(
    ('code', 'settings'),
    [
        pytest.param('import requests', {}, id='imported and not used'),
        pytest.param('def open(x):\n    return x\nopen(1)', {}, id='own function'),
        pytest.param('import os\nos.path.join("a")', {}, id='names of files'),
        pytest.param('import requests\nrequests.get("a")', {'allow_python_modules': ('requests',)}, id='allowed'),
        pytest.param('import requests\nrequests.get(open)', {'target_n8n': '2'}, id='reported by NCD612 and NCD614'),
    ],
)
def test_clean(tmp_path: Path, code: str, settings: dict[str, object]) -> None:
    assert lint_files(tmp_path, template(py_node(f'{P}{code}\nreturn []')), select='NCD120', **settings) == []


def test_pyodide_without_the_module(tmp_path: Path) -> None:
    code = py_node(f'{P}import notthere, telnetlib\nimport urllib3\nurllib3.request(1)\nreturn []')
    found = lint_files(tmp_path, template(code), select='NCD120,NCD612', target_n8n='1')
    assert sorted(row.split()[1] for row in found) == ['NCD120', 'NCD612']
