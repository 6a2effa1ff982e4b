"""Built-in functions that the runner disables."""

from pathlib import Path

import pytest
from marks import at_marks
from runtime import js, js_file, lint, of_function

MESSAGE = "NCD608 node 'Count': {} is disabled in n8n: {}"


@pytest.mark.parametrize(
    ('files', 'messages'),
    [
        pytest.param(
            js(
                'class E extends Error {\n'
                '  constructor() { super(); if (Error.captureStackTrace) Error.captureStackTrace(this); }\n'
                '}\n'
                'return [];'
            ),
            '',
            id='asked for',
        ),
        pytest.param(js('Error.captureStackTrace?.({});'), '', id='optional call'),
        pytest.param(
            js('const names = [(Object.defineProperty), new Object.defineProperty.Name()];'), '', id='not called'
        ),
        pytest.param(js('const { defineProperty } = Object;'), '', id='destructured'),
        pytest.param(js('Object.keys({});'), '', id='another function'),
        pytest.param(js('const Object = { defineProperty() {} };\nObject.defineProperty();'), '', id='own Object'),
        pytest.param(
            js('«Object».defineProperty({}, "a", {});'),
            MESSAGE.format('Object.defineProperty', 'it does nothing and returns {}'),
            id='does nothing',
        ),
        pytest.param(
            js_file('function countByCategory(x) {\n  return «Object».getPrototypeOf(x);\n}'),
            of_function(MESSAGE.format('Object.getPrototypeOf', 'it always returns {}')),
            id='function file',
        ),
    ],
)
def test_fires(tmp_path: Path, files: dict[str, str], messages: str | list[str]) -> None:
    assert lint(tmp_path, files, 'NCD608') == at_marks(files, messages)
