"""What kind of game an application is, by tags of the platform. There are two systems of tags, the second named V6."""

from collections import Counter
from collections.abc import Mapping
from typing import Any, Final

import msgspec

from mercat.domain.advertising.collection import Collection, Facts
from mercat.domain.advertising.dates import is_date
from mercat.domain.advertising.reference import table
from mercat.domain.advertising.refusals import TooEarly
from mercat.model.refusals import NotAllowed, NotFound, TooMany, WrongType
from mercat.store.advertising import ad_objects
from mercat.store.tx import Tx

NO_TAG: Final = 0
MOST_TESTS: Final = 5  # of a game before it is published; each other scene is once in the life of a game
TEST: Final = "GAME_CLOSED_BETA_TEST"
_PARENTS: Final = {
    "GAMEPLAY": "GAME_TYPE",
    "SUB_THEME": "THEME",
    "GAME_PLAY_V6": "GAME_TYPE_V6",
    "GAME_SUB_PLAY_V6": "GAME_PLAY_V6",
}
_REQUIRED: Final = ("profit_mode_id", "game_type_id", "game_theme_id", "game_play_id")
_LIFE: Final = "game_marketing_lifecycle_list"

Members = dict[str, Any]


class Game(Facts):
    """The members that rules read."""

    type: str = msgspec.field(name="marketing_target_type", default="")
    detail_id: str = msgspec.field(name="marketing_target_detail_id", default="")

    def unique_name(self) -> str | None:
        return f"{self.type}/{self.detail_id}"


class Games(Collection[Game]):
    """The games of all accounts. `tags` is the type of the tags of each member, `within` the member they belong to."""

    def __init__(self, kind: str, tags: Mapping[str, str], within: Mapping[str, str]) -> None:
        super().__init__(kind, Game)
        self._tags = tags
        self._within = within

    def put(self, tx: Tx, owner: int, members: Members) -> str:
        """Say what kind of game an application is. What was said before is replaced."""
        for member, kind in self._tags.items():
            if members.get(member, NO_TAG) != NO_TAG or member in _REQUIRED:
                _check_tags(member, kind, members[member], members.get(self._within.get(member, "")))
        _check_life(members.get(_LIFE, []))
        name = self.read(members).unique_name()
        present = ad_objects.find_by_name(tx, self.kind, owner, name or "")
        if present is None:
            self.add(tx, owner, members)
        else:
            ad_objects.save(tx, present, members, name=name)
        detail_id: str = members["marketing_target_detail_id"]
        return detail_id

    def one(self, tx: Tx, owner: int, members: Members) -> Members:
        """Get what kind of game an application is."""
        name = self.read(members).unique_name() or ""
        object_id = ad_objects.find_by_name(tx, self.kind, owner, name)
        if object_id is None:
            raise NotFound(self.kind, members["marketing_target_detail_id"])
        return self.get(tx, owner, object_id).document


_SHARED: Final = {"profit_mode_id": "PROFIT_MODE", "game_theme_id": "THEME", "game_sub_theme_id": "SUB_THEME"}
_THEMES: Final = {"game_sub_theme_id": "game_theme_id"}

games: Final = Games(
    "game",
    {**_SHARED, "game_type_id": "GAME_TYPE", "gameplay_id_list": "GAMEPLAY"},
    {**_THEMES, "gameplay_id_list": "game_type_id"},
)
games_v6: Final = Games(
    "game v6",
    {
        **_SHARED,
        "game_type_id": "GAME_TYPE_V6",
        "game_play_id": "GAME_PLAY_V6",
        "game_sub_play_id_list": "GAME_SUB_PLAY_V6",
    },
    {**_THEMES, "game_play_id": "game_type_id", "game_sub_play_id_list": "game_play_id"},
)


def tags(tx: Tx, owner: int, members: Members) -> list[Members]:
    """List tags of games."""
    kind = members["type"]
    above = _PARENTS.get(kind, "")
    names = {tag_id: name for tag_id, name, _ in table("game_tags").get(above, ())}
    return [
        {
            "id": tag_id,
            "name": name,
            "type": kind,
            "parent_id": parent_id,
            "parent_name": names.get(parent_id, ""),
            "parent_type": above if parent_id else "",
        }
        for tag_id, name, parent_id in table("game_tags")[kind]
    ]


def _check_tags(member: str, kind: str, value: int | list[int], above: int | None) -> None:
    """Check that tags are there, and belong to the tag above them. Raises NotAllowed."""
    fitting = [tag_id for tag_id, _, parent_id in table("game_tags")[kind] if above is None or parent_id == above]
    for tag_id in value if isinstance(value, list) else [value]:
        if tag_id not in fitting:
            raise NotAllowed(member, str(tag_id), tuple(map(str, fitting)))


def _check_life(phases: list[Members]) -> None:
    """Check the days of a game's phases, and how often each is there. Raises WrongType, TooEarly, TooMany."""
    for phase in phases:
        for name in ("start_date", "end_date"):
            if not is_date(phase[name]):
                raise WrongType(f"{_LIFE}.{name}", phase[name], "date")
        if phase["end_date"] < phase["start_date"]:
            raise TooEarly(f"{_LIFE}.end_date", "start_date")
    for scene, count in Counter(phase["game_marketing_scene"] for phase in phases).items():
        most = MOST_TESTS if scene == TEST else 1
        if count > most:
            raise TooMany(_LIFE, most)
