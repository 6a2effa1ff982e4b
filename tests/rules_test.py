"""Test properties of every rule."""

from pathlib import Path

import pytest
import rule_examples
from support import REPOSITORY, WORKSPACE, check, judge, write

from n8n_code_discipline import registry
from n8n_code_discipline.linter import run_rules
from n8n_code_discipline.registry import Rule

SECTIONS = ['Why', 'Bad', 'Good', 'How to fix']
RULES = registry.rules()
# no input is known to make a rule fail
WITHOUT_EXAMPLES = {'NCD009'}
each_rule = pytest.mark.parametrize('rule', RULES, ids=lambda rule: rule.code)
each_rule_with_examples = pytest.mark.parametrize(
    'rule', [rule for rule in RULES if rule.code not in WITHOUT_EXAMPLES], ids=lambda rule: rule.code
)


@each_rule
def test_documentation_is_complete(rule: Rule) -> None:
    documentation = rule_examples.parse(rule.documentation)
    assert documentation.summary == rule.summary.strip()
    assert documentation.summary.endswith('.')
    assert list(documentation.sections) == SECTIONS
    assert all(documentation.sections.values())


@each_rule
def test_has_a_check(rule: Rule) -> None:
    assert rule.checks


@each_rule
def test_its_group_is_applied_to_what_it_looks_at(rule: Rule) -> None:
    """A check of anything else would never be called."""
    subjects = {marked.subject for marked in rule.checks} | {marked.subject for marked in rule.fixes}
    assert all(rule.group in run_rules.GROUPS[subject.__name__] for subject in subjects)


@each_rule
def test_has_a_test_of_the_same_name(rule: Rule) -> None:
    module = next(name.module for name in registry.rule_names() if name.code == rule.code)
    assert (REPOSITORY / 'tests' / 'rules' / f'{module.rpartition(".")[2]}_test.py').is_file()


def test_codes_are_unique_and_names_unique_within_a_group() -> None:
    names = registry.rule_names()
    assert len({name.code for name in names}) == len(names)
    assert len({(name.group, name.name) for name in names}) == len(names)


def run_example(root: Path, rule: Rule, section: str) -> set[str]:
    section_text = rule_examples.parse(rule.documentation).sections[section]
    files = (rule_examples.running_files if rule.needs_target else rule_examples.files)(section_text)
    assert files, f'no example in section {section}'
    write(root, {**WORKSPACE, **files})
    if rule.group == 'round_trip':
        return {item.diagnostic.code for item in judge(root).findings}
    target = '2.40.7' if rule.group == 'runtime' else None
    report = check(root, extend='' if rule.default else rule.code, target_n8n=target)
    assert report.errors == ()
    return {diagnostic.code for diagnostic in report.diagnostics}


@each_rule_with_examples
def test_bad_example_gives_exactly_this_code(rule: Rule, tmp_path: Path) -> None:
    assert run_example(tmp_path, rule, 'Bad') == {rule.code}


@each_rule_with_examples
def test_good_example_is_clean(rule: Rule, tmp_path: Path) -> None:
    assert run_example(tmp_path, rule, 'Good') == set()
