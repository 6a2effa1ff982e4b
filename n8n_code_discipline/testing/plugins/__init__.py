"""What runs inside node and pytest and tells what they did, one JSON object per line.

node loads ``node_reporter.cjs``, pytest ``n8n_pytest_reporter.py``; both stand alone, for pytest may belong to another
environment than this package. Lines are written as things happen, so a runner that is stopped, or dies, has told all
that it did. An event is a finished case (``case``) or a finished file (``file``).
"""
