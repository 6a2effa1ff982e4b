"""Parse JavaScript with tree-sitter: syntax errors, top-level statements, names.

A source is a CommonJS file or the body of an async function, as n8n wraps a Code node. Offsets are 0-based
character offsets, ends exclusive.
"""

from n8n_code_discipline.syntax.javascript.script import Script, parse
from n8n_code_discipline.syntax.javascript.structure import Export, Statement, statements

__all__ = ['Export', 'Script', 'Statement', 'parse', 'statements']
