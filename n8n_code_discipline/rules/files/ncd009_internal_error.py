"""A rule raised an exception: a bug in n8n-code-discipline, not in the file.

## Why
A rule that fails must not hide the findings of other rules, and must not look like a clean result. The exit status is
2.

## Bad
No known input causes this.

## Good
Every input.

## How to fix
Report the bug with the message and, if you can share it, the file. Until it is fixed, disable the rule: `--ignore`
with the code in the message.
"""

from n8n_code_discipline.diagnostic import Finding, RuleFailure
from n8n_code_discipline.registry import Findings, rule


@rule(RuleFailure)
def check(failure: RuleFailure) -> Findings:
    error = failure.error
    text = f'{type(error).__name__}: {error}'.removesuffix(': ')
    yield Finding(f'internal error in {failure.rule}: {text}; please report it; the other findings are complete')
