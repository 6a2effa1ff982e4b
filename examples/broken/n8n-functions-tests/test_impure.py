from impure import impure


def test_is_a_function():
    assert callable(impure)
