"""How `test` works: suites of paired tests, their runners and V8."""
