"""Each protocol has words for every refusal that can reach it, and every documented code is raised or explained."""

import importlib
import inspect
import json
import pkgutil
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import mercat
from mercat.marketo import errors as marketo_errors
from mercat.model.refusals import InvalidData, NotFound, Refusal, RuleBroken, WrongType, facts_of
from mercat.model.rules import Rule
from mercat.tencent import errors as tencent_errors
from support import codes

SOURCE = Path(mercat.__file__).resolve().parent

# Refusals that only one protocol meets, by the package that declares them.
ADS = (
    "mercat.tencent.",
    "mercat.domain.advertising.",
    "mercat.domain.oauth.applications",
    "mercat.domain.oauth.redirect_uris",
)
ADS += ("mercat.domain.idempotency",)
CONSOLE = (
    "mercat.console",
    "mercat.sandbox",
    "mercat.domain.access.ip_allowlist",
    "mercat.domain.access.mfa",
    "mercat.domain.access.sessions",
    "mercat.domain.bridges",
)

# Others that no Marketo call can meet, with the reason.
NOT_IN_MARKETO = {
    "CredentialsInvalid": "the identity service answers it itself, outside the envelope",
    "EmailMalformed": "the console and the command line look at addresses so",
    "EndpointPaused": "Marketo has no limits by endpoint",
    "EndpointSpent": "Marketo has no limits by endpoint",
    "SystemRole": "no call deletes a role",
}

# The response and record codes of the vendor's page about errors. What it says of each, and which test meets it, is in
# codes/marketo.json; there a code that nothing raises has its reason.
MARKETO_CODES = {
    413, 414, 500, 502,
    *range(601, 617), 701, 702, 703, 704, 709, 710, 711, 712, 713, 714, 718, 719,
    *range(1001, 1023), 1025, 1026, 1027, 1028, 1029, 1035, 1036, 1037, 1042, 1048, 1049, 1076, 1077, 1078, 1079,
}  # fmt: skip


# Numbers of the rules of the platform that the vendor's list of codes leaves out, or publishes nowhere. The page about
# transfers shows 32100.
BESIDE_THE_LIST = {32100, 18005, 18006, 18011, 31010, 31011, 31060, 36019}

USER_TOKEN = "belongs to the user token of real-name flows, which one endpoint takes; it asks no more of it"
STAFF = "belongs to the vendor's own staff and consoles"

# Codes about every call that mercat does not raise, with the reason.
NOT_RAISED_IN_TENCENT = {
    11008: "the older number of the limits; the pages about limits name 11016 to 11018",
    11016: "no limit by the second is documented for v3.0",
    11020: STAFF,
    11022: USER_TOKEN,
    11030: "every token here expires",
    11101: USER_TOKEN,
    11102: USER_TOKEN,
    11104: USER_TOKEN,
    12700: "writes are made one after the other",
    12701: "no account here is banned",
    12807: STAFF,
    12810: STAFF,
    18015: STAFF,
}
NOT_YET_IN_TENCENT = {12011}

# The rest belongs to resources, by the thousand; what raises it comes with its resource.
CHAPTERS_OF_ALL_CALLS = (11, 12, 18)


def refusals() -> dict[str, type[Refusal]]:
    """Every refusal of the package, wherever it is declared."""
    for found in pkgutil.walk_packages([str(Path(mercat.__file__).parent)], "mercat."):
        if not found.name.endswith("__main__"):
            importlib.import_module(found.name)
    ours = (kind for kind in _below(Refusal) if kind.__module__.startswith("mercat."))
    return {
        kind.__name__: kind
        for kind in ours
        if kind.__module__ != "mercat.wire.faults" and not kind.__name__.startswith("_")  # faults bring their codes
    }


def _below(kind: type[Refusal]) -> Iterator[type[Refusal]]:
    for child in kind.__subclasses__():
        yield child
        yield from _below(child)


def test_marketo_has_words_for_every_refusal_that_reaches_it() -> None:
    known = {kind.__name__ for kind in (*marketo_errors.CODES, *marketo_errors.STATUSES)}
    reaching = {name for name, kind in refusals().items() if not kind.__module__.startswith(ADS + CONSOLE)}
    assert reaching - known == set(NOT_IN_MARKETO)


def test_tencent_has_words_for_every_refusal_that_reaches_it() -> None:
    """What reaches it is what its own modules, the advertising engines and the machinery of all protocols name."""
    known = {kind.__name__ for kind in tencent_errors.CODES}
    folders = (SOURCE / "tencent", SOURCE / "domain" / "advertising", SOURCE / "wire")
    places = [place for folder in folders for place in folder.rglob("*.py")]
    used = {word for place in places for word in re.findall(r"\b[A-Z]\w+\b", place.read_text())}
    declared = {name for name, kind in refusals().items() if kind.__module__.startswith(ADS)}
    assert (used | declared) & set(refusals()) - known == set()


