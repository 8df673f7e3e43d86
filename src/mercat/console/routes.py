"""The console's routes, and the permissions and scopes of the protocols that it gets when it is mounted."""

from collections.abc import Iterator
from typing import Final

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from mercat.console import faults, findings, jobs, mailbox, overview, sandbox, snapshots
from mercat.console.access import (
    account,
    audit_trail,
    invitations,
    ip_restrictions,
    login,
    mfa,
    new_users,
    roles,
    users,
    workspaces,
)
from mercat.console.advertising import accounts, ad_groups, ad_reports, audiences, creatives, materials, reviews
from mercat.console.assets import (
    clones,
    details,
    my_tokens,
    previews,
    renderings,
    search,
    segmentations,
    smart_lists,
    steps,
    tree,
)
from mercat.console.assets.listing import SEGMENTS
from mercat.console.integration import applications, bridge_forms, bridges, launchpoint, web_services
from mercat.console.people import browse, edit
from mercat.console.ports import NO_TEXTS, DemoControls, ProtocolTexts
from mercat.console.request import Endpoint, not_found
from mercat.domain.asset_kinds.previews import COMPOSERS
from mercat.wire import pages

ICON: Final = (
    b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="8" fill="#17605c"/>'
    b'<path d="M8 22V11l8 7 8-7v11" fill="none" stroke="#fff" stroke-width="3.2" stroke-linecap="round"'
    b' stroke-linejoin="round"/></svg>'
)
YEAR_SECONDS: Final = 31_536_000


def application(
    permissions: tuple[tuple[str, tuple[str, ...]], ...],
    scopes: tuple[str, ...],
    protocol_texts: ProtocolTexts = NO_TEXTS,
    demo_controls: DemoControls | None = None,
) -> Starlette:
    """The console. `permissions` are those that roles grant, in named groups; `scopes` are those of applications.

    `protocol_texts` are texts that only the protocols have. `demo_controls` exist only in a demo.
    """
    console = Starlette(
        routes=[
            *_access(),
            _both("/login", login.show, login.log_in),
            _post("/logout", login.log_out),
            _get("/language", login.choose_language),
            _get("/style.css", _style),
            _get("/script.js", _script),
            _get("/icon.svg", _icon),
            _get("", _home),
            _get("/", overview.show),
            _get("/users-roles", users.show),
            _both("/users-roles/users/new", new_users.ask, new_users.proceed),
            _both("/users-roles/users/{id:int}", users.edit, users.change),
            _both("/users-roles/users/{id:int}/password", users.ask_password, users.set_password),
            _both("/users-roles/users/{id:int}/delete", users.ask_deletion, users.delete),
            _get("/users-roles/roles", roles.show),
            _both("/users-roles/roles/new", roles.ask, roles.create),
            _both("/users-roles/roles/{id:int}", roles.edit, roles.change),
            _both("/users-roles/roles/{id:int}/delete", roles.ask_deletion, roles.delete),
            _get("/launchpoint", launchpoint.show),
            _both("/launchpoint/new", launchpoint.ask, launchpoint.create),
            _get("/launchpoint/{id:int}", launchpoint.details),
            _post("/launchpoint/{id:int}/token", launchpoint.get_token),
            _both("/launchpoint/{id:int}/rotate", launchpoint.ask_rotation, launchpoint.rotate),
            _both("/launchpoint/{id:int}/delete", launchpoint.ask_deletion, launchpoint.delete),
            _get("/web-services", web_services.show),
            *_tencent(),
            *_data(),
            *(_sandbox() if demo_controls is not None else ()),
        ],
        exception_handlers={HTTPException: not_found},
    )
    console.router.redirect_slashes = False
    console.state.permissions = permissions
    console.state.scopes = scopes
    console.state.protocol_texts = protocol_texts
    console.state.demo_controls = demo_controls
    return console


