"""Preferences of an account: one of each, whichever business unit sets it."""

from typing import Any, Final

from mercat.store.advertising import ad_objects
from mercat.store.tx import Tx

KIND: Final = "preferences"
DEFAULTS: Final = {"cover_image_snapshot_type": "COVER_IMAGE_SNAPSHOT_TYPE_FIRST_FRAME_DEFAULT"}

Members = dict[str, Any]


def get(tx: Tx, account_id: int, members: Members) -> Members:
    """Show the preferences of an account."""
    return DEFAULTS | ad_objects.documents_by_name(tx, KIND, [account_id], KIND).get(account_id, {})


def change(tx: Tx, account_id: int, members: Members) -> None:
    """Change the preferences of an account. Those that the call omits stay as they are."""
    object_id = ad_objects.find_by_name(tx, KIND, account_id, KIND)
    if object_id is None:
        ad_objects.add(tx, KIND, account_id, members, name=KIND)
    else:
        present = ad_objects.documents_by_name(tx, KIND, [account_id], KIND)[account_id]
        ad_objects.save(tx, object_id, present | members, name=KIND)
