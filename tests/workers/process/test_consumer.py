"""What becomes of a job message: done once, reported, handed back, tried again or set aside with its reason."""

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from film_workers.process.heartbeat import RunningJob
from film_workers.store import Inputs, Recipe, Result

from contracts.messages import Failed, Progress, Released, Started, Succeeded
from contracts.recipes import canonical_json, recipe_hash
from contracts.recipes.score import ScoreRecipe
from contracts.renderers import RENDERERS
from runtime import spans
from runtime.spans import Span
from tests.workers.worker_cloud import Counting, Event, WorkerCloud, line

ATTENTION = 30  # seconds that a test waits for another thread before it gives up


def test_a_job_is_done_reported_and_taken_from_its_queue(cloud: WorkerCloud, tmp_path: Path) -> None:
    recipe = line()
    message = cloud.submit(recipe, attempt=4)

    assert cloud.consumer(tmp_path, Counting()).take_one()

    started, *between, succeeded = events = cloud.events()
    assert isinstance(started, Started)
    assert all(isinstance(event, Progress) for event in between)  # a slow machine has time to report some
    assert isinstance(succeeded, Succeeded)
    assert [event.sequence for event in events] == list(range(len(events)))
    assert {(event.job_id, event.attempt) for event in (started, succeeded)} == {(message.job_id, 4)}
    assert not succeeded.cached
    assert succeeded.result.kind == "line"
    assert set(cloud.artifacts(recipe)) == {"speech.wav", "timing.json", "result.json"}
    assert not cloud.consumer(tmp_path, Counting()).take_one()


def test_events_say_which_request_the_job_is_for(cloud: WorkerCloud, tmp_path: Path) -> None:
    asked = {"request_id": "request-1", "traceparent": "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"}
    recipe = line()
    cloud.write_recipe(recipe)
    cloud.send(cloud.message(recipe).model_copy(update=asked).model_dump_json())
    assert cloud.consumer(tmp_path, Counting()).take_one()
    assert {(each.request_id, each.traceparent) for each in cloud.events()} == {tuple(asked.values())}


@pytest.fixture
def sent() -> Iterator[list[Span]]:
    """The spans that are sent meanwhile."""
    found: list[Span] = []
    spans.send_to(found.append)
    yield found
    spans.send_to(None)


def test_a_traced_job_is_a_span_of_its_own_for_which_its_events_are(
    cloud: WorkerCloud, tmp_path: Path, sent: list[Span]
) -> None:
    asked = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
    recipe = line()
    cloud.write_recipe(recipe)
    cloud.send(cloud.message(recipe).model_copy(update={"traceparent": asked}).model_dump_json())
    assert cloud.consumer(tmp_path, Counting()).take_one()
    (made,) = sent
    assert (made.name, made.parent) == ("make line", asked)
    assert made.began < made.ended
    assert made.traceparent != asked
    assert {each.traceparent for each in cloud.events()} == {made.traceparent}


def test_artifacts_carry_their_media_type(cloud: WorkerCloud, tmp_path: Path) -> None:
    recipe = line()
    cloud.submit(recipe)
    cloud.consumer(tmp_path, Counting()).take_one()

    key = f"assets/{cloud.organization}/{recipe_hash(recipe)}/"
    assert cloud.s3.head_object(Bucket=cloud.name, Key=key + "speech.wav")["ContentType"] == "audio/wav"
    assert cloud.s3.head_object(Bucket=cloud.name, Key=key + "result.json")["ContentType"] == "application/json"


def test_done_work_is_not_done_again(cloud: WorkerCloud, tmp_path: Path) -> None:
    task = Counting()
    consumer = cloud.consumer(tmp_path, task)
    cloud.submit(line())
    consumer.take_one()
    before = cloud.artifacts(line())
    cloud.events()

    late = cloud.submit(line(), attempt=2)
    consumer.take_one()

    *_, succeeded = cloud.events()
    assert isinstance(succeeded, Succeeded)
    assert succeeded.cached
    assert (succeeded.job_id, succeeded.attempt) == (late.job_id, 2)
    assert task.texts == [line().text]
    assert cloud.artifacts(line()) == before


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("not JSON", "body: Invalid JSON"),
        ("{}", "job_id: Field required"),
        ('{"version": 2}', "version: Input should be 1"),
    ],
)
def test_an_unreadable_message_goes_to_its_dead_letter_queue_with_the_reason(
    cloud: WorkerCloud, tmp_path: Path, body: str, reason: str
) -> None:
    cloud.send(body)

    cloud.consumer(tmp_path, Counting()).take_one()

    (dead,) = cloud.dead("voice")
    attributes = dead.get("MessageAttributes", {})
    assert dead.get("Body") == body
    assert reason in attributes["reason"].get("StringValue", "")
    assert attributes["source"].get("StringValue") == "voice"
    assert dead.get("Attributes", {}).get("MessageGroupId") == str(cloud.organization), "fair there, too"
    assert cloud.waiting("voice") == []
    assert cloud.events() == []


