"""/sandbox/arrivals: what people do at the platform or in WeChat, and an account only reads."""

from typing import Annotated, Any

import msgspec

from mercat.domain.advertising.accounts import account_tree
from mercat.domain.advertising.ad_groups.ad_groups import ad_groups
from mercat.domain.advertising.apps.playable_pages import playable_pages
from mercat.domain.advertising.comments import comments
from mercat.domain.advertising.creatives.creatives import creatives
from mercat.domain.advertising.leads import leads, members
from mercat.domain.advertising.pages.wechat_assets import official_accounts, page_grants
from mercat.domain.advertising.products.orders import orders
from mercat.domain.advertising.stores.stores import merchants
from mercat.domain.advertising.wechat import channels_ads
from mercat.domain.advertising.wechat.channels_posts import notices, posts
from mercat.domain.advertising.wechat.shops import products
from mercat.model.refusals import AlreadyExists, NotFound, Refusal
from mercat.sandbox.call import Call, sandbox
from mercat.sandbox.problems import Problem

Id = Annotated[int, msgspec.Meta(ge=1, le=2**53)]
Count = Annotated[int, msgspec.Meta(ge=0, le=10**9)]
Text = Annotated[str, msgspec.Meta(max_length=1_000)]
Name = Annotated[str, msgspec.Meta(min_length=1, max_length=200)]


class Lead(msgspec.Struct, forbid_unknown_fields=True, omit_defaults=True):
    """Somebody leaves a telephone number on the page of a creative."""

    dynamic_creative_id: Id
    leads_telephone: Annotated[str, msgspec.Meta(min_length=5, max_length=32)]
    leads_name: Text = ""
    leads_email: Text = ""
    leads_area: Text = ""


class Comment(msgspec.Struct, forbid_unknown_fields=True, omit_defaults=True):
    """Somebody comments on an ad that `finder_ad_object_list/get` lists."""

    finder_ad_object_id: Id
    content: Name
    wechat_channels_account_id: Text = ""
    finder_username: Text = ""


class Order(msgspec.Struct, forbid_unknown_fields=True, omit_defaults=True):
    """Somebody orders something on the page of an ad. The price is in cents."""

    adgroup_id: Id
    commodity_package_detail: Name
    price: Count
    quantity: Annotated[int, msgspec.Meta(ge=1, le=10_000)] = 1
    customized_page_name: Text = ""
    user_name: Text = ""
    user_phone: Text = ""
    user_province: Text = ""
    user_city: Text = ""
    user_area: Text = ""
    user_address: Text = ""
    user_message: Text = ""
    destination_url: Text = ""


class OfficialAccount(msgspec.Struct, forbid_unknown_fields=True):
    """The account gets an official account in WeChat."""

    wechat_official_account_name: Name
    wechat_official_account_icon: Text = ""


class StoreProduct(msgspec.Struct, forbid_unknown_fields=True, omit_defaults=True):
    """A shop in WeChat sells something, in a catalog that `wechat_store_catalogs/get` lists. The price is in yuan."""

    catalog_id: Id
    product_name: Name
    price: Annotated[float, msgspec.Meta(ge=0, le=10**7)]
    description: Text = ""
    brand_name: Text = ""
    sales_volume: Count = 0
    comment_num: Count = 0


class Post(msgspec.Struct, forbid_unknown_fields=True):
    """An account of WeChat Channels publishes a post."""

    export_id: Name
    wechat_channels_account_id: Name
    description: Text = ""
    finder_username: Text = ""
    nickname: Text = ""


class LiveNotice(msgspec.Struct, forbid_unknown_fields=True):
    """An account of WeChat Channels announces a live stream. Its time is in seconds."""

    notice_id: Name
    wechat_channels_account_id: Name
    start_time: Annotated[int, msgspec.Meta(ge=0, le=2**31 - 1)]
    introduction: Text = ""
    finder_username: Text = ""
    nickname: Text = ""


class PageGrant(msgspec.Struct, forbid_unknown_fields=True):
    """Another account grants its WeChat pages."""

    owner_account_id: Id


class Merchant(msgspec.Struct, forbid_unknown_fields=True):
    """The account gets a merchant of WeChat Pay."""

    wxpay_merchant_id: Id
    company_name: Name


class PlayablePage(msgspec.Struct, forbid_unknown_fields=True):
    """Somebody makes a page on which a mini game can be tried."""

    app_id: Name
    playable_page_path: Name
    playable_page_name: Name


