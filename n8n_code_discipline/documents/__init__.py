"""Documents that rules check: a template, its Code nodes, a function file, a test file; a module for each.

A document is read and parsed once. Syntax trees and positions are computed when a rule first asks for them, and cached;
their modules are imported at that moment, so that a template without code starts without a parser. A document knows
its own text only; the engine passes related documents to it.
"""
