"""Refusal -> code, English and Chinese message (the vendor's list of return codes).

The texts are data in `errors.json`. The key is the code, followed by a word where one code has several texts. The facts
of the refusal fill the placeholders of a text. Codes that the vendor does not publish are listed in docs/fidelity.md.
"""

import re
from functools import cache
from importlib import resources
from typing import Any, Final

import msgspec

from mercat.domain import idempotency
from mercat.domain.advertising import refusals as advertising
from mercat.domain.advertising.accounts import account_tree, advertisers, business_units, ledger, transfers, wallets
from mercat.domain.advertising.ad_groups import ad_groups, joint_budgets
from mercat.domain.advertising.audiences import audience_files, audience_grants
from mercat.domain.advertising.components import component_rules, components
from mercat.domain.advertising.conversions import conversion_link_assets
from mercat.domain.advertising.creatives import creatives, dynamic_ads
from mercat.domain.advertising.leads import calls, compensation, leads, members
from mercat.domain.advertising.leads.members import Fault as LeadFault
from mercat.domain.advertising.materials import images, videos
from mercat.domain.advertising.pages import xijing_pages
from mercat.domain.advertising.products import catalogs, product_series, products, verticals
from mercat.domain.advertising.products.product_series import Fault
from mercat.domain.advertising.punishments import complaints
from mercat.domain.advertising.qualifications import paper_images, qualifications, structures
from mercat.domain.advertising.reports import async_reports, reports
from mercat.domain.advertising.reviewers import prereviews, review_appeals, similarity
from mercat.domain.advertising.search_ads import bidwords, keyword_recommendations
from mercat.domain.advertising.users import audience_rules
from mercat.domain.advertising.wechat import channels_posts, real_names
from mercat.domain.limits import rate_limits
from mercat.domain.oauth import applications, redirect_uris
from mercat.model import refusals
from mercat.tencent import refusals as own
from mercat.wire.faults import InjectedFault

Entry = tuple[int, str, str]


class Text(msgspec.Struct, frozen=True):
    """The texts of one code, in English and Chinese."""

    english: str
    chinese: str


SYSTEM_ERROR: Final = "30000"

