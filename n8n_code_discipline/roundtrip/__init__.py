"""Placeholders to marker blocks and back: hydrate, resync, drift, exports."""
