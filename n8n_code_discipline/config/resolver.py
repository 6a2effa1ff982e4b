"""Resolve settings: the defaults, then a configuration file, then the command line.

The file of a workspace is ``n8n-code-discipline.toml``, or a ``pyproject.toml`` with ``[tool.n8n-code-discipline]``,
in the workspace's root or in the nearest directory above it, up to the root of the git repository.
"""

import os
import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple

from n8n_code_discipline import registry, reporters
from n8n_code_discipline.config.settings import ConfigError, Settings
from n8n_code_discipline.text import closest, printable, shortened
from n8n_code_discipline.workspace import layout

FILE = 'n8n-code-discipline.toml'
PYPROJECT = 'pyproject.toml'
SECTION = ('tool', 'n8n-code-discipline')
# keys of a Selection, in the order of its fields
SELECTING = ('select', 'extend-select', 'ignore')
PLACEHOLDER_STYLES = ('@:', '@')

# limits far above real files: about 100,000 characters, about 1,000 in a line
_MOST_CHARACTERS = 256 * 1024
_MOST_IN_LINE = 32 * 1024
# Python's parser takes time and memory for every pair of parts of a dotted key: 4 bytes each, 6.3 GB for 40,000 parts
_MOST_PAIRS_OF_DOTS = 10_000_000
_MOST_PROBLEMS = 20
_ANNOUNCED = r'3(\.\d+){0,2}'
_VERSION = r'[12](\.\d+){0,2}'


class Setting(NamedTuple):
    """A resolved setting: its value (None if unset) and its origin as messages show it."""

    value: Any
    origin: str


class Key(NamedTuple):
    """A key of the configuration file.

    ``read`` validates and converts its TOML value or raises ValueError; ``schema`` is the JSON schema of that value.
    """

    read: Callable[[Any], Any]
    schema: Mapping[str, Any]
    description: str


class _ElementError(ValueError):
    """A ValueError about one element of a list."""

    def __init__(self, message: str, element: str) -> None:
        super().__init__(message)
        self.element = element


def codes(value: Any) -> tuple[str, ...]:
    """Return a list of rule codes or prefixes of codes in upper case; the name of rules stands for their codes.

    Raises:
        ValueError: ``value`` is not a list of strings, or no rule has such a code or name.
    """
    rules = registry.rule_names()
    found = []
    for element in _texts(value):
        prefix, name = element.strip().upper(), element.strip().lower()
        named = [rule.code for rule in rules if rule.name == name]
        if not named and not (prefix and any(rule.code.startswith(prefix) for rule in rules)):
            raise _ElementError(unknown_rule(element.strip()), element)
        found += named or [prefix]
    return tuple(found)


def unknown_rule(text: str) -> str:
    """Return the error for a text that is no code and no name of a rule, with the closest one."""
    rules = registry.rule_names()
    hint = nearest(text.upper(), [rule.code for rule in rules], 0.8)
    hint = hint or nearest(text.lower(), [rule.name for rule in rules], 0.75)
    return f"no rule '{shortened(text)}'{hint or '; n8n-code-discipline rules lists them'}"


def version(value: Any) -> str:
    """Return a version of n8n, such as ``2`` or ``2.40.7``, as text. Raises ValueError for any other value."""
    if isinstance(value, int) and not isinstance(value, bool) and value in range(100):
        value = str(value)
    if isinstance(value, str) and re.fullmatch(_ANNOUNCED, value):
        raise ValueError('n8n 3 is announced, not released: what it will reject is not known')
    if not isinstance(value, str) or not re.fullmatch(_VERSION, value):
        raise ValueError(f'expected a version of n8n, "1" or "2" or one such as "2.40.7", not {_quoted(value)}')
    return value


def _texts(value: Any) -> tuple[str, ...]:
    if not isinstance(value, list | tuple) or not all(isinstance(element, str) for element in value):
        raise ValueError(f'expected an array of strings, not {_quoted(value)}')
    return tuple(value)


def _reader(words: str, accepts: Callable[[Any], bool]) -> Callable[[Any], Any]:
    def read(value: Any) -> Any:
        if not accepts(value):
            raise ValueError(f'expected {words}, not {_quoted(value)}')
        return value

    return read


def _one_of(choices: tuple[str, ...]) -> Callable[[Any], str]:
    def read(value: Any) -> str:
        if value not in choices:
            hint = nearest(value, choices) if isinstance(value, str) else ''
            raise ValueError(f'expected one of {", ".join(map(_shown, choices))}, not {_quoted(value)}{hint}')
        return str(value)

    return read


_TEXTS = {'type': 'array', 'items': {'type': 'string'}}
_CODES = {'type': 'array', 'items': {'type': 'string', 'pattern': '^([Nn][Cc][Dd][0-9]{0,3}|[a-z]+(-[a-z]+)+)$'}}
_VERSIONS = {'anyOf': [{'type': 'string', 'pattern': f'^{_VERSION}$'}, {'enum': [1, 2]}]}

