from __future__ import annotations

from pathlib import Path

import pytest
from support import PY
from support import lint_files

from n8n_code_discipline import registry
from n8n_code_discipline.n8n.python_reach import REACH
from n8n_code_discipline.registry import Selection

# what else is wrong with these files is for other rules
ONLY = Selection(select=('NCD304',))
F = 'def count_by_category(a):\n    '


@pytest.mark.parametrize(
    'source',
    [
        pytest.param(
            'def count_by_category(items, item=1, *_input, _json, open=None):\n'
            '    return items, item, _input, _json, open\n',
            id='parameter',
        ),
        pytest.param(
            F
            + (
                'items = a\n    for item in items:\n        _ = item\n    with a as open:\n'
                '        return [_json for _json in open], _, (lambda _node: _node)\n'
            ),
            id='variable',
        ),
        pytest.param(F + 'return open(a)\n\ndef open(a):\n    return a\n', id='function of the file'),
        pytest.param(F + 'return a.items(), a.open, dict(items=1, open=2), "_input"\n', id='attribute and keyword'),
        pytest.param(
            'import os, socket, urllib.parse\nfrom http import HTTPStatus, client\n'
            'import os.path as p\ndef count_by_category(a):\n    try:\n'
            '        return os.path.join(a), p.basename(a), os.sep, os.environ, '
            'urllib.parse.quote(a), HTTPStatus.OK, client.responses\n    except socket.timeout:\n'
            '        return None\n',
            id='pure parts of modules',
        ),
        pytest.param(
            'import gzip, io, sqlite3, zipfile\nfrom pathlib import Path, PurePath\n'
            'def count_by_category(a):\n    return gzip.open(io.BytesIO(a)), zipfile.ZipFile(a), '
            'sqlite3.connect(":memory:"), Path(a).suffix, PurePath(a)\n',
            id='in memory',
        ),
        pytest.param(
            'import requests\nimport subprocess\ndef count_by_category(a):\n    return a\n', id='imported and not used'
        ),
        pytest.param(
            'import requests\ndef count_by_category(requests):\n    return requests.get(1)\n',
            id='an import hidden by a parameter',
        ),
        pytest.param(F + 'return nothing\n', id='undefined name'),
        pytest.param(
            'import requests_mock, os\ndef count_by_category(a):\n    return requests_mock.get(a), os.removed\n',
            id='a lookalike',
        ),
        pytest.param('def f(:\n    _input', id='syntax error'),
        pytest.param('_input.all()\nopen("a")\n', id='not in a function'),
    ],
)
def test_clean(tmp_path: Path, source: str) -> None:
    assert lint_files(tmp_path, {PY: source}, selection=ONLY) == []


