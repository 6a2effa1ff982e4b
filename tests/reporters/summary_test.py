from __future__ import annotations

from diagnostics import FOUND
from diagnostics import IN_CODE

from n8n_code_discipline.reporters import summary


def test_summary() -> None:
    assert summary.summary(FOUND, 4) == (
        '3 findings in 3 of 4 files; "n8n-code-discipline explain NCD110" tells why and how to fix'
    )
    assert summary.summary([IN_CODE], 1).startswith('1 finding in 1 file; ')
    assert summary.summary((), 1) == 'no findings in 1 file'


def test_statistics() -> None:
    assert (
        summary.statistics([*FOUND, *[IN_CODE] * 8])
        == '10  NCD110  malformed-placeholder\n 1  NCD201  missing-trailer\n'
    )
    assert summary.statistics(()) == ''
