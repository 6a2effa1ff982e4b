"""Run paired tests, and compile the code of Code nodes with V8."""
