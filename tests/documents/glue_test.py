"""The rules about glue share one syntax tree and one table of names per source."""

from collections import Counter
from pathlib import Path

import pytest
from support import JS, JS_CODE, PY, PY_CODE, TEMPLATE, WORKSPACE, check, js_node, py_node, template, write

from n8n_code_discipline.syntax import javascript, python
from n8n_code_discipline.syntax.javascript import analysis as javascript_analysis
from n8n_code_discipline.syntax.python import analysis as python_analysis

NODES = template(*(js_node(f'{JS_CODE}// {index}') for index in range(3)), py_node(PY_CODE), py_node(PY_CODE + '\n'))


@pytest.mark.parametrize('module', [javascript, python, javascript_analysis, python_analysis])
def test_each_source_is_parsed_and_analysed_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, module: object
) -> None:
    name = 'analyse' if 'analysis' in str(module) else 'parse'
    asked: Counter[object] = Counter()
    original = getattr(module, name)

    def counted(source: object, *arguments: object, **options: object) -> object:
        asked[source] += 1
        return original(source, *arguments, **options)

    monkeypatch.setattr(module, name, counted)
    write(tmp_path, {**WORKSPACE, **NODES, 'n8n-workflows-template/b.template.json': NODES[TEMPLATE]})
    # tests are parsed too, but their names are nobody's business
    report = check(tmp_path, select='NCD', ignore='NCD4,NCD118')
    assert report.diagnostics == ()
    files = {(tmp_path / path).read_text(encoding='utf-8') for path in (JS, PY)}
    for source, times in asked.items():
        assert times == (1 if name == 'analyse' or source in files else 2), source
    assert asked
