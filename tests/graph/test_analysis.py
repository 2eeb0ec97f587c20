from graph.analysis import betweenness, circles, meeting_network

# Two circles of three that only 丁 links.
EVENTS = [["甲", "乙", "丙"], ["甲", "乙", "丙"], ["丁", "丙"], ["丁", "戊"], ["戊", "己", "庚"], ["戊", "己", "庚"]]


def test_people_of_one_event_are_linked_as_often_as_they_meet():
    network = meeting_network(EVENTS)
    assert network["甲"]["乙"]["weight"] == 2
    assert network["丁"]["丙"]["weight"] == 1
    assert not network.has_edge("甲", "戊")


def test_one_named_twice_at_an_event_does_not_meet_himself():
    assert list(meeting_network([["甲", "甲", "乙"]]).edges) == [("乙", "甲")]


def test_whoever_links_two_circles_stands_between():
    between = betweenness(meeting_network(EVENTS))
    assert between["丁"] == max(between.values())
    assert between["甲"] == 0
    assert round(between["丁"], 3) == 0.6  # 9 of the 15 pairs of others


def test_circles_are_numbered_by_size():
    found = circles(meeting_network([*EVENTS, ["己", "辛"], ["庚", "辛", "壬"], ["己", "壬"]]))
    assert found["甲"] == found["乙"] == found["丙"]
    assert found["戊"] == found["己"] == found["庚"] == found["辛"] == 1


def test_a_large_network_is_estimated_and_stays_the_same():
    ring = [[f"{n}", f"{n + 1}"] for n in range(400)]
    assert betweenness(meeting_network(ring)) == betweenness(meeting_network(ring))


def test_nobody_met_anybody():
    assert betweenness(meeting_network([])) == {}
    assert circles(meeting_network([])) == {}
