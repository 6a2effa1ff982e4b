"""Python in n8n 2.x: the native task runner, which runs both `python` and `pythonNative`.

'run 2.27.4' was executed through that version's runner against n8n 2.40.7; 'read' stands in the runner's source
(task-runner-python: constants.py, task_analyzer.py), as published in 2026.
"""

import _ast
import sys

from n8n_code_discipline.n8n.facts import Fact

_NAME_DISALLOWED = "Access to name '{name}' is disallowed, because it can be used to bypass security restrictions."
_ATTRIBUTE_DISALLOWED = (
    "Access to attribute '{name}' is disallowed, because it can be used to bypass security restrictions."
)
_RUN = 'run 2.27.4'
_READ = 'read: task_analyzer.py'

# Besides that of the Python that runs this, what a newer one has no more (Python 3.11, sys.stdlib_module_names)
STANDARD_LIBRARY = sys.stdlib_module_names | frozenset(
    {
        *('aifc', 'asynchat', 'asyncore', 'audioop', 'cgi', 'cgitb', 'chunk', 'crypt', 'distutils', 'imghdr', 'imp'),
        *('lib2to3', 'mailcap', 'msilib', 'nis', 'nntplib', 'ossaudiodev', 'pipes', 'smtpd', 'sndhdr', 'spwd'),
        *('sunau', 'telnetlib', 'uu', 'xdrlib'),
    }
)

STANDARD_MODULE = Fact(
    frozenset(),
    "Import of standard library module '{name}' is disallowed. Allowed stdlib modules: {allowed}",
    '2.27.4',
    _RUN,
)
EXTERNAL_MODULE = Fact(
    frozenset(),
    "Import of external package '{name}' is disallowed. Allowed external packages: {allowed}",
    '2.27.4',
    _RUN,
)
RELATIVE_IMPORT = Fact(frozenset(), 'Relative imports are disallowed.', '2.27.4', _READ)
DYNAMIC_IMPORT = Fact(
    frozenset({'__import__'}), 'Dynamic __import__() calls are not allowed for security reasons.', '2.27.4', _READ
)

BLOCKED_NAMES = Fact(
    frozenset({'__loader__', '__builtins__', '__globals__', '__spec__', '__name__'}), _NAME_DISALLOWED, '2.27.4', _RUN
)
BLOCKED_ATTRIBUTES = Fact(
    frozenset(
        {
            # of running code
            *('__subclasses__', '__globals__', '__builtins__', '__traceback__', 'tb_frame', 'tb_next', 'f_back'),
            *('f_globals', 'f_locals', 'f_code', 'f_builtins', '__getattribute__', '__qualname__', '__module__'),
            *('gi_frame', 'gi_code', 'gi_yieldfrom', 'cr_frame', 'cr_code', 'ag_frame', 'ag_code', 'obj'),
            *('__thisclass__', '__self_class__', '__objclass__', '__reduce__', '__reduce_ex__', '__prepare__'),
            *('__instancecheck__', '__subclasscheck__', '__match_args__'),
            # of objects and classes
            *('__base__', '__class__', '__bases__', '__code__', '__closure__', '__loader__', '__cached__'),
            *('__dict__', '__import__', '__mro__', '__init_subclass__', '__getattr__', '__setattr__'),
            *('__delattr__', '__self__', '__func__', '__wrapped__', '__annotations__', '__spec__'),
        }
    ),
    _ATTRIBUTE_DISALLOWED,
    '2.27.4',
    _RUN,
)
# Also as string literals that are equal to one
BLOCKED_TEXTS = (BLOCKED_NAMES, BLOCKED_ATTRIBUTES)
FORMAT_PATTERN = Fact(
    frozenset(),
    "String pattern accessing '{name}' is disallowed, because it can be used to bypass security restrictions.",
    '2.27.4',
    _RUN,
)
BARE_FORMAT = Fact(
    frozenset({'format', 'format_map', 'get_field', 'vformat'}),
    "Extracting '{name}' as a bound method is disallowed; call it directly on its receiver instead.",
    '2.27.4',
    _RUN,
)
MANGLED_ATTRIBUTE = Fact(
    frozenset(),
    'Access to name-mangled attributes (pattern: _ClassName__attr) is disallowed for security reasons.',
    '2.27.4',
    _RUN,
)
POSITIONAL_PATTERN = Fact(frozenset(), 'Positional match patterns are disallowed for security reasons.', '2.27.4', _RUN)
MATCHED_ATTRIBUTE = Fact(
    BLOCKED_ATTRIBUTES.names,
    "Match pattern extracting attribute '{name}' is disallowed, because it can be used to bypass security "
    'restrictions.',
    '2.27.4',
    _READ,
)
# Reads and definitions of a blocked name, by the class of the syntax node
BLOCKED_NAME_USES: dict[type[_ast.AST], Fact] = {
    kind: Fact(
        BLOCKED_NAMES.names,
        what + " '{name}' is disallowed, because it can be used to bypass security restrictions.",
        '2.27.4',
        _READ,
    )
    for kind, what in (
        (_ast.Name, 'Access to name'),
        (_ast.Global, 'Global declaration of'),
        (_ast.FunctionDef, 'Function named'),
        (_ast.AsyncFunctionDef, 'Function named'),
        (_ast.ClassDef, 'Class named'),
        (_ast.arg, 'Parameter named'),
        (_ast.ExceptHandler, 'Access to name'),
    )
}

