from broken_syntax import broken_syntax


def test_is_a_function():
    assert callable(broken_syntax)
