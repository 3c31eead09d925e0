"""`./studio load` against a real cloud: nothing fails, and every kind of request was made."""

from tools.bench.load.command import load
from tools.bench.load.traffic import SHARES
from tools.local_cloud.postgres import temporary_state


def test_nothing_fails_while_many_use_the_api_beside_streams() -> None:
    with temporary_state() as state:
        report = load(state, seconds=2, stream_count=20)
    assert (report.exit_code, report.failures, report.refused) == (0, {}, {}), report.text()
    assert {route.name for route in report.routes} <= SHARES.keys()
    assert {"select", "list", "rename"} <= {route.name for route in report.routes}
    assert report.events >= 20
    assert report.memory_peak >= report.memory_before > 0
    assert report.cpu_ratio > 1
