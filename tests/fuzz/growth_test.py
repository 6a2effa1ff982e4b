"""Work grows in step with the input: calls are counted, not seconds."""

from __future__ import annotations

import os
import sys
from contextlib import chdir
from pathlib import Path
from typing import Any

import pytest
from support import TEMPLATE, write

from fuzz.exercise import CHECK, lay, run
from fuzz.growth import GROWTHS

pytestmark = pytest.mark.slow

SIZES = (30, 60, 120)


def calls(root: Path) -> int:
    """Return how many functions a check calls, ours and those of the interpreter."""
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
    counts = []
    for size in SIZES:
        lay(root, GROWTHS[name](size))
        calls(root)  # imports what it needs, and compiles patterns that other tests have pushed out of `re`'s cache
        counts.append(calls(root))
    assert_linear(*counts)


def test_twice_as_many_workspaces_are_twice_the_work(tmp_path: Path) -> None:
    (tmp_path / '.git').mkdir()
    counts = []
    for number in range(400):
        write(tmp_path, {f'team-{number}/{TEMPLATE}': '{"nodes": []}'})
        if number + 1 in (1, 100, 200, 400):
            counts.append(calls(tmp_path))
    assert_linear(*counts[1:])


def assert_linear(small: int, middle: int, large: int) -> None:
    # linear work grows by twice as much; what grows by next to nothing may do so in any way
    assert large - middle <= 2.5 * (middle - small) + 1000, (small, middle, large)
