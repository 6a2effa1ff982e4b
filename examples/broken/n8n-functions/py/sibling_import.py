from undefined_name import undefined_name


def sibling_import(items):
    return undefined_name(items)
