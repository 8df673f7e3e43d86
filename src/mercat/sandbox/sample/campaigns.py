"""Smart campaigns of the sample data: one to request, one to schedule, and some people who went through them.

The program's My Tokens are those of the vendor's documented calls.
"""

from dataclasses import replace
from typing import Final

from mercat.domain.assets import my_tokens, programs, tree
from mercat.domain.campaigns import assets, rules, runs
from mercat.domain.lists import static_lists
from mercat.model.assets import Area, Kind, Ref, TokenType
from mercat.model.campaigns import Content, Qualification, Rule
from mercat.model.clock import DAY
from mercat.store.tx import Tx

PROGRAM: Final = "Website"
REQUESTABLE: Final = "Send Confirmation"
BATCH: Final = "Invite Visitors"
VISITORS: Final = "Trade Show Visitors"

_TOKENS: Final = (
    ("message", TokenType.TEXT, "Thank you for your request."),
    ("other token", TokenType.TEXT, "We shall be in touch."),
    ("bodyReplacement", TokenType.RICH_TEXT, "<p>Thank you for your request.</p>"),
)
_MOMENT: Final = Rule("Interesting Moment", {"type": "Web", "description": "{{my.message}}"})


def fill(tx: Tx) -> None:
    """The campaigns, with a list for the batch; people and programs have to be there."""
    program = programs.find_named(tx, PROGRAM)
    assert program is not None, PROGRAM
    place = Ref(Kind.PROGRAM, program.id)
    for name, type, value in _TOKENS:
        my_tokens.define(tx, place, name, type, value)
    begin = replace(tx, now=tx.now - 30 * DAY)
    confirm = assets.create(begin, REQUESTABLE, place, "Confirms what somebody asked for")
    asked = Rule(rules.REQUESTED, {"source": rules.WEB_SERVICE})
    often = Content((asked,), steps=(_MOMENT,), qualification=Qualification("any"))
    assets.define(begin, confirm, often, limited=False)
    assets.activate(begin, confirm)
    invite = assets.create(begin, BATCH, place, "Invites those who were at our booth")
    on_list = Rule(rules.LIST_MEMBER, {"list": _visitors(begin)})
    assets.define(begin, invite, Content(filters=(on_list,), steps=(_MOMENT,)))
    assets.create(begin, "Draft", place, "Not filled yet")
    for days, number in ((20, 1), (10, 2), (5, 1)):
        then = replace(tx, now=tx.now - days * DAY)
        runs.run_now(then, runs.request(then, confirm, [number, number + 3], {}))
    then = replace(tx, now=tx.now - 8 * DAY)
    runs.run_now(then, runs.schedule(then, invite, tokens={}))


def _visitors(tx: Tx) -> int:
    folder = next(node for node in tree.named(tx, "Default") if node.area is Area.DATABASE)
    list_id = static_lists.create(tx, VISITORS, folder.ref, "Who left a card at our booth")
    static_lists.add(tx, list_id, list(range(1, 41, 2)))
    return list_id
