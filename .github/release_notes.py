"""Print the notes of a release from CHANGELOG.md: ``release_notes.py TAG``, in the root of the repository."""

from __future__ import annotations

import configparser
import re
import sys
from pathlib import Path


def main(tag: str) -> str | None:
    """Print the section of the version that a tag ``vX.Y.Z`` names; return an error message if it is not ready."""
    setup = configparser.ConfigParser()
    setup.read('setup.cfg', encoding='utf-8')
    version = setup['metadata']['version']
    if tag != f'v{version}':
        return f'the tag is {tag}, the version in setup.cfg is {version}'
    sections = re.split(r'^## ', Path('CHANGELOG.md').read_text(encoding='utf-8'), flags=re.MULTILINE)[1:]
    titles = [section.partition('\n')[0] for section in sections]
    if 'Unreleased' in titles:
        return 'CHANGELOG.md still has a section "Unreleased"'
    title = re.compile(rf'{re.escape(version)} \(\d{{4}}-\d\d-\d\d\)')
    notes = [section.partition('\n')[2].strip() for section in sections if title.match(section)]
    if not notes:
        return f'CHANGELOG.md has no section "{version} (YYYY-MM-DD)"'
    print(notes[0])
    return None


if __name__ == '__main__':
    sys.exit(main(sys.argv[1]))
