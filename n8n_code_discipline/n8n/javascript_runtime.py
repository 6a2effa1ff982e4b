"""JavaScript in n8n 2.x: the task runner, in its default (secure) mode.

Everything marked 'run' was executed in n8n 2.40.7 on Node 24; ``tests/n8n`` does it again with any n8n at hand.
"""

from n8n_code_discipline.n8n import table
from n8n_code_discipline.n8n.facts import Fact
from n8n_code_discipline.n8n.javascript_names import NODE

_NOT_DEFINED = '{name} is not defined'

# n8n 0.198 to 1.x had them
OLD_NAMES = Fact(_NOT_DEFINED, 'run 2.40.7', table('getWorkflowStaticData getNodeParameter $getNodeParameter'))
# What the runner has of Node's names, and two that were not looked at
_NODE_HAS = table(
    """
    Buffer FormData TextDecoder TextDecoderStream TextEncoder TextEncoderStream WebAssembly atob btoa clearImmediate
    clearInterval clearTimeout console gc global setImmediate setInterval setTimeout ErrorEvent QuotaExceededError
    """
)
# Names that Node, an older n8n or the paired test, which is CommonJS, has and the runner has not; names of expressions
# and of the HTTP Request node
MISSING_NAMES = Fact(
    _NOT_DEFINED,
    'run 2.40.7, browser names and names that begin with $ 2.41.1',
    (NODE - _NODE_HAS)
    | OLD_NAMES.names
    | table('__dirname __filename exports $if $ifEmpty $max $min $pageCount $request $response'),
)
# What is there and fails when it is called, by its path
FAILING_CALLS = {
    '$evaluateExpression': "$evaluateExpression can't be used in the Code node",
    '$fromAI': 'No execution data available',
    '$input.itemMatching': '$input.itemMatching is not a function',
    'module.require': 'module.require is not a function',
}
CONSTANT_ASSIGNED = Fact('Assignment to constant variable.', 'run 2.41.1')

# What to write instead
REPLACEMENTS = {
    '$if': 'write condition ? a : b',
    '$ifEmpty': 'write value || other',
    '$max': 'write Math.max(…)',
    '$min': 'write Math.min(…)',
    'URL': 'take the text apart with a regular expression, or in another node',
    'URLSearchParams': "join the pairs with encodeURIComponent and '&'",
    'crypto': "use the Crypto node, or require('crypto') where it is allowed",
    'exports': "export through the guarded trailer: if (typeof module !== 'undefined') module.exports = { … }",
    'fetch': 'use the HTTP Request node, or this.helpers.httpRequest',
    'getWorkflowStaticData': 'write $getWorkflowStaticData',
    'process': 'pass the value in through the workflow',
    'structuredClone': 'write JSON.parse(JSON.stringify(value))',
}

# Names that exist in one mode of the node only
MODE_NAMES = {'items': 'runOnceForAllItems', 'item': 'runOnceForEachItem'}
WRONG_MODE = Fact(_NOT_DEFINED, 'run 2.40.7', frozenset(MODE_NAMES))

# `this` is the runner's global object; n8n 1.x gave the node's own methods
MISSING_METHODS = Fact(
    '{name} is not a function',
    'run 2.40.7',
    table(
        """
        continueOnFail evaluateExpression executeWorkflow getContext getCredentials getExecuteData getExecutionId
        getInputData getInstanceId getMode getNode getNodeParameter getRestApiUrl getTimezone getWorkflow
        getWorkflowDataProxy getWorkflowStaticData prepareOutputData sendMessageToUI
        """
    ),
)
# of n8n 1.x
MISSING_HELPERS = Fact(
    '{name} is not a function', 'run 2.41.1', table('requestWithAuthentication requestOAuth1 requestOAuth2')
)
REFUSED_HELPERS = Fact(
    'The function "helpers.{name}" is not supported in the Code Node',
    'run 2.40.7',
    table(
        """
        httpRequestWithAuthentication requestWithAuthenticationPaginated copyBinaryFile createReadStream
        getBinaryStream binaryToBuffer getBinaryMetadata getStoragePath getBinaryPath writeContentToFile
        copyInputItems returnJsonArray normalizeItems getSSHClient createDeferredPromise constructExecutionMetaData
        """
    ),
)

