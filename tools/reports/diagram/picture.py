"""A drawing as an SVG: light, legible at half its size, no fonts or scripts from elsewhere."""

from collections.abc import Iterator, Mapping
from html import escape
from typing import Final

from tools.reports.diagram.layout import LINE, SMALL, TEXT, TITLE, Arrow, Box, Drawing

_INK: Final = "#1d2733"
_ZONES: Final[Mapping[str, tuple[str, str, str]]] = {
    "internet": ("#f6f7f9", "#9aa5b1", "#56626f"),
    "edge": ("#f4f0fb", "#8a6fc0", "#5d3fa0"),
    "network": ("#f3f8f4", "#6b9c7c", "#3d6b4d"),
    "public subnets": ("#fdf6e7", "#c9a44c", "#846514"),
    "private subnets": ("#e8f3ec", "#6b9c7c", "#3d6b4d"),
    "isolated subnets": ("#e6eef7", "#6487b3", "#335a8a"),
    "region": ("#f6f7f9", "#9aa5b1", "#56626f"),
}
_NODES: Final[Mapping[str, str]] = {
    "person": "#5b6b7c",
    "edge": "#6f4fb0",
    "load balancer": "#6f4fb0",
    "service": "#b5651d",
    "task": "#b5651d",
    "hosts": "#8c3b2e",
    "database": "#2f5f9e",
    "queues": "#a8336b",
    "buckets": "#2d7a4b",
    "secrets": "#8a6d1b",
    "images": "#4a6a85",
    "watching": "#4a6a85",
}
_ARROWS: Final[Mapping[str, str]] = {**_NODES, "entry": "#6f4fb0", "network": "#2f5f9e"}


def svg(drawing: Drawing) -> str:
    """The whole picture as text."""
    size = f"{drawing.width:.0f}", f"{drawing.height:.0f}"
    view = f'viewBox="0 0 {size[0]} {size[1]}" width="{size[0]}" height="{size[1]}"'
    font = f'font-family="Helvetica, Arial, sans-serif" font-size="{TEXT}" fill="{_INK}"'
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" {view} {font}>',
        f"<title>{escape(drawing.title)}</title>",
        f"<defs>{''.join(_marker(kind, colour) for kind, colour in _ARROWS.items())}</defs>",
        f'<rect width="{drawing.width:.0f}" height="{drawing.height:.0f}" fill="#ffffff"/>',
        f'<text x="24" y="38" font-size="22" font-weight="700">{escape(drawing.title)}</text>',
        f'<text x="24" y="62" font-size="{TEXT}" fill="#5b6b7c">{escape(drawing.note)}</text>',
    ]
    parts += [line for zone in drawing.zones for line in _zone(zone)]
    parts += [line for arrow in drawing.arrows for line in _line(arrow)]
    parts += [line for node in drawing.nodes for line in _node(node)]
    parts += [line for arrow in drawing.arrows for line in _words(arrow)]
    return "\n".join([*parts, "</svg>", ""])


def _marker(kind: str, colour: str) -> str:
    name = kind.replace(" ", "-")
    return (
        f'<marker id="to-{name}" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="8" markerHeight="8" '
        f'orient="auto-start-reverse"><path d="M0 0 L10 5 L0 10 z" fill="{colour}"/></marker>'
    )


def _zone(box: Box) -> Iterator[str]:
    fill, stroke, ink = _ZONES.get(box.key, ("#f6f7f9", "#9aa5b1", "#56626f"))
    yield (
        f'<rect x="{box.x:.1f}" y="{box.y:.1f}" width="{box.width:.1f}" height="{box.height:.1f}" rx="10" '
        f'fill="{fill}" stroke="{stroke}" stroke-dasharray="5 4"/>'
    )
    yield (f'<text x="{box.x + 14:.1f}" y="{box.y + 22:.1f}" font-weight="600" fill="{ink}">{escape(box.title)}</text>')


def _node(box: Box) -> Iterator[str]:
    if box.kind == "note":
        for number, row in enumerate(box.rows):
            y = box.y + 20 + number * LINE
            yield f'<text x="{box.x + 14:.1f}" y="{y:.1f}" font-size="{SMALL}" fill="#5b6b7c">{escape(row)}</text>'
        return
    colour = _NODES.get(box.kind, "#4a6a85")
    yield (
        f'<rect x="{box.x:.1f}" y="{box.y:.1f}" width="{box.width:.1f}" height="{box.height:.1f}" rx="6" '
        f'fill="#ffffff" stroke="{colour}" stroke-width="1.6"/>'
    )
    yield f'<rect x="{box.x:.1f}" y="{box.y:.1f}" width="5" height="{box.height:.1f}" rx="2" fill="{colour}"/>'
    yield (
        f'<text x="{box.x + 16:.1f}" y="{box.y + 22:.1f}" font-size="{TITLE}" font-weight="700" fill="{colour}">'
        f"{escape(box.title)}</text>"
    )
    for number, row in enumerate(box.rows, start=1):
        yield f'<text x="{box.x + 16:.1f}" y="{box.y + 22 + number * LINE:.1f}">{escape(row)}</text>'


def _line(arrow: Arrow) -> Iterator[str]:
    colour = _ARROWS.get(arrow.kind, _INK)
    points = " ".join(f"{x:.1f},{y:.1f}" for x, y in arrow.points)
    yield (
        f'<polyline points="{points}" fill="none" stroke="{colour}" stroke-width="1.6" stroke-linejoin="round" '
        f'marker-end="url(#to-{arrow.kind.replace(" ", "-")})"/>'
    )


def _words(arrow: Arrow) -> Iterator[str]:
    colour = _ARROWS.get(arrow.kind, _INK)
    for number, line in enumerate(arrow.words):
        y = arrow.at[1] + number * SMALL * 1.3
        yield (
            f'<text x="{arrow.at[0]:.1f}" y="{y:.1f}" font-size="{SMALL}" fill="{colour}" '
            f'text-anchor="{arrow.anchor}">{escape(line)}</text>'
        )
