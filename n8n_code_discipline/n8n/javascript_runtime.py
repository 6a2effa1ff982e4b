"""JavaScript in n8n 2.x: the task runner, in its default (secure) mode.

Everything marked 'run' was executed in n8n 2.40.7 on Node 24; ``tests/n8n`` does it again with any n8n at hand.
"""

from n8n_code_discipline.n8n.facts import Fact

_NOT_DEFINED = '{name} is not defined'

# n8n 0.198 to 1.x had them
OLD_NAMES = Fact(
    frozenset({'getWorkflowStaticData', 'getNodeParameter', '$getNodeParameter'}), _NOT_DEFINED, '2.40.7', 'run'
)
# Names that Node, an older n8n or the paired test has and the runner has not
MISSING_NAMES = (
    Fact(
        frozenset(
            {
                *('AbortController', 'AbortSignal', 'Blob', 'BroadcastChannel', 'ByteLengthQueuingStrategy'),
                *('CloseEvent', 'CompressionStream', 'CountQueuingStrategy', 'Crypto', 'CryptoKey', 'CustomEvent'),
                *('DOMException', 'DecompressionStream', 'Event', 'EventTarget', 'File', 'Headers', 'MessageChannel'),
                *('MessageEvent', 'MessagePort', 'Navigator', 'Performance', 'PerformanceEntry', 'PerformanceMark'),
                *('PerformanceMeasure', 'PerformanceObserver', 'PerformanceObserverEntryList'),
                *('PerformanceResourceTiming', 'ReadableByteStreamController', 'ReadableStream'),
                *('ReadableStreamBYOBReader', 'ReadableStreamBYOBRequest', 'ReadableStreamDefaultController'),
                *('ReadableStreamDefaultReader', 'Request', 'Response', 'SubtleCrypto', 'TransformStream'),
                *('TransformStreamDefaultController', 'URL', 'URLPattern', 'URLSearchParams', 'WebSocket'),
                *('WritableStream', 'WritableStreamDefaultController', 'WritableStreamDefaultWriter', 'crypto'),
                *('fetch', 'navigator', 'performance', 'process', 'queueMicrotask', 'structuredClone'),
            }
        ),
        _NOT_DEFINED,
        '2.40.7',
        'run',
    ),
    # a CommonJS file has them, so has the paired test
    Fact(frozenset({'__dirname', '__filename', 'exports'}), _NOT_DEFINED, '2.40.7', 'run'),
    OLD_NAMES,
    # of expressions, of the HTTP Request node, and of browsers; Node 25 has some
    Fact(
        frozenset(
            {
                *('$if', '$ifEmpty', '$max', '$min', '$pageCount', '$request', '$response'),
                *('EventSource', 'Storage', 'localStorage', 'sessionStorage'),
            }
        ),
        _NOT_DEFINED,
        '2.41.1',
        'run',
    ),
)
# What is there and fails when it is called, by its path
FAILING_CALLS = {
    '$evaluateExpression': "$evaluateExpression can't be used in the Code node",
    '$fromAI': 'No execution data available',
    '$input.itemMatching': '$input.itemMatching is not a function',
    'module.require': 'module.require is not a function',
}
CONSTANT_ASSIGNED = Fact(frozenset(), 'Assignment to constant variable.', '2.41.1', 'run')

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
WRONG_MODE = Fact(frozenset(MODE_NAMES), _NOT_DEFINED, '2.40.7', 'run')

