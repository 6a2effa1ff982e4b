from diagnostics import FOUND, HOSTILE

from n8n_code_discipline.reporters import RenderOptions, github


def test_complete() -> None:
    assert github.render(FOUND, RenderOptions()) == (
        '::error file=flows/a b.template.json,line=8,endLine=8,title=NCD110 malformed-placeholder,col=20,endColumn=31'
        "::node 'Count': '{@:js:x.js}' is not read as a placeholder: write {{@:js:x.js}}\n"
        '::error file=flows/c.template.json,line=9,endLine=9,title=NCD110 malformed-placeholder,col=20,endColumn=31'
        "::node 'Count': '{@:js:x.js}' is not read as a placeholder: write {{@:js:x.js}}\n"
        '::error file=n8n-functions/js/ä.js,line=1,endLine=3,title=NCD201 missing-trailer'
        '::no export trailer, 100%25 missing\n'
    )


def test_names_cannot_forge_a_command() -> None:
    (line,) = github.render([HOSTILE], RenderOptions()).splitlines()
    assert line.startswith('::error file=a\\udce9%2Cb%3A%25\\n.json,line=8,')
