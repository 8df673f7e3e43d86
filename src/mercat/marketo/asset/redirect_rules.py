"""/rest/asset/v1/redirectRule, /rest/asset/v1/redirectRules: where landing pages redirect."""

import msgspec

from mercat.domain.landing_pages import redirect_rules
from mercat.marketo.permissions import Permission
from mercat.marketo.protocol import Reply, asset_reply, marketo
from mercat.marketo.types import AssetId, AssetPage, Id, IdAnswer, asset_time, parse_range
from mercat.model.redirect_rules import RedirectEnd, RedirectFilter, RedirectRule
from mercat.store.tx import Tx
from mercat.wire.call import Call
from mercat.wire.operation import Answer, Schema


class RedirectEndAnswer(Answer):
    """A page: its type, and its id, path or URL."""

    type: str
    value: int | str


class RedirectRuleAnswer(Answer):
    """A rule, with the URLs that it leads from and to."""

    id: int
    redirect_from_url: str
    hostname: str
    redirect_from: RedirectEndAnswer
    redirect_to: RedirectEndAnswer
    redirect_to_url: str
    created_at: str
    updated_at: str


class BrowseRules(AssetPage):
    """Conditions on rules. A rule has to meet all of them."""

    hostname: str | None = None
    redirect_to_landing_page_id: Id | None = None
    spelled_otherwise: Id | None = msgspec.field(name="redirectTolandingPageId", default=None)
    redirect_to_path: str | None = None
    earliest_updated_at: str | None = None
    latest_updated_at: str | None = None


class RedirectPage(Schema):
    """A page that a rule leads from or to. `value` is the id of a landing page, a path or a URL."""

    type: str
    value: Id | str

    def pair(self) -> tuple[str, str]:
        """Type and value as texts."""
        return self.type, str(self.value)


class CreateRule(Schema):
    """A new rule. It leads from a `landingPageId` or `path` to a `landingPageId` or `url`."""

    hostname: str
    redirect_from: RedirectPage
    redirect_to: RedirectPage


class UpdateRule(Schema):
    """Changes to a rule. What is absent stays."""

    hostname: str | None = None
    redirect_from: RedirectPage | None = None
    redirect_to: RedirectPage | None = None


@marketo.get(
    "/rest/asset/v1/redirectRule/{id}.json",
    id="getLandingPageRedirectRuleByIdUsingGET",
    needs=Permission.READ_ONLY_REDIRECT_RULES,
    docs="landing-page-redirect-rules#by-id",
)
def get_rule(call: Call, path: AssetId) -> Reply[RedirectRuleAnswer]:
    """A redirect rule, by its id."""
    rule = redirect_rules.find(call.tx, path.id)
    return asset_reply([_rule(call.tx, rule)] if rule else [])


@marketo.get(
    "/rest/asset/v1/redirectRules.json",
    id="getLandingPageRedirectRulesUsingGET",
    needs=Permission.READ_ONLY_REDIRECT_RULES,
    docs="landing-page-redirect-rules#browse",
    offload=True,
)
def browse_rules(call: Call, query: BrowseRules) -> Reply[RedirectRuleAnswer]:
    """The redirect rules that meet all conditions, by id."""
    page = redirect_rules.browse(call.tx, _filter(query), offset=query.offset, limit=query.max_return)
    return asset_reply([_rule(call.tx, rule) for rule in page])


@marketo.post(
    "/rest/asset/v1/redirectRules.json",
    id="createLandingPageRedirectRuleUsingPOST",
    needs=Permission.READ_WRITE_REDIRECT_RULES,
    docs="landing-page-redirect-rules#create",
)
def create_rule(call: Call, form: CreateRule) -> list[RedirectRuleAnswer]:
    """Redirect a page of a domain to another page."""
    rule = redirect_rules.create(call.tx, form.hostname, form.redirect_from.pair(), form.redirect_to.pair())
    return [_rule(call.tx, rule)]


@marketo.post(
    "/rest/asset/v1/redirectRule/{id}.json",
    id="updateLandingPageRedirectRuleUsingPOST",
    needs=Permission.READ_WRITE_REDIRECT_RULES,
    docs="landing-page-redirect-rules#update",
)
def update_rule(call: Call, path: AssetId, form: UpdateRule) -> list[RedirectRuleAnswer]:
    """Change the hostname, source or target of a redirect rule."""
    source, target = (page.pair() if page else None for page in (form.redirect_from, form.redirect_to))
    rule = redirect_rules.update(call.tx, path.id, hostname=form.hostname, source=source, target=target)
    return [_rule(call.tx, rule)]


@marketo.post(
    "/rest/asset/v1/redirectRule/{id}/delete.json",
    id="deleteLandingPageRedirectRuleUsingPOST",
    needs=Permission.READ_WRITE_REDIRECT_RULES,
    docs="landing-page-redirect-rules#delete",
)
def delete_rule(call: Call, path: AssetId) -> list[IdAnswer]:
    """Delete a redirect rule."""
    redirect_rules.delete(call.tx, path.id)
    return [IdAnswer(path.id)]


def _filter(query: BrowseRules) -> RedirectFilter:
    from_ms, to_ms = parse_range(query.earliest_updated_at, query.latest_updated_at)
    page_id = query.redirect_to_landing_page_id
    return RedirectFilter(
        hostname=query.hostname and query.hostname.strip().lower(),
        target_page_id=query.spelled_otherwise if page_id is None else page_id,
        target_path=query.redirect_to_path and query.redirect_to_path.removeprefix("/"),
        from_ms=from_ms,
        to_ms=to_ms,
    )


def _rule(tx: Tx, rule: RedirectRule) -> RedirectRuleAnswer:
    return RedirectRuleAnswer(
        id=rule.id,
        redirect_from_url=redirect_rules.source_url(tx, rule),
        hostname=rule.hostname,
        redirect_from=_end(rule.source),
        redirect_to=_end(rule.target),
        redirect_to_url=redirect_rules.target_url(tx, rule),
        created_at=asset_time(rule.created_ms),
        updated_at=asset_time(rule.updated_ms),
    )


def _end(end: RedirectEnd) -> RedirectEndAnswer:
    """A page as the guide's examples show it: a path with its first slash, an id as a number."""
    if end.type == redirect_rules.PAGE:
        return RedirectEndAnswer(end.type, int(end.value))
    return RedirectEndAnswer(end.type, f"/{end.value}" if end.type == redirect_rules.PATH else end.value)
