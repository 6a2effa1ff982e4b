from marker_in_source import marker_in_source


def test_is_a_function():
    assert callable(marker_in_source)
