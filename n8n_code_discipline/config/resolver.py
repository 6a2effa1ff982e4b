"""Resolve settings: the defaults, then a configuration file, then the command line.

The file of a workspace is ``n8n-code-discipline.toml``, or a ``pyproject.toml`` with ``[tool.n8n-code-discipline]``,
in the workspace's root or in the nearest directory above it, up to the root of the git repository.
"""

import json
import os
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from n8n_code_discipline import registry, reporters
from n8n_code_discipline.config.settings import ConfigError, Settings
from n8n_code_discipline.text import closest, printable, shortened
from n8n_code_discipline.workspace import files, layout

FILE = 'n8n-code-discipline.toml'
PYPROJECT = 'pyproject.toml'
SECTION = ('tool', 'n8n-code-discipline')

# limits far above real files: about 100,000 characters, about 1,000 in a line
_MOST_CHARACTERS = 256 * 1024
_MOST_IN_LINE = 32 * 1024
# Python's parser takes time and memory for every pair of parts of a dotted key: 4 bytes each, 6.3 GB for 40,000 parts
_MOST_PAIRS_OF_DOTS = 10_000_000


class Kind(NamedTuple):
    """A kind of TOML value: in words, as a JSON schema, and as a test of one."""

    words: str
    schema: Mapping[str, Any]
    accepts: Callable[[Any], bool]


class Key(NamedTuple):
    """A key of the configuration file."""

    kind: Kind
    description: str


def _are_strings(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(element, str) for element in value)


def _is_version(value: Any) -> bool:
    if type(value) is str:
        return re.fullmatch(_VERSION, value) is not None
    return type(value) is int and value in (1, 2)


def _one_of(*choices: str) -> Kind:
    return Kind(f'one of {_shown(choices)[1:-1]}', {'enum': choices}, choices.__contains__)


def _shown(value: Any) -> str:
    """Format a value roughly as TOML writes it."""
    try:
        return json.dumps(value, ensure_ascii=False, default=str)
    except ValueError:  # Python refuses to print an integer of 4,300 digits
        return 'a number of more than 64 bits'


_NAMES = {'type': 'array', 'items': {'type': 'string', 'pattern': '^([Nn][Cc][Dd][0-9]{0,3}|[a-z]+(-[a-z]+)+)$'}}
_VERSION = r'[12](\.\d+){0,2}'
_VERSIONS = {'anyOf': [{'type': 'string', 'pattern': f'^{_VERSION}$'}, {'enum': [1, 2]}]}

CODES = Kind('an array of strings', _NAMES, _are_strings)
STRINGS = Kind('an array of strings', {'type': 'array', 'items': {'type': 'string'}}, _are_strings)
NUMBER = Kind('a whole number', {'type': 'integer', 'minimum': 0}, lambda value: type(value) is int and value >= 0)
BOOLEAN = Kind('true or false', {'type': 'boolean'}, lambda value: type(value) is bool)
STRING = Kind('a string', {'type': 'string', 'minLength': 1}, lambda value: type(value) is str and value != '')
VERSION = Kind('a version of n8n, "1" or "2" or one such as "2.40.7"', _VERSIONS, _is_version)

# every key, in the order of the documentation; the defaults are those of Settings
KEYS: Mapping[str, Key] = {
    'select': Key(CODES, 'report only these rules: codes, prefixes of codes or names'),
    'extend-select': Key(CODES, 'report these rules too'),
    'ignore': Key(CODES, 'do not report these rules'),
    'max-glue-statements': Key(NUMBER, 'the number of statements that NCD117 allows in glue (default: 12)'),
    'target-n8n': Key(VERSION, 'the n8n version that the templates run on; enables NCD6xx'),
    'placeholder-style': Key(
        _one_of('@:', '@'), 'how commands write placeholders: {{@:js:…}} or {{@js:…}} (default: as in the templates)'
    ),
    'allow-js-modules': Key(STRINGS, 'modules that your n8n lets JavaScript require'),
    'allow-python-modules': Key(STRINGS, 'modules that your n8n lets Python import'),
    'block-env-access': Key(BOOLEAN, 'N8N_BLOCK_ENV_ACCESS_IN_NODE in your n8n (default: true; NCD607)'),
    'denied-python-builtins': Key(STRINGS, 'N8N_RUNNERS_BUILTINS_DENY in your n8n (NCD614, NCD615)'),
    'format': Key(_one_of(*reporters.FORMATS), 'the format of the findings'),
    'baseline': Key(STRING, 'the baseline, relative to the configuration file'),
}


