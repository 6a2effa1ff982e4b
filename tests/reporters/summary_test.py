from diagnostics import FOUND, IN_CODE

from n8n_code_discipline.reporters import summary


def test_summary() -> None:
    assert summary.summary(FOUND, 4) == (
        '3 findings in 3 of 4 files; "n8n-code-discipline explain NCD110" explains why and how to fix'
    )
    assert summary.summary([IN_CODE], 1).startswith('1 finding in 1 file; ')
    assert summary.summary((), 1) == 'no findings in 1 file'
    fixable = [IN_CODE._replace(fixable=True), *FOUND]
    assert summary.summary(fixable, 4, names_explain=False) == '4 findings in 3 of 4 files, 1 fixable with --fix'


def test_statistics() -> None:
    assert summary.statistics([*FOUND, *[IN_CODE] * 8], [IN_CODE]) == (
        '11  NCD110  malformed-placeholder (1 covered)\n'
        ' 1  NCD201  missing-trailer\n'
        '10  flows/a b.template.json (1 covered)\n'
        ' 1  flows/c.template.json\n'
        ' 1  n8n-functions/js/ä.js\n'
    )
    assert summary.statistics(()) == ''