def test_a_message_of_a_future_version_goes_to_the_dead_letter_queue_whole(cloud: WorkerCloud, tmp_path: Path) -> None:
    body = json.dumps({**json.loads(cloud.message(line()).model_dump_json()), "version": 2, "colour": "sepia"})
    cloud.send(body)

    cloud.consumer(tmp_path, Counting()).take_one()

    (dead,) = cloud.dead("voice")
    assert dead.get("Body") == body
    assert "not a version 1 job message" in dead.get("MessageAttributes", {})["reason"].get("StringValue", "")


def _refusal(cloud: WorkerCloud, tmp_path: Path, *, renderers: frozenset[str] = frozenset({"formant"})) -> str:
    """Take one message that cannot succeed: the reason given, after checking that it is final."""
    cloud.consumer(tmp_path, Counting(), renderers=renderers).take_one()
    *_, failed = cloud.events()
    assert isinstance(failed, Failed)
    assert not failed.retryable
    assert cloud.waiting("voice") == []
    assert cloud.dead("voice") == []
    return failed.reason


def test_a_missing_recipe_is_refused(cloud: WorkerCloud, tmp_path: Path) -> None:
    cloud.send(cloud.message(line()).model_dump_json())
    assert "is not in storage" in _refusal(cloud, tmp_path)


def test_a_recipe_that_is_not_the_one_asked_for_is_refused(cloud: WorkerCloud, tmp_path: Path) -> None:
    cloud.write_raw_recipe(recipe_hash(line()), canonical_json(line("Something else.")))
    cloud.send(cloud.message(line()).model_dump_json())
    assert re.search(r"has the hash .* start the job again", _refusal(cloud, tmp_path))


def test_a_recipe_for_an_engine_of_the_future_is_refused(cloud: WorkerCloud, tmp_path: Path) -> None:
    cloud.write_raw_recipe(
        recipe_hash(line()), canonical_json(line()).replace(RENDERERS["formant"].stamp.encode(), b"formant/99")
    )
    cloud.send(cloud.message(line()).model_dump_json())
    assert "deploy workers of the API's version" in _refusal(cloud, tmp_path)


def test_a_recipe_of_another_kind_than_its_message_is_refused(cloud: WorkerCloud, tmp_path: Path) -> None:
    cloud.write_recipe(line())
    cloud.send(cloud.message(line()).model_copy(update={"kind": "shot"}).model_dump_json())
    assert "asks for a shot" in _refusal(cloud, tmp_path)


def test_a_recipe_for_a_renderer_that_is_not_carried_is_refused(cloud: WorkerCloud, tmp_path: Path) -> None:
    cloud.submit(line())
    reason = _refusal(cloud, tmp_path, renderers=frozenset({"animatic"}))
    assert "asks for the renderer formant, this worker carries animatic" in reason


def test_a_worker_without_voices_still_makes_music(cloud: WorkerCloud, tmp_path: Path) -> None:
    kinds: list[str] = []

    def note(recipe: Recipe, inputs: Inputs, scratch: Path, progress: Callable[[float], None]) -> Result:
        kinds.append(recipe.kind)
        raise OSError("no music today")

    cloud.submit(ScoreRecipe(seed=1, frames=24, music_cues=(), cuts=()), queue="jobs")
    cloud.consumer(tmp_path, note, queues=("jobs",), renderers=frozenset({"animatic", "score"})).take_one()
    assert kinds == ["score"]


def test_an_unexpected_error_is_tried_again_until_the_dead_letter_queue(cloud: WorkerCloud, tmp_path: Path) -> None:
    def break_down(recipe: Recipe, inputs: Inputs, scratch: Path, progress: Callable[[float], None]) -> Result:
        raise OSError("no space left on device")

    message = cloud.submit(line())
    consumer = cloud.consumer(tmp_path, break_down)

    assert [consumer.take_one() for _ in range(cloud.max_receives + 1)] == [True, True, True, False]

    failures = [event for event in cloud.events() if isinstance(event, Failed)]
    assert [failure.retryable for failure in failures] == [True, True, False]
    assert "OSError: no space left on device" in failures[0].reason
    assert "delivery 1 of 3; it is tried again" in failures[0].reason
    assert "dead-letter queue" in failures[2].reason
    (dead,) = cloud.dead("voice")
    assert dead.get("Body") == message.model_dump_json()
    assert "result.json" not in cloud.artifacts(line())


