"""Marker blocks that resync cannot collapse; `check` reports none of these."""
