"""How bodies move: what somebody does, as hands, feet and a trunk at a moment. Pure functions of the time in the shot.

In head heights around the point between the feet, facing right, as a body is drawn. Drawn on twos, as limited animation
is: a pose stands for two frames, which halves what a moving figure costs.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final, NamedTuple

from contracts.recipes.film import FRAMES_PER_SECOND, Act, FrameRate, Posture, per_second

_ON: Final = 2
#: A brisk walk and a run, in head heights a second: an adult's 1.4 and 3 m/s.
_SPEEDS: Final[dict[Act, float]] = {"enter": 5.5, "leave": 5.5, "walk": 5.0, "run": 11.0}
#: Nobody takes longer than this to come in or to go, however wide the picture is.
_LONGEST_WAY: Final = 2.6
_EASE: Final = 0.4
#: A step's reach before and behind, and the share of the cycle for which a foot is on the ground.
_WALK: Final = (1.15, 0.56)
_RUN: Final = (1.45, 0.36)
UPPER_ARM, FOREARM = 0.885, 0.86
THIGH, SHANK = 1.58, 1.56
SHOULDERS: Final = ((-0.65, -5.20), (0.66, -5.22))
HIPS: Final = ((-0.26, -3.30), (0.26, -3.30))
_CLOSEST: Final = 1.25
#: Of somebody who lies, and what `behind` reaches beyond the picture's edge at most.
_LENGTH: Final = 9.0
_BLOWS: Final = 2.3

Point = tuple[float, float]


class Body(NamedTuple):
    """Wrists (as of an upright trunk) and ankles; where the trunk is moved to and how it leans (radians, forward); how
    far the whole lies (0 … 1), how far it is from its place (behind it: negative), where the head is moved to."""

    near_x: float = -0.80
    near_y: float = -3.48
    far_x: float = 0.82
    far_y: float = -3.52
    near_foot_x: float = -0.33
    near_foot_y: float = -0.17
    far_foot_x: float = 0.33
    far_foot_y: float = -0.17
    shift_x: float = 0.0
    shift_y: float = 0.0
    lean: float = 0.0
    lies: float = 0.0
    travel: float = 0.0
    head_x: float = 0.0
    head_y: float = 0.0

    def towards(self, other: "Body", share: float) -> "Body":
        """The pose between this and another."""
        return Body(*(a + (b - a) * share for a, b in zip(self, other, strict=True)))

    @property
    def on_its_feet(self) -> bool:
        """Whether the legs are those of somebody who only stands."""
        return self[4:10] == REST[4:10]


REST: Final = Body()
_POSTURES: Final[dict[Posture, Body]] = {
    "stand": REST,
    "sit": Body(0.10, -3.60, 0.72, -3.62, 0.55, -0.17, 0.95, -0.17, shift_y=1.45),
    "lie": Body(lies=1.0),
    "kneel": Body(-0.30, -3.70, 0.50, -3.70, -1.05, -0.16, -0.75, -0.16, shift_y=1.52),
    "drive": Body(0.45, -4.30, 1.05, -4.38, 0.75, -0.17, 1.15, -0.17, shift_y=1.45),
    "swim": Body(-1.05, -5.02, 1.10, -5.02),
}
#: Hands and head of what is done with them.
GESTURES: Final[dict[Act, dict[str, float]]] = {
    "hold": {"far_x": 1.15, "far_y": -4.50},
    "give": {"far_x": 1.95, "far_y": -4.75, "lean": 0.08},
    "take": {"far_x": 1.85, "far_y": -4.65, "lean": 0.08},
    "point": {"far_x": 2.25, "far_y": -5.18},
    "wave": {"far_x": 1.30, "far_y": -6.30},
    "embrace": {"near_x": 0.70, "near_y": -4.95, "far_x": 1.55, "far_y": -4.85, "lean": 0.10},
    "eat": {"far_x": 0.70, "far_y": -5.42},
    "drink": {"far_x": 0.72, "far_y": -5.45, "head_y": -0.03},
    "write": {"near_x": 0.10, "near_y": -4.10, "far_x": 0.72, "far_y": -4.16, "head_y": 0.10, "lean": 0.10},
    "read": {"near_x": 0.12, "near_y": -4.42, "far_x": 0.98, "far_y": -4.46, "head_y": 0.09},
    "phone": {"far_x": 0.74, "far_y": -5.72},
    "look_away": {},
    "look_up": {"head_y": -0.12, "head_x": -0.06, "lean": -0.04},
    "nod": {},
    "shake_head": {},
    "laugh": {"head_y": -0.06, "lean": -0.06},
    "cry": {"near_x": -0.12, "near_y": -5.58, "far_x": 0.42, "far_y": -5.58, "head_y": 0.12, "lean": 0.12},
    "sleep": {"head_y": 0.06},
    "drive": {"near_x": 0.45, "near_y": -4.30, "far_x": 1.05, "far_y": -4.38},
}
#: What swings in a gesture, how far, and how often a second.
_SWINGS: Final[dict[Act, tuple[tuple[str, float, float], ...]]] = {
    "wave": (("far_x", 0.32, 1.8),),
    "nod": (("head_y", 0.07, 1.5),),
    "shake_head": (("head_x", 0.07, 1.6),),
    "laugh": (("shift_y", 0.05, 3.0),),
    "write": (("far_x", 0.10, 1.0), ("far_y", 0.03, 2.0)),
}
#: How long those last that are over before the shot is; the others go on.
_SECONDS: Final[dict[Act, float]] = {
    "sit": 0.9,
    "stand_up": 0.9,
    "lie": 1.4,
    "fall": 0.75,
    "kneel": 0.8,
    "point": 2.2,
    "wave": 2.4,
    "give": 1.8,
    "take": 1.8,
    "nod": 1.3,
    "shake_head": 1.3,
    "laugh": 2.6,
}
_ENDS: Final[dict[Act, Posture]] = {
    "sit": "sit",
    "lie": "lie",
    "fall": "lie",
    "sleep": "lie",
    "kneel": "kneel",
    "drive": "drive",
    "swim": "swim",
}
_KEEPS: Final[frozenset[Act]] = frozenset(GESTURES) - {"sleep", "drive"}
#: What goes on moving until the shot ends.
_CYCLES: Final[frozenset[Act]] = frozenset({"climb", "dance", "fight", "swim", "eat", "drink", "write"})
_FOR_A_WHILE: Final = 1.5
_ON_THE_WAY: Final[dict[Act, float]] = {"walk": 3.0, "run": 6.0}
_WITH_PROPS: Final[frozenset[Act]] = frozenset({"read", "write", "phone", "drink"})


@dataclass(frozen=True, slots=True)
class Shown:
    """Somebody at a moment. `back`: goes back to where they came from; `prop`: an act whose tool is in the hand."""

    body: Body
    shut: bool = False
    chair: bool = False
    back: bool = False
    away: bool = False
    prop: Act | None = None


@dataclass(frozen=True, slots=True)
class _Step:
    act: Act
    begins: float
    lasts: float
    posture: Posture
    heads: float
    origin: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Motion:
    """What somebody does in a shot. `whole`: the picture shows them from head to sole, so that they can move about;
    `behind`: heads from their place to beyond the picture's edge at their back; `gap`: heads to whom they face."""

    acts: tuple[Act, ...]
    posture: Posture
    holds: bool
    whole: bool
    behind: float
    gap: float | None
    rate: FrameRate = FRAMES_PER_SECOND

    @property
    def poses(self) -> bool:
        """Whether they do anything but stand."""
        return bool(self.acts or self.holds or self.posture != "stand")

    @property
    def moves(self) -> bool:
        """Whether the picture changes with them."""
        return any(step.lasts > 0 for step in self._steps())

    def at(self, frame: int) -> Shown:
        """How they are at a frame of the shot. Equal for the two frames of a pose, and once all is done."""
        seconds = float(frame // _ON * _ON / per_second(self.rate))
        now: _Step | None = None
        for step in self._steps():
            if step.begins <= seconds:
                now = step
        if now is None:
            return self._resting(self.posture)
        shown = self._doing(now, seconds - now.begins)
        travel = shown.body.travel + now.origin
        return replace(shown, body=shown.body._replace(travel=travel)) if now.origin else shown

    def _steps(self) -> Iterator[_Step]:
        posture, begins, origin = self.posture, 0.0, 0.0
        acts: list[Act] = [act for act in self.acts if self.whole or act in GESTURES]
        if "leave" in acts:  # Whoever has left does nothing more here.
            acts = acts[: acts.index("leave") + 1]
        for index, act in enumerate(acts):
            heads = self._way(acts[index - 1] if index else None, act)
            lasts = self._lasts(act, heads)
            if index < len(acts) - 1 and act not in _SPEEDS and act not in _SECONDS:
                lasts = _FOR_A_WHILE
            yield _Step(act, begins, lasts, posture, heads, origin)
            begins += lasts
            posture = _ENDS.get(act, posture if act in _KEEPS else "stand")
            origin += heads if act in _ON_THE_WAY and index else 0.0

    def _lasts(self, act: Act, heads: float) -> float:
        if act in _SPEEDS:
            return min(heads / _SPEEDS[act], _LONGEST_WAY)
        return math.inf if act in _CYCLES else _SECONDS.get(act, _EASE if act != "sleep" else 0.0)

    def _way(self, before: Act | None, act: Act) -> float:
        """How many heads somebody goes: in and out all the way, up to their place at the beginning of a shot, and later
        in it a little towards whom they face."""
        if act not in _ON_THE_WAY:
            return self.behind if act in _SPEEDS else 0.0
        if before is None:
            return min(_ON_THE_WAY[act], self.behind)
        if before in _SPEEDS:
            return 0.0
        return _ON_THE_WAY[act] / 2 if self.gap is None else max(0.0, min(_ON_THE_WAY[act], self.gap - _BLOWS) / 2)

    def _rest(self, posture: Posture) -> Body:
        body = _POSTURES[posture] if self.whole else REST
        if body.lies:  # Behind their place, away from whom they face, but not beyond the picture's edge.
            body = body._replace(travel=max(0.0, _LENGTH - self.behind))
        if posture == "drive":
            body = body._replace(**GESTURES["drive"])
        return body._replace(**GESTURES["hold"]) if self.holds and posture != "drive" else body

    def _resting(self, posture: Posture, *, shut: bool = False) -> Shown:
        return Shown(self._rest(posture), shut=shut, chair=self.whole and posture in {"sit", "drive"})

    def _doing(self, step: _Step, t: float) -> Shown:
        act, rest = step.act, self._rest(step.posture)
        if act in _SPEEDS:
            return self._going(step, t)
        ends = _ENDS.get(act)
        if act in {"sit", "stand_up", "lie", "fall", "kneel"}:
            share = min(1.0, t / step.lasts)
            share = share * share if act == "fall" else _eased(share)
            after = self._resting(ends or "stand")
            before = "sit" in {act, step.posture}
            return Shown(rest.towards(after.body, share), chair=self.whole and before)
        if act == "sleep":
            return self._resting("lie", shut=True) if self.whole else Shown(rest._replace(head_y=0.06), shut=True)
        if act == "drive":
            return self._resting("drive")
        if act in {"climb", "dance", "fight", "swim"}:
            return Shown(self._cycling(act, t, self._rest("swim" if act == "swim" else "stand")))
        lasts = _SECONDS.get(act, math.inf)
        share = _eased(min(1.0, t / _EASE, max(0.0, (lasts - t) / _EASE)))
        body = rest.towards(_gestured(act, t, rest), share)
        if act == "embrace" and self.whole and self.gap is not None:
            body = body._replace(travel=max(0.0, self.gap - _CLOSEST) / 2 * share)
        return Shown(
            body,
            shut=act in {"cry", "embrace"} and share > 0.5,
            chair=self.whole and step.posture in {"sit", "drive"},
            away=act == "look_away" and share > 0.5,
            prop=act if act in _WITH_PROPS else None,
        )

    def _going(self, step: _Step, t: float) -> Shown:
        share = min(1.0, t / step.lasts) if step.lasts else 1.0
        onward = step.act in _ON_THE_WAY and step.begins > 0
        if share >= 1 and step.act != "leave":
            resting = self._resting("stand")
            return replace(resting, body=resting.body._replace(travel=step.heads)) if onward else resting
        gone = step.heads * share
        body = _stepping(gone, running=step.act == "run", rest=self._rest("stand"))
        travel = -gone if step.act == "leave" else gone if onward else gone - step.heads
        return Shown(body._replace(travel=travel), back=step.act == "leave")

    def _cycling(self, act: Act, t: float, rest: Body) -> Body:
        swing = math.sin(2 * math.pi * t)
        if act == "dance":
            lift = abs(math.sin(2 * math.pi * t))
            return rest._replace(
                near_x=-1.15, near_y=-4.6 - 0.7 * swing, far_x=1.15, far_y=-4.6 + 0.7 * swing,
                shift_x=0.22 * swing, shift_y=0.10 * lift, lean=0.07 * swing, head_x=0.06 * swing,
                near_foot_y=-0.17 - 0.20 * max(0.0, swing), far_foot_y=-0.17 - 0.20 * max(0.0, -swing),
            )  # fmt: skip
        if act == "climb":
            reach = math.sin(2 * math.pi * 0.8 * t)
            return rest._replace(
                near_x=0.35, near_y=-6.0 - 0.5 * reach, far_x=0.95, far_y=-6.0 + 0.5 * reach, lean=0.08,
                near_foot_x=0.1, near_foot_y=-0.6 + 0.45 * reach, far_foot_x=0.5, far_foot_y=-0.6 - 0.45 * reach,
                shift_y=-0.12 * abs(reach),
            )  # fmt: skip
        if act == "swim":
            stroke = math.sin(2 * math.pi * 0.55 * t)
            near, far = max(0.0, stroke), max(0.0, -stroke)
            return rest._replace(
                near_x=-0.85 + 1.9 * near, near_y=-5.0 - 0.95 * near, far_x=0.75 + 0.9 * far, far_y=-5.0 - 0.95 * far,
                lean=0.12, shift_y=0.07 * abs(stroke), head_x=0.05 * stroke,
            )  # fmt: skip
        blow = math.sin(2 * math.pi * 1.6 * t)
        near, far = max(0.0, blow), max(0.0, -blow)
        gap = 0.0 if self.gap is None else max(0.0, self.gap - _BLOWS) / 2
        return rest._replace(
            near_x=0.30 + 0.85 * near, near_y=-4.95, far_x=0.95 + 1.10 * far, far_y=-5.05, lean=0.10 + 0.08 * far,
            near_foot_x=-0.75, far_foot_x=0.75, shift_y=0.22, shift_x=0.12 * blow, travel=gap * min(1.0, t / _EASE),
        )  # fmt: skip


def _gestured(act: Act, t: float, rest: Body) -> Body:
    body = rest._replace(**GESTURES[act])
    if act in {"eat", "drink"}:
        raised = _eased(0.5 - 0.5 * math.cos(2 * math.pi * 0.4 * t))
        return rest._replace(**GESTURES["hold"]).towards(body, raised)
    swung: dict[str, float] = {
        part: getattr(body, part) + far * math.sin(2 * math.pi * often * t) for part, far, often in _SWINGS.get(act, ())
    }
    return body._replace(**swung)


def _stepping(gone: float, *, running: bool, rest: Body) -> Body:
    """Somebody who has gone so far: a foot on the ground goes back as far as the body goes on, so that it stands."""
    reach, ground = _RUN if running else _WALK
    phase = gone / (2 * reach / ground)
    feet = [_foot((phase + half) % 1.0, reach, ground, 0.75 if running else 0.30) for half in (0.0, 0.5)]
    swing = math.cos(2 * math.pi * phase)
    arm = 1.0 if running else 0.62
    lift = 1.05 if running else 0.12
    body = rest._replace(
        near_x=-0.30 - arm * swing,
        near_y=-3.62 - lift * abs(swing) * 0.8,
        near_foot_x=feet[0][0] - 0.06,
        near_foot_y=feet[0][1],
        far_foot_x=feet[1][0] + 0.06,
        far_foot_y=feet[1][1],
        shift_y=(0.26 if running else 0.20) - 0.10 * math.cos(4 * math.pi * phase + math.pi),
        lean=0.17 if running else 0.04,
    )
    if rest.far_y > _POSTURES["stand"].far_y - 0.5:
        body = body._replace(far_x=0.35 + arm * swing, far_y=-3.62 - lift * abs(swing) * 0.8)
    return body


def _foot(phase: float, reach: float, ground: float, lift: float) -> Point:
    if phase < ground:
        return reach - 2 * reach * phase / ground, -0.17
    share = (phase - ground) / (1 - ground)
    return -reach + 2 * reach * _eased(share), -0.17 - lift * math.sin(math.pi * share)


def _eased(share: float) -> float:
    return share * share * (3 - 2 * share)


def bent(root: Point, end: Point, lengths: Sequence[float], side: Point) -> tuple[Point, Point]:
    """(joint, end) of two bones from a root to an end, or as near to it as they reach; of the two ways to bend, the one
    further towards `side`."""
    upper, lower = lengths
    across, down = end[0] - root[0], end[1] - root[1]
    apart = math.hypot(across, down) or 1e-6
    reached = min(max(apart, abs(upper - lower) + 1e-3), upper + lower - 1e-3)
    x, y = across / apart, down / apart
    along = (upper * upper - lower * lower + reached * reached) / (2 * reached)
    out = math.sqrt(max(0.0, upper * upper - along * along))
    if -y * side[0] + x * side[1] < 0:
        out = -out
    joint = root[0] + x * along - y * out, root[1] + y * along + x * out
    return joint, (root[0] + x * reached, root[1] + y * reached)