def _access() -> list[Route]:
    """Users, roles, sign-in and the audit trail."""
    return [
        _both("/login/code", login.show, login.enter_code),
        _get("/account", account.show),
        _post("/account/password", account.set_password),
        _post("/account/language", account.choose_language),
        _post("/account/sessions", account.end_sessions),
        _both("/account/authenticator", mfa.show, mfa.confirm),
        _post("/account/authenticator/begin", mfa.begin),
        _post("/account/authenticator/codes", mfa.renew),
        _post("/account/authenticator/disable", mfa.disable),
        _both("/invitation/{word}", invitations.ask, invitations.accept),
        _get("/users-roles/invitations/{id:int}", invitations.details),
        _post("/users-roles/invitations/{id:int}/resend", invitations.resend),
        _both("/users-roles/invitations/{id:int}/delete", invitations.ask_revocation, invitations.revoke),
        _post("/users-roles/users/{id:int}/release", users.release),
        _both("/users-roles/users/{id:int}/authenticator", users.ask_reset, users.reset),
        _both("/web-services/ip-restrictions", ip_restrictions.show, ip_restrictions.change),
        _get("/workspaces", workspaces.show),
        _get("/audit-trail", audit_trail.show),
        _get("/audit-trail/export", audit_trail.export),
    ]


def _tencent() -> tuple[Route, ...]:
    """Applications and accounts of Tencent Ads, and what accounts advertise with."""
    return (
        _get("/applications", applications.show),
        _both("/applications/new", applications.ask, applications.create),
        _both("/applications/{id:int}", applications.details, applications.change),
        _post("/applications/{id:int}/token", applications.get_token),
        _post("/applications/{id:int}/revoke", applications.revoke),
        _both("/applications/{id:int}/rotate", applications.ask_rotation, applications.rotate),
        _both("/applications/{id:int}/delete", applications.ask_deletion, applications.delete),
        _get("/accounts", accounts.show),
        _both("/accounts/new", accounts.ask, accounts.create),
        _get("/accounts/{id:int}", accounts.details),
        _get("/accounts/{id:int}/statements", accounts.statements),
        _get("/bridges", bridges.show),
        _both("/bridges/new", bridge_forms.ask, bridge_forms.create),
        _get("/bridges/{id:int}", bridges.details),
        _post("/bridges/{id:int}/run", bridges.run),
        _post("/bridges/{id:int}/dry-run", bridges.attempt),
        _post("/bridges/{id:int}/daily", bridges.set_daily),
        _both("/bridges/{id:int}/delete", bridges.ask_deletion, bridges.delete),
        _get("/ad-groups", ad_groups.show),
        _get("/ad-groups/{id:int}", ad_groups.details),
        _post("/ad-groups/{id:int}/status", ad_groups.set_status),
        _get("/creatives", creatives.show),
        _get("/creatives/{id:int}", creatives.details),
        _post("/creatives/{id:int}/status", creatives.set_status),
        _get("/materials", materials.show),
        _get("/materials/{id:int}/file", materials.file),
        _get("/audiences", audiences.show),
        _get("/audiences/{id:int}", audiences.details),
        _get("/ad-reports", ad_reports.show_report),
        _both("/reviews", reviews.show, reviews.change),
        _both("/reviews/{id:int}", reviews.creative, reviews.decide),
        _post("/reviews/{id:int}/approve", reviews.approve),
        _post("/reviews/{id:int}/appeals/{element:int}", reviews.answer),
        _get("/reviews/elements/{id:int}/file", reviews.file),
    )


def _data() -> tuple[Route, ...]:
    """People, assets and bulk jobs."""
    return (
        _get("/people", browse.search),
        _get("/people/{id:int}", browse.show),
        _get("/people/{id:int}/activities", browse.activities),
        _both("/people/{id:int}/edit", edit.ask, edit.change),
        _both("/people/{id:int}/delete", edit.ask_deletion, edit.delete),
        _post("/people/{id:int}/lists/{list:int}/remove", edit.remove_from_list),
        _get("/assets", tree.tree),
        _get("/assets/search", search.show),
        _get("/assets/list/{id:int}", details.show_list),
        _get("/assets/campaign/{id:int}", details.show_campaign),
        *_smart_lists(),
        *(_get(f"/assets/{segment}/{{id:int}}", page) for segment, page in details.DOCUMENT_PAGES.items()),
        _get("/assets/{kind}/{id:int}", tree.show),
        _both("/assets/{kind}/{id:int}/token", my_tokens.ask, my_tokens.save),
        _both("/assets/{kind}/{id:int}/token/delete", my_tokens.ask_deletion, my_tokens.delete),
        *(_both(f"/assets/{{kind}}/{{id:int}}/{name}", *steps.endpoints(name)) for name in steps.STEPS),
        _both("/assets/{kind}/{id:int}/clone", clones.ask, clones.create),
        *_renderings(),
        _both("/assets/{kind}/{id:int}/preview", previews.ask, previews.render),
        _get("/jobs", jobs.show),
        _get("/jobs/imports/{id:int}", jobs.show_import),
        _get("/jobs/imports/{id:int}/{verdict}", jobs.report),
        _get("/jobs/extracts/{key}", jobs.show_extract),
        _get("/jobs/extracts/{key}/file", jobs.file),
        _both("/jobs/extracts/{key}/cancel", jobs.ask_cancellation, jobs.cancel),
    )


