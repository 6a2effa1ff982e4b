"""Marker blocks, as resync judges them; `check` reports none of these."""
