"""``cached_property`` of the standard library without its lock."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from functools import cached_property as cached_property
else:

    class cached_property(functools.cached_property):  # noqa: N801
        """A property that is computed once.

        Before Python 3.12 that of the standard library takes a lock, which takes longer than many properties.
        """

        def __get__(self, instance: Any, owner: type | None = None) -> Any:
            """Compute the property and store it in the instance, where it is found before this method."""
            if instance is None:
                return self
            value = instance.__dict__[self.attrname] = self.func(instance)
            return value
