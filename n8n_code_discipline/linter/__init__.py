"""The linter: find files, load documents, run rules, report findings."""