# Names that n8n 1.x has and the runner has not
OLD_NAMES = Fact(
    frozenset(
        {
            *('_input', '_json', '_node', '_now', '_today', '_jmespath', '_getWorkflowStaticData', '_execution'),
            *('_workflow', '_prevNode', '_vars', '_env', '_binary', '_data', '_evaluateExpression', '_executionId'),
            *('_getPairedItem', '_itemIndex', '_jmesPath', '_mode', '_nodeId', '_nodeVersion', '_parameter'),
            *('_position', '_rawParameter', '_resumeWebhookUrl', '_runIndex', '_secrets', '_self', '_webhookId'),
            *('_', 'items', 'item'),
        }
    ),
    "name '{name}' is not defined",
    '2.27.4',
    _RUN,
)
# The built-in names that it takes away unless N8N_RUNNERS_BUILTINS_DENY says otherwise (constants.py, 2.36.0)
DENIED_BUILTINS = Fact(
    frozenset(
        {
            *('eval', 'exec', 'compile', 'open', 'input', 'breakpoint', 'getattr', 'object', 'type', 'vars'),
            *('setattr', 'delattr', 'hasattr', 'dir', 'memoryview', '__build_class__', 'globals', 'locals', 'license'),
            *('help', 'credits', 'copyright'),
        }
    ),
    "name '{name}' is not defined",
    '2.36.0',
    'run 2.36.0',
)
# These, and what a module has and a function has not
MISSING_NAMES = OLD_NAMES.names | {'__file__'}
# Names that exist in one mode of the node only
MODE_NAMES = {'_items': 'runOnceForAllItems', '_item': 'runOnceForEachItem', '_query': 'runOnceForAllItems'}
WRONG_MODE = Fact(frozenset(MODE_NAMES), "name '{name}' is not defined", '2.27.4', _RUN)
_ITEMS_ARE = "items are dictionaries: item['json'], not item.json"
REPLACEMENTS = {
    'items': f'read _items; {_ITEMS_ARE}',
    'item': f'read _item, in a node that runs once for each item; {_ITEMS_ARE}',
    '_': 'the data of other nodes must come in through the input',
    '_input': f'read _items or _item; {_ITEMS_ARE}',
    '_json': "read _item['json'], in a node that runs once for each item",
    'getattr': 'read the attribute, or use a dictionary',
    'hasattr': 'use a dictionary and the in operator',
    'type': 'use isinstance',
    'object': 'use a dictionary or a list of one element',
}
NO_ATTRIBUTE = Fact(frozenset(), "'{kind}' object has no attribute '{name}'", '2.36.0', 'run 2.36.0')
# They are there, and end the task
EXITS = Fact(frozenset({'exit', 'quit'}), 'Process exited with code None', '2.36.0', 'run 2.36.0')
CLASS = Fact(frozenset(), '__build_class__ not found', '2.27.4', _RUN)
STAR_IMPORT = Fact(frozenset(), 'import * only allowed at module level', '2.27.4', _RUN)
FUTURE_IMPORT = Fact(frozenset(), 'from __future__ imports must occur at the beginning of the file', '2.27.4', _RUN)
GLOBAL = Fact(frozenset(), "name '{name}' is not defined", '2.27.4', _RUN)
TOP_COMPREHENSION = Fact(
    frozenset(), 'asynchronous comprehension outside of an asynchronous function', '2.36.0', 'run 2.36.0'
)
TOP_AWAIT = Fact(frozenset(), "'{name}' outside async function", '2.27.4', _RUN)

NO_ITEMS = Fact(frozenset(), "Code doesn't return items properly", '2.27.4', _RUN)
NO_CODE = Fact(frozenset(), 'expected an indented block after function definition on line 1', '2.27.4', _RUN)
NO_RETURN = Fact(frozenset(), "Cannot read properties of null (reading 'json')", '2.27.4', _RUN)
NOT_A_DICTIONARY = Fact(frozenset({'json', 'binary'}), "A '{name}' property isn't a dictionary", '2.27.4', _RUN)