@pytest.mark.parametrize(
    ('source', 'expected'),
    [
        pytest.param(
            F + 'return _input.all()\n',
            [
                f'{PY}:2:12-2:18 '
                "NCD304 function 'count_by_category' reads '_input', which only n8n has: make it a parameter and"
                ' pass it in the glue',
            ],
            id='n8n global',
        ),
        pytest.param(
            'def b():\n    return _json["a"], _json["b"]\n\n\ndef count_by_category(a):\n    return _json\n',
            [
                f'{PY}:2:12-2:17 '
                "NCD304 function 'b' reads '_json', which only n8n has: make it a parameter and pass it in the "
                'glue',
                f'{PY}:6:12-6:17 '
                "NCD304 function 'count_by_category' reads '_json', which only n8n has: make it a parameter and "
                'pass it in the glue',
            ],
            id='once for each function',
        ),
        pytest.param(
            F + 'return items, item, _("Node"), _getWorkflowStaticData(a)\n',
            [
                f'{PY}:2:12-2:17 '
                "NCD304 function 'count_by_category' reads 'items', which only n8n has: make it a parameter and "
                'pass it in the glue',
                f'{PY}:2:19-2:23 '
                "NCD304 function 'count_by_category' reads 'item', which only n8n has: make it a parameter and "
                'pass it in the glue',
                f'{PY}:2:25-2:26 '
                "NCD304 function 'count_by_category' reads '_', which only n8n has: make it a parameter and pass"
                ' it in the glue',
                f'{PY}:2:36-2:58 '
                "NCD304 function 'count_by_category' reads '_getWorkflowStaticData', which only n8n has: make it"
                ' a parameter and pass it in the glue',
            ],
            id='several names',
        ),
        pytest.param(
            'def count_by_category(a=items):\n    return a\n',
            [
                f'{PY}:1:25-1:30 '
                "NCD304 function 'count_by_category' reads 'items', which only n8n has: make it a parameter and "
                'pass it in the glue',
            ],
            id='default of a parameter',
        ),
        pytest.param(
            F + 'def b():\n        return [_now for _ in a]\n    return b, lambda: _today\n',
            [
                f'{PY}:3:17-3:21 '
                "NCD304 function 'count_by_category' reads '_now', which only n8n has: make it a parameter and "
                'pass it in the glue',
                f'{PY}:4:23-4:29 '
                "NCD304 function 'count_by_category' reads '_today', which only n8n has: make it a parameter and"
                ' pass it in the glue',
            ],
            id='in inner functions',
        ),
        pytest.param(
            F + 'return f"{_runIndex}"\n',
            [
                f'{PY}:2:15-2:24 '
                "NCD304 function 'count_by_category' reads '_runIndex', which only n8n has: make it a parameter "
                'and pass it in the glue',
            ],
            id='f-string',
        ),
        pytest.param(
            F + 'try:\n        return _input\n    except NameError:\n        return a\n',
            [
                f'{PY}:3:16-3:22 '
                "NCD304 function 'count_by_category' reads '_input', which only n8n has: make it a parameter and"
                ' pass it in the glue',
            ],
            id='expected to be missing',
        ),
        pytest.param(
            F + 'return [item for item in a], item\n',
            [
                f'{PY}:2:34-2:38 '
                "NCD304 function 'count_by_category' reads 'item', which only n8n has: make it a parameter and "
                'pass it in the glue',
            ],
            id='after the loop of a comprehension',
        ),
        pytest.param(
            F + 'with open(a) as file:\n        return file.read()\n',
            [
                f'{PY}:2:10-2:14 '
                "NCD304 function 'count_by_category' reaches the file system with 'open', which a Code node "
                'cannot: let another node do so and take the result as a parameter',
            ],
            id='open',
        ),
        pytest.param(
            'import io, codecs\nfrom builtins import open as o\ndef count_by_category(a):\n'
            '    return io.open(a), codecs.open(a), o(a)\n',
            [
                f'{PY}:4:12-4:14 '
                "NCD304 function 'count_by_category' reaches the file system with 'io.open', which a Code node "
                'cannot: let another node do so and take the result as a parameter',
                f'{PY}:4:24-4:30 '
                "NCD304 function 'count_by_category' reaches the file system with 'codecs.open', which a Code "
                'node cannot: let another node do so and take the result as a parameter',
                f'{PY}:4:40-4:41 '
                "NCD304 function 'count_by_category' reaches the file system with 'o (builtins.open)', which a "
                'Code node cannot: let another node do so and take the result as a parameter',
            ],
            id='open of other modules',
        ),
        pytest.param(
            'import requests\ndef count_by_category(a):\n    return requests.get(a), requests.post(a)\n',
            [
                f'{PY}:3:12-3:20 '
                "NCD304 function 'count_by_category' reaches the network with 'requests.get', which a Code node "
                'cannot: let another node do so and take the result as a parameter',
            ],
            id='module',
        ),
        pytest.param(
            'import requests as http\nimport urllib.request as u\nimport os as o, os.path as p\n'
            'def count_by_category(a):\n'
            '    return http.get(a), u.urlopen(a), o.remove(a), p.exists(a)\n',
            [
                f'{PY}:5:12-5:16 '
                "NCD304 function 'count_by_category' reaches the network with 'http.get (requests.get)', which a"
                ' Code node cannot: let another node do so and take the result as a parameter',
                f'{PY}:5:25-5:26 '
                "NCD304 function 'count_by_category' reaches the network with 'u.urlopen "
                "(urllib.request.urlopen)', which a Code node cannot: let another node do so and take the result"
                ' as a parameter',
                f'{PY}:5:39-5:40 '
                "NCD304 function 'count_by_category' reaches the file system with 'o.remove (os.remove)', which "
                'a Code node cannot: let another node do so and take the result as a parameter',
                f'{PY}:5:52-5:53 '
                "NCD304 function 'count_by_category' reaches the file system with 'p.exists (os.path.exists)', "
                'which a Code node cannot: let another node do so and take the result as a parameter',
            ],
            id='import as',
        ),
        pytest.param(
            'from subprocess import run as r\nfrom os import path, system\n'
            'from http import client\nfrom urllib import request\ndef count_by_category(a):\n'
            '    return r(a), path.isfile(a), system(a), client.HTTPSConnection(a), '
            'request.urlopen(a)\n',
            [
                f'{PY}:6:12-6:13 '
                "NCD304 function 'count_by_category' starts or ends processes with 'r (subprocess.run)', which a"
                ' Code node cannot: let another node do so and take the result as a parameter',
                f'{PY}:6:18-6:22 '
                "NCD304 function 'count_by_category' reaches the file system with 'path.isfile "
                "(os.path.isfile)', which a Code node cannot: let another node do so and take the result as a "
                'parameter',
                f'{PY}:6:34-6:40 '
                "NCD304 function 'count_by_category' starts or ends processes with 'system (os.system)', which a"
                ' Code node cannot: let another node do so and take the result as a parameter',
                f'{PY}:6:45-6:51 '
                "NCD304 function 'count_by_category' reaches the network with 'client.HTTPSConnection "
                "(http.client.HTTPSConnection)', which a Code node cannot: let another node do so and take the "
                'result as a parameter',
                f'{PY}:6:72-6:79 '
                "NCD304 function 'count_by_category' reaches the network with 'request.urlopen "
                "(urllib.request.urlopen)', which a Code node cannot: let another node do so and take the result"
                ' as a parameter',
            ],
            id='from import as',
        ),
        pytest.param(
            F
            + (
                'import socket, shutil\n    from pathlib import Path\n'
                '    return socket.socket(), shutil.rmtree(a), Path.home()\n'
            ),
            [
                f'{PY}:4:12-4:18 '
                "NCD304 function 'count_by_category' reaches the network with 'socket.socket', which a Code node"
                ' cannot: let another node do so and take the result as a parameter',
                f'{PY}:4:29-4:35 '
                "NCD304 function 'count_by_category' reaches the file system with 'shutil.rmtree', which a Code "
                'node cannot: let another node do so and take the result as a parameter',
                f'{PY}:4:47-4:51 '
                "NCD304 function 'count_by_category' reaches the file system with 'Path.home "
                "(pathlib.Path.home)', which a Code node cannot: let another node do so and take the result as a"
                ' parameter',
            ],
            id='imported in the function',
        ),
        pytest.param(
            'import subprocess\ndef count_by_category(a):\n    return a(subprocess)\n',
            [
                f'{PY}:3:14-3:24 '
                "NCD304 function 'count_by_category' starts or ends processes with 'subprocess', which a Code "
                'node cannot: let another node do so and take the result as a parameter',
            ],
            id='module as a value',
        ),
        pytest.param(
            'from math import *\ndef count_by_category(a):\n    return sqrt(open(a))\n',
            [
                f'{PY}:3:17-3:21 '
                "NCD304 function 'count_by_category' reaches the file system with 'open', which a Code node "
                'cannot: let another node do so and take the result as a parameter',
            ],
            id='next to a star import',
        ),
    ],
)
def test_firing(tmp_path: Path, source: str, expected: list[str]) -> None:
    assert lint_files(tmp_path, {PY: source}, selection=ONLY) == expected


def test_the_documentation_lists_what_counts() -> None:
    rule = registry.find('NCD304')
    assert rule is not None
    assert {name for name in REACH if name.split('.')[0] not in rule.documentation} == set()
    whole = {name for name in REACH if '.' not in name}
    assert {name for name in whole if f'`{name}`' not in rule.documentation} == set()