def _renderings() -> Iterator[Route]:
    """The previews of the kinds that can be rendered."""
    for type in COMPOSERS:
        show, show_html = renderings.endpoints(type)
        yield _get(f"/assets/{SEGMENTS[type]}/{{id:int}}/preview", show)
        yield _get(f"/assets/{SEGMENTS[type]}/{{id:int}}/preview/html", show_html)


def _smart_lists() -> tuple[Route, ...]:
    """Smart lists and segmentations, which no operation makes."""
    return (
        _both("/assets/{kind}/{id:int}/smart-list/new", smart_lists.ask, smart_lists.create),
        _both("/assets/smart-list/{id:int}/edit", smart_lists.edit, smart_lists.change),
        _both("/assets/{kind}/{id:int}/segmentation/new", segmentations.ask, segmentations.create),
        _both("/assets/segmentation/{id:int}/edit", segmentations.edit, segmentations.change),
        _both(
            "/assets/segmentation/{id:int}/segment/{segment:int}",
            segmentations.edit_segment,
            segmentations.change_segment,
        ),
    )


def _sandbox() -> tuple[Route, ...]:
    """The pages that only a demo has."""
    return (
        _get("/requests", sandbox.requests),
        _get("/requests/count", sandbox.count),
        _get("/requests/{id:int}", sandbox.request),
        _get("/findings", findings.show),
        _post("/findings/clear", findings.clear),
        _both("/faults", faults.show, faults.order),
        _post("/faults/{id:int}/remove", faults.remove),
        _both("/snapshots", snapshots.browse, snapshots.take),
        _get("/snapshots/{name}", snapshots.show),
        _both("/snapshots/{name}/restore", snapshots.ask_restoration, snapshots.restore),
        _both("/snapshots/{name}/delete", snapshots.ask_deletion, snapshots.delete),
        _get("/mailbox", mailbox.browse),
        _post("/mailbox/clear", mailbox.clear),
        _get("/mailbox/{id:int}", mailbox.show),
        _get("/mailbox/{id:int}/html", mailbox.show_html),
        _post("/clock", sandbox.move_clock),
        _post("/clock/freeze", sandbox.freeze_clock),
        _post("/limits", sandbox.set_limits),
        _post("/tencent-tokens", sandbox.renew_tokens),
        _post("/accounts/{id:int}/recharge", accounts.recharge),
    )


def _get(path: str, show: Endpoint) -> Route:
    return Route("/console" + path, show, methods=["GET"])


def _post(path: str, act: Endpoint) -> Route:
    return Route("/console" + path, act, methods=["POST"])


def _both(path: str, show: Endpoint, act: Endpoint) -> Route:
    async def either(request: Request) -> Response:
        return await (act if request.method == "POST" else show)(request)

    return Route("/console" + path, either, methods=["GET", "POST"])


async def _home(request: Request) -> Response:
    return RedirectResponse(request.scope["root_path"] + "/console/", 308)


async def _style(request: Request) -> Response:
    return _static_file(pages.static_content(pages.STYLE), "text/css;charset=UTF-8")


async def _script(request: Request) -> Response:
    return _static_file(pages.static_content(pages.SCRIPT), "text/javascript;charset=UTF-8")


async def _icon(request: Request) -> Response:
    return _static_file(ICON, "image/svg+xml")


def _static_file(body: bytes, kind: str) -> Response:
    headers = {
        "Content-Type": kind,
        "Cache-Control": f"public, max-age={YEAR_SECONDS}, immutable",
        "X-Content-Type-Options": "nosniff",
    }
    return Response(body, headers=headers)
