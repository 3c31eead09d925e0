"""The API called by its own document: what is known to exist, cases that mix it with the made up, and what has to hold
of every answer."""

import uuid
from dataclasses import dataclass, field
from importlib import import_module
from typing import Any, Final

import hypothesis
from film_studio.kit.problem_kinds import KINDS, URN
from hypothesis import HealthCheck
from hypothesis import strategies as st

from tests.backend.screenplay.strategies import any_text

# Their types have parameters that they leave unnamed, which a strict reader of types refuses.
schemathesis: Any = import_module("schemathesis")
checks: Any = import_module("schemathesis.checks")
openapi_checks: Any = import_module("schemathesis.specs.openapi.checks")
Case = Any
CheckContext = Any
Response = Any

#: Problems of what a request means. A request that is valid by the document may meet them, and no other of its faults.
OF_MEANING: Final = frozenset(
    {
        *("invalid-cursor", "invalid-filename", "idempotency-key-reused", "not-a-screenplay", "screenplay-too-large"),
        *("body-too-large", "changed-meanwhile", "account-incomplete", "not-in-the-film"),
        *("no-such-subject", "not-in-the-project", "not-in-the-script", "too-many-elements"),
        "not-in-the-suggestion",
        "no-such-time-zone",
        "not-a-public-address",
    }
)
_REQUEST_FAULTS: Final = frozenset({400, 413, 415, 422, 428})
#: Made of a key, a place and a mark as cursors are, or of nothing of the kind.
CURSORS: Final = st.one_of(
    st.text(max_size=40),
    st.from_regex(r"\A[A-Za-z0-9_-]{0,60}\Z"),
    st.sampled_from(["WyIiLDBd", "W10", "e30", "WyJ4IixbXV0"]),
)
#: Cases of one operation that a run of all tests makes up.
FEW: Final = 50
TAGS: Final = st.sampled_from(['"1"', '"2"', '"3"', 'W/"1"', '"x"', '"1", "2"'])

for media_type in ("text/plain", "text/x-fountain", "text/fountain", "application/octet-stream"):
    schemathesis.openapi.media_type(
        media_type, any_text.map(lambda text: text.encode("utf-8", "replace")) | st.binary(max_size=200)
    )


@dataclass
class Known:
    """What exists and was answered, by the names of the parameters that ask for it."""

    values: dict[str, list[str]] = field(default_factory=dict[str, list[str]])

    def learn(self, name: str, value: str) -> None:
        values = self.values.setdefault(name, [])
        if value not in values:
            values.append(value)
            del values[:-50]

    def draw(self, draw: st.DrawFn, name: str) -> str | None:
        """One that is known, mostly; at times one that nobody has; None to leave it to the document."""
        # The same draws whatever is known by now: what is found is tried again, when more is.
        choice, place = draw(st.integers(0, 9)), draw(st.integers(0, 49))
        values = self.values.get(name, [])
        if choice == 0:
            return None
        if choice == 1 and name.endswith("_id"):
            return str(uuid.UUID(int=7))
        return values[place % len(values)] if values else None


@dataclass
class Target:
    """A running API, and what is known of it."""

    schema: Any
    base_url: str
    headers: dict[str, str]
    known: Known

    def cases(self, operation: Any) -> st.SearchStrategy[Case]:
        """Requests of an operation: half of them valid by the document, half of them not."""
        known = self.known
        path = [parameter.name for parameter in operation.path_parameters]
        query = {parameter.name for parameter in operation.query}
        headers = {parameter.name for parameter in operation.headers}

        @st.composite
        def case(draw: st.DrawFn) -> Case:
            valid = draw(st.booleans())
            given: dict[str, dict[str, Any]] = {"path_parameters": {}, "query": {}, "headers": {}}
            for name in path:
                if (value := known.draw(draw, name)) is not None:
                    given["path_parameters"][name] = value
            if "cursor" in query and draw(st.booleans()):
                learnt, made_up = known.draw(draw, f"cursor of {operation.label}"), draw(CURSORS)
                given["query"]["cursor"] = learnt or made_up
            if "if-match" in headers and draw(st.integers(0, 3)):
                given["headers"]["if-match"] = draw(TAGS)
            chosen = {name: values for name, values in given.items() if values}
            mode = schemathesis.GenerationMode.POSITIVE if valid else schemathesis.GenerationMode.NEGATIVE
            return draw(operation.as_strategy(mode, **chosen))

        return case()

    def send(self, case: Case) -> None:
        """Send it, hold the answer to the document, and learn what is in it. Raises schemathesis's FailureGroup."""
        response = case.call(base_url=self.base_url, headers=self.headers, timeout=30)
        case.validate_response(response, checks=CHECKS, headers=self.headers)
        self.learn(case, response)

    def learn(self, case: Case, response: Response) -> None:
        if response.status_code not in (200, 201, 202) or "json" not in str(response.headers.get("content-type")):
            return
        answer = response.json()
        if answer.get("next_cursor"):
            self.known.learn(f"cursor of {case.operation.label}", str(answer["next_cursor"]))


@schemathesis.check
def declares_its_answer(_context: CheckContext, response: Response, case: Case) -> None:
    """Each status is declared, and of each problem its kind."""
    declared = case.operation.definition.raw["responses"].get(str(response.status_code))
    assert declared is not None, f"{response.status_code} is not declared: {response.text[:500]}"
    if response.status_code >= 400:
        kind = response.json()["type"].removeprefix(URN)
        name = "".join(word.capitalize() for word in kind.split("-")) + "Problem"
        if "$ref" in declared:  # Operations that links lead to come with what they share written out.
            shared = case.operation.schema.raw_schema["components"]["responses"]
            declared = shared[declared["$ref"].rsplit("/", 1)[-1]]
        assert f"/{name}'" in str(declared), f"{kind} is not declared: {response.text[:500]}"
        assert KINDS[kind].status == response.status_code


@schemathesis.check
def takes_what_is_valid(_context: CheckContext, response: Response, case: Case) -> None:
    """What is valid by the document is refused for what it means alone."""
    meta = case.meta
    if meta is None or not meta.generation.mode.is_positive or response.status_code not in _REQUEST_FAULTS:
        return
    kind = response.json()["type"].removeprefix(URN)
    assert kind in OF_MEANING, f"valid by the document, and refused: {response.text[:500]}"


CHECKS: Final[list[Any]] = [
    checks.not_a_server_error,
    openapi_checks.content_type_conformance,
    openapi_checks.response_headers_conformance,
    openapi_checks.response_schema_conformance,
    openapi_checks.negative_data_rejection,
    declares_its_answer,
    takes_what_is_valid,
]


def settings(cases: int, *, steps: int = 20) -> hypothesis.settings:
    """So many cases; few are the same ones each time."""
    return hypothesis.settings(
        max_examples=cases,
        stateful_step_count=steps,
        deadline=None,
        database=None,
        derandomize=cases < FEW,
        print_blob=False,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large],
        phases=[hypothesis.Phase.generate],
    )
