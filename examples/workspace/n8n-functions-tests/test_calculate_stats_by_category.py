from calculate_stats_by_category import calculate_stats_by_category

def test_groups_by_category():
    result = calculate_stats_by_category([
        {"category": "sports"}, {"category": "sports"}, {"category": "tech"}
    ])
    assert result == {"sports": 2, "tech": 1}
