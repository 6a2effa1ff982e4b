"""What rules look at: a template, its Code nodes, a function file, a test file; a module for each.

A document is read and parsed once. What costs something (a syntax tree, a position) is made when a rule first asks
for it and kept, and the modules that it takes are imported then: a template without code starts without a parser.
Documents only know their own text; the ones they belong with are handed to them by the engine.
"""
