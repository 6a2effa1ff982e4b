"""Collapse exports of the real n8n to templates that were written by hand from the convention's rules."""

import json
import re
from pathlib import Path

import pytest
from support import REPOSITORY, SHARED_DATA, write

from n8n_code_discipline.config.settings import Settings
from n8n_code_discipline.linter import loader
from n8n_code_discipline.roundtrip import collapse, drift
from n8n_code_discipline.workspace import files

EXPORTS = SHARED_DATA / 'n8n-exports'
SEED = REPOSITORY / 'examples' / 'workspace'

STATS = 'n8n-functions/js/calculateStatsByCategory.js'
SLUGIFY = 'n8n-functions/js/slugify.js'
GREET = 'n8n-functions/js/greet.js'
PY_STATS = 'n8n-functions/py/calculate_stats_by_category.py'

FUNCTIONS = {
    STATS: (SEED / STATS).read_text(encoding='utf-8'),
    SLUGIFY: """\
/** Slug. */
function slugify(s) {
  return s.toLowerCase().replace(/[^a-z0-9]+/g, "-").replace(/^-|-$/g, "");
}
if (typeof module !== "undefined") module.exports = { slugify };
""",
    GREET: """\
function greet(name) {
  // café — naïve 日本語 😀👩\u200d🚀 \u00a0nbsp
  const esc = "tab\\t nl\\n quote\\" back\\\\ uni\\u00e9 nul\\0 slash\\/";
  const re = /\\d+\\/\\w$&/g;
  const tpl = `multi
line \\` ${name} \\u{1F680}`;
  return { msg: `Hej ${name} 🚀`, esc, re: String(re), tpl, ls: "a\u2028b\u2029c", html: "</script><b>&amp;</b>", \
del: "\x7f", bom: "\ufeff" };
}
if (typeof module !== "undefined") module.exports = { greet };
""",
    # the seed's function with the docstring of the exported workflow
    PY_STATS: '''\
def calculate_stats_by_category(articles):
    """Group articles by category.

    Second docstring line.
    """
    stats = {}
    for article in articles:
        cat = article.get("category", "uncategorized")
        stats[cat] = stats.get(cat, 0) + 1
    return stats
''',
}

STATS_GLUE = """\

const articles = [{category:"sports"},{category:"sports"},{category:"tech"}];
return [{ json: { stats: calculateStatsByCategory(articles) } }];"""
STATS_CODE = '{{@:js:n8n-functions/js/calculateStatsByCategory.js}}\n' + STATS_GLUE
PY_CODE = """\
{{@:py:n8n-functions/py/calculate_stats_by_category.py}}

articles = [{"category": "sports"}, {"category": "sports"}, {"category": "tech"}]
return [{"json": {"stats": calculate_stats_by_category(articles), "doc": calculate_stats_by_category.__doc__}}]"""
TWO_CODE = """\
{{@:js:n8n-functions/js/calculateStatsByCategory.js}}

{{@:js:n8n-functions/js/slugify.js}}

const articles = [{category:"sports"},{category:"tech"}];
return [{ json: { stats: calculateStatsByCategory(articles), slug: slugify("Hello, World!"), \
exp: typeof module === "undefined" ? "undef" : Object.keys(module.exports) } }];"""

# The codes of the nodes that held blocks, by workflow and node. The node "Tabs trailing" holds other white space than
# the seed's function: it has drifted.
EXPECTED = {
    'wf01hash0000000A': {'Code': STATS_CODE},
    '2CoNjrKgkvwtNxLg': {'Code': STATS_CODE},  # made through the public API
    'wf02match000000A': {'Code MATCH': STATS_CODE, 'Code DEHYDRATE': STATS_CODE},
    'wf03py00000000AA': {'Python': PY_CODE},
    'wf03pyLegacy000A': {'Python': PY_CODE},
    'wf04two0000000AA': {'Code': TWO_CODE},
    'wf05uni0000000AA': {
        'Unicode 😀': '{{@:js:n8n-functions/js/greet.js}}\n\nreturn [{ json: greet("Åsa") }];',
        'CRLF': STATS_CODE.replace('\n', '\r\n'),
    },
    'wf06drift00000AA': {'Code': STATS_CODE},
    'wf07variants00AA': {},
    'wf08others0000AA': {},
}
DRIFTED = {
    'wf05uni0000000AA': ['Tabs trailing'],
    'after-editor-save/wf06drift00000AA': ['Code'],
    'public-api/GET-wf06-after-drift': ['Code'],
}

pytestmark = [
    pytest.mark.skipif(not EXPORTS.is_dir(), reason=f'the shared data is not at {SHARED_DATA}'),
    pytest.mark.no_cover,
]


def exports() -> list[Path]:
    return sorted(EXPORTS.rglob('*.json')) if EXPORTS.is_dir() else []


def drifted(path: Path, workflow: str) -> list[str]:
    key = path.relative_to(EXPORTS).with_suffix('').as_posix()
    return DRIFTED.get(key, DRIFTED.get(workflow, []))


@pytest.mark.parametrize('path', exports(), ids=lambda path: path.relative_to(EXPORTS).as_posix())
def test_collapses_to_the_expected_template(tmp_path: Path, path: Path) -> None:
    write(tmp_path, FUNCTIONS)
    source = files.read(str(path))
    template = loader.open_template(source, Settings(str(tmp_path)), root=str(tmp_path))
    plan = drift.plan([template], 'error')
    text = collapse.collapse(template, plan.blocks)

    before, after = json.loads(source.text), json.loads(text)
    reported: list[str] = []
    for workflow in before if isinstance(before, list) else [before]:
        names = drifted(path, workflow['id'])
        reported += names
        for node in workflow['nodes']:
            code = EXPECTED[workflow['id']].get(node['name'])
            if code is not None and node['name'] not in names:
                field = 'pythonCode' if 'pythonCode' in node['parameters'] else 'jsCode'
                node['parameters'][field] = code
    assert after == before
    assert [(item.diagnostic.code, item.diagnostic.node) for item in plan.findings] == [('NCD501', n) for n in reported]
    assert outside_the_codes(text) == outside_the_codes(source.text)


def outside_the_codes(text: str) -> str:
    """The text without the strings of code fields."""
    return re.sub(r'("(?:js|python)Code"\s*:\s*)"(?:[^"\\]|\\.)*"', r'\1', text)


def test_every_export_is_expected() -> None:
    assert len(exports()) == 27


def test_the_drift_is_shown(tmp_path: Path) -> None:
    write(tmp_path, FUNCTIONS)
    source = files.read(str(EXPORTS / 'after-editor-save' / 'wf06drift00000AA.json'))
    template = loader.open_template(source, Settings(str(tmp_path)), root=str(tmp_path))
    (found,) = drift.plan([template], 'error').findings
    assert found.diagnostic.line == 31
    assert found.diff == (
        f'--- {STATS}\n'
        f"+++ {STATS} (node 'Code')\n"
        '@@ -1,9 +1,10 @@\n'
        ' function calculateStatsByCategory(articles) {\n'
        '   const stats = {};\n'
        '   for (const article of articles) {\n'
        '-    const cat = article.category || "uncategorized";\n'
        '+    const cat = article.category || "none"; // edited in the UI\n'
        '     stats[cat] = (stats[cat] || 0) + 1;\n'
        '   }\n'
        '+  stats.__total = articles.length;\n'
        '   return stats;\n'
        ' }\n'
        ' if (typeof module !== "undefined") module.exports = { calculateStatsByCategory };\n'
    )