# every key, in the order of the documentation; the defaults are those of Settings
KEYS: Mapping[str, Key] = {
    'select': Key(codes, _CODES, 'report only these rules: codes, prefixes of codes or names'),
    'extend-select': Key(codes, _CODES, 'report these rules too'),
    'ignore': Key(codes, _CODES, 'do not report these rules'),
    'max-glue-statements': Key(
        _reader('a whole number', lambda value: type(value) is int and value >= 0),
        {'type': 'integer', 'minimum': 0},
        'the number of statements that NCD117 allows in glue (default: 12)',
    ),
    'target-n8n': Key(version, _VERSIONS, 'the n8n version that the templates run on; enables NCD6xx'),
    'placeholder-style': Key(
        _one_of(PLACEHOLDER_STYLES),
        {'enum': PLACEHOLDER_STYLES},
        'how commands write placeholders: {{@:js:…}} or {{@js:…}} (default: as in the templates)',
    ),
    'allow-js-modules': Key(_texts, _TEXTS, 'modules that your n8n lets JavaScript require'),
    'allow-python-modules': Key(_texts, _TEXTS, 'modules that your n8n lets Python import'),
    'block-env-access': Key(
        _reader('true or false', lambda value: type(value) is bool),
        {'type': 'boolean'},
        'N8N_BLOCK_ENV_ACCESS_IN_NODE in your n8n (default: true; NCD607)',
    ),
    'denied-python-builtins': Key(_texts, _TEXTS, 'N8N_RUNNERS_BUILTINS_DENY in your n8n (NCD614, NCD615)'),
    'format': Key(_one_of(reporters.FORMATS), {'enum': reporters.FORMATS}, 'the format of the findings'),
    'baseline': Key(
        _reader('a string', lambda value: type(value) is str and value != ''),
        {'type': 'string', 'minLength': 1},
        'the baseline, relative to the configuration file',
    ),
}


def schema() -> str:
    """Return the JSON schema of the configuration file, for editors."""
    import json  # only init and the documentation need it

    document = {
        # the draft that Taplo, and Even Better TOML with it, reads
        '$schema': 'http://json-schema.org/draft-07/schema#',
        'title': FILE,
        'type': 'object',
        'additionalProperties': False,
        'properties': {name: {'description': key.description, **key.schema} for name, key in KEYS.items()},
    }
    return f'{json.dumps(document, indent=2, ensure_ascii=False)}\n'


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
        self._files: dict[str, Mapping[str, Setting] | None] = {}

    def settings(self, root: str) -> Settings:
        """Return the settings of the workspace at an absolute root. Raises ConfigError."""
        resolved = self.resolve(root)
        values = (resolved[name].value for name in KEYS if name not in SELECTING)
        return Settings(self.cwd, self.root, self._selection(root), *values)

    def resolve(self, root: str) -> dict[str, Setting]:
        """Return every setting of the workspace at an absolute root with its origin. Raises ConfigError."""
        configured = self._configured(root)
        defaults = {**Settings._field_defaults, **dict.fromkeys(('select', 'extend_select', 'ignore'), ())}
        found = {name: configured.get(name) or Setting(defaults[name.replace('-', '_')], 'default') for name in KEYS}
        if self.command_line.get('select'):  # replaces what is configured
            for name in ('extend-select', 'ignore'):
                found[name] = Setting((), '--select')
        for name, value in self.command_line.items():
            if name in ('extend-select', 'ignore') and found[name].value:
                found[name] = Setting(found[name].value + value, f'{found[name].origin} and --{name}')
            else:
                found[name] = Setting(value, f'--{name}')
        return found

    def file(self, root: str) -> str | None:
        """Return the absolute path of the configuration file of the workspace at an absolute root, or None."""
        for directory in layout.ancestors(root):
            for name in (FILE, PYPROJECT):
                path = os.path.join(directory, name)
                if self._read(path) is not None:
                    return path
        return None

    def describe(self, root: str) -> str:
        """Return one line per setting of a workspace, with its origin. Raises ConfigError."""
        file = self.file(root)
        source = f'configured in {layout.display(self.cwd, file)}' if file else 'no configuration file'
        lines = [f'# workspace {layout.display(self.cwd, root)}, {source}']
        for name, (value, origin) in self.resolve(root).items():
            if name == 'baseline' and value is not None:
                value = layout.display(self.cwd, value)
            shown = f'{name} = {_shown(value)}' if value is not None else f'# {name}'
            lines.append(f'{shown:<40} # {origin}')
        return ''.join(f'{printable(line)}\n' for line in lines)

    def _selection(self, root: str) -> registry.Selection:
        configured = self._configured(root)
        file = _selection({name: configured[name].value for name in SELECTING if name in configured})
        given = _selection(self.command_line)
        if given == registry.Selection():
            return file
        return given if given.select else given._replace(base=file)

    def _configured(self, root: str) -> Mapping[str, Setting]:
        path = self.file(root)
        return (self._read(path) if path else None) or {}

    def _read(self, path: str) -> Mapping[str, Setting] | None:
        if path not in self._files:
            self._files[path] = _read_file(path, layout.display(self.cwd, path))
        return self._files[path]