# 18005, 18006, 18011, 31010 and 31011 are ours: the vendor publishes no number for these.
CODES: Final[dict[type[refusals.Refusal], str]] = {
    refusals.TokenExpired: "11000",
    refusals.TokenInvalid: "11002",
    applications.TokenMalformed: "11004",
    applications.ApplicationInvalid: "11007",
    applications.CodeExpired: "11009",
    applications.RefreshTokenMalformed: "11010",
    applications.CodeMalformed: "11011",
    applications.RefreshTokenExpired: "11012",
    applications.CodeUsed: "11013",
    redirect_uris.RedirectRefused: "34109",
    refusals.TokenMissing: "11005",
    refusals.AccessDenied: "11014",
    rate_limits.EndpointPaused: "11017",
    rate_limits.EndpointSpent: "11018",
    refusals.RateExceeded: "11017",
    refusals.QuotaReached: "11018",
    refusals.TooManyAtOnce: "11019",
    real_names.UserUnknown: "11103",
    own.CommonParameterMissing: "12000",
    refusals.MalformedJson: "12003",
    refusals.MalformedMultipart: "12003",
    refusals.WrongContentType: "12003",
    refusals.WrongEncoding: "12003",
    refusals.UnknownPath: "12007",
    refusals.MethodNotAllowed: "12007",
    own.FieldsNotList: "12008",
    own.FieldsUnknown: "12009",
    own.NotRepeatable: "12010",
    own.TooManyParts: "12011",
    idempotency.NonceUsed: "12100",
    own.TimestampExpired: "12101",
    own.AccountInvalid: "12201",
    account_tree.NotPermitted: "12203",
    own.OrganizationInvalid: "12204",
    business_units.UnitUnknown: "12204",
    refusals.Missing: "18001",
    refusals.WrongMember: "18002/member",
    refusals.WrongType: "18002",
    advertising.TooLarge: "18003",
    advertising.TooSmall: "18004",
    own.TooShort: "18005",
    refusals.TooLong: "18006",
    refusals.UriTooLong: "18006/url",
    refusals.BodyTooLarge: "18006/body",
    refusals.NotAllowed: "18009",
    refusals.TooMany: "18011",
    refusals.TooFew: "18012",
    own.TooPrecise: "18014",
    advertising.TimeOfDayMalformed: "31002/time",
    advertising.TimeSeriesMalformed: "31002/series",
    advertising.SpanTooLong: "31002/span",
    advertising.NotToday: "31002/today",
    advertising.NotBeside: "31002/beside",
    conversion_link_assets.VersionDiffers: "31002/version",
    advertising.TimeSeriesUneven: "31002/uneven",
    advertising.StepTooSmall: "31002/step",
    advertising.Unchangeable: "31002/fixed",
    joint_budgets.AdGroupBound: "31002/bound",
    joint_budgets.AdGroupSpent: "31002/spent",
    transfers.AmountTooSmall: "31002/amount",
    transfers.BillNumberMalformed: "31002/bill",
    advertising.TooEarly: "31057",
    idempotency.RepeatDiffers: "31060",
    ledger.BalanceTooSmall: "32100",
    ledger.BalanceTooLarge: "132106",
    idempotency.RepeatUnderWay: "36019",
    audience_files.ArchiveUnfit: "50003",
    audience_files.ArchiveTooLarge: "50004",
    audience_rules.AudienceTypeUnfit: "50013",
    audience_rules.AudienceNotOwn: "50015",
    audience_rules.AudienceShared: "50022",
    audience_rules.AudienceTargeted: "50023",
    audience_rules.AudienceExpanded: "50024",
    audience_rules.AudienceCombined: "50025",
    audience_grants.GrantToBusiness: "50026",
    audience_grants.GranteeInvalid: "50039",
    audience_files.ArchiveBroken: "50041",
    audience_rules.ExpansionUnfit: "50043",
    audience_rules.AudienceRuleInvalid: "50049",
    audience_rules.SeedUnfit: "50052",
    leads.RangeTooLong: "60015",
    leads.LastLeadUnfit: "60020",
    leads.TooDeep: "60022",
    members.LeadUnfit: "60070",
    compensation.NoCompensation: "60074",
    calls.CalleeDiffers: "60082",
    calls.SeatBusy: "60085",
    calls.NumberUnfit: "60087",
    xijing_pages.ArchiveUnfit: "31002/archive",
    complaints.EvidenceUnfit: "31002/evidence",
    xijing_pages.ArchiveTooLarge: "31002/archive_size",
    images.ResizeFailed: "64019",
    advertising.OutOfRange: "64020",
    images.NotStored: "64026",
    refusals.ForbiddenCharacters: "64027",
    videos.FormatUnfit: "64021",
    videos.FactsUnreadable: "64025",
    videos.VideoTooLarge: "75002",
    videos.SignatureDiffers: "75003",
    catalogs.TooManyCatalogs: "66003",
    verticals.VerticalUnknown: "66004",
    catalogs.CatalogTypeUnfit: "66005",
    product_series.CatalogNotStandard: "66008",
    products.CatalogFull: "66051",
    products.TimeMalformed: "66053",
    products.ProductUnfit: "66058",
    product_series.TooManySeries: "66059",
    product_series.DefinitionRepeated: "66060",
    product_series.DefinitionUnfit: "66067",
    refusals.NotFound: "31010",
    refusals.AlreadyExists: "31011",
    business_units.TooManyUnits: "71008",
    keyword_recommendations.WordsMissing: "77010",
    keyword_recommendations.PointMissing: "77012",
    keyword_recommendations.PointUnfit: "77013",
    keyword_recommendations.AdGroupMissing: "77014",
    keyword_recommendations.Repeated: "77026",
    transfers.Unfitting: "132102",
    business_units.TooDeep: "132116",
    wallets.EntityUnknown: "132316/mdm_id",
    wallets.WalletUnknown: "132316/wallet_id",
    advertisers.NoAgency: "132307",
    structures.CodeUnknown: "132114",
    structures.FieldsUnknown: "132117",
    structures.FieldsMissing: "132118",
    structures.FieldNotAllowed: "132119",
    structures.FieldTooLong: "132120",
    account_tree.AccountUnknown: "132400",
    account_tree.NotAdvertiser: "132401",
    account_tree.NotAgency: "132402",
    advertisers.BudgetTooLarge: "132419",
    advertisers.BudgetTooSmall: "132420",
    advertisers.BudgetStepTooSmall: "132421",
    qualifications.TooManyPapers: "132501",
    qualifications.IndustryDiffers: "132506",
    qualifications.PaperValid: "132507",
    qualifications.PapersForeign: "132508",
    qualifications.PaperRepeated: "132509",
    paper_images.PictureEmpty: "132510",
    paper_images.PictureTooLarge: "132511",
    paper_images.PictureUnfit: "132512",
    paper_images.PictureDiffers: "132515",
    async_reports.NotReady: "51001",
    async_reports.NotWritten: "62000",
    async_reports.UnionTooSoon: "127001",
    reports.PageTooDeep: "127005",
    reports.SitesUndivided: "1901493",
    reports.DayNotSingle: "1901884",
    dynamic_ads.TemplateSizeInvalid: "66028",
    dynamic_ads.TemplateUnfit: "130007",
    creatives.TooManyCreatives: "1800385",
    channels_posts.ChannelsAccountUnknown: "1800596",
    bidwords.CreativeElsewhere: "1901444",
    prereviews.ContentInvalid: "90004",
    prereviews.OperatorInvalid: "90010",
    prereviews.SiteInvalid: "90013",
    prereviews.CreativeKindInvalid: "90014",
    review_appeals.AppealOpen: "90026",
    review_appeals.AppealRejected: "90028",
    review_appeals.QuotaSpent: "90029",
    review_appeals.ElementNotAppealable: "90031",
    component_rules.ButtonTextsDiffer: "1800437",
    component_rules.TextLinksUnfit: "1800438",
    component_rules.ButtonsUnfit: "1800439",
    components.PageMissing: "1800266",
    similarity.TypeNotCompared: "1902135",
    components.ComponentRepeated: "1800569",
    components.ComponentInUse: "1800581",
    components.PicturesRepeated: "1901439",
    components.FilteringModeUnfit: "1901621",
    components.ComponentMissing: "1901683",
    advertising.RegionUnknown: "1901771",
    components.SubtypeUnfit: "1901915",
    creatives.MaterialUnfit: "1901733",
    creatives.TemplateMissing: "1901787",
    creatives.StatusWithComponents: "1902027",
}

