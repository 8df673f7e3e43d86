"""The vendor says twice which permission an operation needs: in over fifty sentences of the OpenAPI files, and in a
table of the guide (vendor/permissions.json, by operation). Where the two differ, either admits.
"""

import json
import re
from pathlib import Path

from mercat.app.catalogue import coverage
from mercat.marketo.permissions import AllOf, exact
from mercat.marketo.permissions import Permission as P
from mercat.wire.operation import AUTHENTICATED, PUBLIC
from support.catalog import MARKETO

Meaning = tuple[P | AllOf, ...]  # one of these is enough

ASSETS_READ: Meaning = (P.READ_ONLY_ASSETS, P.READ_WRITE_ASSETS)
ASSETS_WRITE: Meaning = (P.READ_WRITE_ASSETS,)

SENTENCES: dict[str, Meaning] = {
    "None": AUTHENTICATED,
    "Activate Campaign": (P.ACTIVATE_CAMPAIGN,),
    "Approve Assets": (P.APPROVE_ASSETS,),
    "Deactivate Campaign": (P.DEACTIVATE_CAMPAIGN,),
    "Execute Campaign": (P.EXECUTE_CAMPAIGN,),
    "Read Only Redirect Rules, Read Write Redirect Rules": (P.READ_ONLY_REDIRECT_RULES, P.READ_WRITE_REDIRECT_RULES),
    "Read Write Redirect Rules": (P.READ_WRITE_REDIRECT_RULES,),
    "Read-Asset or Read-Write Asset": ASSETS_READ,
    "Read-Only Activity": (P.READ_ONLY_ACTIVITY,),
    "Read-Only Activity, Read-Write Activity": (P.READ_ONLY_ACTIVITY, P.READ_WRITE_ACTIVITY),
    "Read-Only Activity Metadata, Read-Write Activity Metadata": (
        P.READ_ONLY_ACTIVITY_METADATA,
        P.READ_WRITE_ACTIVITY_METADATA,
    ),
    "Read-Only Asset": (P.READ_ONLY_ASSETS,),
    "Read-Only Assets, Read-Write Assets": ASSETS_READ,
    # the second half is a rule about one parameter; the handler keeps it
    "Read-Only Assets, Read-Write Assets. If leadId is passed in the request: Read-Only Lead, Read-Write Lead": (
        P.READ_ONLY_ASSETS,
        P.READ_WRITE_ASSETS,
    ),
    # what follows "Read-Only Assets" or "Read-Write Assets" are permissions that come in addition
    "Read-Only Assets, Access Design Studio": (AllOf.READ_ASSET_USERS,),
    "Read-Only Assets, Access Design Studio, Access Email": (AllOf.READ_EMAILS,),
    "Read-Only Assets, Access Design Studio, Access Email Template": (AllOf.READ_EMAIL_TEMPLATES,),
    "Read-Only Assets, Access Design Studio, Access Snippet": (AllOf.READ_SNIPPETS,),
    "Read-Write Assets, Access Design Studio, Approve Email": (AllOf.APPROVE_EMAILS,),
    "Read-Write Assets, Access Design Studio, Approve Email Template": (AllOf.APPROVE_EMAIL_TEMPLATES,),
    "Read-Write Assets, Access Design Studio, Approve Snippet": (AllOf.APPROVE_SNIPPETS,),
    "Read-Write Assets, Access Design Studio, Delete Email": (AllOf.DELETE_EMAILS,),
    "Read-Write Assets, Access Design Studio, Delete Email Template": (AllOf.DELETE_EMAIL_TEMPLATES,),
    "Read-Write Assets, Access Design Studio, Delete Snippet": (AllOf.DELETE_SNIPPETS,),
    "Read-Write Assets, Access Design Studio, Edit Email": (AllOf.EDIT_EMAILS,),
    "Read-Write Assets, Access Design Studio, Edit Email Template": (AllOf.EDIT_EMAIL_TEMPLATES,),
    "Read-Write Assets, Access Design Studio, Edit Snippet": (AllOf.EDIT_SNIPPETS,),
    "Read-Only Campaigns, Read-Write Campaigns": (P.READ_ONLY_CAMPAIGN, P.READ_WRITE_CAMPAIGN),
    "Read-Only Company, Read-Write Company": (P.READ_ONLY_COMPANY, P.READ_WRITE_COMPANY),
    "Read-Only Custom Object": (P.READ_ONLY_CUSTOM_OBJECT,),
    "Read-Only Custom Object, Read-Write Custom Object": (P.READ_ONLY_CUSTOM_OBJECT, P.READ_WRITE_CUSTOM_OBJECT),
    "Read-Only Custom Object Type, Read-Write Custom Object Type": (
        P.READ_ONLY_CUSTOM_OBJECT_TYPE,
        P.READ_WRITE_CUSTOM_OBJECT_TYPE,
    ),
    "Read-Only Lead": (P.READ_ONLY_LEAD,),
    "Read-Only Lead, Read-Write Lead": (P.READ_ONLY_LEAD, P.READ_WRITE_LEAD),
    "Read-Only Named Account, Read-Write Named Account": (P.READ_ONLY_NAMED_ACCOUNT, P.READ_WRITE_NAMED_ACCOUNT),
    "Read-Only Named Account List, Read-Write Named Account List": (
        P.READ_ONLY_NAMED_ACCOUNT_LIST,
        P.READ_WRITE_NAMED_ACCOUNT_LIST,
    ),
    # "Named Opportunity" is a slip of the OpenAPI file; its table of permissions has no such name
    "Read-Only Opportunity, Read-Write Named Opportunity": (P.READ_ONLY_OPPORTUNITY, P.READ_WRITE_OPPORTUNITY),
    "Read-Write Named Opportunity": (P.READ_WRITE_OPPORTUNITY,),
    "Read-Only Sales Person, Read-Write Sales Person": (P.READ_ONLY_SALES_PERSON, P.READ_WRITE_SALES_PERSON),
    "Read-Write Activity": (P.READ_WRITE_ACTIVITY,),
    "Read-Write Activity Metadata": (P.READ_WRITE_ACTIVITY_METADATA,),
    "Read-Write Asset": ASSETS_WRITE,
    "Read-Write Assets": ASSETS_WRITE,
    "Read-Write Company": (P.READ_WRITE_COMPANY,),
    "Read-Write Custom Object": (P.READ_WRITE_CUSTOM_OBJECT,),
    "Read-Write Custom Object Type": (P.READ_WRITE_CUSTOM_OBJECT_TYPE,),
    "Read-Write Lead": (P.READ_WRITE_LEAD,),
    "Read-Write Named Account": (P.READ_WRITE_NAMED_ACCOUNT,),
    "Read-Write Named Account List": (P.READ_WRITE_NAMED_ACCOUNT_LIST,),
    "Read-Write Sales Person": (P.READ_WRITE_SALES_PERSON,),
    "Read-Write Schema Custom Field": (P.READ_WRITE_SCHEMA_CUSTOM_FIELD,),
    "Read-Write Schema Standard Field, Read-Write Schema Custom Field": (
        P.READ_WRITE_SCHEMA_STANDARD_FIELD,
        P.READ_WRITE_SCHEMA_CUSTOM_FIELD,
    ),
    "Access User Management Api and Access Users": (AllOf.MANAGE_USERS,),
}

