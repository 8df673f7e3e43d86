"""Audiences: their members, their types, and what refuses them. Rules of a type's own part are in `audience_specs`."""

from typing import Any, Final

import msgspec

from mercat.domain.advertising.collection import Facts
from mercat.domain.bulk.simulated_progress import AUDIENCES, TIMED_MS, pace
from mercat.model.refusals import Refusal
from mercat.store.advertising import ad_objects
from mercat.store.tx import Tx

KIND: Final = "custom_audience"
CUSTOMER_FILE: Final = "CUSTOMER_FILE"
LOOKALIKE: Final = "LOOKALIKE"
USER_ACTION: Final = "USER_ACTION"
COMBINE: Final = "COMBINE"
AD: Final = "AD"
SUCCESS: Final = "SUCCESS"
FILE_MALFORMED: Final = 201  # the error code of an audience whose file has no line of the right format


class AudienceTypeUnfit(Refusal):
    """Audiences of this type do not take the operation."""

    type: str


class AudienceNotOwn(Refusal):
    """The audience belongs to another account, which only lets this one use it."""


class AudienceRuleInvalid(Refusal):
    """The part of the audience's own type breaks a rule."""


class SeedUnfit(Refusal):
    """The seed of a lookalike is one itself, not ready, too small or too large."""


class ExpansionUnfit(Refusal):
    """The size of a lookalike is no multiple of 500,000."""


class AudienceShared(Refusal):
    """Other accounts may use the audience."""


class AudienceTargeted(Refusal):
    """Ad groups target the audience, or exclude it."""


class AudienceExpanded(Refusal):
    """The audience is the seed of a lookalike."""


class AudienceCombined(Refusal):
    """The audience is a part of a combination."""


class Audience(Facts):
    """The members that rules read."""

    name: str = ""
    type: str = CUSTOMER_FILE
    outer_id: str = msgspec.field(name="outer_audience_id", default="")
    spec: dict[str, Any] = msgspec.field(name="audience_spec", default_factory=dict)

    def unique_name(self) -> str | None:
        return self.name

    def parent_id(self) -> int:
        return int(self.spec.get("lookalike_spec", {}).get("seed_audience_id", 0))


class Cover(msgspec.Struct, frozen=True, omit_defaults=True):
    """Whom an audience covers from the time `at` on: so many users.

    `file` is the change since the cover before, or, if it is `whole`, all of them.
    """

    at: int
    count: int = 0
    file: str = ""
    reduces: bool = False
    error: int = 0
    whole: bool = False


def covers(document: dict[str, Any]) -> list[Cover]:
    """The covers of an audience, oldest first."""
    return msgspec.convert(document.get("_covers", []), list[Cover])


def with_cover(document: dict[str, Any], cover: Cover) -> dict[str, Any]:
    """The document of an audience that has one more cover."""
    return document | {"_covers": [*document.get("_covers", []), msgspec.to_builtins(cover)]}


def with_new_cover(document: dict[str, Any], cover: Cover, now: int) -> dict[str, Any]:
    """The document of an audience whose users are computed anew: the present cover and those to come stay."""
    before = covers(document)
    ready = [one for one in before if one.at <= now]
    rest = [one for one in before if one.at > now]
    return document | {"_covers": msgspec.to_builtins([*ready[-1:], *rest, cover])}


def ready_at(tx: Tx, document: dict[str, Any]) -> int:
    """When a computation that begins now is done: after the one before, and as late as the simulated progress says."""
    latest = max((cover.at for cover in covers(document)), default=0)
    return max(latest, tx.now + pace(tx, AUDIENCES).delay_ms)


def progress(at: int, now: int) -> str:
    """The status of a computation that is done at a time: the first half of its time it waits."""
    if at <= now:
        return SUCCESS
    return "PENDING" if at - now > TIMED_MS // 2 else "PROCESSING"


def state(document: dict[str, Any], now: int) -> dict[str, Any]:
    """The members of an audience that follow from its covers. Until one is ready, it covers nobody."""
    all_covers = covers(document)
    ready = [cover for cover in all_covers if cover.at <= now and not cover.error]
    failures = [cover for cover in all_covers if cover.at <= now and cover.error]
    if ready:
        return {"status": SUCCESS, "error_code": 0, "user_count": ready[-1].count, "online_status": "ONLINE"}
    waiting = [cover for cover in all_covers if cover.at > now]
    if failures and not waiting:
        return {"status": "ERROR", "error_code": failures[-1].error, "user_count": 0}
    status = progress(waiting[0].at, now) if waiting else "PENDING"
    return {"status": status, "error_code": 0, "user_count": 0}


def forget_stale(tx: Tx) -> None:
    """Delete the files with the users of deleted audiences."""
    for item in ad_objects.deleted_with(tx, KIND, "_covers"):
        for key in {cover.file for cover in covers(item.document) if cover.file}:
            tx.files.drop(key)
        del item.document["_covers"]
        ad_objects.save(tx, item.id, item.document)
