"""A component of a live room, and a subscription task of the sample application. Only names of reviews are drawn."""

from dataclasses import replace

from mercat.domain.advertising.live_rooms.live_room_components import LINK, PARTS, live_room_components
from mercat.domain.advertising.tasks import subscriptions
from mercat.domain.oauth import applications
from mercat.model.caller import Caller
from mercat.model.clock import DAY
from mercat.sandbox.sample.access import APPLICATION
from mercat.store.tx import Tx


def fill(tx: Tx, account_id: int) -> None:
    """Store a component, and let each sample application hear of the account."""
    then = replace(tx, now=tx.now - 12 * DAY)
    spec = {PARTS[LINK]: {"title": "Green tea", "desc": "Fresh from the hills", "button_text": "立即购买"}}
    about = {"component_name": "Tea of the day", "component_type": LINK, "component_spec": spec}
    live_room_components.submit(then, account_id, about)
    for application in applications.list_applications(tx):
        if application.name == APPLICATION:
            caller = Caller(0, "sample", service_id=application.id, account_ids=frozenset({account_id}))
            task_id = subscriptions.tasks.add(then, application.id, {"task_name": "Daily reports"})
            for task in (task_id, subscriptions.WHOLE):
                subscriptions.subscribe(replace(then, caller=caller), task, account_id)
