"""Frozen records.

A ``Record`` is what ``typing.NamedTuple`` is, but for ``_asdict``, ``_make`` and positional patterns in ``match``; to a
type checker it is that very class. It is made in a tenth of the time, and it does not make Python's compiler start for
the annotations: with some fifty of them that is a third of a short run.
"""

from __future__ import annotations

from operator import itemgetter
from typing import TYPE_CHECKING

__all__ = ['Record']

if TYPE_CHECKING:
    from typing import NamedTuple as Record
else:

    class _RecordType(type):
        def __new__(cls, name, bases, namespace):
            made = super().__new__(cls, name, bases, {**namespace, '__slots__': ()})
            made._fields = tuple(made.__annotations__)
            made._size = len(made._fields)
            made._field_defaults = {field: namespace[field] for field in made._fields if field in namespace}
            made._tail = tuple(made._field_defaults.values())  # a field without a default never follows one with
            for index, field in enumerate(made._fields):
                setattr(made, field, property(itemgetter(index)))
            return made

    class Record(tuple, metaclass=_RecordType):
        """A tuple whose fields have the names, in the order, and with the defaults of the class's annotations."""

        def __new__(cls, *values, **named):
            missing = cls._size - len(values)
            if missing or named:
                if named or missing < 0 or missing > len(cls._tail):
                    values = _in_order(cls, values, named)
                else:
                    values += cls._tail[-missing:]
            return tuple.__new__(cls, values)

        def __getnewargs__(self):
            return tuple(self)

        def __repr__(self):
            shown = ', '.join(f'{field}={value!r}' for field, value in zip(self._fields, self, strict=True))
            return f'{type(self).__name__}({shown})'

        def _replace(self, **changes):
            return type(self)(**dict(zip(self._fields, self, strict=True)) | changes)

    def _in_order(cls, values, named):
        """All values of a record, in order. Raises TypeError for a missing, an unknown or a repeated one."""
        given = dict(zip(cls._fields, values, strict=False))
        wrong = [*values[len(cls._fields) :], *(field for field in named if field in given or field not in cls._fields)]
        known = {**cls._field_defaults, **given, **named}
        missing = [field for field in cls._fields if field not in known]
        if wrong or missing:
            raise TypeError(f'{cls.__name__}: one of {cls._fields} is missing, unknown or given twice')
        return tuple(known[field] for field in cls._fields)