def schema() -> str:
    """Return the JSON schema of the configuration file, for editors."""
    document = {
        # the draft that Taplo, and Even Better TOML with it, reads
        '$schema': 'http://json-schema.org/draft-07/schema#',
        'title': FILE,
        'type': 'object',
        'additionalProperties': False,
        'properties': {name: {'description': key.description, **key.kind.schema} for name, key in KEYS.items()},
    }
    return f'{json.dumps(document, indent=2, ensure_ascii=False)}\n'


def convert(value: Any, kind: Kind) -> Any:
    """Return a value of a kind as Settings holds it. Raises ValueError if it is not of this kind."""
    if kind is VERSION and str(value).partition('.')[0] == '3':
        raise ValueError('n8n 3 is announced, not released: what it will reject is not known')
    if not kind.accepts(value):
        raise ValueError(f'expected {kind.words}, not {shortened(_shown(value))}')
    if kind is CODES:
        return _codes(value)
    if kind is VERSION:
        return str(value)
    return tuple(value) if isinstance(value, list) else value


def _codes(texts: Sequence[str]) -> tuple[str, ...]:
    """Return codes or prefixes of codes in upper case; the name of rules stands for their codes. Raises ValueError."""
    rules = registry.rule_names()
    found = []
    for text in map(str.strip, texts):
        named = [rule.code for rule in rules if rule.name == text.lower()]
        if not named and not (text and any(rule.code.startswith(text.upper()) for rule in rules)):
            raise ValueError(unknown_rule(text))
        found += named or [text.upper()]
    return tuple(found)


def unknown_rule(text: str) -> str:
    """Return the error for a text that is no code and no name of a rule, with the closest one."""
    rules = registry.rule_names()
    hint = nearest(text.upper(), [rule.code for rule in rules], 0.8)
    hint = hint or nearest(text.lower(), [rule.name for rule in rules], 0.75)
    return f"no rule '{shortened(text)}'{hint or '; n8n-code-discipline rules lists them'}"


def nearest(name: str, names: Iterable[str], likeness: float = 0.6) -> str:
    """Return ``; did you mean 'x'?`` with the closest of ``names``, or an empty string."""
    near = closest(name, names, likeness)
    return f"; did you mean '{near}'?" if near else ''


class Resolver:
    """Resolves the settings of workspaces; reads every configuration file once."""

    def __init__(self, cwd: str, root: str | None, command_line: Mapping[str, Any]) -> None:
        """Create a resolver for a run.

        Args:
            cwd: The absolute current directory.
            root: The absolute workspace root given for every file, or None.
            command_line: The values of the options that were given, by key.
        """
        self.cwd = cwd
        self.root = root
        self.command_line = command_line
        self._files: dict[str, Mapping[str, Any] | None] = {}

    def settings(self, root: str) -> Settings:
        """Return the settings of the workspace at an absolute root. Raises ConfigError."""
        configured = self._configured(root)
        values = {**configured, **self.command_line}
        fields = {name.replace('-', '_'): value for name, value in values.items() if KEYS[name].kind is not CODES}
        given, selection = _selection(self.command_line), _selection(configured)
        if given != registry.Selection():
            selection = given if given.select else given._replace(base=selection)
        return Settings(self.cwd, self.root, selection, **fields)

    def file(self, root: str) -> str | None:
        """Return the absolute path of the configuration file of the workspace at an absolute root, or None."""
        paths = (os.path.join(directory, name) for directory in layout.ancestors(root) for name in (FILE, PYPROJECT))
        return next((path for path in paths if self._read(path) is not None), None)

    def describe(self, root: str) -> str:
        """Return one line per setting of a workspace, with its origin. Raises ConfigError."""
        path, configured = self.file(root), self._configured(root)
        file = layout.display(self.cwd, path) if path else ''
        source = f'configured in {file}' if file else 'no configuration file'
        lines = [f'# workspace {layout.display(self.cwd, root)}, {source}']
        for name, key in KEYS.items():
            found = [(self.command_line[name], f'--{name}')] if name in self.command_line else []
            # codes add up, unless --select replaces them
            if name in configured and not (self.command_line.get('select') if key.kind is CODES else found):
                found.insert(0, (configured[name], file))
            for value, origin in found or [(Settings._field_defaults.get(name.replace('-', '_'), ()), 'default')]:
                if name == 'baseline' and value is not None:
                    value = layout.display(self.cwd, value)
                lines.append(f'{f"# {name}" if value is None else f"{name} = {_shown(value)}":<40} # {origin}')
        return ''.join(f'{printable(line)}\n' for line in lines)

    def _configured(self, root: str) -> Mapping[str, Any]:
        path = self.file(root)
        return (self._read(path) if path else None) or {}

    def _read(self, path: str) -> Mapping[str, Any] | None:
        if path not in self._files:
            self._files[path] = _read_file(path, layout.display(self.cwd, path))
        return self._files[path]


