"""The operations that the kinds of designs share: read, filter, clone, state transitions, delete, used by.

A kind declares each in a line of its module, with the literal path and the vendor's operation id.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final, Generic, Never, TypeVar

from mercat.domain.assets.asset_kind import AssetKind
from mercat.domain.designer import designs
from mercat.marketo.asset_v2.schemas.answers import DesignAnswer, Usage, UsedBy, content_type, used_by
from mercat.marketo.asset_v2.schemas.requests import (
    BulkDelete,
    BulkIds,
    BulkUsage,
    CloneDesign,
    DesignId,
    FilterDesigns,
    Transition,
    UsedByRequest,
)
from mercat.marketo.envelopes import PageDetails
from mercat.marketo.permissions import AllOf
from mercat.marketo.protocol import ObjectReply, PagedReply, Reply, asset_reply, marketo
from mercat.model.assets import AssetType
from mercat.model.designer import Design
from mercat.model.documents import Document
from mercat.model.refusals import NotAllowed
from mercat.model.versions import Version
from mercat.store.tx import Tx
from mercat.wire.call import Call
from mercat.wire.operation import MIB, Limits

CONTENT_LIMITS: Final = Limits(body_bytes=4 * MIB)  # of calls that send a content of up to 1 MiB
ALL_TYPES: Final = "all"

D = TypeVar("D", bound=Design)
P = TypeVar("P")  # a page of items without their data
A = TypeVar("A", bound=DesignAnswer)  # an item with its data
Handler = Callable[..., Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Needs:
    """The permissions of a kind's operations."""

    read: AllOf
    edit: AllOf
    approve: AllOf
    delete: AllOf