def test_an_error_whose_text_cannot_be_sent_is_reported_all_the_same(cloud: WorkerCloud, tmp_path: Path) -> None:
    def break_down(recipe: Recipe, inputs: Inputs, scratch: Path, progress: Callable[[float], None]) -> Result:
        raise OSError("no such file: \udce9t\udce9.wav\x00")

    cloud.submit(line())
    assert cloud.consumer(tmp_path, break_down).take_one()
    failed = cloud.events()[-1]
    assert isinstance(failed, Failed)
    assert "no such file: \N{REPLACEMENT CHARACTER}t" in failed.reason


def test_a_task_that_left_a_file_out_has_not_succeeded(cloud: WorkerCloud, tmp_path: Path) -> None:
    counting = Counting()

    def forget(recipe: Recipe, inputs: Inputs, scratch: Path, progress: Callable[[float], None]) -> Result:
        result = counting(recipe, inputs, scratch, progress)
        (scratch / "timing.json").unlink()
        return result

    cloud.submit(line())
    cloud.consumer(tmp_path, forget).take_one()
    assert isinstance(cloud.events()[-1], Failed)
    assert "result.json" not in cloud.artifacts(line())


def test_after_an_error_the_message_waits_as_long_as_the_backoff_says(cloud: WorkerCloud, tmp_path: Path) -> None:
    def break_down(recipe: Recipe, inputs: Inputs, scratch: Path, progress: Callable[[float], None]) -> Result:
        raise OSError("no space left on device")

    cloud.submit(line())
    consumer = cloud.consumer(tmp_path, break_down, backoff=lambda _: 600)
    consumer.take_one()
    assert not consumer.take_one()


def test_the_next_delivery_is_never_taken_for_a_late_one(cloud: WorkerCloud, tmp_path: Path) -> None:
    """The first worker died after many events: the second one's, though few, still count as newer."""
    cloud.submit(line())
    first = cloud.work_queue("voice").receive(wait_seconds=0, visibility_seconds=0)
    assert first is not None

    cloud.consumer(tmp_path, Counting()).take_one()

    assert [event.sequence for event in cloud.events()] == [1_000_000, 1_000_001]


def test_a_drain_hands_the_message_back(cloud: WorkerCloud, tmp_path: Path) -> None:
    def drain(recipe: Recipe, inputs: Inputs, scratch: Path, progress: Callable[[float], None]) -> Result:
        consumer.draining.set()
        progress(0.5)
        raise AssertionError("progress lets a task go on though the worker drains")

    message = cloud.submit(line())
    consumer = cloud.consumer(tmp_path, drain)
    consumer.run()

    assert isinstance(cloud.events()[-1], Released)
    (back,) = cloud.waiting("voice")
    assert back.get("Body") == message.model_dump_json()
    assert consumer.stopped.is_set()


def test_an_error_while_draining_is_no_failure_of_the_job(cloud: WorkerCloud, tmp_path: Path) -> None:
    """Ctrl-C reaches the voice's helper process as well."""

    def crash(recipe: Recipe, inputs: Inputs, scratch: Path, progress: Callable[[float], None]) -> Result:
        consumer.draining.set()
        raise BrokenPipeError("the voice ended")

    cloud.submit(line())
    consumer = cloud.consumer(tmp_path, crash)
    consumer.run()

    assert [type(event) for event in cloud.events()] == [Started, Released]
    assert len(cloud.waiting("voice")) == 1


def test_nothing_is_stored_by_a_job_that_was_drained_before_its_upload(cloud: WorkerCloud, tmp_path: Path) -> None:
    counting = Counting()

    def drain(recipe: Recipe, inputs: Inputs, scratch: Path, progress: Callable[[float], None]) -> Result:
        result = counting(recipe, inputs, scratch, progress)
        consumer.draining.set()
        return result

    cloud.submit(line())
    consumer = cloud.consumer(tmp_path, drain)
    consumer.run()
    assert cloud.artifacts(line()) == {}


def test_a_heartbeat_keeps_a_long_job_from_being_delivered_again(cloud: WorkerCloud, tmp_path: Path) -> None:
    visibility = 1
    other = cloud.work_queue("voice")
    counting = Counting()

    def take_long(recipe: Recipe, inputs: Inputs, scratch: Path, progress: Callable[[float], None]) -> Result:
        for _ in range(8 * visibility):
            assert other.receive(wait_seconds=1, visibility_seconds=1) is None
        return counting(recipe, inputs, scratch, progress)

    cloud.submit(line())
    cloud.consumer(tmp_path, take_long, visibility_seconds=visibility).take_one()

    events = cloud.events()
    assert isinstance(events[-1], Succeeded)
    assert [event.sequence for event in events] == list(range(len(events)))
    beats = [event for event in events if isinstance(event, Progress)]
    assert len(beats) >= 8, "the API takes a worker that is silent for a visibility for dead"