def _selection(values: Mapping[str, Any]) -> registry.Selection:
    return registry.Selection(values.get('select', ()), values.get('extend-select', ()), values.get('ignore', ()))


def _read_file(path: str, shown: str) -> Mapping[str, Any] | None:
    """Return the settings of a file, or None if it is missing or a pyproject.toml without our section.

    Raises:
        ConfigError: the file cannot be read or is invalid.
    """
    if not os.path.isfile(path):
        return None
    section = () if os.path.basename(path) == FILE else SECTION
    source = files.read(path)
    if source.problem:
        raise ConfigError(f'{shown}: {source.problem}')
    if section and SECTION[-1] not in source.text:
        return None
    _refuse_excess(source.text, shown)
    import tomllib

    try:
        table: Any = tomllib.loads(source.text)
    except (ValueError, RecursionError) as exception:  # of an integer of 4,300 digits, too
        raise ConfigError(f'{shown}: not TOML: {exception}') from None
    for part in section:
        table = table.get(part) if isinstance(table, dict) else None
    if table is None:
        return None
    if not isinstance(table, dict):
        raise ConfigError(f'{shown}: {".".join(SECTION)} must be a table, not {shortened(_shown(table))}')
    found = _read_table(table, section, source.text, shown)
    if 'baseline' in found:
        found['baseline'] = os.path.normpath(os.path.join(os.path.dirname(path), found['baseline']))
    return found


def _refuse_excess(text: str, shown: str) -> None:
    """Raise ConfigError for a text that would take too much time or memory to parse."""
    if len(text) > _MOST_CHARACTERS:
        raise ConfigError(f'{shown}: has more than {_MOST_CHARACTERS:,} characters: not read')
    pairs = 0
    for number, line in enumerate(text.split('\n'), 1):
        if len(line) > _MOST_IN_LINE:
            raise ConfigError(f'{shown}:{number}: the line has more than {_MOST_IN_LINE:,} characters: not read')
        # the dots of strings count too: real files have few
        pairs += line.count('.') ** 2
        if pairs > _MOST_PAIRS_OF_DOTS:
            raise ConfigError(f'{shown}:{number}: too many dots, as in deeply dotted keys: not read')


def _read_table(table: Mapping[str, Any], section: Sequence[str], text: str, shown: str) -> dict[str, Any]:
    found: dict[str, Any] = {}
    problems: list[str] = []
    for name, value in table.items():
        try:
            if name not in KEYS:
                raise ValueError(f"unknown key '{shortened(name)}'{nearest(name, KEYS)}")
            found[name] = convert(value, KEYS[name].kind)
        except ValueError as error:
            problems.append(f'{shown}:{_line_of(text, section, name)}: {f"{name}: " * (name in KEYS)}{error}')
        if len(problems) == 20:
            problems.append(f'{shown}: only the first 20 problems are shown')
            break
    if problems:
        raise ConfigError(*problems)
    return found


def _line_of(text: str, section: Sequence[str], key: str) -> int:
    """Return the 1-based line that most likely defines a key of a table: Python's TOML parser gives no positions."""
    lines = text.split('\n')
    header = f'[{".".join(section)}]'
    start = next((number for number, line in enumerate(lines, 1) if section and line.startswith(header)), 1)
    defines = re.compile(rf'\s*\[*["\']?{re.escape(key)}["\']?\s*[].=]').match
    return next((number for number, line in enumerate(lines, 1) if number >= start and defines(line)), start)
