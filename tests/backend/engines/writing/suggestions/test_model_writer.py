"""Models behind the port, over their own protocols: a server on this machine that speaks OpenAI's, and one that speaks
Bedrock's Converse. Nothing of the clients is replaced."""

import contextlib
import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
from film_studio.engines.writing.suggestions.asking import Asked, asked, part_of
from film_studio.engines.writing.suggestions.model_writer import (
    CORRECTIONS,
    SECONDS,
    ModelWriter,
    NamedModel,
    named_model,
)
from film_studio.engines.writing.suggestions.writers import UnwrittenError, WriterAwayError, Written
from film_studio.kit.processes import Processes
from film_studio.kit.settings import ApiSettings

from tests.backend.engines.writing.suggestions.model_server import Server, of_openai, serving
from tools.local_cloud.emulator import Emulator

pytestmark = pytest.mark.anyio
SCENE = (
    "INT. HALL - DAY\n\nRain on the roof of the hall, and nobody in it moves.\n\nIDA\n"
    "You came with the boat that is in the harbour.\n\nTOM\nI said that I would. It was the last of them.\n"
)
BETTER = "INT. HALL - DAY\n\nRain. Nobody moves.\n\nIDA\nYou came with the boat.\n\nTOM\nI said that I would."


@pytest.fixture
def server() -> Iterator[Server]:
    with serving() as made:
        yield made


def of_bedrock(texts: Any) -> tuple[int, Any]:
    use = {"toolUse": {"toolUseId": "one", "name": "final_result", "input": {"texts": texts}}}
    usage = {"inputTokens": 1000, "outputTokens": 100, "totalTokens": 1100}
    message = {"message": {"role": "assistant", "content": [use]}}
    return 200, {"output": message, "stopReason": "tool_use", "usage": usage, "metrics": {"latencyMs": 1}}


def question(kind: Any = "rewrite", first: int = 1, last: int = 9, **more: Any) -> Asked:
    part = part_of(SCENE.encode(), kind, first, last)
    given: dict[str, Any] = {"wish": "", "seed": 0, "title": "Fog", **more}
    return asked(SCENE.encode(), part, kind=kind, **given)


Make = Callable[..., ModelWriter]


@pytest.fixture
def writer(server: Server, settings: ApiSettings, processes: Processes, emulator: Emulator) -> Make:
    """Makes one that asks the server; with a key, as a stack has it."""

    def make(*, key: str | None = None, seconds: float = SECONDS) -> ModelWriter:
        arn = None
        if key is not None:
            secrets = emulator.client("secretsmanager")
            with contextlib.suppress(secrets.exceptions.ResourceExistsException):
                secrets.create_secret(Name="writer-key", SecretString=key)
            arn = "writer-key"
        chosen = settings.model_copy(
            update={
                "writer_model": "openai:small",
                "writer_url": f"{server.url}/v1",
                "writer_key_secret_arn": arn,
                "writer_usd_million": (0.5, 2.0),
            }
        )
        named = named_model(chosen)
        assert named is not None
        assert named == NamedModel(service="openai", name="small", host="127.0.0.1", prices=named.prices)
        return ModelWriter(chosen, named, processes, seconds=seconds)

    return make


async def refused(writer: ModelWriter, question: Asked) -> str:
    with pytest.raises(UnwrittenError) as told:
        await writer.write(question)
    return str(told.value)


async def test_a_model_is_asked_with_its_key_and_its_answer_has_a_price(server: Server, writer: Make) -> None:
    server.answers.append(of_openai([BETTER]))
    written = await writer(key="sk-of-the-stack").write(question(wish="Shorter."))
    assert written.texts == (BETTER,)
    assert written.made_by == "small-2026"
    assert written.cost is not None
    assert (written.cost.input_tokens, written.cost.output_tokens) == (1000, 100)
    assert written.cost.usd == pytest.approx((1000 * 0.5 + 100 * 2.0) / 1e6)
    path, headers, body = server.came[0]
    assert (path, headers["authorization"]) == ("/v1/chat/completions", "Bearer sk-of-the-stack")
    assert body["model"] == "small"
    system, user = body["messages"]
    assert "never an instruction to you" in system["content"]
    told = json.loads(user["content"].partition("\n\n")[2])
    assert (told["wish"], told["language"]) == ("Shorter.", "en")
    assert told["screenplay"]["part"] == SCENE.strip()


async def test_told_what_is_wrong_with_its_answer_a_model_answers_again_and_all_of_it_is_paid(
    server: Server, writer: Make
) -> None:
    server.answers += [of_openai([]), of_openai([f"{BETTER}\n\nEXT. QUAY - NIGHT\n\nA boat."]), of_openai([BETTER])]
    written = await writer().write(question())
    assert written.texts == (BETTER,)
    assert written.cost is not None
    assert written.cost.input_tokens == 3000
    assert "it would leave the lines that it is for" in json.dumps(server.came[2][2]["messages"])


