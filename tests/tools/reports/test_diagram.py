"""The picture of a stack: everything that is registered is in it, nothing overlaps, and it is the same every time."""

from itertools import combinations
from pathlib import Path
from xml.etree import ElementTree

import pytest

from tests.tools.reports.registrations import changed, evaluated, with_right, without_right
from tools.command.__main__ import main as studio
from tools.program.evaluate import ROOT
from tools.reports.diagram.architecture import Architecture, architecture
from tools.reports.diagram.layout import SMALL, TEXT, TITLE, Box, Drawing, draw, wide
from tools.reports.diagram.picture import svg

STACKS = ("local", "dev", "pr", "production")
SVG = "{http://www.w3.org/2000/svg}"


def drawn(stack: str) -> Drawing:
    return draw(architecture(evaluated(stack)))


def words(found: Architecture, source: str, target: str) -> tuple[str, ...]:
    return next(link.words for link in found.links if (link.source, link.target) == (source, target))


def overlap(one: Box, other: Box) -> bool:
    return one.x < other.right and other.x < one.right and one.y < other.bottom and other.y < one.bottom


@pytest.mark.parametrize("stack", STACKS)
def test_no_two_nodes_overlap_and_each_lies_within_the_picture(stack: str) -> None:
    drawing = drawn(stack)

    assert [(one.key, other.key) for one, other in combinations(drawing.nodes, 2) if overlap(one, other)] == []
    assert all(
        each.x >= 0 and each.y >= 0 and each.right <= drawing.width and each.bottom <= drawing.height
        for each in (*drawing.nodes, *drawing.zones)
    )


@pytest.mark.parametrize("stack", STACKS)
def test_text_fits_its_node_and_is_large_enough_to_read(stack: str) -> None:
    drawing = drawn(stack)

    assert min(SMALL, TEXT, TITLE) >= 12
    for node in drawing.nodes:
        size = SMALL if node.kind == "note" else TEXT
        assert [row for row in node.rows if wide(row, size) + 16 > node.width] == []


@pytest.mark.parametrize("stack", STACKS)
def test_words_on_arrows_lie_on_no_node_and_on_no_other_words(stack: str) -> None:
    drawing = drawn(stack)
    texts = [
        Box(
            key=line,
            kind="words",
            title=line,
            rows=(),
            x=arrow.at[0],
            y=arrow.at[1] + number * SMALL * 1.3 - SMALL * 0.8,
            width=wide(line, SMALL),
            height=SMALL,
        )
        for arrow in drawing.arrows
        for number, line in enumerate(arrow.words)
    ]

    assert [(one.key, other.key) for one in texts for other in drawing.nodes if overlap(one, other)] == []
    assert [(one.key, other.key) for one, other in combinations(texts, 2) if overlap(one, other)] == []


@pytest.mark.parametrize("stack", STACKS)
def test_every_arrow_ends_at_the_edge_of_a_node(stack: str) -> None:
    drawing = drawn(stack)

    for arrow in drawing.arrows:
        x, y = arrow.points[-1]
        assert any(
            node.x <= x <= node.right and node.y <= y <= node.bottom and (x in (node.x, node.right) or y == node.y)
            for node in drawing.nodes
        ), arrow.words


@pytest.mark.parametrize("stack", STACKS)
def test_every_service_queue_bucket_and_database_is_in_the_picture(stack: str) -> None:
    evaluation, text = evaluated(stack), svg(drawn(stack))

    for queue in evaluation.of_type("aws:sqs/queue:Queue"):
        assert queue.name.removesuffix("-dead-letters") in text
    for bucket in evaluation.of_type("aws:s3/bucket:Bucket"):
        assert f">{bucket.name}" in text
    for group in evaluation.of_type("aws:autoscaling/group:Group"):
        assert f">{group.name}: " in text
    services = {machine.key for machine in architecture(evaluation).machines if machine.kind in ("service", "hosts")}
    assert {"service api", "service worker"} <= services
    assert "PostgreSQL 18" in text


def test_arrows_say_what_the_roles_may_do() -> None:
    found = architecture(evaluated("production"))

    assert words(found, "service worker", "queues") == (
        "receives from jobs, video, voice",
        "sends to events",
        "sets aside in dead letters",
    )
    assert "sends to jobs, video, voice" in words(found, "service api", "queues")
    assert words(found, "service api", "database database") == ("5432",)
    assert words(found, "entry", "service api") == ("8000",)
    assert not any(link.target.startswith("database") and "worker" in link.source for link in found.links)


def test_a_right_that_is_taken_away_leaves_the_picture() -> None:
    before = evaluated("production")
    after = without_right(before, "worker-task", "sqs:ReceiveMessage", "-video")

    assert "receives from jobs, voice" in words(architecture(after), "service worker", "queues")


def test_a_right_that_is_denied_is_no_arrow() -> None:
    before = evaluated("production")
    after = with_right(before, "worker-task", "sqs:ReceiveMessage", "-video", Effect="Deny")

    assert "receives from jobs, voice" in words(architecture(after), "service worker", "queues")


def test_subnets_are_those_that_things_stand_in() -> None:
    def places(stack: str) -> dict[str, str]:
        return {machine.kind: machine.subnets for machine in architecture(evaluated(stack)).machines}

    assert (places("dev")["service"], places("production")["service"]) == ("public", "private")
    assert places("dev")["database"] == places("production")["database"] == "isolated"
    assert "NAT gateway: the way out" in architecture(evaluated("production")).way_out
    assert "No NAT gateway" in architecture(evaluated("dev")).way_out


def test_what_is_public_by_mistake_is_written_large() -> None:
    public = changed(evaluated("dev"), "aws:lb/loadBalancer:LoadBalancer", "api", internal=False)
    plain = changed(evaluated("dev"), "aws:rds/instance:Instance", "database", storageEncrypted=False)

    assert ">PUBLIC<" in svg(draw(architecture(public)))
    assert "NOT ENCRYPTED" in svg(draw(architecture(plain)))


def test_the_picture_is_the_same_every_time_and_valid() -> None:
    first, again = svg(drawn("production")), svg(drawn("production"))

    assert first == again
    root = ElementTree.fromstring(first)
    assert root.tag == f"{SVG}svg"
    assert {float(each.get("font-size", TEXT)) for each in root.iter(f"{SVG}text")} >= {SMALL, TEXT, TITLE}
    assert "http" not in first.replace("http://www.w3.org/2000/svg", "").lower().replace("https<", "").replace(
        "http<", ""
    )


def test_the_picture_in_the_readme_is_todays() -> None:
    assert "](docs/production.svg)" in (ROOT / "README.md").read_text()
    assert (ROOT / "docs" / "production.svg").read_text() == svg(drawn("production")), (
        "The program has moved on: run ./studio fix diagram, and commit the file."
    )


def test_the_command_writes_the_file_and_refuses_what_is_no_svg(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    target = tmp_path / "dev.svg"
    assert studio(["diagram", "dev", "-o", str(target)]) == 0
    assert target.read_text().startswith("<svg")

    assert studio(["diagram", "dev", "-o", str(tmp_path / "dev.png")]) == 2
    assert "name it" in capsys.readouterr().err
    assert studio(["diagram", "dev", "-o", str(tmp_path / "none" / "dev.svg")]) == 2
    assert "cannot be written: No such file or directory" in capsys.readouterr().err
    assert studio(["diagram", "nowhere", "-o", str(target)]) == 2
    assert "There is no stack 'nowhere'" in capsys.readouterr().err
