"""What the rules ask of a parser: statements, names and errors of JavaScript and Python."""