@dataclass(frozen=True, slots=True, kw_only=True)
class DesignOperations(Generic[D, P, A]):
    """Declares shared operations of one kind.

    `show` has the members of an answer about a version. `item` is that answer without the data, `page` a page of
    them, `answer` the one with the data. `docs` is the page of the vendor's guide, `noun` names an asset in summaries.
    """

    module: str
    kind: AssetKind[D]
    needs: Needs
    show: Callable[[Tx, Document[D], Version, D], dict[str, Any]]
    item: type[DesignAnswer]
    page: type[P]
    answer: type[A]
    search: type[FilterDesigns]
    docs: str
    noun: str

    # -- what modules with operations of their own use ----------------------------------------------------------------

    def changed(self, tx: Tx, document: Document[D]) -> list[A]:
        """The answer to a change: the draft, if there is one, with its data."""
        return [self._detail(tx, document, None if document.versions.draft is None else "draft")]

    # -- read ---------------------------------------------------------------------------------------------------------

    def by_id(self, path: str, *, id: str) -> None:
        """The approved version of the asset of an id, or else its draft."""

        def get(call: Call, path: DesignId) -> Reply[A]:
            documents = designs.find_all(call.tx, self.kind, [path.id])
            return asset_reply([self._detail(call.tx, document, None) for document in documents])

        self._declare(
            "GET", path, id, self.needs.read, "by-id", get, f"Get the {self.noun} with an id, and its content."
        )

    def bulk_get(self, path: str, *, id: str) -> None:
        """The assets of some ids."""

        def get(call: Call, body: BulkIds) -> Reply[A]:
            documents = designs.find_all(call.tx, self.kind, body.asset_ids)
            return asset_reply([self._detail(call.tx, document, None) for document in documents])

        summary = f"Get the {self.noun}s with some ids, and their content."
        self._declare("POST", path, id, self.needs.read, "query", get, summary, reads=True, offload=True)

    def filter(self, path: str, *, id: str) -> None:
        """A page of the assets of a workspace that match."""

        def filter(call: Call, query: Any) -> ObjectReply[P]:
            return ObjectReply(self._page(call, query))

        filter.__annotations__ |= {"query": self.search, "return": ObjectReply[self.page]}  # type: ignore[name-defined]
        summary = f"List the {self.noun}s of a workspace that match, without their content."
        self._declare("GET", path, id, self.needs.read, "filter", filter, summary, offload=True)

    def used_by(self, path: str, *, id: str) -> None:
        """A page of the assets that use one."""

        def users(call: Call, body: UsedByRequest) -> PagedReply[UsedBy]:
            document, types = designs.get(call.tx, self.kind, body.asset_id), _types(body.type)
            offset, limit = body.page_index * body.page_size, body.page_size
            items = self.kind.users(call.tx, document, offset=offset, limit=limit, types=types)
            count = self.kind.count_users(call.tx, document, types)
            details = PageDetails(count, body.page_size, body.page_index)
            return PagedReply(result=[used_by(call.tx, item) for item in items], page_details=details)

        summary = f"List the assets that use {self._one}."
        self._declare("POST", path, id, AllOf.READ_ASSET_USERS, "used-by", users, summary, reads=True)

    def bulk_used_by(self, path: str, *, id: str) -> None:
        """How many assets use each of some."""

        def usage(call: Call, body: BulkUsage) -> Reply[Usage]:
            documents = designs.find_all(call.tx, self.kind, body.asset_ids)
            return asset_reply([self._usage(call.tx, document) for document in documents])

        summary = f"Count the assets that use each of some {self.noun}s."
        self._declare("POST", path, id, AllOf.READ_ASSET_USERS, "used-by", usage, summary, reads=True, offload=True)

    # -- life ---------------------------------------------------------------------------------------------------------

    def clone(self, path: str, *, id: str) -> None:
        """A copy beside an asset."""

        def clone(call: Call, body: CloneDesign) -> list[A]:
            copy = designs.clone(call.tx, self.kind, body.asset_id, body.new_asset.name, body.new_asset.description)
            return self.changed(call.tx, copy)

        self._declare("POST", path, id, self.needs.edit, "clone", clone, f"Clone {self._one}.")

    def transition(self, path: str, *, id: str) -> None:
        """A step between draft and approved."""

        def transition(call: Call, body: Transition) -> list[A]:
            return self.changed(call.tx, designs.transition(call.tx, self.kind, body.content_id, body.action))

        summary = f"Approve or unapprove {self._one}, begin its draft or discard it."
        self._declare("POST", path, id, self.needs.approve, "manage-state", transition, summary)

    def delete(self, path: str, *, id: str) -> None:
        """Remove an asset with its versions."""

        def delete(call: Call, path: DesignId) -> Reply[Never]:
            designs.delete(call.tx, self.kind, [path.id])
            return Reply()

        self._declare("POST", path, id, self.needs.delete, "delete", delete, f"Delete {self._one}.")

    def bulk_delete(self, path: str, *, id: str) -> None:
        """Remove some assets, all or none."""

        def delete(call: Call, body: BulkDelete) -> Reply[Never]:
            designs.delete(call.tx, self.kind, body.asset_ids, though_used=body.ignore_used_by)
            return Reply()

        self._declare("POST", path, id, self.needs.delete, "delete", delete, f"Delete {self.noun}s, all or none.")

    # -- what the operations share ------------------------------------------------------------------------------------

    @property
    def _one(self) -> str:
        return f"{'an' if self.noun[0] in 'aeiou' else 'a'} {self.noun}"

    def _detail(self, tx: Tx, document: Document[D], version: Version | None) -> A:
        picked = document.versions.pick(version)
        assert picked is not None, "the asset has the version"
        data = designs.data_of(tx, self.kind, document, picked[0])
        return self.answer(**self.show(tx, document, *picked), data=data)  # type: ignore[call-arg]

    def _page(self, call: Call, query: FilterDesigns) -> P:
        criteria = query.criteria(call)
        items: list[DesignAnswer] = []
        count = 0
        if criteria is not None:
            offset = query.page_index * query.page_size
            page = self.kind.search(call.tx, criteria, offset=offset, limit=query.page_size)
            items = [self._item(call.tx, document, criteria.shown) for document in page.items]
            count = page.total or 0
        return self.page(count, query.page_size, query.page_index, items)  # type: ignore[call-arg]

    def _item(self, tx: Tx, document: Document[D], version: Version) -> DesignAnswer:
        picked = document.versions.pick(version) or document.versions.pick()
        assert picked is not None, "the asset has a version"
        return self.item(**self.show(tx, document, *picked))

    def _usage(self, tx: Tx, document: Document[D]) -> Usage:
        count = self.kind.count_users(tx, document)
        return Usage(str(document.id), document.title.name, count, count > 0)

    def _declare(
        self, method: str, path: str, id: str, needs: AllOf, anchor: str, handler: Handler, summary: str, **more: Any
    ) -> None:
        returns = handler.__annotations__["return"]
        if getattr(returns, "__parameters__", ()):  # it answers what the kind answers
            handler.__annotations__["return"] = returns[self.answer]
        docs = f"{self.docs}#{anchor}"
        marketo.add(method, path, id=id, needs=needs, docs=docs, module=self.module, summary=summary, **more)(handler)


def _types(name: str) -> tuple[AssetType, ...] | None:
    """The types of assets that a word stands for; None stands for all. Raises NotAllowed."""
    if name == ALL_TYPES:
        return None
    types = tuple(type for type in AssetType if content_type(type) == name)
    if not types:
        raise NotAllowed("type", name[:255], (ALL_TYPES, *map(content_type, AssetType)))
    return types
