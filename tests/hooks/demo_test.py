"""``make demo``: the hook through the real pre-commit over the examples."""

import sys

from repositories import Repository

from n8n_code_discipline import registry


def test_demo(hook_repository: Repository) -> None:
    shown = hook_repository.run(sys.executable, 'examples/demo.py')
    assert shown.status == 0, shown.output
    broken, clean = shown.output.split('exit status 1\n')
    silent = {rule.code for rule in registry.rules() if rule.default and f' {rule.code} ' not in broken}
    assert silent == {'NCD009'} | {rule.code for rule in registry.rules(('round_trip', 'runtime'))}
    assert 'Passed' in clean
    *_, status, _, last = clean.splitlines()
    assert (status, last[:27]) == ('exit status 0', 'The hook stopped the commit')


def test_the_demo_installs_nothing_but_pre_commit(hook_repository: Repository) -> None:
    shown = hook_repository.run('make', '--dry-run', 'demo')
    assert shown.status == 0, shown.output
    installed = [line for line in shown.output.splitlines() if 'pip install' in line]
    assert [line.split()[-1] for line in installed] == ["'pre-commit>=4'"]
