"""Diagnostics for the tests of reporters."""

from n8n_code_discipline.diagnostic import CodePosition, Diagnostic, SourceLine

IN_CODE = Diagnostic(
    path='flows/a b.template.json',
    line=8,
    column=20,
    code='NCD110',
    message="node 'Count': '{@:js:x.js}' is not read as a placeholder: write {{@:js:x.js}}",
    end_line=8,
    end_column=31,
    node='Count',
    name='malformed-placeholder',
    position=CodePosition(1, 1, '{@:js:x.js}', 11),
    help='Write the placeholder.',
    source=SourceLine('        "jsCode": "{@:js:x.js}\\nreturn [];"'),
    digest='0123456789abcdef',
)
OF_A_FILE = Diagnostic(
    path='n8n-functions/js/ä.js',
    line=1,
    column=1,
    code='NCD201',
    message='no export trailer, 100% missing',
    end_line=3,
    end_column=2,
    node=None,
    name='missing-trailer',
    position=None,
    help='Paste the line.',
    source=SourceLine('function ä() {'),
    digest='fedcba9876543210',
)
AGAIN = IN_CODE._replace(path='flows/c.template.json', line=9, end_line=9, node='Sum')
FOUND = (IN_CODE, AGAIN, OF_A_FILE)
# what a hostile repository can put into names
HOSTILE = IN_CODE._replace(path='a\udce9,b:%\n.json', node='\ud800\x00\uffff', message=r'a\n::error::\ud800 ]]> <b>&"')
