"""Tests of function files."""
