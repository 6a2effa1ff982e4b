"""Original and extracted nodes, run side by side in an imitation of n8n with inferred input.

``python tests/helpers/differential.py DIRECTORY`` measures the workflows of any directory.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import node

from n8n_code_discipline.config.settings import Settings
from n8n_code_discipline.documents import workflow
from n8n_code_discipline.documents.template import Template
from n8n_code_discipline.extraction import changes, texts
from n8n_code_discipline.extraction.changes import Extraction
from n8n_code_discipline.extraction.plan import Parameter
from n8n_code_discipline.linter.loader import Loader
from n8n_code_discipline.syntax import markup
from n8n_code_discipline.workspace import files

STUB = Path(__file__).with_name('n8n_stub.js')
BATCH = 60
KINDS = dict(zip(workflow.DEPRECATED, ('function', 'functionItem'), strict=True))


class Case(NamedTuple):
    """A node before and after, and what its extraction decided."""

    name: str
    extraction: Extraction
    data: dict[str, Any]


class Measured(NamedTuple):
    """The extracted nodes, and the results of their runs."""

    cases: Sequence[Case]
    results: Sequence[dict[str, Any]]
    refusals: Sequence[str]

    def count(self, key: str) -> int:
        return sum(bool(result[key]) for result in self.results)

    @property
    def differences(self) -> list[tuple[str, Any]]:
        return [(case.name, result['differences'][0]) for case, result in self if result['differences']]

    def __iter__(self) -> Iterator[tuple[Case, dict[str, Any]]]:  # type: ignore[override]
        return iter(zip(self.cases, self.results, strict=True))

    @property
    def grades(self) -> Counter[str]:
        return Counter(case.extraction.plan.grade for case in self.cases)


def measure(paths: Sequence[Path], root: Path) -> Measured:
    """Extract every JavaScript node of some workflow files, in memory, and run each beside the original."""
    loader = Loader(Settings(str(root)))
    extractor = changes.Extractor()
    cases: list[Case] = []
    refusals: list[str] = []
    for path in paths:
        source = files.read(str(path))._replace(
            path=str(root / 'n8n-workflows-template' / f'{path.stem}.template.json')
        )
        template = loader.template(source)
        change = extractor.change(template, lambda _: True)
        inline = {found.node.path: found for found in changes.inline_nodes(template)}
        cases += [_case(template, found, inline[found.node.path].code) for found in change.extractions]
        refusals += [
            f'{path.name}: {refusal.node.name}: {refusal.reason}'
            for refusal in change.refusals
            if inline[refusal.node.path].language == 'js' and inline[refusal.node.path].code.strip()
        ]
    results: list[dict[str, Any]] = []
    for start in range(0, len(cases), BATCH):
        results += node.run(STUB, [case.data for case in cases[start : start + BATCH]])
    return Measured(cases, results, refusals)


def _case(template: Template, extraction: Extraction, before: str) -> Case:
    others = next(
        [found.name for found in part.nodes]
        for part in workflow.workflows(template.document.data)
        if part.path == extraction.node.path[:-2]
    )
    name = f'{Path(template.path).name}: {extraction.node.name}'
    return Case(name, extraction, case_data(extraction, before, others))


def case_data(extraction: Extraction, before: str, others: Sequence[str]) -> dict[str, Any]:
    """Return what the stub runs: the code before and after, and the code after with a mistake in its glue."""
    plan = extraction.plan
    is_each = extraction.node.parameters.get('mode') == 'runOnceForEachItem' or plan.wrapping == 'item'

    def hydrated(arguments: Sequence[Parameter]) -> str:
        glue = texts.code_field(plan._replace(parameters=tuple(arguments)), extraction.name, '\0')
        return glue.replace('\0', markup.block('js', extraction.function_path, extraction.text, '\n'))

    after = hydrated(plan.parameters)
    return {
        'id': extraction.name,
        'kind': KINDS.get(extraction.node.type, 'code'),
        'mode': 'runOnceForEachItem' if is_each else 'runOnceForAllItems',
        'nodes': list(others),
        'before': before,
        'after': after,
        'mutants': [*map(hydrated, _mutants(plan.parameters)), _without_return(after)],
    }


def _mutants(arguments: Sequence[Parameter]) -> Iterator[list[Parameter]]:
    """Yield the arguments with one of them left out, a list shortened, or two of them swapped."""
    for index, parameter in enumerate(arguments):
        changed = ['undefined']
        if parameter.argument in ('items', '$input.all()'):
            changed.append(f'{parameter.argument}.slice(1)')
        for argument in changed:
            yield [*arguments[:index], parameter._replace(argument=argument), *arguments[index + 1 :]]
    if len(arguments) > 1:
        first, second, *rest = arguments
        yield [first._replace(argument=second.argument), second._replace(argument=first.argument), *rest]


def _without_return(code: str) -> str:
    start = code.rindex('\nreturn ') + 1
    return f'{code[:start]}void {code[start + len("return ") :]}'
