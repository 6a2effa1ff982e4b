"""Inline code of Code nodes becomes tested functions, and a saved execution becomes their tests."""
