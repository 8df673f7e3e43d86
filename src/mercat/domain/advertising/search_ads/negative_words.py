"""Negative words: the searches at which an ad group or a creative is not shown. Each word is judged on its own."""

import re
from typing import Any, Final

from mercat.domain.advertising.ad_groups.ad_groups import ad_groups
from mercat.domain.advertising.creatives.creatives import creatives
from mercat.domain.advertising.search_ads.bidwords import AD_GROUP, CreativeElsewhere, words_of
from mercat.domain.advertising.widths import display_width
from mercat.model.advertising import AdObject
from mercat.model.refusals import Missing, NotFound
from mercat.store.advertising import ad_objects
from mercat.store.tx import Tx

KIND: Final = "negative words"
CREATIVE: Final = "dynamic_creative_id"
MATCHES: Final = ("phrase_negative_words", "exact_negative_words")
MOST_WORDS: Final = 900  # of each match
MOST_WIDTH: Final = 20  # wide characters of a word
SUCCESS, DUPLICATE, LONG, BEYOND, SPECIAL = (
    "success_words",
    "duplicate_words",
    "exceed_length_words",
    "exceed_limit_words",
    "has_special_words",
)
_PLAIN: Final = re.compile(r"[\w .+·-]*")  # letters and digits of all scripts, and a few marks

Members = dict[str, Any]


def add(tx: Tx, owner: int, members: Members) -> Members:
    """Add negative words to those of an ad group or a creative. Words that do not fit are told, by their reasons."""
    target = _target(tx, owner, members)
    return _store(tx, owner, target, members, _words(tx, owner, target))


def update(tx: Tx, owner: int, members: Members) -> Members:
    """Replace the negative words of an ad group or a creative. Words that do not fit are told, by their reasons."""
    return _store(tx, owner, _target(tx, owner, members), members, _nothing())


def of_ad_groups(tx: Tx, owner: int, members: Members) -> Members:
    """List the negative words of ad groups, and the ids that are none of the account's."""
    words, unknown = _listed(tx, owner, [{AD_GROUP: one} for one in members["adgroup_ids"]])
    return {"adgroup_list": words, "adgroup_error_list": unknown}


def of_both(tx: Tx, owner: int, members: Members) -> Members:
    """List the negative words of ad groups and creatives, and the ids that are none of the account's."""
    targets = [{AD_GROUP: one} for one in members.get("adgroup_ids", [])]
    targets += [{CREATIVE: one} for one in members.get("dynamic_creative_ids", [])]
    if not targets:
        raise Missing("adgroup_ids")
    words, unknown = _listed(tx, owner, targets)
    return {"list": words, "error_list": unknown}


def _listed(tx: Tx, owner: int, targets: list[Members]) -> tuple[list[Members], list[str]]:
    words, unknown = [], []
    for target in targets:
        try:
            item = _target(tx, owner, target)
        except NotFound as refusal:
            unknown.append(str(refusal.key))
        else:
            words.append({**_ids(item), **_words(tx, owner, item)})
    return words, unknown


def _target(tx: Tx, owner: int, members: Members) -> AdObject:
    """The creative whose words a call is about, or else the ad group. Raises Missing, NotFound, CreativeElsewhere."""
    group = ad_groups.get(tx, owner, members[AD_GROUP]) if AD_GROUP in members else None
    if CREATIVE in members:
        creative = creatives.get(tx, owner, members[CREATIVE])
        if group is not None and creative.document[AD_GROUP] != group.id:
            raise CreativeElsewhere(creative.document[AD_GROUP])
        return creative
    if group is None:
        raise Missing(AD_GROUP)
    return group


def _ids(target: AdObject) -> Members:
    """The members that name an ad group, or a creative and its ad group."""
    parent_id = target.document.get(AD_GROUP)
    return {AD_GROUP: target.id} if parent_id is None else {AD_GROUP: parent_id, CREATIVE: target.id}


def _nothing() -> dict[str, list[str]]:
    return {match: [] for match in MATCHES}


def _words(tx: Tx, owner: int, target: AdObject) -> dict[str, list[str]]:
    stored_id = ad_objects.find_by_name(tx, KIND, owner, str(target.id))
    stored = None if stored_id is None else ad_objects.find(tx, KIND, owner, stored_id)
    return _nothing() if stored is None else stored.document


def _store(tx: Tx, owner: int, target: AdObject, members: Members, before: dict[str, list[str]]) -> Members:
    told = {reason: _nothing() for reason in (SUCCESS, DUPLICATE, LONG, BEYOND, SPECIAL)}
    taken = words_of(tx, owner, _ids(target)[AD_GROUP])
    for match in MATCHES:
        present = {*before[match]}
        for word in members[match]:
            reason = _judge(word, present, taken)
            told[reason][match].append(word)
            if reason == SUCCESS:
                present.add(word)
    after = {match: before[match] + told[SUCCESS][match] for match in MATCHES}
    _save(tx, owner, target, after)
    failed = any(told[reason][match] for reason in (DUPLICATE, LONG, BEYOND, SPECIAL) for match in MATCHES)
    return {**_ids(target), "status": "OPER_FAIL" if failed else "OPER_SUCCESS", **told}


def _judge(word: str, present: set[str], taken: set[str]) -> str:
    """Why a word cannot be added, or that it can."""
    if not word.strip() or display_width(word) > MOST_WIDTH:
        return LONG
    if not _PLAIN.fullmatch(word):
        return SPECIAL
    if word in present or word in taken:
        return DUPLICATE
    return SUCCESS if len(present) < MOST_WORDS else BEYOND


def _save(tx: Tx, owner: int, target: AdObject, words: dict[str, list[str]]) -> None:
    name = str(target.id)
    stored_id = ad_objects.find_by_name(tx, KIND, owner, name)
    if stored_id is None:
        ad_objects.add(tx, KIND, owner, words, name=name, parent_id=target.id)
    else:
        ad_objects.save(tx, stored_id, words, name=name)
    if target.document.get(AD_GROUP) is None:
        counts = {f"{match.removesuffix('s')}_cnt": len(words[match]) for match in MATCHES}
        ad_groups.amend(tx, target, {"negative_word_cnt": counts})
