"""The curves of a simulation as an SVG: what waits, who works, how old it gets, what it costs."""

from collections.abc import Callable, Sequence
from html import escape
from typing import Final

from tools.reports.simulate.report import SimulationReport
from tools.reports.simulate.state import Sample

_WIDTH: Final = 960
_LEFT: Final = 90
_RIGHT: Final = 24
_PANEL: Final = 132
_GAP: Final = 46
_TOP: Final = 64
_POINTS: Final = 700

Curve = tuple[str, str, Callable[[Sample], float]]
#: Title of the panel, and its curves: label, colour, what it shows.
_PANELS: Final[Sequence[tuple[str, Sequence[Curve]]]] = (
    ("messages waiting and in work", (("messages", "#1f5fa8", lambda each: each.backlog),)),
    (
        "workers",
        (
            ("wanted", "#c9a227", lambda each: each.desired),
            ("running", "#2e7d4f", lambda each: each.running),
            ("on demand", "#b23a48", lambda each: each.on_demand),
        ),
    ),
    ("age of the oldest message, minutes", (("age", "#b23a48", lambda each: each.oldest_age / 60),)),
    ("USD so far", (("cost", "#5b4b8a", lambda each: each.usd),)),
)


def svg(report: SimulationReport) -> str:
    """A panel for each quantity over one axis of hours."""
    samples = report.samples
    shown = samples[:: max(1, len(samples) // _POINTS)]
    end = max(samples[-1].at, 60.0) if samples else 60.0
    height = _TOP + len(_PANELS) * (_PANEL + _GAP) + 10
    verdict = "no job lost" if report.is_sound else "JOBS LOST"
    title = f"{report.stack}, trace {report.trace}: {report.jobs} jobs, {verdict}, ${report.usd:.2f}"
    size = f'viewBox="0 0 {_WIDTH} {height}" width="{_WIDTH}" height="{height}"'
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} font-family="sans-serif" font-size="13" fill="#222">',
        f'<rect width="{_WIDTH}" height="{height}" fill="#fff"/>',
        f'<text x="{_LEFT}" y="32" font-size="18" font-weight="600">{escape(title)}</text>',
    ]
    for number, (name, curves) in enumerate(_PANELS):
        parts += _panel(name, curves, shown, top=_TOP + number * (_PANEL + _GAP), end=end)
    return "\n".join([*parts, "</svg>", ""])


def _panel(name: str, curves: Sequence[Curve], samples: Sequence[Sample], *, top: int, end: float) -> list[str]:
    width, bottom = _WIDTH - _LEFT - _RIGHT, top + _PANEL
    highest = _round_up(max((value(each) for _, _, value in curves for each in samples), default=0.0))
    parts = [f'<text x="{_LEFT}" y="{top - 8}" font-weight="600">{escape(name)}</text>']
    for share in (0.0, 0.5, 1.0):
        y = bottom - share * _PANEL
        parts.append(f'<line x1="{_LEFT}" y1="{y:.1f}" x2="{_WIDTH - _RIGHT}" y2="{y:.1f}" stroke="#ddd"/>')
        parts.append(f'<text x="{_LEFT - 8}" y="{y + 4:.1f}" text-anchor="end">{highest * share:g}</text>')
    for hour in _hours(end):
        x = _LEFT + hour * 3600 / end * width
        parts.append(f'<text x="{x:.1f}" y="{bottom + 18}" text-anchor="middle">{hour:g} h</text>')
    for place, (label, colour, value) in enumerate(curves):
        points = " ".join(
            f"{_LEFT + each.at / end * width:.1f},{bottom - value(each) / highest * _PANEL:.1f}" for each in samples
        )
        parts.append(f'<polyline points="{points}" fill="none" stroke="{colour}" stroke-width="2"/>')
        if len(curves) > 1:
            x = _WIDTH - _RIGHT - 90 * (len(curves) - place)
            parts.append(f'<text x="{x}" y="{top - 8}" fill="{colour}" font-weight="600">{escape(label)}</text>')
    return parts


def _round_up(value: float) -> float:
    """A round number that is not below the value: 1, 2, 4, 5 or 8 times a power of ten."""
    scale = 1e-6
    while True:
        for step in (1, 2, 4, 5, 8):
            if step * scale >= value and step * scale > 1e-6:
                return step * scale
        scale *= 10


def _hours(end: float) -> list[float]:
    for step in (0.25, 0.5, 1, 2, 4, 6, 12, 24):
        if end / 3600 / step <= 12:
            return [step * number for number in range(int(end / 3600 / step) + 1)]
    return [0.0]