class Arrival(msgspec.Struct, forbid_unknown_fields=True):
    """One of these, for an account."""

    account_id: Id
    lead: Lead | None = None
    comment: Comment | None = None
    order: Order | None = None
    official_account: OfficialAccount | None = None
    store_product: StoreProduct | None = None
    channels_post: Post | None = None
    live_notice: LiveNotice | None = None
    page_grant: PageGrant | None = None
    wxpay_merchant: Merchant | None = None
    playable_page: PlayablePage | None = None


class Arrived(msgspec.Struct):
    """What came, and its id: the one that the platform's answers have."""

    account_id: int
    kind: str
    id: str


@sandbox.post(
    "/sandbox/arrivals", example={"account_id": 25610, "official_account": {"wechat_official_account_name": "Tea"}}
)
def arrive(call: Call, body: Arrival) -> Arrived:
    """Let somebody leave a lead, comment, order, or add what an account has in WeChat."""
    things = [(name, thing) for name in _KINDS if (thing := getattr(body, name)) is not None]
    if len(things) != 1:
        raise Problem(422, f"Send one of {', '.join(f'`{name}`' for name in _KINDS)}.")
    ((kind, thing),) = things
    try:
        account_tree.account(call.tx, body.account_id)
        return Arrived(body.account_id, kind, str(_KINDS[kind](call, body.account_id, msgspec.to_builtins(thing))))
    except (account_tree.AccountUnknown, NotFound, AlreadyExists, members.LeadUnfit) as refusal:
        raise Problem(422, _detail(body, refusal)) from None


def _detail(body: Arrival, refusal: Refusal) -> str:
    match refusal:
        case NotFound(kind, key):
            return f"The account has no {kind} {key}."
        case AlreadyExists(kind, key):
            return f"The account has a {kind} {key} already."
        case members.LeadUnfit(fault):
            return f"The {fault} of the lead is not valid."
        case account_tree.AccountUnknown(account_id):
            return f"There is no account {account_id}."
    raise AssertionError(refusal)


def _lead(call: Call, owner: int, about: dict[str, Any]) -> int:
    members.check({"leads_tel": about["leads_telephone"], "leads_email": about.get("leads_email", "")})
    creative = creatives.get(call.tx, owner, about.pop("dynamic_creative_id"))
    return leads.brought(call.tx, owner, creative, {"leads_type": members.FORM, **about})


def _comment(call: Call, owner: int, about: dict[str, Any]) -> int:
    ad = channels_ads.get(call.tx, owner, about.pop(comments.AD))
    return comments.note(call.tx, owner, ad.id, about.pop("content"), about)


def _order(call: Call, owner: int, about: dict[str, Any]) -> str:
    ad_groups.get(call.tx, owner, about["adgroup_id"])
    return orders.place(call.tx, owner, about)


def _official_account(call: Call, owner: int, about: dict[str, Any]) -> int:
    return official_accounts.add(call.tx, owner, about)


def _store_product(call: Call, owner: int, about: dict[str, Any]) -> int:
    return products.stock(call.tx, owner, about)


def _post(call: Call, owner: int, about: dict[str, Any]) -> str:
    usual = {"is_disable": False, "medias": [], "feeds_source_type": "FEEDS_SOURCE_TYPE_NATIVE"}
    posts.add(call.tx, owner, {**usual, "audit_status": "ADSTATUS_NORMAL", **about})
    return str(about["export_id"])


def _live_notice(call: Call, owner: int, about: dict[str, Any]) -> str:
    notices.add(call.tx, owner, {"status": 0, **about})
    return str(about["notice_id"])


def _page_grant(call: Call, owner: int, about: dict[str, Any]) -> int:
    granter = account_tree.account(call.tx, about["owner_account_id"])
    page_grants.add(call.tx, owner, {**about, "owner_account_name": granter.name})
    return granter.account_id


def _wxpay_merchant(call: Call, owner: int, about: dict[str, Any]) -> int:
    merchants.add(call.tx, owner, about)
    return int(about["wxpay_merchant_id"])


def _playable_page(call: Call, owner: int, about: dict[str, Any]) -> int:
    usual = {"nick_name": about["playable_page_name"], "status": "PLAYABLE_PAGE_STATUS_ONLINE"}
    return playable_pages.add(call.tx, owner, {**usual, **about})


_KINDS: dict[str, Any] = {
    "lead": _lead,
    "comment": _comment,
    "order": _order,
    "official_account": _official_account,
    "store_product": _store_product,
    "channels_post": _post,
    "live_notice": _live_notice,
    "page_grant": _page_grant,
    "wxpay_merchant": _wxpay_merchant,
    "playable_page": _playable_page,
}
