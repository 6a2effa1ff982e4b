"""Work grows in step with the input: calls are counted, not seconds."""

from __future__ import annotations

import os
import sys
from contextlib import chdir
from pathlib import Path
from typing import Any

import pytest

from fuzz.exercise import CHECK
from fuzz.exercise import lay
from fuzz.exercise import run
from fuzz.growth import GROWTHS
from fuzz.growth import Make

pytestmark = pytest.mark.slow

SIZES = (30, 60, 120)


def calls(root: Path, make: Make, size: int) -> int:
    """How many functions a check calls, ours and those of the interpreter."""
    lay(root, make(size))
    found = 0

    def count(_frame: Any, event: str, _argument: Any) -> None:
        nonlocal found
        found += event in ('call', 'c_call')

    with chdir(root):
        before = sys.getprofile()
        sys.setprofile(count)
        try:
            run(*CHECK)
        finally:
            sys.setprofile(before)
    return found


@pytest.mark.parametrize('name', GROWTHS)
def test_twice_as_much_is_twice_the_work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setitem(os.environ, 'LANGUAGE', 'C')
    root = tmp_path / 'workspace'
    calls(root, GROWTHS[name], SIZES[0])  # imports what it needs
    small, middle, large = (calls(root, GROWTHS[name], size) for size in SIZES)
    # linear work grows by twice as much; what grows by next to nothing may do so in any way
    assert large - middle <= 2.5 * (middle - small) + 1000, (small, middle, large)
