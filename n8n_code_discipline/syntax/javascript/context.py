"""What surrounds a node of a syntax tree, as a set of flags."""

from __future__ import annotations

AWAIT = 1 << 0  # the code of an async function
YIELD = 1 << 1  # the code of a generator
STRICT = 1 << 2
LOOP = 1 << 3  # `continue` has a target
BREAK = 1 << 4  # `break` has a target
SUPER = 1 << 5  # `super.x` is legal
SUPER_CALL = 1 << 6  # `super()` is legal
STATIC_BLOCK = 1 << 7
PARAMETERS = 1 << 8
BODY = 1 << 9  # the source is the body of a function, not a file
TOP_THIS = 1 << 10  # `this` is that of a top-level function, or of the source
NAMED = 1 << 11  # within a function or class that has a name
DERIVED = 1 << 12  # directly within a class that extends another

# What ends at an arrow function, and what even a function in the old style takes over
ARROW_ENDS = LOOP | BREAK | AWAIT | YIELD | PARAMETERS | STATIC_BLOCK | DERIVED
FUNCTION_KEEPS = STRICT | BODY | NAMED