def test_a_refused_heartbeat_ends_the_job_without_a_trace(cloud: WorkerCloud, tmp_path: Path) -> None:
    def lose(recipe: Recipe, inputs: Inputs, scratch: Path, progress: Callable[[float], None]) -> Result:
        assert isinstance(progress, RunningJob)
        cloud.sqs.purge_queue(QueueUrl=cloud.urls["voice"])
        assert progress.lost.wait(ATTENTION)
        progress(0.9)
        raise AssertionError("progress lets a task go on though the message is lost")

    cloud.submit(line())
    cloud.consumer(tmp_path, lose, visibility_seconds=1).take_one()

    assert {type(event) for event in cloud.events()} <= {Started, Progress}
    assert cloud.artifacts(line()) == {}


def test_what_was_cancelled_before_it_began_is_dropped_unseen(cloud: WorkerCloud, tmp_path: Path) -> None:
    task = Counting()
    consumer = cloud.consumer(tmp_path, task)
    for number in range(3):
        cloud.submit(line(f"Line {number}."))
    cloud.cancel()
    while consumer.take_one():
        pass
    assert task.texts == []
    assert cloud.events() == []
    assert cloud.waiting("voice") == cloud.dead("voice") == []


def test_what_is_cancelled_while_it_is_made_stops_at_the_next_heartbeat(cloud: WorkerCloud, tmp_path: Path) -> None:
    def cancelled(recipe: Recipe, inputs: Inputs, scratch: Path, progress: Callable[[float], None]) -> Result:
        assert isinstance(progress, RunningJob)
        cloud.cancel()
        assert progress.cancelled.wait(ATTENTION)
        progress(0.9)
        raise AssertionError("progress lets a task go on though nobody wants it")

    cloud.submit(line())
    cloud.consumer(tmp_path, cancelled, visibility_seconds=1).take_one()

    assert {type(event) for event in cloud.events()} <= {Started, Progress}
    assert cloud.artifacts(line()) == {}
    assert cloud.waiting("voice") == cloud.dead("voice") == []


def test_a_cancellation_stops_the_jobs_of_no_other_owner(cloud: WorkerCloud, tmp_path: Path) -> None:
    cloud.submit(line())
    cloud.owner = uuid4()
    cloud.cancel()
    cloud.consumer(tmp_path, Counting()).take_one()
    assert isinstance(cloud.events()[-1], Succeeded)


def test_progress_is_reported_and_never_falls(cloud: WorkerCloud, tmp_path: Path) -> None:
    counting = Counting()
    heard: list[float] = []

    def advance(recipe: Recipe, inputs: Inputs, scratch: Path, progress: Callable[[float], None]) -> Result:
        for fraction in (0.25, 0.75, 0.5, 7.0):
            progress(fraction)
            next_beat: list[Event] = []
            while not any(isinstance(event, Progress) for event in next_beat):
                next_beat = cloud.events(wait_seconds=ATTENTION)
            heard.extend(event.fraction for event in next_beat if isinstance(event, Progress))
        return counting(recipe, inputs, scratch, progress)

    cloud.submit(line())
    cloud.consumer(tmp_path, advance, visibility_seconds=1).take_one()
    assert heard == sorted(heard)
    assert {0.25, 0.75, 1.0} <= set(heard)


def test_no_queue_starves_behind_a_full_one(cloud: WorkerCloud, tmp_path: Path) -> None:
    for number in range(4):
        cloud.submit(line(f"video {number}"), queue="video")
    for number in range(2):
        cloud.submit(line(f"voice {number}"), queue="voice")
    task = Counting()
    consumer = cloud.consumer(tmp_path, task, queues=("jobs", "video", "voice"))

    assert [consumer.take_one() for _ in range(6)] == [True] * 6
    assert {text.split()[0] for text in task.texts[:2]} == {"video", "voice"}
    assert {text.split()[0] for text in task.texts[2:4]} == {"video", "voice"}
    assert not consumer.take_one()


def test_a_message_is_only_taken_by_a_worker_that_is_free(cloud: WorkerCloud, tmp_path: Path) -> None:
    """Each receive counts towards the dead-letter queue, so a busy worker leaves the rest of the queue alone."""
    cloud.submit(line("first"))
    cloud.submit(line("second"))
    cloud.consumer(tmp_path, Counting()).take_one()

    (waiting,) = cloud.waiting("voice")
    assert waiting.get("Attributes", {}).get("ApproximateReceiveCount") == "1"


def test_one_organisation_cannot_read_the_artifacts_of_another(cloud: WorkerCloud, tmp_path: Path) -> None:
    task = Counting()
    consumer = cloud.consumer(tmp_path, task)
    cloud.submit(line())
    consumer.take_one()
    cloud.events()

    cloud.organization = uuid4()
    cloud.submit(line())
    consumer.take_one()

    *_, succeeded = cloud.events()
    assert isinstance(succeeded, Succeeded)
    assert not succeeded.cached
    assert len(task.texts) == 2
