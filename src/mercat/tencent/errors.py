"""Refusal -> code, English and Chinese message (the vendor's list of return codes).

The texts are data, in `errors.json`, by code; where one code has several texts, a word follows it. A text is filled
with the refusal's facts. Numbers that the vendor does not publish are marked; see docs/fidelity.md.
"""

from dataclasses import asdict
from functools import cache
from importlib import resources
from typing import Any, Final

import msgspec

from mercat.domain import applications, quota, redirects, repeats
from mercat.domain.advertising import ad_groups, components, creatives, images
from mercat.domain.advertising import refusals as advertising
from mercat.model import refusals as r
from mercat.tencent import refusals as own

Entry = tuple[int, str, str]


class Text(msgspec.Struct, frozen=True):
    """What a code says."""

    english: str
    chinese: str


SYSTEM_ERROR: Final = "30000"

# 18005, 18006, 18011, 31010 and 31011 are ours: the vendor publishes no number for these.
CODES: Final[dict[type[r.Refusal], str]] = {
    r.TokenExpired: "11000",
    r.TokenInvalid: "11002",
    applications.TokenMalformed: "11004",
    applications.ApplicationInvalid: "11007",
    applications.CodeExpired: "11009",
    applications.RefreshTokenMalformed: "11010",
    applications.CodeMalformed: "11011",
    applications.RefreshTokenExpired: "11012",
    applications.CodeUsed: "11013",
    redirects.RedirectRefused: "34109",
    r.TokenMissing: "11005",
    r.AccessDenied: "11014",
    quota.EndpointPaused: "11017",
    quota.EndpointSpent: "11018",
    r.RateExceeded: "11017",
    r.QuotaReached: "11018",
    r.TooManyAtOnce: "11019",
    own.CommonParameterMissing: "12000",
    r.MalformedJson: "12003",
    r.MalformedMultipart: "12003",
    r.WrongContentType: "12003",
    r.WrongEncoding: "12003",
    r.UnknownPath: "12007",
    r.MethodNotAllowed: "12007",
    own.FieldsNotList: "12008",
    own.FieldsUnknown: "12009",
    own.NotRepeatable: "12010",
    repeats.NonceUsed: "12100",
    own.TimestampExpired: "12101",
    own.AccountInvalid: "12201",
    own.OrganizationInvalid: "12204",
    r.Missing: "18001",
    r.WrongMember: "18002/member",
    r.WrongType: "18002",
    advertising.TooLarge: "18003",
    advertising.TooSmall: "18004",
    own.TooShort: "18005",
    r.TooLong: "18006",
    r.UriTooLong: "18006/url",
    r.BodyTooLarge: "18006/body",
    r.NotAllowed: "18009",
    r.TooMany: "18011",
    r.TooFew: "18012",
    own.TooPrecise: "18014",
    advertising.Malformed: "31002",
    advertising.TooEarly: "31057",
    repeats.RepeatDiffers: "31060",
    repeats.RepeatUnderWay: "36019",
    images.ResizeFailed: "64019",
    advertising.OutOfRange: "64020",
    images.NotStored: "64026",
    r.ForbiddenCharacters: "64027",
    r.NotFound: "31010",
    r.AlreadyExists: "31011",
    creatives.TooManyCreatives: "1800385",
    components.ComponentMissing: "1901683",
    creatives.TemplateMissing: "1901787",
    creatives.StatusWithComponents: "1902027",
}

# Some kinds have numbers of their own.
CODES_BY_KIND: Final[dict[tuple[type[r.Refusal], str], str]] = {
    (r.NotFound, images.KIND): "64018",
    (r.NotFound, ad_groups.KIND): "1800307",
    (r.NotFound, ad_groups.CREATIVE_KIND): "1800368",
}

# Transport problems: the HTTP status says it too.
STATUSES: Final[dict[type[r.Refusal], int]] = {r.UriTooLong: 414, r.BodyTooLarge: 413, r.WrongEncoding: 415}


@cache
def texts() -> dict[str, Text]:
    """All texts by code; read when the first error is answered."""
    content = (resources.files("mercat.tencent") / "errors.json").read_bytes()
    return msgspec.json.decode(content, type=dict[str, Text])


def system_error() -> Entry:
    """The entry of what went wrong here."""
    return _entry(SYSTEM_ERROR, {})


def code_and_texts(refusal: r.Refusal) -> Entry:
    """The vendor's code, its English and its Chinese message."""
    code = CODES_BY_KIND.get((type(refusal), getattr(refusal, "kind", "")), CODES[type(refusal)])
    facts = {name: _text(value) for name, value in asdict(refusal).items()}
    if "expected" in facts:
        facts["expected"] = _TYPES.get(facts["expected"], facts["expected"])
    return _entry(code, facts)


def _entry(code: str, facts: dict[str, str]) -> Entry:
    text = texts()[code]
    return int(code.partition("/")[0]), text.english.format(**facts), text.chinese.format(**facts)


_TYPES: Final = {"int": "integer", "str": "string", "bool": "boolean", "float": "number"}


def _text(value: Any) -> str:
    return ",".join(map(str, value)) if isinstance(value, tuple) else str(value)
