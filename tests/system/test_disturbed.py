"""The short form of `./studio chaos`: a film whose API is killed, and one amid messages that nobody should send."""

from tools.bench.chaos.command import disturb
from tools.bench.chaos.disturbances import DISTURBANCES
from tools.local_cloud.postgres import temporary_state


def test_a_killed_api_and_confused_queues_lose_double_and_change_nothing() -> None:
    chosen = [each for each in DISTURBANCES if each.name in ("api", "messages")]
    with temporary_state() as state:
        report = disturb(state, chosen)
    assert report.exit_code == 0, report.text()
    for outcome in report.outcomes:
        assert outcome.left > 0, f"{outcome.what}: the film was over before it came"
        assert outcome.jobs > 5