# Built-in functions that the runner replaces before it runs the code, and what they do then (n8n 2.40.7, run)
DISABLED_FUNCTIONS = {
    'Object.defineProperty': 'it does nothing and returns {}',
    'Object.defineProperties': 'it does nothing and returns {}',
    'Object.getPrototypeOf': 'it always returns {}',
    'Reflect.getPrototypeOf': 'it always returns {}',
    'Object.setPrototypeOf': 'it does nothing and returns false',
    'Reflect.setPrototypeOf': 'it does nothing and returns false',
    'Error.captureStackTrace': 'Error.captureStackTrace is not a function',
}
ABSENT_FUNCTIONS = frozenset({'Error.captureStackTrace'})

MODULE_DISALLOWED = Fact("Module '{name}' is disallowed", 'run 2.40.7')
DYNAMIC_IMPORT = Fact('A dynamic import callback was not specified.', 'run 2.40.7')
ENV_DENIED = Fact('access to env vars denied', 'run 2.40.7', frozenset({'$env'}))

# Searched in the whole text of an each-item node before it runs (nodes-base, Code/JsCodeValidator.js)
EACH_ITEM_PATTERN = r'\$input\.(first|last|all|itemMatching)'
EACH_ITEM_COMMENT_STARTS = ('//', '/*', '*')
EACH_ITEM = Fact("Can't use .{name}() here", 'run 2.40.7')

# What a Code node returns (nodes-base, Code/result-validation.js)
ITEM_KEYS = frozenset({'json', 'binary', 'pairedItem', 'error', 'index'})
NO_ITEMS = Fact("Code doesn't return items properly", 'run 2.40.7')
NOT_AN_OBJECT = Fact("A '{name}' property isn't an object", 'run 2.40.7')
RESERVED_KEY = Fact('Invalid output format', 'run 2.40.7')
UNKNOWN_KEY = Fact('Unknown top-level item key: {name}', 'run 2.40.7')
WRONG_TOOL_OUTPUT = Fact('The response property should be a string, but it is an object', 'run 2.40.7')

# A value from the input belongs to another realm: what a test of it gives in the runner (n8n 2.40.7, run)
REALM_SENSITIVE = {'Array': 'Array.isArray(value)', 'Object': "typeof value === 'object' && value !== null"}
INPUT_NAMES = frozenset({'$', '$input', '$json', '$item', '$items', '$node', 'item', 'items'})

# The sandbox of the Function and Function Item nodes (vm2)
FUNCTION_NODE_HAS = table('__dirname __filename exports getNodeParameter getWorkflowStaticData process')
FUNCTION_NODE_MISSING = Fact(_NOT_DEFINED, 'run 2.41.1', table('$getWorkflowStaticData FormData TextEncoder atob btoa'))
FUNCTION_NODE_MODULE = Fact("Cannot find module '{name}'", 'run 2.41.1')
FUNCTION_NODE_IMPORT = Fact('Dynamic Import not supported', 'run 2.41.1')
# What the Function node says to what it returns, and the Function Item node to nothing
FUNCTION_NO_ARRAY = Fact('executionData.every is not a function', 'run 2.41.1')
FUNCTION_NOTHING = Fact("Cannot read properties of undefined (reading 'every')", 'run 2.41.1')
FUNCTION_NULL = Fact("Cannot read properties of null (reading 'json')", 'run 2.41.1')
FUNCTION_NO_OBJECT = Fact('The {name}-property has to be an object!', 'run 2.41.1')
FUNCTION_ITEM_NOTHING = Fact('No data got returned. Always an object has to be returned!', 'run 2.41.1')
