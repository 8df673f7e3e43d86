"""The permissions of API-Only roles, in the vendor's words (custom-services#permission-list, endpoint-reference)."""

import functools
from enum import Enum, unique
from functools import lru_cache
from typing import Final

from mercat.model.caller import grants


@unique
class Permission(Enum):
    """The permissions that a role can grant under "Access API"."""

    APPROVE_ASSETS = "Approve Assets"
    EXECUTE_CAMPAIGN = "Execute Campaign"
    READ_ONLY_ACTIVITY = "Read-Only Activity"
    READ_ONLY_ACTIVITY_METADATA = "Read-Only Activity Metadata"
    READ_ONLY_ASSETS = "Read-Only Assets"
    READ_ONLY_CAMPAIGN = "Read-Only Campaign"
    READ_ONLY_COMPANY = "Read-Only Company"
    READ_ONLY_CUSTOM_OBJECT = "Read-Only Custom Object"
    READ_ONLY_CUSTOM_OBJECT_TYPE = "Read-Only Custom Object Type"
    READ_ONLY_LEAD = "Read-Only Lead"
    READ_ONLY_NAMED_ACCOUNT = "Read-Only Named Account"
    READ_ONLY_NAMED_ACCOUNT_LIST = "Read-Only Named Account List"
    READ_ONLY_OPPORTUNITY = "Read-Only Opportunity"
    READ_ONLY_SALES_PERSON = "Read-Only Sales Person"
    READ_WRITE_ACTIVITY = "Read-Write Activity"
    READ_WRITE_ACTIVITY_METADATA = "Read-Write Activity Metadata"
    READ_WRITE_ASSETS = "Read-Write Assets"
    READ_WRITE_CAMPAIGN = "Read-Write Campaign"
    READ_WRITE_COMPANY = "Read-Write Company"
    READ_WRITE_CUSTOM_OBJECT = "Read-Write Custom Object"
    READ_WRITE_CUSTOM_OBJECT_TYPE = "Read-Write Custom Object Type"
    READ_WRITE_LEAD = "Read-Write Lead"
    READ_WRITE_NAMED_ACCOUNT = "Read-Write Named Account"
    READ_WRITE_NAMED_ACCOUNT_LIST = "Read-Write Named Account List"
    READ_WRITE_OPPORTUNITY = "Read-Write Opportunity"
    READ_WRITE_SALES_PERSON = "Read-Write Sales Person"
    READ_WRITE_SCHEMA_CUSTOM_FIELD = "Read-Write Schema Custom Field"
    READ_WRITE_SCHEMA_STANDARD_FIELD = "Read-Write Schema Standard Field"
    READ_ONLY_REDIRECT_RULES = "Read-Only Redirect Rules"
    READ_WRITE_REDIRECT_RULES = "Read-Write Redirect Rules"
    ACTIVATE_CAMPAIGN = "Activate Campaign"
    DEACTIVATE_CAMPAIGN = "Deactivate Campaign"
    ACCESS_USER_MANAGEMENT = "Access User Management Api"
    ACCESS_USERS = "Access Users"


@unique
class AllOf(Enum):
    """Several permissions, of which a caller needs all. The vendor joins them with "and"."""

    MANAGE_USERS = "Access User Management Api and Access Users"
    READ_ASSET_USERS = "Read-Only Assets and Access Design Studio"
    READ_EMAILS = "Read-Only Assets and Access Design Studio and Access Email"
    EDIT_EMAILS = "Read-Write Assets and Access Design Studio and Edit Email"
    APPROVE_EMAILS = "Read-Write Assets and Access Design Studio and Approve Email"
    DELETE_EMAILS = "Read-Write Assets and Access Design Studio and Delete Email"
    READ_EMAIL_TEMPLATES = "Read-Only Assets and Access Design Studio and Access Email Template"
    EDIT_EMAIL_TEMPLATES = "Read-Write Assets and Access Design Studio and Edit Email Template"
    APPROVE_EMAIL_TEMPLATES = "Read-Write Assets and Access Design Studio and Approve Email Template"
    DELETE_EMAIL_TEMPLATES = "Read-Write Assets and Access Design Studio and Delete Email Template"
    READ_SNIPPETS = "Read-Only Assets and Access Design Studio and Access Snippet"
    EDIT_SNIPPETS = "Read-Write Assets and Access Design Studio and Edit Snippet"
    APPROVE_SNIPPETS = "Read-Write Assets and Access Design Studio and Approve Snippet"
    DELETE_SNIPPETS = "Read-Write Assets and Access Design Studio and Delete Snippet"


# One of these is needed for what shows the values of a person's fields.
LEADS: Final = (Permission.READ_ONLY_LEAD.value, Permission.READ_WRITE_LEAD.value)


@lru_cache(maxsize=4_096)
def holds(permissions: frozenset[str], alternatives: tuple[str, ...]) -> bool:
    """Whether one of the alternatives is granted. Read-Write X includes Read-Only X."""
    return any(all(_holds(permissions, name) for name in alternative.split(" and ")) for alternative in alternatives)


def _holds(permissions: frozenset[str], name: str) -> bool:
    if grants(permissions, name):
        return True
    return name.startswith("Read-Only ") and name.replace("Read-Only ", "Read-Write ", 1) in permissions


ALL: Final = tuple(permission.value for permission in Permission)

# Permissions of the console that the pages of some operations name, in addition to those above.
CONSOLE: Final = (
    "Access Design Studio",
    *(
        f"{verb} {kind}"
        for kind in ("Email", "Email Template", "Snippet")
        for verb in ("Access", "Edit", "Approve", "Delete")
    ),
)

EVERY: Final = (*ALL, *CONSOLE)

# The tree of permissions that a role form shows. "Access Users" is needed for user management (user-management.md).
TREE: Final = (
    ("Access API", tuple(name for name in ALL if name != Permission.ACCESS_USERS.value)),
    ("Access Admin", (Permission.ACCESS_USERS.value,)),
    ("Access Design Studio", CONSOLE),
)

# Other names by which the vendor's pages call these permissions.
_SAME: Final = {
    "Read Asset": "Read-Only Assets",
    "Read-Only Person": "Read-Only Lead",
    "Read-Write Person": "Read-Write Lead",
    "Read-Only Named Opportunity": "Read-Only Opportunity",
    "Read-Write Named Opportunity": "Read-Write Opportunity",
}


def exact(name: str) -> str | None:
    """The exact spelling of a permission's name. Singular and plural, hyphens and case do not matter."""
    return _spellings().get(_plain(name))


@functools.cache
def _spellings() -> dict[str, str]:
    names = {name: name for name in EVERY} | _SAME
    return {_plain(name): spelling for name, spelling in names.items()}


def _plain(name: str) -> str:
    return " ".join(_singular(word) for word in name.replace("-", " ").casefold().split())


def _singular(word: str) -> str:
    return word[:-3] + "y" if word.endswith("ies") else word.removesuffix("s")
