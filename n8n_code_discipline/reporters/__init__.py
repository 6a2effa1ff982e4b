"""Pure functions from diagnostics to text, one per output format."""
