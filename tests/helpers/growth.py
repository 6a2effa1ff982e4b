"""Count calls instead of seconds: twice the input may take twice the calls."""

import sys
from collections.abc import Callable
from typing import Any


def calls(action: Callable[[], object]) -> int:
    """Return how many functions an action calls, ours and those of the interpreter."""
    found = 0

    def count(_frame: Any, event: str, _argument: Any) -> None:
        nonlocal found
        found += event in ('call', 'c_call')

    before = sys.getprofile()
    sys.setprofile(count)
    try:
        action()
    finally:
        sys.setprofile(before)
    return found


def assert_linear(small: int, middle: int, large: int) -> None:
    """Assert that the calls for inputs of the sizes n, 2n and 4n grow by twice as much, or by next to nothing."""
    assert large - middle <= 2.5 * (middle - small) + 1000, (small, middle, large)
