def undefined_name(items):
    return len(itmes)
