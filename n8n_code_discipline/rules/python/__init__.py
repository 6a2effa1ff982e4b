"""Python function files."""
