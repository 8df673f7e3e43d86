"""The fields of people, as the API describes them."""

from mercat.domain.people import fields
from mercat.model.people import FieldRow
from mercat.store.tx import Tx

# Fields that are keys of people, in the order of `describe2`.
KEYS = (
    "cookies", "email", "facebookId", "id", "leadPartitionId", "linkedInId", "sfdcAccountId", "sfdcContactId",
    "sfdcLeadId", "sfdcLeadOwnerId", "sfdcOpptyId", "twitterId",
)  # fmt: skip


def visible(tx: Tx) -> list[FieldRow]:
    """All fields that are not hidden, by id."""
    return [field for field in fields.catalog(tx).by_id.values() if not field.hidden]


def searchable(tx: Tx) -> list[FieldRow]:
    """The fields that people can be searched by: the keys, then the custom ones."""
    catalog = fields.catalog(tx)
    custom = [field for field in visible(tx) if field.custom and field.searchable]
    return [catalog.by_name[name] for name in KEYS] + custom
