"""The n8n that ``N8N_BIN`` names; without it these tests are skipped."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from installation import Installation

PROGRAM = os.environ.get('N8N_BIN', '')


@pytest.fixture(scope='session')
def n8n(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """An n8n with a home of its own."""
    if not PROGRAM:
        pytest.skip('N8N_BIN names no n8n (tests/n8n/README.md tells how to install one)')
    yield Installation(os.path.abspath(PROGRAM), tmp_path_factory.mktemp('n8n'))
