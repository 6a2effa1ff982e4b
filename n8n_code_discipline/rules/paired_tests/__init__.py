"""Rules about paired tests."""
