"""Audiences of the sample data: of files, keywords, others; a set of user actions. Nothing is drawn."""

import hashlib
import io
import zipfile
from dataclasses import replace
from typing import Any

from mercat.domain.advertising.audiences.audience_files import audience_files
from mercat.domain.advertising.audiences.audience_grants import grants
from mercat.domain.advertising.audiences.audiences import audiences
from mercat.domain.advertising.collection import Search, Window
from mercat.domain.advertising.users import user_actions
from mercat.domain.advertising.users.user_action_sets import action_sets
from mercat.domain.bridges import bridges, list_to_audience
from mercat.domain.lists import static_lists
from mercat.model.bridges import ListToAudience
from mercat.model.clock import DAY, SECOND
from mercat.store.tx import Tx


def fill(tx: Tx, account_id: int) -> None:
    """Make two audiences with files, and those that follow from them."""
    then = replace(tx, now=tx.now - 20 * DAY)
    parts = []
    for name, first in (("Buyers of a year", 0), ("Newsletter readers", 250)):
        parts.append(audiences.add(then, account_id, {"name": name, "type": "CUSTOMER_FILE"}))
        members = {"audience_id": parts[-1], "user_id_type": "HASH_MOBILE_PHONE"}
        receipt = audience_files.receive(then, account_id, members, _telephones(first))
        audience_files.upload(then, account_id, members, "users.zip", receipt)
    alike = {"lookalike_spec": {"seed_audience_id": parts[0], "expand_user_count": 2_000_000}}
    both = {"combine_spec": {"include": [[{"audience_id": one}] for one in parts]}}
    words = {"keyword_spec": {"include_keyword": ["tea", "coffee", "books"]}}
    for name, kind, spec in (
        ("Like buyers", "LOOKALIKE", alike),
        ("Reading buyers", "COMBINE", both),
        ("Searchers", "KEYWORD", words),
    ):
        audiences.add(then, account_id, {"name": name, "type": kind, "audience_spec": spec})
    fill_actions(tx, account_id)


def share(tx: Tx, account_id: int, other_id: int) -> None:
    """Let another account target the first audience."""
    permission = {"account_id": other_id, "grant_permission_type_list": ["GRANT_PERMISSION_TYPE_TARGET"]}
    spec = {"grant_business_id": account_id, "grant_scope_type": "GRANT_SCOPE_TYPE_ACCOUNT"}
    spec |= {"grant_account_permission": [permission]}
    first = audiences.find(tx, Search([account_id], window=Window(1))).items[0]
    members = {"audience_id_list": [first.id], "grant_type": "GRANT_TYPE_BUSINESS"}
    grants.grant(tx, account_id, {**members, "grant_spec": {"grant_to_business_spec": spec}})


def keep_in_step(tx: Tx, account_id: int, list_name: str) -> None:
    """Make an audience of a static list, and the bridge between them, which has not run yet."""
    members = static_lists.named(tx, list_name)
    if members is None:  # somebody has deleted it since the demo began
        return
    audience_id = audiences.add(tx, account_id, {"name": "Visitors of the booth", "type": "CUSTOMER_FILE"})
    settings = ListToAudience("static", members.id, audience_id, ["mobilePhone", "phone"], "HASH_MOBILE_PHONE")
    bridges.ensure(tx, list_to_audience.KIND, account_id, settings)


def fill_actions(tx: Tx, account_id: int) -> None:
    """Make a set of user actions with a month of visits and purchases."""
    site = {"type": "WEB", "name": "Shop", "description": "www.example.com"}
    set_id = action_sets.add(replace(tx, now=tx.now - 30 * DAY), account_id, site)
    for day in range(30):
        at = (tx.now - (30 - day) * DAY) // SECOND
        user_actions.add(tx, account_id, {"user_action_set_id": set_id, "actions": [_action(at, n) for n in range(20)]})


def _action(at: int, number: int) -> dict[str, Any]:
    is_purchase = number % 5 == 4
    return {
        "action_time": at + 600 * number,
        "action_type": "PURCHASE" if is_purchase else "PAGE_VIEW",
        "action_param": {"value": 1_000 + 100 * number} if is_purchase else {},
        "outer_action_id": f"{at}_{number}",
        "url": f"https://www.example.com/{'order' if is_purchase else 'tea'}",
        "user_id": {"hash_phone": _hash(number)},
    }


def _telephones(first: int) -> bytes:
    """A zip of 500 hashed telephone numbers that nobody has."""
    lines = "\n".join(_hash(number) for number in range(first, first + 500))
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr("users.txt", lines)
    return content.getvalue()


def _hash(number: int) -> str:
    return hashlib.md5(f"100{number:08d}".encode(), usedforsecurity=False).hexdigest()
