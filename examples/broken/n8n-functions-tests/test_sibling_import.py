from sibling_import import sibling_import


def test_is_a_function():
    assert callable(sibling_import)
