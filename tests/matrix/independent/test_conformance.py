"""The independent server gives the expected result of every vector of room version I.1."""

from __future__ import annotations

from conformance import runner
from tests.matrix.independent import adapter


def test_every_case_of_the_long_term_stable_core_passes() -> None:
    described = adapter.answer({"operation": "describe", "profile": ""})["result"]
    result = runner.Result(described)
    for case in runner.read_runs(runner.VECTORS):
        if case.profile in adapter.PROFILES:
            request = {"operation": case.operation, "profile": case.profile, "input": case.input}
            result.add(case, adapter.answer(request))
    assert result.failures == []
    counts = result.by_area()
    for area, found in counts.items():
        assert found["published"] == found.total() > 0, area
    assert {"authorization", "events", "receipt", "state-resolution"} <= counts.keys()
