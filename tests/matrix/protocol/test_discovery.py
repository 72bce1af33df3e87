"""The selection of SRV records, which depends on random numbers and therefore has no vector."""

from collections import Counter

import pytest

from .reference.discovery import Network, Service, resolve, selected


def record(name: str, priority: int, weight: int) -> Service:
    return Service(priority, weight, f"{name}.example.net.", 8448)


RECORDS = [record("spare", 2, 9), record("large", 1, 3), record("small", 1, 1), record("idle", 1, 0)]


def test_weights_are_proportions_and_a_record_without_weight_is_selected_only_for_zero() -> None:
    drawn: list[int] = []

    def draw_each(number: int) -> str:
        def draw(highest: int) -> int:
            drawn.append(highest)
            return number

        return selected(RECORDS, draw).target.partition(".")[0]

    assert Counter(map(draw_each, range(5))) == {"large": 3, "small": 1, "idle": 1}
    assert draw_each(0) == "idle"
    assert set(drawn) == {4}


def test_the_order_of_records_does_not_matter_across_priorities() -> None:
    records = [record("last", 3, 0), record("first", 0, 0), record("middle", 1, 65535)]
    assert selected(records, lambda highest: highest).target == "first.example.net."


@pytest.mark.parametrize("lts", [False, True])
def test_a_service_that_is_not_available_ends_the_resolution(*, lts: bool) -> None:
    names = {f"_matrix-fed._tcp.{host}": [Service(0, 0, ".", 0)] for host in ("example.org", "m.example.org")}
    others = {"_matrix._tcp.example.org": [record("old", 0, 0)]}
    delegation = {"example.org": (200, '{"m.server": "m.example.org"}')}
    assert resolve("example.org", Network({}, {**names, **others}), lts=lts) is None
    assert resolve("example.org", Network(delegation, names), lts=lts) is None
