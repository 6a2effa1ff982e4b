from undefined_name import undefined_name


def test_is_a_function():
    assert callable(undefined_name)