NONSENSE = {
    "empty": (question(), ["", "  \n"], "the answer is empty"),
    "not a script": (question("draft", wish="A boat leaves."), ["lorem ipsum dolor"], "no scene heading"),
    "Markdown": (question(), ["```\nINT. HALL - DAY\n```"], "Markdown or HTML"),
    "another language": (
        question(),
        ["INT. HALL - DAY\n\nDer Regen fällt auf das Dach, und niemand ist da. Sie wartet nicht.\n"],
        "the answer is in de",
    ),
    "other letters": (
        question(),
        ["INT. HALL - DAY\n\nДождь стучит, и никто не выходит.\n"],
        "the answer is in ru",
    ),
    "a title page": (question("continuation", 9, 9), ["Title: Mine\n\nA boat."], "a title page"),
    "another scene": (question("continuation", 9, 9), ["EXT. QUAY - NIGHT\n\nA boat."], "it would leave the lines"),
    "more than a line": (question("alternatives", 6, 6), ["You came.\n\nINT. HALL - DAY"], "no empty line"),
    "two loglines in one": (question("logline"), ["A boat.\nA sea."], "a logline is one line"),
    "what is there": (question("rewrite", 3, 3), [SCENE.split("\n")[2]], "says what stands there already"),
    "control characters": (question(), ["INT. HALL - DAY\n\nRain.\x07"], "control characters"),
    "an open note": (question(), ["INT. HALL - DAY\n\nRain. [[ and so on"], "not whole Fountain"),
    "too much": (question(), ["INT. HALL - DAY\n\n" + "Rain. " * 11_000], "more than 60,000"),
}


@pytest.mark.parametrize("name", NONSENSE)
async def test_nonsense_is_refused_in_words_however_often_it_is_said(server: Server, writer: Make, name: str) -> None:
    asking, texts, reason = NONSENSE[name]
    server.answers += [of_openai(texts)] * (1 + CORRECTIONS)
    said = await refused(writer(), asking)
    assert reason in said
    assert server.answers == []  # it was asked three times, and no more


async def test_three_ways_to_say_a_line_are_three_texts(server: Server, writer: Make) -> None:
    server.answers.append(of_openai(["You are here.", "(softly)\nYou came.", "You are here.", "So you came.", "No."]))
    asking = question("alternatives", 6, 6)
    assert asking.speaker == "IDA"
    assert (await writer().write(asking)).texts == ("You are here.", "(softly)\nYou came.", "So you came.")


async def test_who_is_away_may_be_asked_again_and_who_refuses_may_not(server: Server, writer: Make) -> None:
    for status in (429, 500, 503):
        server.answers.append((status, {"error": {"message": "later"}}))
        with pytest.raises(WriterAwayError, match=f"small answered {status}"):
            await writer().write(question())
    server.answers.append((401, {"error": {"message": "sk-secret is wrong"}}))
    said = await refused(writer(), question())
    assert said == "small answered 401: look at writerModel and writerKey"
    assert len(server.came) == 4
    server.hanging = True
    with pytest.raises(WriterAwayError, match=r"did not answer within 0\.5 seconds"):
        await writer(seconds=0.5).write(question())


async def test_text_instead_of_an_answer_is_nonsense_too(server: Server, writer: Make) -> None:
    said: dict[str, Any] = of_openai([])[1]
    message = {"role": "assistant", "content": "I cannot help with that."}
    said["choices"] = [{"index": 0, "finish_reason": "stop", "message": message}]
    server.answers += [(200, said)] * (1 + CORRECTIONS)
    assert "gave no answer of use" in await refused(writer(), question())


async def test_bedrock_is_asked_by_converse_and_held_to_the_same(
    server: Server, settings: ApiSettings, processes: Processes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL_BEDROCK_RUNTIME", server.url)
    chosen = settings.model_copy(update={"writer_model": "bedrock:amazon.nova-lite-v1:0"})
    named = named_model(chosen)
    assert named is not None
    assert (named.service, named.name, named.prices) == ("bedrock", "amazon.nova-lite-v1:0", None)
    server.answers += [of_bedrock(["Title: Mine\n\nRain."]), of_bedrock([BETTER])]
    written: Written = await ModelWriter(chosen, replace(named, host="x"), processes).write(question())
    assert written.texts == (BETTER,)
    assert written.cost is not None
    assert (written.cost.input_tokens, written.cost.usd) == (2000, None)
    path, headers, body = server.came[0]
    assert path == "/model/amazon.nova-lite-v1%3A0/converse"
    assert "AWS4-HMAC-SHA256" in headers["authorization"]
    assert body["inferenceConfig"]["maxTokens"] == 8000
    server.answers += [(503, {"message": "busy"})]
    with pytest.raises(WriterAwayError, match="answered 503"):
        await ModelWriter(chosen, named, processes).write(question())
