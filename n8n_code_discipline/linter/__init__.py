"""How `check` works: which files, how they are read, which rules run over them, what is reported."""
