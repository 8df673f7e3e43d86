"""A search for folders, programs and assets of all kinds by the beginning of their names."""

from typing import Final, NamedTuple

from mercat.domain.asset_kinds import catalog
from mercat.model.assets import AssetType, Kind, NamedAsset, key_of
from mercat.store.assets import asset_names
from mercat.store.tx import Tx

TEXT_LENGTH: Final = 255
TYPES: Final[tuple[Kind | AssetType, ...]] = (
    *Kind,
    *(kind.type for kind in catalog.KINDS),
    AssetType.STATIC_LIST,
    AssetType.SMART_CAMPAIGN,
)
_BEYOND: Final = 2**63 - 1  # no id is greater


class Position(NamedTuple):
    """A place in the order: key of the name, then type, then id."""

    key: str
    type: str
    id: int


START: Final = Position("", "", 0)


class Matches(NamedTuple):
    """A page of a search. `end` is where the next page begins, None on the last one."""

    assets: list[NamedAsset]
    end: Position | None


def beginning(tx: Tx, text: str, type: Kind | AssetType | None, *, after: Position, limit: int) -> Matches:
    """What has a name that begins with a text, in any case and spacing, by name. Without a type, everything."""
    key = key_of(text[:TEXT_LENGTH])
    rows = [
        (Position(name_key, one.value, asset.id), asset)
        for one in (TYPES if type is None else (type,))
        for name_key, asset in asset_names.beginning(
            tx, one, key, after=(after.key, _last_id(one, after)), limit=limit + 1
        )
    ]
    rows.sort(key=lambda row: row[0])
    return Matches([asset for _, asset in rows[:limit]], rows[limit - 1][0] if len(rows) > limit else None)


def _last_id(type: Kind | AssetType, after: Position) -> int:
    """The last id of a type that stands before a position, among those with the key of the position."""
    if type.value == after.type:
        return after.id
    return _BEYOND if type.value < after.type else 0
