"""Small mistakes in plain Python: which are planted, that tests meet them, and that every excuse fits the code."""

from pathlib import Path

import pytest

from tools.command.__main__ import main as studio
from tools.environments import ROOT
from tools.errors import StudioError
from tools.verify.mutations.source.areas import AREAS, Area
from tools.verify.mutations.source.command import Result, planted
from tools.verify.mutations.source.excused import Excuse, UnfitExcuseError, excuses, idle
from tools.verify.mutations.source.operators import mistakes
from tools.verify.mutations.source.sample import candidates, sample

SHOP = '''\
"""A shop."""
import logging
_log = logging.getLogger(__name__)
LIMIT: int = 3

def may_buy(count: int, *, open: bool = True) -> bool:
    """Whether: 1 < 2."""
    _log.info("asked %d", count + 1)
    if count < 0:
        raise ValueError(f"{count - 1} is too few")
    return open and count <= LIMIT

def price(count: int) -> int:
    total = 0
    while count > 0:
        total += 5
        count -= 1
    return -(-total // 2)
'''
TESTS = """\
from shop import may_buy, price

def test_three_may_be_bought_and_four_not():
    assert may_buy(3)
    assert not may_buy(4)

def test_nobody_buys_less_than_nothing():
    try:
        may_buy(-1)
    except ValueError:
        return
    raise AssertionError("bought")

def test_three_cost_eight():
    assert price(3) == 8
"""


def changes(source: str) -> list[tuple[str, str, str]]:
    return [(mistake.operator, mistake.before, mistake.after) for mistake in mistakes(source)]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("a < b", [("comparison", "a < b", "a <= b")]),
        ("a == b", [("comparison", "a == b", "a != b")]),
        ("a in b", [("comparison", "a in b", "a not in b")]),
        ("0 < a", [("comparison", "0 < a", "0 <= a"), ("number", "0", "1")]),
        ("a + b", [("arithmetic", "a + b", "a - b")]),
        ("a += b", [("arithmetic", "a += b", "a -= b")]),
        ("-a", [("sign", "-a", "a")]),
        ("not a", [("boolean", "not a", "a")]),
        ("a and b", [("boolean", "a and b", "a or b")]),
        ("x = 2", [("number", "2", "3"), ("number", "2", "1")]),
        ("x = 60", [("number", "60", "120"), ("number", "60", "30")]),
        ("x = 0.5", [("number", "0.5", "1.0"), ("number", "0.5", "0.25")]),
        ("x = True", [("boolean", "True", "False")]),
        ("if a: b.c = d", [("condition", "a", "not a")]),
        ("f()", [("call", "f()", "pass")]),
        ("x = f(a, b)", [("arguments", "f(a, b)", "f(b, a)")]),
        ("x = max(a, b)", []),
        ("def f() -> int:\n    return a", [("return", "a", "0")]),
        ("def f() -> bool:\n    return a", [("return", "a", "True"), ("return", "a", "False")]),
    ],
)
def test_a_piece_of_python_invites_these_mistakes(source: str, expected: list[tuple[str, str, str]]) -> None:
    assert changes(source) == expected


@pytest.mark.parametrize(
    "source",
    [
        '"""It has 3 < 4."""',
        "x: Annotated[int, 3]",
        "__all__ = ['a' + 'b']",
        "@cache(maxsize=3)\ndef f(a: int = b) -> None:\n    pass",
        "_log.info('%d', 1)",
        "raise ValueError(1 + 1)",
        "if TYPE_CHECKING:\n    x = 1",
        "x = Field(ge=0, le=5)",
        "x = zip(*a, strict=True)",
    ],
)
def test_what_no_test_can_notice_is_left_out(source: str) -> None:
    assert changes(source) == []


def test_a_mistake_knows_the_outermost_function_around_it() -> None:
    source = "X = 1\nclass A:\n    Y = 1\n    def f(self):\n        def g():\n            return 1 < a\n        g()\n"
    assert [(m.function, m.constant) for m in mistakes(source) if m.after in ("2", "1 <= a", "pass")] == [
        ("X", True),
        ("Y", True),
        ("A.f", False),
        ("A.f", False),
        ("A.f", False),
    ]