def raised() -> list[tuple[str, str]]:
    """Every code that Marketo's tables give, with a text as it comes out of them."""
    found = [
        ("611", "System error"),
        (marketo_errors.INGESTION_BAD_REQUEST[1:]),
        marketo_errors.INGESTION_SYSTEM_ERROR[1:],
    ]
    found += [(str(status), words) for status, words in marketo_errors.STATUSES.values()]
    found += [entry[1:] for entry in marketo_errors.INGESTION.values()]
    for table in (marketo_errors.CODES, marketo_errors.ASSET_CODES):
        found += [(str(code), filled(kind, words)) for kind, (code, words) in table.items()]
    found += [(str(code), str(words)) for code, words in marketo_errors.CODES_BY_KIND.values()]
    return [*found, marketo_errors.code_and_words(NotFound("company"))]  # which is a record and no object


def filled(kind: type[Refusal], words: Any) -> str:
    """The words of a refusal that carries no fact but those it cannot do without."""
    refusal = refusal_with_facts(kind)
    return str(words.format(**facts_of(refusal)) if isinstance(words, str) else words(refusal))  # type: ignore[call-overload]


def refusal_with_facts(kind: type[Refusal]) -> Refusal:
    """A refusal that carries no fact but those it cannot do without."""
    if issubclass(kind, RuleBroken | InvalidData):  # the other rules: test_rules.py
        return kind(Rule.FOLDER_NOT_EMPTY if kind is RuleBroken else Rule.INVALID_DATA)
    types = inspect.get_annotations(kind)
    facts = {name: 1 if types[name] is int else "1" for name in kind.__match_args__ if not hasattr(kind, name)}
    return kind(**facts)


def test_every_documented_marketo_code_is_met_by_a_test_or_explained() -> None:
    listed = [entry for entry in codes.table() if entry.page == "error-codes.md"]
    assert {int(entry.code) for entry in listed} == MARKETO_CODES
    for entry in codes.table():
        assert entry.test or entry.why, entry
        assert not entry.says or entry.why, f"{entry} differs from its page without a reason"
        if entry.test:
            path, _, name = entry.test.partition("::")
            assert f"def {name}(" in (codes.TESTS.parent / path).read_text(), entry


def test_what_the_table_says_is_met_comes_out_of_the_words_and_nothing_else_does() -> None:
    known, said = [entry for entry in codes.table() if entry.page != "user-management.md"], raised()
    for entry in known:
        comes = any(code == entry.code and entry.pattern.fullmatch(text) for code, text in said)
        assert comes or not entry.test, f"nothing says {entry}"
        assert entry.test or not comes, f"built now: {entry} needs its test"
    for code, text in said:
        if code != "415":  # a bare status that no page lists
            assert any(code == entry.code and entry.pattern.fullmatch(text) for entry in known), (code, text)


def test_every_documented_tencent_code_about_all_calls_is_raised_or_explained() -> None:
    documented = set(json.loads((Path(__file__).parent / "vendor" / "tencent_codes.json").read_text()))
    raised = {int(code.partition("/")[0]) for code in codes_of_tencent()}
    common = {code for code in documented if code // 1_000 in CHAPTERS_OF_ALL_CALLS}
    assert common - raised - NOT_YET_IN_TENCENT == set(NOT_RAISED_IN_TENCENT)
    assert raised - documented - {int(tencent_errors.SYSTEM_ERROR)} <= BESIDE_THE_LIST


def codes_of_tencent() -> set[str]:
    """Every code that the table of refusals gives."""
    kinds = tencent_errors.CODES_BY_KIND.values()
    return {*tencent_errors.CODES.values(), *kinds, tencent_errors.SYSTEM_ERROR}


def test_every_tencent_code_has_its_texts_and_every_text_its_code() -> None:
    assert set(tencent_errors.texts()) == codes_of_tencent()
    for kind, code in tencent_errors.CODES.items():
        assert tencent_errors.code_and_texts(refusal_with_facts(kind))[0] == int(code.partition("/")[0])


def test_no_chinese_text_has_the_english_name_of_a_kind() -> None:
    assert [key for key, text in tencent_errors.texts().items() if "{kind}" in text.chinese] == []


def test_the_chinese_text_of_a_wrong_type_has_no_english_words() -> None:
    phrase = WrongType("cursor", "x", "a cursor that was answered before")
    assert tencent_errors.code_and_texts(phrase) == (
        18002,
        "Parameter 'cursor' must be a cursor that was answered before .",
        "参数cursor类型错误",
    )
    assert tencent_errors.code_and_texts(WrongType("page", "x", "int"))[2] == "参数page必须是integer类型"


def test_the_words_of_a_refusal_use_facts_that_it_carries() -> None:
    for table in (marketo_errors.CODES, marketo_errors.ASSET_CODES):
        for kind, (code, words) in table.items():
            assert filled(kind, words), (kind, code)
