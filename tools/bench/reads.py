"""Every read of one row, and every list, that a film gives something to: found in the API's own document."""

import json
import urllib.error
import urllib.request
from collections.abc import Mapping
from typing import Any, Final, NamedTuple

#: Of a list that is measured: so many items are in its page.
ITEMS: Final = 50


class Read(NamedTuple):
    """A path that answers, and whether with a page of `ITEMS` or with one row."""

    template: str
    path: str
    is_list: bool


def reads(port: int, headers: Mapping[str, str], known: Mapping[str, str]) -> list[Read]:
    """What can be read from the ids that are known, by the names that paths have for them, and from those that the
    first items of lists have. Answers that are not JSON, and refusals, are left out."""
    document = _get(port, "/api/v1/openapi.json", headers)
    paths: dict[str, Any] = document["paths"]
    shared: dict[str, Any] = document["components"].get("parameters", {})
    left = {path: item["get"] for path, item in paths.items() if "application/json" in _answers(item)}
    ids, found = dict(known), list[Read]()
    while ready := [path for path in left if _names(path) <= ids.keys()]:
        for template in ready:
            parameters = [
                shared.get(each.get("$ref", "").rpartition("/")[2], each)
                for each in left.pop(template).get("parameters", ())
            ]
            takes_limit = any(each["name"] == "limit" for each in parameters)
            path = template.format_map(ids) + (f"?limit={ITEMS}" if takes_limit else "")
            try:
                answer = _get(port, path, headers)
            except urllib.error.HTTPError:
                continue
            items = answer.get("items", ()) if takes_limit else ()
            if items and "id" in items[0]:
                of_item = f"/api/v1/{template.rpartition('/')[2]}/{{"
                names = {name for other in paths if other.startswith(of_item) for name in _names(other)}
                ids |= {name: items[0]["id"] for name in names if len(names) == 1 and name not in ids}
            if len(items) == ITEMS or (template.endswith("}") and not takes_limit):
                found.append(Read(template, path, is_list=takes_limit))
    return found


def _answers(item: Mapping[str, Any]) -> Mapping[str, Any]:
    return item.get("get", {}).get("responses", {}).get("200", {}).get("content", {})


def _names(path: str) -> set[str]:
    return {part.strip("{}") for part in path.split("/") if part.startswith("{")}


def _get(port: int, path: str, headers: Mapping[str, str]) -> Any:
    request = urllib.request.Request(f"http://127.0.0.1:{port}{path}", headers=dict(headers))
    with urllib.request.urlopen(request, timeout=30) as answer:  # noqa: S310 — loopback
        return json.load(answer)
