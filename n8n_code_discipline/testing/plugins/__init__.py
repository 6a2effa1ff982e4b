"""Reporters for node and pytest that write one JSON object per event: a finished ``case`` or a finished ``file``.

node loads ``node_reporter.cjs``, pytest ``n8n_pytest_reporter.py``. Both import nothing of this package, because pytest
may belong to another environment. Events are written at once, so those of a runner that is stopped are not lost.
"""
