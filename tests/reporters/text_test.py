from diagnostics import FOUND

from n8n_code_discipline.reporters import RenderOptions, text


def test_one_line_per_finding() -> None:
    assert text.render(FOUND, RenderOptions()) == (
        "flows/a b.template.json:8: NCD110 node 'Count': '{@:js:x.js}' is not read as a placeholder: "
        'write {{@:js:x.js}}\n'
        "flows/c.template.json:9: NCD110 node 'Count': '{@:js:x.js}' is not read as a placeholder: "
        'write {{@:js:x.js}}\n'
        'n8n-functions/js/ä.js:1: NCD201 no export trailer, 100% missing\n'
    )


def test_a_finding_that_can_be_fixed() -> None:
    report = text.render([FOUND[2]._replace(fixable=True)], RenderOptions())
    assert report == 'n8n-functions/js/ä.js:1: NCD201 [*] no export trailer, 100% missing\n'


def test_color() -> None:
    assert text.render(FOUND[2:], RenderOptions(color=True)) == (
        '\x1b[1mn8n-functions/js/ä.js\x1b[0m:1: \x1b[1;31mNCD201\x1b[0m no export trailer, 100% missing\n'
    )
