from pathlib import Path

import pytest
from marks import at_marks
from support import PY, lint_files

READS = (
    "NCD304 function 'count_by_category' reads '«»', which only n8n has: make it a parameter and pass it in the glue"
)
REACHES = (
    "NCD304 function 'count_by_category' {} with '{}', which a Code node cannot do: use another node and take the "
    'result as a parameter'
)

FILES = REACHES.format('reaches the file system', '{}')
NETWORK = REACHES.format('reaches the network', '{}')
PROCESSES = REACHES.format('starts or ends processes', '{}')
F = 'def count_by_category(a):\n    '


def importing(imports: str, returned: str) -> str:
    """Return a function file with imports, whose function returns something."""
    return f'{imports}\n{F}return {returned}\n'


@pytest.mark.parametrize(
    ('source', 'messages'),
    [
        pytest.param(
            'def count_by_category(items, item=1, *_input, _json, open=None):\n'
            '    return items, item, _input, _json, open\n',
            '',
            id='parameter',
        ),
        pytest.param(
            'import os, socket, urllib.parse\nfrom http import HTTPStatus, client\n'
            'import os.path as p\ndef count_by_category(a):\n    try:\n'
            '        return os.path.join(a), p.basename(a), os.sep, os.environ, '
            'urllib.parse.quote(a), HTTPStatus.OK, client.responses\n    except socket.timeout:\n'
            '        return None\n',
            '',
            id='pure parts of modules',
        ),
        pytest.param(
            'import gzip, io, sqlite3, zipfile\nfrom pathlib import Path, PurePath\n'
            'def count_by_category(a):\n    return gzip.open(io.BytesIO(a)), zipfile.ZipFile(a), '
            'sqlite3.connect(":memory:"), Path(a).suffix, PurePath(a)\n',
            '',
            id='in memory',
        ),
        pytest.param(importing('import requests\nimport subprocess', 'a'), '', id='imported and not used'),
        pytest.param(
            'import requests\ndef count_by_category(requests):\n    return requests.get(1)\n',
            '',
            id='an import hidden by a parameter',
        ),
        pytest.param(importing('import requests_mock, os', 'requests_mock.get(a), os.removed'), '', id='a lookalike'),
        pytest.param('def f(:\n    _input', '', id='syntax error'),
        pytest.param('_input.all()\nopen("a")\n', '', id='not in a function'),
        pytest.param(F + 'return «_input».all()\n', READS, id='n8n global'),
        pytest.param(F + 'return «items», «item», «_»("Node"), «_getWorkflowStaticData»(a)\n', READS, id='several'),
        pytest.param(
            F + 'try:\n        return «_input»\n    except NameError:\n        return a\n',
            READS,
            id='expected to be missing',
        ),
        pytest.param(F + 'with «open»(a) as file:\n        return file.read()\n', FILES.format('open'), id='open'),
        pytest.param(
            importing(
                'from subprocess import run as r\nfrom os import path, system\nfrom http import client\n'
                'from urllib import request',
                '«r»(a), «path».isfile(a), «system»(a), «client».HTTPSConnection(a), «request».urlopen(a)',
            ),
            [
                PROCESSES.format('r (subprocess.run)'),
                FILES.format('path.isfile (os.path.isfile)'),
                PROCESSES.format('system (os.system)'),
                NETWORK.format('client.HTTPSConnection (http.client.HTTPSConnection)'),
                NETWORK.format('request.urlopen (urllib.request.urlopen)'),
            ],
            id='from import as',
        ),
    ],
)
def test_firing(tmp_path: Path, source: str, messages: str | list[str]) -> None:
    files = {PY: source}
    assert lint_files(tmp_path, files, select='NCD304') == at_marks(files, messages)
