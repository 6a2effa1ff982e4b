"""Marker blocks."""
