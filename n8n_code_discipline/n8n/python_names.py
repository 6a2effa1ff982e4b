"""Names that are defined for Python in a Code node, or in a function file that CPython runs.

Each table is the union over versions: a name is known if any version defines it.
"""

from n8n_code_discipline.n8n import javascript_names, table

# The Python library reference, "Built-in Functions", "Built-in Constants" and "Built-in Exceptions", 3.8 to 3.14
# (`aiter` 3.10, `ExceptionGroup` 3.11, `PythonFinalizationError` 3.13, `WindowsError` on Windows), and what `site` adds
BUILTINS = table(
    """
    ArithmeticError AssertionError AttributeError BaseException BaseExceptionGroup BlockingIOError BrokenPipeError
    BufferError BytesWarning ChildProcessError ConnectionAbortedError ConnectionError ConnectionRefusedError
    ConnectionResetError DeprecationWarning EOFError Ellipsis EncodingWarning EnvironmentError Exception
    ExceptionGroup False FileExistsError FileNotFoundError FloatingPointError FutureWarning GeneratorExit IOError
    ImportError ImportWarning IndentationError IndexError InterruptedError IsADirectoryError KeyError
    KeyboardInterrupt LookupError MemoryError ModuleNotFoundError NameError None NotADirectoryError NotImplemented
    NotImplementedError OSError OverflowError PendingDeprecationWarning PermissionError ProcessLookupError
    PythonFinalizationError RecursionError ReferenceError ResourceWarning RuntimeError RuntimeWarning
    StopAsyncIteration StopIteration SyntaxError SyntaxWarning SystemError SystemExit TabError TimeoutError True
    TypeError UnboundLocalError UnicodeDecodeError UnicodeEncodeError UnicodeError UnicodeTranslateError
    UnicodeWarning UserWarning ValueError Warning WindowsError ZeroDivisionError
    abs aiter all anext any ascii bin bool breakpoint bytearray bytes callable chr classmethod compile complex
    copyright credits delattr dict dir divmod enumerate eval exec exit filter float format frozenset getattr globals
    hasattr hash help hex id input int isinstance issubclass iter len license list locals map max memoryview min next
    object oct open ord pow print property quit range repr reversed round set setattr slice sorted staticmethod str
    sum super tuple type vars zip
    """
)

# The Python language reference: attributes of modules, the names of a class body, `__class__` within methods
IMPLICIT = table(
    """
    __annotations__ __build_class__ __builtins__ __cached__ __class__ __debug__ __dict__ __doc__ __file__ __import__
    __loader__ __module__ __name__ __package__ __path__ __qualname__ __spec__
    """
)

# What n8n defines and a test does not have. n8n 1.x (Pyodide, PythonSandbox) defined everything that JavaScript had,
# with `$name` spelled `_name`; n8n 2.x defines `_items`, `_item` and `_query`
N8N = frozenset('_' + name[1:] if name.startswith('$') else name for name in javascript_names.N8N)
N8N |= {'_query'}

# What is defined without n8n, so that a function file may read it
LANGUAGE = BUILTINS | IMPLICIT

KNOWN = LANGUAGE | N8N
