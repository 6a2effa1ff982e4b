"""Records behave as ``typing.NamedTuple`` does: every case runs with both."""

from __future__ import annotations

import copy
import pickle
from collections.abc import Callable
from typing import Any
from typing import NamedTuple

import pytest

from n8n_code_discipline.records import Record


class Point(Record):
    """A point."""

    x: int
    y: int
    label: str = 'here'

    @property
    def sum(self) -> int:
        """Both together."""
        return self.x + self.y


class Model(NamedTuple):
    """A point."""

    x: int
    y: int
    label: str = 'here'

    @property
    def sum(self) -> int:
        """Both together."""
        return self.x + self.y


BOTH = pytest.mark.parametrize('made', [Point, Model])


@BOTH
@pytest.mark.parametrize(
    ('values', 'named', 'expected'),
    [
        pytest.param((1, 2), {}, (1, 2, 'here'), id='defaults'),
        pytest.param((1, 2, 'there'), {}, (1, 2, 'there'), id='by place'),
        pytest.param((1,), {'label': 'there', 'y': 2}, (1, 2, 'there'), id='by name'),
        pytest.param((), {'y': 2, 'x': 1}, (1, 2, 'here'), id='by name alone'),
    ],
)
def test_fields(made: Any, values: tuple[int, ...], named: dict[str, Any], expected: tuple[Any, ...]) -> None:
    record = made(*values, **named)
    assert (record.x, record.y, record.label, record.sum) == (*expected, 3)
    assert record == expected
    assert hash(record) == hash(expected)
    assert tuple(record) == expected
    assert record._fields == ('x', 'y', 'label')
    assert repr(record) == f'{made.__name__}(x=1, y=2, label={expected[2]!r})'
    assert record._replace(y=5) == (1, 5, expected[2])
    assert made.__doc__ == 'A point.'


@BOTH
@pytest.mark.parametrize(
    'make',
    [
        pytest.param(lambda made: made(1), id='missing'),
        pytest.param(lambda made: made(1, 2, 'a', 4), id='too many'),
        pytest.param(lambda made: made(1, 2, z=3), id='unknown'),
        pytest.param(lambda made: made(1, 2, x=3), id='twice'),
    ],
)
def test_wrong_fields(made: Any, make: Callable[[Any], object]) -> None:
    with pytest.raises(TypeError):
        make(made)


@BOTH
def test_nothing_can_be_changed(made: Any) -> None:
    record = made(1, 2)
    for name in ('x', 'other'):
        with pytest.raises(AttributeError):
            setattr(record, name, 3)
    assert not hasattr(record, '__dict__')


@BOTH
def test_copies_are_records(made: Any) -> None:
    record = made(1, 2)
    for copied in (copy.copy(record), copy.deepcopy(record), pickle.loads(pickle.dumps(record))):
        assert type(copied) is made
        assert copied == record
