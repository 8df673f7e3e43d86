"""Reviews in advance: what would become of texts, pictures, films and links, from what reviewers said of the same."""

from typing import Any, Final

from mercat.domain.advertising.ad_groups.ad_groups import ad_groups
from mercat.domain.advertising.materials.images import images
from mercat.domain.advertising.materials.materials import id_of
from mercat.domain.advertising.materials.videos import videos
from mercat.domain.advertising.review import elements
from mercat.domain.advertising.review.elements import Element
from mercat.model.ad_reviews import Reviewed, State
from mercat.model.refusals import Refusal
from mercat.store.advertising import ad_objects, ad_reviews
from mercat.store.tx import Tx

TYPES: Final = {"IMAGE": elements.IMAGE, "VIDEO": elements.VIDEO, "TXT": elements.TEXT, "DEST_URL": elements.URL}
OPERATORS: Final = {"site_set": ("EQUALS", "IN")}
SITES: Final = "site_set"
# Reviews in advance have sites of their own, of which those of ad groups are a part.
_SITES: Final = frozenset(
    f"SITE_SET_{name}"
    for name in [
        "QZONE",
        "QQCLIENT",
        "MUSIC",
        "MOBILE_UNION",
        "KUAISHOU",
        "QQCOM",
        "WECHAT",
        "MOBILE_MYAPP",
        "MOBILE_INNER",
        "TENCENT_NEWS",
        "TENCENT_VIDEO",
        "TENCENT_KUAIBAO",
        "MOBILE_YYB",
        "PENGYOU",
        "TUAN",
        "MEISHI",
        "PIAO",
        "MAIL",
        "PC_UNION",
        "YINGYONGBAO_PC",
        "PAIPAISEARCH",
        "QQSHOP",
        "PAIPAIDAOGOU",
        "QZONESEARCH",
        "WEBUNION_DELETED",
        "EXPRESSPORTAL",
        "WEIBO",
        "WANGGOU",
        "MOBILE_UNION_DELETED",
        "THIRDPARTY",
        "JD_WAICAI",
        "PCQQ",
        "KANDIAN",
        "QQ_MUSIC_GAME",
        "MOMENTS",
        "MINI_GAME_WECHAT",
        "MINI_GAME_QQ",
        "MOBILE_GAME",
        "QQSHOPPING",
        "PCAD",
        "YUNXUAN",
        "EXPAND",
        "SMART",
    ]
)
RISKS: Final = {State.APPROVED: "PASS", State.PENDING: "PROBABLE_PASS", State.REFUSED: "REJECT"}
_FILES: Final = {elements.IMAGE: images.kind, elements.VIDEO: videos.kind}

Document = dict[str, Any]


class ContentInvalid(Refusal):
    """The content of an element is empty, or the account has no such image or video."""


class OperatorInvalid(Refusal):
    """A field of the supplement does not take the operator."""


class SiteInvalid(Refusal):
    """A site of the supplement is not one of the platform's."""


class CreativeKindInvalid(Refusal):
    """`is_dynamic_creative` is neither true nor false."""


def find(tx: Tx, owner: int, members: Document) -> list[Document]:
    """Estimate the review of elements on each site. Raises NotFound, ContentInvalid and what refuses the supplement."""
    sites = _sites(tx, owner, members)
    content = [(each, _element(tx, owner, each)) for each in members["elements"]]
    by_print = ad_reviews.with_fingerprints(tx, owner, [element.fingerprint for _, element in content])
    return [_result(each, by_print.get(element.fingerprint), sites, tx.now) for each, element in content]


def _result(asked: Document, reviewed: Reviewed | None, sites: list[str], now: int) -> Document:
    state = reviewed.at(now) if reviewed else State.PENDING
    details: Document = {"pre_review_result": RISKS[state], "reject_reason_detail": []}
    if reviewed is not None and state is State.REFUSED:
        reason = {"reject_reason_id": str(reviewed.id), "reject_reason_content": reviewed.document["reason"]}
        details["reject_reason_detail"] = [reason | {"reject_info_locations": []}]
    return {
        "element_type": asked["element_type"],
        "element_content": asked["element_content"],
        "risk_level": RISKS[state],
        "pre_review_details": [{"site_set": site, **details} for site in sites],
    }


def _element(tx: Tx, owner: int, asked: Document) -> Element:
    element = Element("", TYPES[asked["element_type"]], asked["element_content"])
    kind = _FILES.get(element.type)
    if not element.value or (kind and ad_objects.find(tx, kind, owner, id_of(element.value)) is None):
        raise ContentInvalid
    return element


def _sites(tx: Tx, owner: int, members: Document) -> list[str]:
    """The sites of the supplement, or else those of the ad group."""
    group = ad_groups.get(tx, owner, members["adgroup_id"]).document if members.get("adgroup_id") else {}
    sites: list[str] = [site for site in group.get(SITES, ()) if site in _SITES]
    for condition in members.get("supplement", ()):
        field, values = condition["field"], condition["values"]
        if condition["operator"] not in OPERATORS.get(field, ("EQUALS",)):
            raise OperatorInvalid
        if field == "is_dynamic_creative" and values not in (["true"], ["false"]):
            raise CreativeKindInvalid
        if field == SITES:
            if not _SITES.issuperset(values):
                raise SiteInvalid
            sites = list(dict.fromkeys(values))
    return sites