# Some kinds of objects have codes of their own.
CODES_BY_KIND: Final[dict[tuple[type[refusals.Refusal], str], str]] = {
    (refusals.NotFound, audience_rules.KIND): "50005",
    (refusals.AlreadyExists, audience_rules.KIND): "50007",
    (refusals.NotFound, components.KIND): "1901683",
    (refusals.NotFound, catalogs.KIND): "66000",
    (refusals.AlreadyExists, catalogs.KIND): "66002",
    (refusals.AlreadyExists, product_series.KIND): "66009",
    (refusals.NotFound, products.KIND): "66022",
    (product_series.DefinitionUnfit, Fault.TOO_MANY_FILTERS): "66065",
    (product_series.DefinitionUnfit, Fault.NO_VALUE): "66071",
    (product_series.DefinitionUnfit, Fault.NO_RANGE): "66072",
    (product_series.DefinitionUnfit, Fault.NO_BOUND): "66073",
    (product_series.DefinitionUnfit, Fault.NO_EXCLUSIVE): "66074",
    (product_series.DefinitionUnfit, Fault.RANGE): "66075",
    (product_series.DefinitionUnfit, Fault.REPEATED_FIELD): "66076",
    (refusals.NotFound, members.KIND): "60061",
    (refusals.AlreadyExists, members.KIND): "60059",
    (leads.LastLeadUnfit, "number"): "60021",
    (members.LeadUnfit, LeadFault.NO_LEAD_ID): "60025",
    (members.LeadUnfit, LeadFault.NO_STATUS): "60026",
    (members.LeadUnfit, LeadFault.STATUS): "60027",
    (members.LeadUnfit, LeadFault.REASON): "60028",
    (members.LeadUnfit, LeadFault.NO_OUTER_ID): "60033",
    (members.LeadUnfit, LeadFault.NO_CONTACT): "60040",
    (members.LeadUnfit, LeadFault.TELEPHONE): "60042",
    (members.LeadUnfit, LeadFault.QQ): "60043",
    (members.LeadUnfit, LeadFault.EMAIL): "60049",
    (members.LeadUnfit, LeadFault.BUNDLE): "60051",
    (members.LeadUnfit, LeadFault.REPEATED): "60057",
    (members.LeadUnfit, LeadFault.REASON_ALONE): "60063",
    (members.LeadUnfit, LeadFault.USER_TYPE): "60064",
    (members.LeadUnfit, LeadFault.WECHAT_APP): "60066",
    (members.LeadUnfit, LeadFault.NO_CHANGE): "60067",
    (members.LeadUnfit, LeadFault.NONE_OF): "60068",
    (members.LeadUnfit, LeadFault.EMPTY): "60069",
    (members.LeadUnfit, LeadFault.MALFORMED): "60073",
    (members.LeadUnfit, LeadFault.TAGS): "60076",
    (refusals.NotFound, images.KIND): "64018",
    (refusals.NotFound, videos.KIND): "64018",
    (keyword_recommendations.Repeated, "query_word"): "77027",
    (keyword_recommendations.Repeated, "include_word"): "77028",
    (keyword_recommendations.Repeated, "exclude_word"): "77029",
    (keyword_recommendations.Repeated, "recommend_reasons"): "77030",
    (refusals.NotFound, ad_groups.KIND): "1800307",
    (refusals.NotFound, ad_groups.CREATIVE_KIND): "1800368",
}

