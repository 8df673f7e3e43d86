"""/console/assets/{kind}/{id}/approve, /unapprove, /discard, /delete: the steps of an asset's life, for every kind."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from starlette.responses import Response

from mercat.console.assets.listing import TYPES, asset_address
from mercat.console.assets.tree import address
from mercat.console.request import ConsoleRequest, Endpoint, admin_required
from mercat.domain.asset_kinds import catalog
from mercat.domain.assets.asset_kind import AssetKind
from mercat.domain.emails import emails
from mercat.model.assets import AssetType
from mercat.model.documents import Document
from mercat.model.refusals import NotFound, Refusal
from mercat.model.versions import Version
from mercat.store.tx import Tx


@dataclass(frozen=True, slots=True)
class Step:
    """A step: what the page that asks about it says, and what is done.

    `needs` are the versions that an asset must have for the step; `fits` says whether it is one that can take the step.
    """

    title: str
    text: str
    button: str
    act: Callable[[AssetKind[Any], Tx, Document[Any]], object]
    needs: tuple[Version, ...] = ()
    loses: bool = True  # something that cannot be brought back
    fits: Callable[[Document[Any]], bool] = lambda document: True


STEPS: Final = {
    "approve": Step(
        "Approve {name}?",
        "The draft becomes the approved version.",
        "Approve",
        lambda kind, tx, document: kind.approve(tx, document),
        ("draft",),
        loses=False,
    ),
    "unapprove": Step(
        "Unapprove {name}?",
        "The approved version becomes the draft. If there is a draft now, it is lost.",
        "Unapprove",
        lambda kind, tx, document: kind.unapprove(tx, document),
        ("approved",),
    ),
    "discard": Step(
        "Discard the draft of {name}?",
        "This can't be undone.",
        "Discard draft",
        lambda kind, tx, document: kind.discard_draft(tx, document),
        ("approved", "draft"),
    ),
    "edit-code": Step(
        "Edit the code of {name}?",
        "The email leaves its template. Its HTML can be replaced as a whole, and its sections can't be edited anymore.",
        "Edit Code",
        lambda kind, tx, document: emails.edit_code(tx, document.id),
        fits=lambda document: document.type is AssetType.EMAIL and document.versions.latest.template_id is not None,
    ),
    "delete": Step(
        "Delete {name}?",
        "This can't be undone.",
        "Delete",
        lambda kind, tx, document: kind.delete(tx, document),
    ),
}

# Texts of kinds for which a step means more.
_TEXTS: Final = {
    ("approve", AssetType.SEGMENTATION): "Assets follow the new segments at once.",
    ("unapprove", AssetType.SEGMENTATION): "Assets can't use it until it is approved.",
}


def available(kind: AssetKind[Any], document: Document[Any]) -> list[tuple[str, str]]:
    """The steps that an asset can take now: the last segment of the path, and the label."""
    return [
        (name, step.button)
        for name, step in STEPS.items()
        if set(step.needs) <= set(document.versions.names)
        and (kind.needs_approval or not step.needs)
        and step.fits(document)
    ]


def kind_of(request: ConsoleRequest) -> AssetKind[Any]:
    """The kind that the path names. Raises NotFound."""
    type = TYPES.get(request.http.path_params["kind"])
    kind = catalog.KIND_OF.get(type) if type else None
    if kind is None:
        raise NotFound("asset")
    return kind


def endpoints(name: str) -> tuple[Endpoint, Endpoint]:
    """The endpoints that ask about a step of `STEPS` and take it."""

    async def ask(request: ConsoleRequest) -> Response:
        return await _page(request, name)

    async def take(request: ConsoleRequest) -> Response:
        kind = kind_of(request)

        def work(tx: Tx) -> str:
            document = _get(tx, kind, request.id, STEPS[name])
            STEPS[name].act(kind, tx, document)
            return address(document.parent) if name == "delete" else asset_address(kind.type, document.id)

        try:
            return request.go(await request.write(work), "deleted" if name == "delete" else "changed")
        except NotFound:
            raise
        except Refusal as refusal:
            return await _page(request, name, refusal)

    return admin_required(ask), admin_required(take)


def _get(tx: Tx, kind: AssetKind[Any], asset_id: int, step: Step) -> Document[Any]:
    """An asset that can take a step, perhaps in another state. Raises NotFound."""
    document = kind.get(tx, asset_id)
    if not step.fits(document):
        raise NotFound(kind.type, asset_id)
    return document


async def _page(request: ConsoleRequest, name: str, refusal: Refusal | None = None) -> Response:
    """Ask whether the step should be taken, with the reason why it was not."""
    kind, step = kind_of(request), STEPS[name]
    document = await request.read(lambda tx: _get(tx, kind, request.id, step))
    return request.page(
        "confirm.html",
        400 if refusal else 200,
        title=step.title,
        text=_TEXTS.get((name, kind.type), step.text),
        button=step.button,
        name=document.title_of("draft" if name in ("approve", "discard") else "approved").name,
        back=asset_address(kind.type, document.id),
        dangerous=step.loses,
        **({"problem": request.problem(refusal)} if refusal else {}),
    )
