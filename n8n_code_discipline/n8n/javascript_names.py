"""Names that are defined for JavaScript in a Code node, or in a function file that Node.js runs.

Each table is the union over versions: a name is known if any version defines it.
"""

from n8n_code_discipline.n8n import table

# ECMA-262 (2025) "The Global Object", annex B, and ECMA-402's `Intl`; `DisposableStack` and its kin: ECMAScript 2026
ECMASCRIPT = table(
    """
    AggregateError Array ArrayBuffer AsyncDisposableStack Atomics BigInt BigInt64Array BigUint64Array Boolean DataView
    Date DisposableStack Error EvalError FinalizationRegistry Float16Array Float32Array Float64Array Function Infinity
    Int16Array Int32Array Int8Array Intl Iterator JSON Map Math NaN Number Object Promise Proxy RangeError
    ReferenceError Reflect RegExp Set SharedArrayBuffer String SuppressedError Symbol SyntaxError TypeError URIError
    Uint16Array Uint32Array Uint8Array Uint8ClampedArray WeakMap WeakRef WeakSet
    arguments decodeURI decodeURIComponent encodeURI encodeURIComponent escape eval globalThis isFinite isNaN
    parseFloat parseInt undefined unescape
    """
)

# Node.js 18 to 24, "Global objects", with what a flag or Node 25 adds (`localStorage`, `EventSource`); V8's WebAssembly
NODE = table(
    """
    AbortController AbortSignal Blob BroadcastChannel Buffer ByteLengthQueuingStrategy CloseEvent CompressionStream
    CountQueuingStrategy Crypto CryptoKey CustomEvent DOMException DecompressionStream ErrorEvent Event EventSource
    EventTarget File FormData Headers MessageChannel MessageEvent MessagePort Navigator Performance PerformanceEntry
    PerformanceMark PerformanceMeasure PerformanceObserver PerformanceObserverEntryList PerformanceResourceTiming
    QuotaExceededError ReadableByteStreamController ReadableStream ReadableStreamBYOBReader ReadableStreamBYOBRequest
    ReadableStreamDefaultController ReadableStreamDefaultReader Request Response Storage SubtleCrypto TextDecoder
    TextDecoderStream TextEncoder TextEncoderStream TransformStream TransformStreamDefaultController URL URLPattern
    URLSearchParams WebAssembly WebSocket WritableStream WritableStreamDefaultController WritableStreamDefaultWriter
    atob btoa clearImmediate clearInterval clearTimeout console crypto fetch gc global localStorage navigator
    performance process queueMicrotask sessionStorage setImmediate setInterval setTimeout structuredClone
    """
)

# Node.js, "The module scope" of CommonJS; n8n passes `require` and `module` to a Code node (js-task-runner.js, 2.40.7)
COMMONJS = frozenset({'__dirname', '__filename', 'exports', 'module', 'require'})

# What n8n defines and a test does not have. The data proxy of n8n 2.40.7 (n8n-workflow,
# workflow-data-proxy.js) and its additional keys (`$execution` to `$vars`)
_DATA_PROXY = table(
    """
    $ $agentInfo $binary $data $env $evaluateExpression $fromAI $fromAi $fromai $getPairedItem $input $item $itemIndex
    $items $jmesPath $jmespath $json $mode $node $nodeId $nodeVersion $now $parameter $position $prevNode
    $rawParameter $runIndex $self $thisItem $thisItemIndex $thisRunIndex $today $tool $webhookId $workflow
    $execution $executionId $resumeWebhookUrl $secrets $vars
    DateTime Duration Interval
    """
)
# The task runner of n8n 2.40.7 (js-task-runner.js), n8n's documentation, "Built-in methods and variables" (`$if` to
# `$response`), the vm2 sandbox of n8n 0.198 to 1.x, and `query` of the LangChain code tool
_SANDBOX = table(
    """
    items item helpers query $getWorkflowStaticData getWorkflowStaticData $getNodeParameter getNodeParameter
    $if $ifEmpty $max $min $pageCount $request $response
    """
)

# What a pure function must not read
N8N = _DATA_PROXY | _SANDBOX

# What is defined without n8n, so that a function file may read it
LANGUAGE = ECMASCRIPT | NODE | COMMONJS

KNOWN = LANGUAGE | N8N
