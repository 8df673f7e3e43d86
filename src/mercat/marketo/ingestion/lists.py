"""/subscriptions/{munchkinId}/lists: people to add to static lists, or to remove from them."""

from typing import Any

from mercat.marketo.ingestion.schemas import requests
from mercat.marketo.ingestion.schemas.requests import Objects, Subscription
from mercat.marketo.permissions import Permission
from mercat.marketo.protocol import marketo
from mercat.model.messages import Target
from mercat.wire.call import Call
from mercat.wire.http import Response
from mercat.wire.operation import Schema


class OnList(Schema):
    """A list, and people under either of two names."""

    list_id: int
    leads: list[dict[str, Any]] | None = None
    input: list[dict[str, Any]] | None = None


@marketo.post(
    "/subscriptions/{munchkinId}/lists",
    id="addToList",
    needs=Permission.READ_WRITE_LEAD,
    docs="data-ingestion#lists-add-to-list",
)
def add_to_list(call: Call, path: Subscription, body: OnList) -> Response:
    """Add up to 1,000 people to a list, in the background."""
    return requests.accept(call, Target.ADD_TO_LIST, _people(body), list=requests.positive("listId", body.list_id))


@marketo.post(
    "/subscriptions/{munchkinId}/lists/remove",
    id="removeFromList",
    needs=Permission.READ_WRITE_LEAD,
    docs="data-ingestion#lists-remove-from-list",
)
def remove_from_list(call: Call, path: Subscription, body: OnList) -> Response:
    """Remove up to 1,000 people from a list, in the background."""
    return requests.accept(call, Target.REMOVE_FROM_LIST, _people(body), list=requests.positive("listId", body.list_id))


def _people(body: OnList) -> Objects:
    people = requests.objects_of("leads", body.leads or body.input)
    return [{"leadId": requests.lead_id(person, "leadId", "id")} for person in people]
