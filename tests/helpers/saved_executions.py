"""Saved executions for the tests: those that n8n wrote, and small ones made by hand."""

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from support import REPOSITORY

EXECUTIONS = REPOSITORY / 'tests' / 'executions'
EXECUTION_ID = re.compile(r'execution [0-9]+')
WORKSPACE = EXECUTIONS / 'workspace'
# one run of the workflow of WORKSPACE, as n8n 2.41.1 gave it out
SHAPES = ('execute.json', 'public-api.json', 'rest.json')


def node_run(*outputs: list[Any], order: int, source: str | None = None, **data: Any) -> dict[str, Any]:
    """A run of a node that gave items with these ``json``, or complete items where they have a key `json`."""
    main = [
        [
            {'json': item, 'pairedItem': {'item': index}} if 'json' not in item else item
            for index, item in enumerate(output)
        ]
        for output in outputs
    ]
    sources = data.pop('sources', [{'previousNode': source}] if source is not None else [])
    return {
        'startTime': 0,
        'executionIndex': order,
        'source': sources,
        'executionStatus': 'success',
        'data': {'main': main},
        **data,
    }


def saved(runs: Mapping[str, Any], **data: Any) -> dict[str, Any]:
    """A saved execution with these runs of nodes."""
    result = {'runData': runs, **data.pop('result', {})}
    return {'id': 7, 'data': {'resultData': result}, **data}


def flatted(value: Any) -> str:
    """A value as the npm package "flatted" writes it."""
    cells: list[Any] = []
    known: dict[tuple[str, int | str], str] = {}
    pending: list[tuple[int, Any]] = []

    def index(item: Any) -> Any:
        if not isinstance(item, dict | list | str):
            return item
        key = ('text', item) if isinstance(item, str) else ('object', id(item))
        if key not in known:
            known[key] = str(len(cells))
            cells.append(item)
            if not isinstance(item, str):
                pending.append((len(cells) - 1, item))
        return known[key]

    index(value)
    while pending:
        number, item = pending.pop(0)
        if isinstance(item, dict):
            cells[number] = {key: index(child) for key, child in item.items()}
        else:
            cells[number] = [index(child) for child in item]
    return json.dumps(cells)


def write_json(path: Path, data: Any) -> Path:
    path.write_text(data if isinstance(data, str) else json.dumps(data), encoding='utf-8')
    return path
