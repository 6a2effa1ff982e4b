"""The parsers behind the rules: statements, names and errors of JavaScript and Python."""
