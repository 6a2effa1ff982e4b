from top_level_code import top_level_code


def test_is_a_function():
    assert callable(top_level_code)
