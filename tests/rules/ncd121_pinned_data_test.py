from pathlib import Path

import pytest
from marks import at_marks
from support import TEMPLATE, lint_files

MESSAGE = "NCD121 node '{}': {}, which may be data of a real run: unpin or delete it"


@pytest.mark.parametrize(
    'text',
    [
        pytest.param('{"nodes": []}', id='none'),
        pytest.param('{"nodes": [], "pinData": {}}', id='empty'),
        pytest.param('{"nodes": [], "pinData": null}', id='null'),
        pytest.param('{"nodes": [], "pinData": {"A": []}}', id='no items'),
        pytest.param('{"nodes": [], "pinData": [1]}', id='wrong type'),
        pytest.param('{"nodes": [{"name": "A", "pinData": {"A": [1]}}]}', id='of a node'),
        pytest.param('[{"nodes": []}, {"pinData": {"A": [1]}}]', id='of no workflow'),
    ],
)
def test_clean(tmp_path: Path, text: str) -> None:
    assert lint_files(tmp_path, {TEMPLATE: text}, select='NCD121') == []


@pytest.mark.parametrize(
    ('text', 'name', 'size'),
    [
        pytest.param('{"nodes": [],\n "pinData": {«"A": »[{"json": {}}]}}', 'A', '1 pinned item', id='one'),
        pytest.param('{"nodes": [], "pinData": {"B": [], «"A":»[1, 2]}}', 'A', '2 pinned items', id='two'),
        pytest.param('{"nodes": [], "pinData": {«"": »{"json": {}}}}', '', '1 pinned item', id='one without an array'),
        pytest.param('[{"nodes": [], "pinData": {«"Ä\\n": »[1]}}]', 'Ä\\n', '1 pinned item', id='array of workflows'),
    ],
)
def test_fires(tmp_path: Path, text: str, name: str, size: str) -> None:
    files = {TEMPLATE: text}
    assert lint_files(tmp_path, files, select='NCD121') == at_marks(files, MESSAGE.format(name, size))


def test_is_opt_in(tmp_path: Path) -> None:
    assert lint_files(tmp_path, {TEMPLATE: '{"nodes": [], "pinData": {"A": [1]}}'}) == []
