"""JUnit XML: a failed test case per finding, a passed one per clean file, an error per file that cannot be checked."""

import re
from collections.abc import Sequence
from xml.etree import ElementTree

from n8n_code_discipline.diagnostic import Diagnostic
from n8n_code_discipline.reporters import RenderOptions
from n8n_code_discipline.text import printable

SUITE = 'n8n-code-discipline'
_NO_XML = re.compile('[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]')


def render(diagnostics: Sequence[Diagnostic], options: RenderOptions) -> str:
    """Return the report: an XML document."""
    broken = {item.path for item in diagnostics}
    clean = [path for path in options.files if path not in broken]
    counts = {
        'tests': str(len(diagnostics) + len(clean) + len(options.errors)),
        'failures': str(len(diagnostics)),
        'errors': str(len(options.errors)),
    }
    root = ElementTree.Element('testsuites', {'name': SUITE, **counts})
    suite = ElementTree.SubElement(root, 'testsuite', {'name': SUITE, **counts})
    for item in diagnostics:
        path = printable(item.path)
        case = _case(suite, path, f'{item.code} {item.name}, line {item.line}')
        failure = ElementTree.SubElement(case, 'failure', {'message': item.message, 'type': item.code})
        failure.text = f'{path}:{item.line}:{item.column}: {item.code} {item.message}\nhelp: {item.help}'
    for path in clean:
        _case(suite, printable(path), 'clean')
    for error in options.errors:
        ElementTree.SubElement(_case(suite, SUITE, 'could not be checked'), 'error', {'message': printable(error)})
    return document(root)


def document(root: ElementTree.Element) -> str:
    """Serialize an element as an XML document; U+FFFD replaces characters that XML does not allow."""
    ElementTree.indent(root)
    text = _NO_XML.sub('\ufffd', ElementTree.tostring(root, encoding='unicode'))
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{text}\n'


def _case(suite: ElementTree.Element, classname: str, name: str) -> ElementTree.Element:
    return ElementTree.SubElement(suite, 'testcase', {'classname': classname, 'name': name})
