"""Syntax of function files and Code nodes."""
