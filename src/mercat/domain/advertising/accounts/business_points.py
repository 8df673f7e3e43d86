"""Business points: what companies of an industry offer, as a tree. A point's id begins with that of its parent."""

import json
from collections.abc import Iterator
from typing import Any, Final, NamedTuple

from mercat.store.tx import Tx

TOP: Final = "0"  # the parent of an industry


class Point(NamedTuple):
    """A business point and those below it."""

    id: str
    name: str
    below: tuple["Point", ...] = ()


POINTS: Final = (
    Point(
        "10",
        "餐饮食品",
        (
            Point("1000", "茶饮", (Point("100000", "茶叶"), Point("100001", "奶茶"), Point("100002", "花茶"))),
            Point("1001", "咖啡", (Point("100100", "咖啡豆"), Point("100101", "速溶咖啡"))),
        ),
    ),
    Point(
        "11",
        "教育培训",
        (
            Point("1100", "图书", (Point("110000", "教材"), Point("110001", "童书"), Point("110002", "小说"))),
            Point("1101", "语言培训", (Point("110100", "英语培训"), Point("110101", "日语培训"))),
        ),
    ),
    Point(
        "12",
        "生活服务",
        (
            Point("1200", "鲜花绿植", (Point("120000", "鲜花"), Point("120001", "绿植租摆"))),
            Point("1201", "家政", (Point("120100", "保洁"), Point("120101", "搬家"))),
        ),
    ),
)


def listing(tx: Tx, owner: int, members: dict[str, Any]) -> list[dict[str, Any]]:
    """List the industries, each with the points below it as JSON text."""
    return [
        about | {"options": [json.dumps(below, ensure_ascii=False) for below in about["options"]]}
        for about in (_described(point, 1, TOP) for point in POINTS)
    ]


def find(point_id: str) -> tuple[int, Point] | None:
    """The point with this id, and its level; None if there is none."""
    return next(((level, point) for level, point in _walk(POINTS, 1) if point.id == point_id), None)


def _walk(points: tuple[Point, ...], level: int) -> Iterator[tuple[int, Point]]:
    for point in points:
        yield level, point
        yield from _walk(point.below, level + 1)


def _described(point: Point, level: int, parent_id: str) -> dict[str, Any]:
    below = [_described(one, level + 1, point.id) for one in point.below]
    return {"level": level, "parent_id": parent_id, "value": point.id, "desc": point.name, "options": below}
