def marker_in_source(items):
    # MATCH:py:n8n-functions/py/other.py
    return len(items)
