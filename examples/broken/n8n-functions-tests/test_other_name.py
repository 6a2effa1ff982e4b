from other_name import another_name


def test_is_a_function():
    assert callable(another_name)
