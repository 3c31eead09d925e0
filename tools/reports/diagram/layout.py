"""Where everything stands: three columns, nodes under one another, a lane for each arrow; always the same.

Lengths are in SVG units (pixels at 100 %); text is estimated at 0.58 of its size a character, wider than it is drawn.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from tools.reports.diagram.architecture import Architecture, Link, Machine

TEXT: Final = 13
SMALL: Final = 12
TITLE: Final = 15
LINE: Final = 18
_PAD: Final = 14
_GAP: Final = 26
_NODE: Final = 252
_MARGIN: Final = 24
_TOP: Final = 84
_LANE: Final = 16
_HEAD: Final = 34
_PORT: Final = 42


@dataclass(frozen=True, kw_only=True)
class Box:
    """A node or a zone. `kind` chooses its colours."""

    key: str
    kind: str
    title: str
    rows: tuple[str, ...]
    x: float
    y: float
    width: float
    height: float

    @classmethod
    def of(  # noqa: PLR0917 - in the order in which a node is read
        cls,
        key: str,
        kind: str,
        title: str,
        rows: Sequence[str],
        corner: tuple[float, float],
        width: float,
        ports: float = 0,
    ) -> "Box":
        """A node as tall as its words, or as `ports`: the words on the arrows that leave it."""
        height = max(_PAD + LINE * (len(rows) + bool(title)) + 8, ports)
        x, y = corner
        return cls(key=key, kind=kind, title=title, rows=tuple(rows), x=x, y=y, width=width, height=height)

    @property
    def right(self) -> float:
        return self.x + self.width

    @property
    def bottom(self) -> float:
        return self.y + self.height


@dataclass(frozen=True, kw_only=True)
class Arrow:
    """A line with right angles through `points`; `words` stand at `at`, a line each, `anchor` as in SVG."""

    kind: str
    points: tuple[tuple[float, float], ...]
    words: tuple[str, ...]
    at: tuple[float, float]
    anchor: str = "start"


@dataclass(kw_only=True)
class Drawing:
    title: str
    note: str
    width: float = 0
    height: float = 0
    zones: list[Box] = field(default_factory=list[Box])
    nodes: list[Box] = field(default_factory=list[Box])
    arrows: list[Arrow] = field(default_factory=list[Arrow])

    def node(self, key: str) -> Box:
        return next(each for each in self.nodes if each.key == key)


def wide(text: str, size: float) -> float:
    return len(text) * size * 0.58


def draw(found: Architecture) -> Drawing:
    """Lay a stack out."""
    drawing = Drawing(
        title=f"{found.stack} {found.where}",
        note="Drawn from the registered program: what security groups let in, and what the roles of tasks may do.",
    )
    outgoing = [link for link in found.links if link.target in {store.key for store in found.stores}]
    from_machines = [link for link in outgoing if link.source != "edge"]
    inner = [
        link for link in found.links if link.source != "edge" and link not in outgoing and link.source != "viewers"
    ]

    left = _MARGIN
    vpc_left = _edge_columns(drawing, found, left)
    node_left = vpc_left + 2 * _PAD + _LANE * len(inner) + _PORT
    bottom = _network(drawing, found, vpc_left, node_left, from_machines)
    words = max((wide(line, SMALL) for link in from_machines for line in link.words), default=0)
    lanes_left = node_left + _NODE + 2 * _PAD + words + 12
    store_left = lanes_left + _LANE * (len(outgoing) + 2)
    bottom = max(bottom, _store_column(drawing, found, store_left, outgoing))
    _entry_arrows(drawing, found.links)
    _inner_arrows(drawing, inner, node_left)
    bottom = _store_arrows(drawing, outgoing, lanes_left, bottom)
    drawing.width, drawing.height = store_left + _NODE + 2 * _PAD + _MARGIN, bottom + _MARGIN
    return drawing


def _ports(links: Sequence[Link], key: str) -> float:
    mine = [link for link in links if link.source == key]
    return sum(SMALL * 1.3 * len(link.words) + 14 for link in mine) + (10 if mine else 0)


def _edge_columns(drawing: Drawing, found: Architecture, left: float) -> float:
    """The internet, and under it the edge; returns where the network begins."""
    rows = (*found.viewers, *found.edge, *found.firewall)
    width = max(210.0, *(wide(row, TEXT) + 2 * _PAD for row in rows))
    x, y = left + _PAD, _TOP + _HEAD
    node = _node(drawing, Box.of("viewers", "person", "Viewers", found.viewers, (x, y), width))
    drawing.zones.append(_zone("internet", "Internet", (left, _TOP), width + 2 * _PAD, node.bottom + _PAD))
    if found.edge:
        top = node.bottom + _PAD + 48
        node = _node(drawing, Box.of("edge", "edge", "CloudFront", found.edge, (x, top + _HEAD), width))
        if found.firewall:
            under = (x, node.bottom + _GAP)
            node = _node(drawing, Box.of("waf", "edge", "Web application firewall", found.firewall, under, width))
        drawing.zones.append(_zone("edge", "Edge, worldwide", (left, top), width + 2 * _PAD, node.bottom + _PAD))
    return left + width + 2 * _PAD + 100


def _node(drawing: Drawing, box: Box) -> Box:
    drawing.nodes.append(box)
    return box


def _zone(key: str, title: str, corner: tuple[float, float], width: float, bottom: float) -> Box:
    x, y = corner
    return Box(key=key, kind=key, title=title, rows=(), x=x, y=y, width=width, height=bottom - y)


def _network(drawing: Drawing, found: Architecture, vpc_left: float, node_left: float, links: Sequence[Link]) -> float:
    """Load balancer, tasks and database, in the subnets that they stand in; returns where the network ends."""
    y = _TOP + _HEAD
    right = node_left + _NODE + _PAD
    for title, members in _strata(found.machines):
        zone_top = y
        y += _HEAD
        for machine in members:
            words = _ports(links, machine.key)
            box = Box.of(machine.key, machine.kind, machine.title, machine.rows, (node_left, y), _NODE, words)
            y = _node(drawing, box).bottom + _GAP
        y += _PAD - _GAP
        corner = (node_left - _PAD, zone_top)
        drawing.zones.append(_zone(f"{members[0].subnets} subnets", title, corner, right - node_left + _PAD, y))
        y += _GAP
    way_out = _wrapped(found.way_out, _NODE + _PAD, SMALL)
    corner = (node_left - _PAD, y - 8)
    node = _node(drawing, Box.of("way out", "note", "", way_out, corner, right - node_left + _PAD))
    bottom = node.bottom + _PAD
    drawing.zones.insert(0, _zone("network", "VPC", (vpc_left, _TOP), right - vpc_left + _PAD, bottom))
    return bottom


def _strata(machines: Sequence[Machine]) -> list[tuple[str, list[Machine]]]:
    """The way a request goes: load balancer, then what runs, then the database."""
    order = {"load balancer": 0, "service": 1, "task": 1, "hosts": 1, "database": 2}
    found: dict[tuple[int, str], list[Machine]] = {}
    for machine in sorted(machines, key=lambda each: (order[each.kind], _RANK.get(each.key, 5))):
        found.setdefault((order[machine.kind], machine.subnets), []).append(machine)
    return [(f"{kind.capitalize()} subnets", members) for (_, kind), members in found.items()]


#: The API stands under the load balancer, migrations beside it.
_RANK: Final = {"service api": 0, "task migration": 1}


def _wrapped(text: str, width: float, size: float) -> list[str]:
    lines, line = list[str](), ""
    for word in text.split():
        longer = f"{line} {word}".strip()
        if line and wide(longer, size) > width:
            lines.append(line)
            longer = word
        line = longer
    return [*lines, line]


def _store_column(drawing: Drawing, found: Architecture, left: float, links: Sequence[Link]) -> float:
    y = _TOP + _HEAD
    width = max([_NODE, *(wide(row, TEXT) + 2 * _PAD for store in found.stores for row in store.rows)])
    for store in found.stores:
        arriving = sum(link.target == store.key for link in links)
        ports = _LANE * (arriving + 1)
        box = Box.of(store.key, store.key, store.title, store.rows, (left + _PAD, y), width, ports)
        y = _node(drawing, box).bottom + _GAP
    bottom = y - _GAP + _PAD
    drawing.zones.append(_zone("region", "Services of the region", (left, _TOP), width + 2 * _PAD, bottom))
    return bottom


def _entry_arrows(drawing: Drawing, links: Sequence[Link]) -> None:
    """From the internet down to the edge, and from there to the load balancer."""
    for link in links:
        if link.source not in ("viewers", "edge") or link.target not in ("edge", "entry"):
            continue
        source, target = drawing.node(link.source), drawing.node(link.target)
        if link.target == "edge":
            x = source.right - 60
            points = ((x, source.bottom), (x, target.y))
            at = (x + 10, target.y - _HEAD - 20)
        else:
            start, end = source.y + 20, target.y + target.height / 2
            middle = source.right + _PAD + 30
            points = ((source.right, start), (middle, start), (middle, end), (target.x, end))
            at = (middle + 8, end - 8)
        drawing.arrows.append(Arrow(kind="entry", points=points, words=link.words, at=at))


def _inner_arrows(drawing: Drawing, links: Sequence[Link], node_left: float) -> None:
    """Between machines, along the left of their column, a lane each."""
    arriving: dict[str, int] = {}
    for number, link in enumerate(links):
        source, target = drawing.node(link.source), drawing.node(link.target)
        lane = node_left - _PAD - _PORT - _LANE * number
        leaving_y = source.y + source.height - 12 - 10 * (number % 2)
        place = arriving.setdefault(link.target, 0)
        arriving[link.target] += 1
        entering_y = target.y + 16 + 18 * place
        points = ((source.x, leaving_y), (lane, leaving_y), (lane, entering_y), (target.x, entering_y))
        drawing.arrows.append(
            Arrow(kind="network", points=points, words=link.words, at=(lane + 4, entering_y - 4), anchor="start")
        )


def _store_arrows(drawing: Drawing, links: Sequence[Link], lanes_left: float, bottom: float) -> float:
    """Rights: to the right out of a machine, down or up a lane of their own, into the store. What the edge fetches from
    the buckets goes under the network. Returns the new bottom."""
    left_at = {each.key: each.y + 10.0 for each in drawing.nodes}
    arriving: dict[str, int] = {}
    for number, link in enumerate(links):
        source, target = drawing.node(link.source), drawing.node(link.target)
        lane = lanes_left + _LANE * (number + 1)
        place = arriving.setdefault(link.target, 0)
        arriving[link.target] += 1
        end = (target.x, target.y + _LANE * (place + 1))
        if link.source == "edge":
            under, x, leaving = bottom + 30, source.x - 7, source.y + source.height - 14
            points = ((source.x, leaving), (x, leaving), (x, under), (lane, under), (lane, end[1]), end)
            drawing.arrows.append(Arrow(kind=link.target, points=points, words=link.words, at=(x + 12, under - 8)))
            bottom = under
            continue
        block = SMALL * 1.3 * len(link.words)
        line_y = left_at[link.source] + block + 4
        left_at[link.source] = line_y + 10
        points = ((source.right, line_y), (lane, line_y), (lane, end[1]), end)
        at = (source.right + 2 * _PAD + 8, line_y - block + SMALL - 3)
        drawing.arrows.append(Arrow(kind=link.target, points=points, words=link.words, at=at))
    return bottom
