"""Parse Python with the running interpreter: syntax errors, top-level statements, names.

A source is a file or the body of a function, as n8n wraps a Code node. Offsets are 0-based character offsets,
ends exclusive.
"""

from n8n_code_discipline.syntax.python.module import Module, parse
from n8n_code_discipline.syntax.python.structure import Statement, statements

__all__ = ['Module', 'Statement', 'parse', 'statements']
