"""JavaScript function files."""