# Transport problems, whose HTTP status is not 200.
STATUSES: Final[dict[type[refusals.Refusal], int]] = {
    refusals.UriTooLong: 414,
    refusals.BodyTooLarge: 413,
    refusals.WrongEncoding: 415,
}


OTHER_TYPE: Final = "18002/member"


def remade(name: str, facts: dict[str, Any]) -> refusals.Refusal:
    """The refusal that was stored as its name and its facts."""
    return next(kind for kind in CODES if kind.__name__ == name)(**facts)


@cache
def texts() -> dict[str, Text]:
    """All texts by code. The file is read when the first error is answered."""
    content = (resources.files("mercat.tencent") / "errors.json").read_bytes()
    return msgspec.json.decode(content, type=dict[str, Text])


@cache
def documented() -> dict[str, str]:
    """The English text of every code that the vendor documents; see return_codes.json."""
    content = (resources.files("mercat.tencent") / "return_codes.json").read_bytes()
    return msgspec.json.decode(content, type=dict[str, str])


def system_error() -> Entry:
    """The code and texts of a fault in the server."""
    return _entry(SYSTEM_ERROR, {})


def code_and_texts(refusal: refusals.Refusal) -> Entry:
    """The vendor's code for a refusal, with its English and its Chinese message."""
    if isinstance(refusal, InjectedFault):
        english = _PLACE.sub("...", documented()[refusal.code])
        chinese = _PLACE.sub("...", texts()[refusal.code].chinese) if refusal.code in texts() else english
        return int(refusal.code), english, chinese
    code = CODES_BY_KIND.get((type(refusal), getattr(refusal, "kind", "")), CODES[type(refusal)])
    facts = {name: _text(value) for name, value in refusals.facts_of(refusal).items()}
    if "expected" in facts:
        facts["expected"] = _TYPES.get(facts["expected"], facts["expected"])
    number, english, chinese = _entry(code, facts)
    if " " in facts.get("expected", ""):  # English words, which the Chinese text leaves out
        chinese = _entry(OTHER_TYPE, facts)[2]
    return number, english, chinese


def _entry(code: str, facts: dict[str, str]) -> Entry:
    text = texts()[code]
    return int(code.partition("/")[0]), text.english.format(**facts), text.chinese.format(**facts)


_PLACE: Final = re.compile(r"\{\w+\}|%s")  # of a fact, which a code that was ordered does not have
_TYPES: Final = {"int": "integer", "str": "string", "bool": "boolean", "float": "number"}


def _text(value: Any) -> str:
    return ",".join(map(str, value)) if isinstance(value, tuple) else str(value)
