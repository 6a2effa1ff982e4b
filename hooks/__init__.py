"""One thin module per hook of `.pre-commit-hooks.yaml`."""