def test_a_function_that_keeps_its_results_concerns_every_test() -> None:
    assert [m.constant for m in mistakes("@lru_cache(maxsize=1)\ndef f():\n    g()\n\ndef h():\n    g()")] == [
        True,
        False,
    ]


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A repository of one module and its tests, which hold some of it."""
    root = tmp_path_factory.mktemp("shop")
    (root / "shop.py").write_text(SHOP)
    (root / "test_shop.py").write_text(TESTS)
    (root / "pytest.ini").write_text("[pytest]\npythonpath = .\n")
    return root


AREA = Area(name="shop", side="backend", files=("shop.py",), tests=("test_shop.py",))


ENDLESS = "count -= 1"


@pytest.fixture(scope="module")
def results(shop: Path) -> list[Result]:
    """What became of the mistakes that the shop invites, those of numbers left out; one of them never ends."""
    counted = {"number", "arithmetic"}
    found = candidates(AREA, (), shop)
    return list(
        planted(
            AREA,
            [each for each in found if each.mistake.operator not in counted or each.mistake.before == ENDLESS],
            root=shop,
        )
    )


def test_tests_notice_what_they_hold_and_only_that(results: list[Result]) -> None:
    assert {each.candidate.mistake.before for each in results if each.killer is None} == {"count < 0"}
    killers = {each.candidate.mistake.before: each.killer for each in results}
    assert killers["count <= LIMIT"] == "test_shop.py::test_three_may_be_bought_and_four_not"
    assert killers["-(-total // 2)"] == "test_shop.py::test_three_cost_eight"


def test_a_loop_that_never_ends_is_noticed(results: list[Result]) -> None:
    (result,) = (each for each in results if each.candidate.mistake.before == ENDLESS)
    assert result.killer == "test_shop.py::test_three_cost_eight (did not end)"


def test_a_mistake_meets_the_tests_that_call_its_function_and_no_others(results: list[Result]) -> None:
    (lives,) = (each for each in results if each.candidate.mistake.before == "count < 0")
    assert (lives.killer, lives.tests) == (None, 2)


def test_nothing_is_written_where_the_source_is(shop: Path, results: list[Result]) -> None:
    assert results
    assert {path.name: path.read_text() for path in shop.glob("*.py")} == {"shop.py": SHOP, "test_shop.py": TESTS}


def test_tests_that_fail_by_themselves_hold_nothing(tmp_path: Path) -> None:
    (tmp_path / "shop.py").write_text(SHOP)
    (tmp_path / "test_shop.py").write_text("def test_no():\n    assert False\n")
    (tmp_path / "pytest.ini").write_text("[pytest]\n")
    with pytest.raises(StudioError, match="its tests have to pass first"):
        list(planted(AREA, candidates(AREA, (), tmp_path)[:1], root=tmp_path))


def test_an_excuse_spares_what_it_fits_and_nothing_else(shop: Path) -> None:
    line = Excuse(file="shop.py", line="if count < 0:", operator="comparison", reason="why")
    constant = Excuse(file="shop.py", function="LIMIT", reason="why")
    every, left = candidates(AREA, (), shop), candidates(AREA, (line, constant), shop)
    assert {each.mistake.before for each in every if each not in left} == {"count < 0", "3"}
    assert len(every) == len(left) + 3


def test_every_excuse_fits_some_mistake() -> None:
    files = {excuse.file for excuse in excuses() if (ROOT / excuse.file).is_file()}
    found = {file: mistakes((ROOT / file).read_text(encoding="utf-8")) for file in files}
    assert [str(excuse) for excuse in idle(excuses(), found)] == []


def test_an_excuse_that_fits_nothing_is_found(shop: Path) -> None:
    found = {"shop.py": mistakes(SHOP)}
    gone = Excuse(file="shop.py", function="refund", reason="why")
    moved = Excuse(file="other.py", function="price", reason="why")
    assert idle((gone, moved, Excuse(file="shop.py", function="price", reason="why")), found, shop) == [gone, moved]


@pytest.mark.parametrize(
    ("entry", "says"),
    [
        ('file = "a.py"\nfunctions = ["f"]', "excuse 1 needs a file and a reason"),
        ('file = "a.py"\nreason = "so"', "excuses the whole of a.py: name functions or lines"),
        ('file = "a.py"\nreason = "so"\nfunction = "f"', "excuse 1 has function; it may have before, file"),
    ],
)
def test_an_excuse_without_reason_or_bounds_is_refused(tmp_path: Path, entry: str, says: str) -> None:
    path = tmp_path / "excused.toml"
    path.write_text(f"[[excuse]]\n{entry}\n")
    with pytest.raises(UnfitExcuseError, match=says):
        excuses(path)


@pytest.mark.parametrize("area", AREAS, ids=lambda area: area.name)
def test_an_area_has_mistakes_to_plant_and_tests_to_notice_them(area: Area) -> None:
    assert len(candidates(area)) > 100
    assert all((ROOT / path).exists() for path in area.tests)


def test_equal_seeds_give_equal_samples_and_others_other_ones() -> None:
    found = candidates(AREAS[0])
    assert sample(found, 10, 1) == sample(found, 10, 1) != sample(found, 10, 2)
    assert sample(found, 10**6, 1) == found


def test_a_path_of_no_area_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    assert studio(["mutate", "--only", "dinosaur"]) == 2
    assert "No file under dinosaur is in an area of backend or workers" in capsys.readouterr().err


def test_only_the_infrastructure_has_mistakes_with_names(capsys: pytest.CaptureFixture[str]) -> None:
    assert studio(["mutate", "backend", "dinosaur"]) == 2
    assert "say --only PATH instead of dinosaur" in capsys.readouterr().err


@pytest.mark.parametrize("area", AREAS[:3], ids=lambda area: area.name)
def test_a_function_of_an_area_that_returns_nothing_is_noticed(area: Area) -> None:
    returns = [each for each in candidates(area) if each.mistake.operator == "return"]
    (result,) = planted(area, sample(returns, 1, 1), survey=False)
    assert result.killer is not None, str(result.candidate)