def _selection(values: Mapping[str, Any]) -> registry.Selection:
    return registry.Selection(values.get('select', ()), values.get('extend-select', ()), values.get('ignore', ()))


def _read_file(path: str, shown: str) -> Mapping[str, Setting] | None:
    """Return the settings of a file, or None if it is missing or a pyproject.toml without our section.

    Raises:
        ConfigError: the file cannot be read or is invalid.
    """
    section = () if os.path.basename(path) == FILE else SECTION
    text = _read_text(path, shown)
    if text is None or (section and SECTION[-1] not in text):
        return None
    _refuse_excess(text, shown)
    import tomllib

    try:
        table: Any = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as exception:
        raise ConfigError(_syntax_problem(shown, text, str(exception))) from None
    except ValueError:  # Python refuses to convert integers of more than 4,300 digits
        raise ConfigError(f'{shown}: not TOML: a number of more than 64 bits') from None
    for depth, part in enumerate(section):
        if part not in table:
            return None
        table = table[part]
        if not isinstance(table, dict):
            line = line_of(text, section[:depth], part)
            raise ConfigError(f"{shown}:{line}: '{part}' must be a table, not {_quoted(table)}")
    found = _read_table(table, section, text, shown)
    if 'baseline' in found:
        absolute = os.path.normpath(os.path.join(os.path.dirname(path), found['baseline'].value))
        found['baseline'] = found['baseline']._replace(value=absolute)
    return found


def _read_text(path: str, shown: str) -> str | None:
    if not os.path.isfile(path):
        return None
    try:
        with open(path, encoding='utf-8-sig') as file:
            return file.read(_MOST_CHARACTERS + 1)
    except OSError as exception:
        raise ConfigError(f'{shown}: cannot be read: {exception.strerror}') from None
    except UnicodeDecodeError:
        raise ConfigError(f'{shown}: is not UTF-8') from None


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


def _read_table(table: dict[str, Any], section: tuple[str, ...], text: str, shown: str) -> dict[str, Setting]:
    found: dict[str, Setting] = {}
    problems: list[tuple[int, str]] = []
    for name, value in table.items():
        if len(problems) == _MOST_PROBLEMS:
            problems.append((text.count('\n') + 2, f'{shown}: only the first {_MOST_PROBLEMS} problems are shown'))
            break
        line = line_of(text, section, name)
        try:
            if name not in KEYS:
                raise ValueError(f"unknown key '{shortened(name)}'{nearest(name, KEYS)}")
            found[name] = Setting(KEYS[name].read(value), f'{shown}:{line}')
        except _ElementError as error:
            line = line_of_element(text, line, error.element)
            problems.append((line, f'{shown}:{line}: {name}: {error}'))
        except ValueError as error:
            problems.append((line, f'{shown}:{line}: {f"{name}: " * (name in KEYS)}{error}'))
    if problems:
        raise ConfigError(*(problem for _, problem in sorted(problems)))
    return found


def nearest(name: str, names: Iterable[str], likeness: float = 0.6) -> str:
    """Return ``; did you mean 'x'?`` with the closest of ``names``, or an empty string."""
    near = closest(name, names, likeness)
    return f"; did you mean '{near}'?" if near else ''


def line_of(text: str, section: tuple[str, ...], key: str) -> int:
    """Return the 1-based line that most likely defines a key of a table: Python's TOML parser gives no positions."""
    lines = text.split('\n')
    header = f'[{".".join(section)}]'
    start = next((index for index, line in enumerate(lines) if section and line.startswith(header)), 0)
    name = re.escape(key)
    defines = re.compile(rf'\s*\[*["\']?{name}["\']?\s*[].=]').match
    mentions = re.compile(rf'(?<![\w-]){name}(?![\w-])').search
    for matches in (defines, mentions):
        for number, line in enumerate(lines[start:], start + 1):
            if matches(line):
                return number
    return start + 1


def line_of_element(text: str, line: int, element: str) -> int:
    """Return the 1-based line of a string in the array whose key is on ``line``."""
    lines = enumerate(text.split('\n')[line - 1 :], line)
    return next((number for number, shown in lines if f'"{element}"' in shown or f"'{element}'" in shown), line)


def _syntax_problem(shown: str, text: str, message: str) -> str:
    place = re.search(r' \(at (?:line (\d+), column \d+|end of document)\)$', message)
    if place is None:
        return f'{shown}: not TOML: {message}'
    line = place[1] or len(text.rstrip('\n').split('\n'))
    return f'{shown}:{line}: not TOML: {message[:1].lower()}{message[1 : place.start()]}'


def _quoted(value: Any) -> str:
    """Format a value for a message."""
    return shortened(_shown(value))


def _shown(value: Any) -> str:
    """Format a value roughly as TOML writes it."""
    if isinstance(value, bool):
        return 'true' if value else 'false'
    if isinstance(value, str):
        return f'"{value}"'
    if isinstance(value, int) and value.bit_length() > 64:  # TOML holds no more, Python's parser reads it
        return 'a number of more than 64 bits'
    if isinstance(value, list | tuple):
        return f'[{", ".join(map(_shown, value))}]'
    return 'a table' if isinstance(value, dict) else str(value)
