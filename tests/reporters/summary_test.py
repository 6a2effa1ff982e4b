from __future__ import annotations

from diagnostics import BOTH
from diagnostics import IN_CODE

from n8n_code_discipline.reporters import summary


def test_summary() -> None:
    assert summary.summary(BOTH, 3) == (
        '2 findings in 2 of 3 files; "n8n-code-discipline explain NCD110" tells why and how to fix'
    )
    assert summary.summary([IN_CODE], 1).startswith('1 finding in 1 file; ')
    assert summary.summary((), 1) == 'no findings in 1 file'


def test_statistics() -> None:
    assert (
        summary.statistics([*BOTH, *[IN_CODE] * 9])
        == '10  NCD110  malformed-placeholder\n 1  NCD201  missing-trailer\n'
    )
    assert summary.statistics(()) == ''
