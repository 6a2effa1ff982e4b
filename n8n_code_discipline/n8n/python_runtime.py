"""Python in n8n 2.x: the native task runner, which runs both `python` and `pythonNative`.

'run 2.27.4' was executed through that version's runner against n8n 2.40.7; 'read' stands in the runner's source
(task-runner-python: constants.py, task_analyzer.py), as published in 2026.
"""

import _ast
import sys

from n8n_code_discipline.n8n import table
from n8n_code_discipline.n8n.facts import Fact

_SECURITY = 'disallowed, because it can be used to bypass security restrictions.'
_RUN = 'run 2.27.4'
_READ = 'read 2.27.4: task_analyzer.py'

# Besides that of the Python that runs this, what a newer one has no more (Python 3.11, sys.stdlib_module_names)
STANDARD_LIBRARY = sys.stdlib_module_names | table(
    """
    aifc asynchat asyncore audioop cgi cgitb chunk crypt distutils imghdr imp lib2to3 mailcap msilib nis nntplib
    ossaudiodev pipes smtpd sndhdr spwd sunau telnetlib uu xdrlib
    """
)

STANDARD_MODULE = Fact(
    "Import of standard library module '{name}' is disallowed. Allowed stdlib modules: {allowed}", _RUN
)
EXTERNAL_MODULE = Fact("Import of external package '{name}' is disallowed. Allowed external packages: {allowed}", _RUN)
RELATIVE_IMPORT = Fact('Relative imports are disallowed.', _READ)
DYNAMIC_IMPORT = Fact('Dynamic __import__() calls are not allowed for security reasons.', _READ)

_NAMES = table('__loader__ __builtins__ __globals__ __spec__ __name__')
BLOCKED_NAMES = Fact(f"Access to name '{{name}}' is {_SECURITY}", _RUN, _NAMES)
# Of running code, and of objects and classes
BLOCKED_ATTRIBUTES = Fact(
    f"Access to attribute '{{name}}' is {_SECURITY}",
    _RUN,
    table(
        """
        __subclasses__ __globals__ __builtins__ __traceback__ tb_frame tb_next f_back f_globals f_locals f_code
        f_builtins __getattribute__ __qualname__ __module__ gi_frame gi_code gi_yieldfrom cr_frame cr_code ag_frame
        ag_code obj __thisclass__ __self_class__ __objclass__ __reduce__ __reduce_ex__ __prepare__ __instancecheck__
        __subclasscheck__ __match_args__

        __base__ __class__ __bases__ __code__ __closure__ __loader__ __cached__ __dict__ __import__ __mro__
        __init_subclass__ __getattr__ __setattr__ __delattr__ __self__ __func__ __wrapped__ __annotations__ __spec__
        """
    ),
)
# Also as string literals that are equal to one
BLOCKED_TEXTS = (BLOCKED_NAMES, BLOCKED_ATTRIBUTES)
FORMAT_PATTERN = Fact(f"String pattern accessing '{{name}}' is {_SECURITY}", _RUN)
BARE_FORMAT = Fact(
    "Extracting '{name}' as a bound method is disallowed; call it directly on its receiver instead.",
    _RUN,
    table('format format_map get_field vformat'),
)
MANGLED_ATTRIBUTE = Fact(
    'Access to name-mangled attributes (pattern: _ClassName__attr) is disallowed for security reasons.', _RUN
)
POSITIONAL_PATTERN = Fact('Positional match patterns are disallowed for security reasons.', _RUN)
MATCHED_ATTRIBUTE = Fact(
    f"Match pattern extracting attribute '{{name}}' is {_SECURITY}", _READ, BLOCKED_ATTRIBUTES.names
)
# Reads and definitions of a blocked name, by the class of the syntax node
BLOCKED_NAME_USES: dict[type[_ast.AST], Fact] = {
    kind: Fact(f"{what} '{{name}}' is {_SECURITY}", _READ, _NAMES)
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
    "name '{name}' is not defined",
    _RUN,
    table(
        """
        _input _json _node _now _today _jmespath _getWorkflowStaticData _execution _workflow _prevNode _vars _env
        _binary _data _evaluateExpression _executionId _getPairedItem _itemIndex _jmesPath _mode _nodeId _nodeVersion
        _parameter _position _rawParameter _resumeWebhookUrl _runIndex _secrets _self _webhookId _ items item
        """
    ),
)
# The built-in names that it takes away unless N8N_RUNNERS_BUILTINS_DENY says otherwise (constants.py, 2.36.0)
DENIED_BUILTINS = Fact(
    "name '{name}' is not defined",
    'run 2.36.0',
    table(
        """
        eval exec compile open input breakpoint getattr object type vars setattr delattr hasattr dir memoryview
        __build_class__ globals locals license help credits copyright
        """
    ),
)
# These, and what a module has and a function has not
MISSING_NAMES = OLD_NAMES.names | {'__file__'}
# Names that exist in one mode of the node only
MODE_NAMES = {'_items': 'runOnceForAllItems', '_item': 'runOnceForEachItem', '_query': 'runOnceForAllItems'}
WRONG_MODE = Fact("name '{name}' is not defined", _RUN, frozenset(MODE_NAMES))
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
NO_ATTRIBUTE = Fact("'{kind}' object has no attribute '{name}'", 'run 2.36.0')
# They are there, and end the task
EXITS = Fact('Process exited with code None', 'run 2.36.0', table('exit quit'))
CLASS = Fact('__build_class__ not found', _RUN)
STAR_IMPORT = Fact('import * only allowed at module level', _RUN)
FUTURE_IMPORT = Fact('from __future__ imports must occur at the beginning of the file', _RUN)
GLOBAL = Fact("name '{name}' is not defined", _RUN)
TOP_COMPREHENSION = Fact('asynchronous comprehension outside of an asynchronous function', 'run 2.36.0')
TOP_AWAIT = Fact("'{name}' outside async function", _RUN)

NO_ITEMS = Fact("Code doesn't return items properly", _RUN)
NO_CODE = Fact('expected an indented block after function definition on line 1', _RUN)
NO_RETURN = Fact("Cannot read properties of null (reading 'json')", _RUN)
NOT_A_DICTIONARY = Fact("A '{name}' property isn't a dictionary", _RUN)
