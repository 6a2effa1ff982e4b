"""Fuzzing: any input gives diagnostics, an exit status and files that are whole."""
