"""The short form of `./studio chaos`: one film whose API is killed amid messages that nobody should send."""

from tools.bench.chaos.command import disturb
from tools.bench.chaos.disturbances import DISTURBANCES, Disturbance
from tools.bench.chaos.scene import Scene
from tools.local_cloud.postgres import temporary_state


def test_a_killed_api_and_confused_queues_lose_double_and_change_nothing() -> None:
    acts = {each.name: each.act for each in DISTURBANCES}

    def both(scene: Scene) -> None:
        acts["api"](scene)
        acts["messages"](scene)

    with temporary_state() as state:
        report = disturb(state, [Disturbance(name="both", what="API killed amid confused messages", act=both)])
    assert report.exit_code == 0, report.text()
    (outcome,) = report.outcomes
    assert outcome.left > 0, "the film was over before it came"
    assert outcome.jobs > 5
