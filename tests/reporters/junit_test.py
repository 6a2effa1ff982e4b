from xml.etree import ElementTree

import pytest
import xmlschema
from diagnostics import FOUND, HOSTILE
from support import REPOSITORY

from n8n_code_discipline.reporters import RenderOptions, junit

SCHEMA = xmlschema.XMLSchema(REPOSITORY / 'tests' / 'schemas' / 'junit-10.xsd')
OPTIONS = RenderOptions(
    files=('clean.template.json', *(item.path for item in FOUND)), errors=('x: no such file or directory',)
)


def test_complete() -> None:
    assert (
        junit.render(FOUND[2:], OPTIONS._replace(files=('clean.json', FOUND[2].path)))
        == """\
<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="n8n-code-discipline" tests="3" failures="1" errors="1">
  <testsuite name="n8n-code-discipline" tests="3" failures="1" errors="1">
    <testcase classname="n8n-functions/js/ä.js" name="NCD201 missing-trailer, line 1">
      <failure message="no export trailer, 100% missing" type="NCD201">n8n-functions/js/ä.js:1:1: NCD201 no export \
trailer, 100% missing
help: Paste the line.</failure>
    </testcase>
    <testcase classname="clean.json" name="clean" />
    <testcase classname="n8n-code-discipline" name="could not be checked">
      <error message="x: no such file or directory" />
    </testcase>
  </testsuite>
</testsuites>
"""
    )


@pytest.mark.parametrize('found', [(), FOUND, (HOSTILE,)])
def test_schema(found: tuple[object, ...]) -> None:
    output = junit.render(found, OPTIONS)  # type: ignore[arg-type]
    SCHEMA.validate(ElementTree.fromstring(output))
    SCHEMA.validate(output.partition('\n')[2])