TABLE: dict[str, str] = json.loads((Path(__file__).parent / "vendor" / "permissions.json").read_text())

# Words of the table that are less than they mean: the guide's page and the OpenAPI file ask for both permissions.
SHORTENED = {P.ACCESS_USER_MANAGEMENT.value: AllOf.MANAGE_USERS.value}

# Operations whose `needs` is not what their sentence and the table mean, with the reason.
OTHERWISE: dict[str, str] = {}


def reach(names: tuple[str, ...]) -> frozenset[str]:
    """A role with Read-Write X may read X as well, so naming both says no more than naming the first."""
    read = {name for name in names if name.startswith("Read-Only ")}
    return frozenset(names) | {name.replace("Read-Only ", "Read-Write ", 1) for name in read}


def in_table(operation: str) -> tuple[str, ...]:
    """The permission that the table has for an operation; none if it leaves the operation out."""
    name = exact(TABLE[operation]) if operation in TABLE else None
    return () if name is None else (SHORTENED.get(name, name),)


def test_every_sentence_has_a_meaning() -> None:
    assert {entry.permission for entry in coverage.documented("marketo")} == set(SENTENCES)


def test_a_meaning_names_the_permissions_of_its_sentence() -> None:
    for sentence, meaning in SENTENCES.items():
        text = re.sub(r"\W+", " ", sentence.lower())
        for permission in meaning:
            for name in permission.value.split(" and "):
                subject = re.sub(r"^(read only|read write) ", "", re.sub(r"\W+", " ", name.lower()))
                assert subject.rstrip("s") in text.replace("named opportunity", "opportunity"), sentence


def test_the_table_names_known_permissions_of_known_operations() -> None:
    operations = {str(entry) for entry in [*coverage.documented("marketo"), *MARKETO]}
    assert [operation for operation in TABLE if operation not in operations] == []
    assert {words for words in TABLE.values() if exact(words) is None} == {"None"}


def test_every_operation_needs_what_the_vendor_says() -> None:
    sentences = {str(entry): entry.permission for entry in coverage.documented("marketo")}
    different = set()
    for operation in MARKETO:
        if str(operation) not in sentences or operation.path.startswith("/identity/"):
            continue
        meaning = reach(tuple(permission.value for permission in SENTENCES[sentences[str(operation)]]))
        meaning |= reach(in_table(str(operation)))
        if operation.needs is PUBLIC or reach(operation.needs) != meaning:
            different.add(str(operation))
    assert different == set(OTHERWISE)
