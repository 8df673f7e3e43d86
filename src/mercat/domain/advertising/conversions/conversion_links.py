"""Conversion links: the steps from an ad to what an account wants. The platform's templates are facts in a file."""

from functools import cache
from importlib import resources
from typing import Any, Final

import msgspec

from mercat.store.tx import Tx

PLATFORM: Final = "DATA_SOURCE_PLATFORM"
ADVERTISER: Final = "DATA_SOURCE_ADVERTISER"
NONE: Final = ("", "OPTIMIZATIONGOAL_NONE", "GOAL_NONE")
_GOLD: Final = "GOLD_LINK_TYPE_GOLD"
_NODES_OF_A_LINK: Final = 100  # ids of nodes are ids of links with two digits more

Document = dict[str, Any]


class Goal(msgspec.Struct, frozen=True):
    """A goal of optimization."""

    id: int
    name: str


class Category(msgspec.Struct, frozen=True):
    """Where people convert. Applications are in no first category."""

    id: int
    name: str
    carrier: str
    target: str
    pages: list[str]
    first: str = ""
    first_name: str = ""


class Node(msgspec.Struct, frozen=True):
    """A step: an action, who reports it, and the goals that it serves."""

    name: str
    action: str
    goal: str
    roi: list[str] = []
    source: str = ADVERTISER
    required: bool = False


class Link(msgspec.Struct, frozen=True):
    """The template of a link."""

    id: int
    category: str
    nodes: list[Node]
    marketing_goals: list[str] = msgspec.field(name="for")

    @property
    def required(self) -> list[int]:
        """The indexes of the nodes that the account has to report."""
        return [place for place, node in enumerate(self.nodes) if node.required]

    @property
    def reportable(self) -> list[int]:
        """The indexes of the nodes that the account may report."""
        return [place for place, node in enumerate(self.nodes) if node.source != PLATFORM]

    @property
    def title(self) -> str:
        """The names of the steps."""
        return "-".join(node.name for node in self.nodes)


class Templates(msgspec.Struct, frozen=True):
    """The file."""

    goals: dict[str, Goal]
    roi_goals: dict[str, Goal]
    categories: dict[str, Category]
    links: list[Link]


@cache
def templates() -> Templates:
    """All templates. The file is read when the first one is asked for."""
    text = (resources.files("mercat.domain.advertising.conversions") / "conversion_links.json").read_bytes()
    return msgspec.json.decode(text, type=Templates)


def find(link_id: int) -> Link | None:
    """The template with this id."""
    return next((link for link in templates().links if link.id == link_id), None)


def listing(tx: Tx, owner: int, members: Document) -> list[Document]:
    """List the templates of links in a category that serve all goals of the call."""
    goals = {goal for goal in members.get("optimization_goal_struct", {}).values() if goal not in NONE}
    return [
        _document(link)
        for link in templates().links
        if link.category == members["second_category_type"]
        and goals <= {goal for node in link.nodes for goal in (node.goal, *node.roi)}
    ]


def landing_pages(link: Link) -> Document:
    """The types of landing pages with which a link goes together."""
    pages = templates().categories[link.category].pages
    return {"support_page_types": pages, "must_not_page_types": [], "must_page_types": []}


def nodes_of(link: Link) -> list[Document]:
    """The nodes of a link as they are answered."""
    return [_node(link, place) for place in range(len(link.nodes))]


def _document(link: Link) -> Document:
    category = templates().categories[link.category]
    return {
        "conversion_link_id": link.id,
        "marketing_goal": link.marketing_goals,
        "marketing_target_type": category.target,
        "marketing_carrier_type": category.carrier,
        "gold_link_type": _GOLD,
        "landing_page_access": landing_pages(link),
        "conversion_link_nodes": [
            {**node, "conversion_link_action_type": [node["conversion_link_action_type"]]} for node in nodes_of(link)
        ],
    }


def _node(link: Link, place: int) -> Document:
    node, category = link.nodes[place], templates().categories[link.category]
    goal, roi_goals = templates().goals[node.goal], [templates().roi_goals[name] for name in node.roi]
    reported = {
        "conversion_link_node_index": place,
        "data_source": node.source,
        "node_seqs_type": "NODE_SEQS_TYPE_REQUIRE" if node.required else "NODE_SEQS_TYPE_RECOMMEND",
        "conversion_link_application_type": "OG_MODELING",
    }
    return {
        "conversion_link_node_id": link.id * _NODES_OF_A_LINK + place,
        "conversion_link_node_name": node.name,
        "conversion_link_node_index": place,
        "conversion_link_action_type": node.action,
        "carrier_id": category.id,
        "carrier_name": category.name,
        "data_source": node.source,
        "og_id": [goal.id],
        "og_list": [{"og_id": goal.id, "og_name": goal.name}],
        "roi_og_id": [one.id for one in roi_goals],
        "roi_og_list": [{"roi_og_id": one.id, "roi_og_name": one.name} for one in roi_goals],
        "conversion_info": [] if node.source == PLATFORM else [reported],
    }