# `this` is the runner's global object; n8n 1.x gave the node's own methods
MISSING_METHODS = Fact(
    frozenset(
        {
            *('continueOnFail', 'evaluateExpression', 'executeWorkflow', 'getContext', 'getCredentials'),
            *('getExecuteData', 'getExecutionId', 'getInputData', 'getInstanceId', 'getMode', 'getNode'),
            *('getNodeParameter', 'getRestApiUrl', 'getTimezone', 'getWorkflow', 'getWorkflowDataProxy'),
            *('getWorkflowStaticData', 'prepareOutputData', 'sendMessageToUI'),
        }
    ),
    '{name} is not a function',
    '2.40.7',
    'run',
)
HELPERS = frozenset(
    {
        *('assertBinaryData', 'getBinaryDataBuffer', 'prepareBinaryData', 'setBinaryDataBuffer', 'binaryToString'),
        *('httpRequest', 'request'),
    }
)
# of n8n 1.x
MISSING_HELPERS = Fact(
    frozenset({'requestWithAuthentication', 'requestOAuth1', 'requestOAuth2'}),
    '{name} is not a function',
    '2.41.1',
    'run',
)
REFUSED_HELPERS = Fact(
    frozenset(
        {
            *('httpRequestWithAuthentication', 'requestWithAuthenticationPaginated', 'copyBinaryFile'),
            *('createReadStream', 'getBinaryStream', 'binaryToBuffer', 'getBinaryMetadata', 'getStoragePath'),
            *('getBinaryPath', 'writeContentToFile', 'copyInputItems', 'returnJsonArray', 'normalizeItems'),
            *('getSSHClient', 'createDeferredPromise', 'constructExecutionMetaData'),
        }
    ),
    'The function "helpers.{name}" is not supported in the Code Node',
    '2.40.7',
    'run',
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

MODULE_DISALLOWED = Fact(frozenset(), "Module '{name}' is disallowed", '2.40.7', 'run')
DYNAMIC_IMPORT = Fact(frozenset(), 'A dynamic import callback was not specified.', '2.40.7', 'run')
ENV_DENIED = Fact(frozenset({'$env'}), 'access to env vars denied', '2.40.7', 'run')

# Searched in the whole text of an each-item node before it runs (nodes-base, Code/JsCodeValidator.js)
EACH_ITEM_PATTERN = r'\$input\.(first|last|all|itemMatching)'
EACH_ITEM_COMMENT_STARTS = ('//', '/*', '*')
EACH_ITEM = Fact(frozenset(), "Can't use .{name}() here", '2.40.7', 'run')

# What a Code node returns (nodes-base, Code/result-validation.js)
ITEM_KEYS = frozenset({'json', 'binary', 'pairedItem', 'error', 'index'})
NO_ITEMS = Fact(frozenset(), "Code doesn't return items properly", '2.40.7', 'run')
NOT_AN_OBJECT = Fact(frozenset({'json', 'binary'}), "A '{name}' property isn't an object", '2.40.7', 'run')
RESERVED_KEY = Fact(ITEM_KEYS, 'Invalid output format', '2.40.7', 'run')
UNKNOWN_KEY = Fact(frozenset(), 'Unknown top-level item key: {name}', '2.40.7', 'run')
WRONG_TOOL_OUTPUT = Fact(frozenset(), 'The response property should be a string, but it is an object', '2.40.7', 'run')

# A value from the input belongs to another realm: what a test of it gives in the runner (n8n 2.40.7, run)
REALM_SENSITIVE = {'Array': 'Array.isArray(value)', 'Object': "typeof value === 'object' && value !== null"}
INPUT_NAMES = frozenset({'$', '$input', '$json', '$item', '$items', '$node', 'item', 'items'})

# The sandbox of the Function and Function Item nodes (vm2)
FUNCTION_NODE_HAS = frozenset(
    {'__dirname', '__filename', 'exports', 'getNodeParameter', 'getWorkflowStaticData', 'process'}
)
FUNCTION_NODE_MISSING = Fact(
    frozenset({'$getWorkflowStaticData', 'FormData', 'TextEncoder', 'atob', 'btoa'}), _NOT_DEFINED, '2.41.1', 'run'
)
FUNCTION_NODE_MODULE = Fact(frozenset(), "Cannot find module '{name}'", '2.41.1', 'run')
FUNCTION_NODE_IMPORT = Fact(frozenset(), 'Dynamic Import not supported', '2.41.1', 'run')
# What the Function node says to what it returns, and the Function Item node to nothing
FUNCTION_NO_ARRAY = Fact(frozenset(), 'executionData.every is not a function', '2.41.1', 'run')
FUNCTION_NOTHING = Fact(frozenset(), "Cannot read properties of undefined (reading 'every')", '2.41.1', 'run')
FUNCTION_NULL = Fact(frozenset(), "Cannot read properties of null (reading 'json')", '2.41.1', 'run')
FUNCTION_NO_OBJECT = Fact(frozenset({'json', 'binary'}), 'The {name}-property has to be an object!', '2.41.1', 'run')
FUNCTION_ITEM_NOTHING = Fact(frozenset(), 'No data got returned. Always an object has to be returned!', '2.41.1', 'run')
