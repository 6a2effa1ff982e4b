"""The code of the real workflows, which are not part of the project."""

import json
from collections.abc import Iterator
from typing import Any, NamedTuple

import pytest
from support import SHARED_DATA

needs_real_workflows = pytest.mark.skipif(not SHARED_DATA.is_dir(), reason=f'no real workflows in {SHARED_DATA}')


class Code(NamedTuple):
    """One code field: the file it is in, its node, its text."""

    file: str
    node: str
    code: str


def real_code(*fields: str) -> list[Code]:
    """The non-empty code fields of these names, by file and node."""
    return sorted(
        Code(path.name, node['name'], node['parameters'][field])
        for path in (SHARED_DATA / 'workflows').glob('*.json')
        for node in _nodes(json.loads(path.read_text(encoding='utf-8')))
        for field in fields
        if node['parameters'].get(field)
    )


def _nodes(data: Any) -> Iterator[Any]:
    for workflow in data if isinstance(data, list) else [data]:
        yield from workflow['nodes']
