def broken_syntax(items)
    return len(items)
