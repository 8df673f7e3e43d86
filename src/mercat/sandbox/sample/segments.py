"""The segmentation and the smart lists of the sample data."""

from typing import Final

from mercat.domain.assets import programs, tree
from mercat.domain.segments import filters, segmentations, smart_lists
from mercat.model.assets import Area, Ref
from mercat.model.smart_lists import Segment, SmartListRules
from mercat.sandbox.sample.campaigns import VISITORS
from mercat.store.tx import Tx

NEWSLETTER: Final = "Monthly Newsletter"  # an email program
REGION: Final = "Region"
ROLE: Final = "Role"
REGIONS: Final = (
    ("North America", ("United States", "Canada", "Mexico")),
    ("Europe", ("France", "Germany")),
    ("Asia", ("China", "Japan")),
)


def fill(tx: Tx) -> None:
    """Two segmentations in use, one of them with a draft; assets may follow them, so they come before those."""
    segments = [
        Segment(segmentations.NEW, name, SmartListRules(filters=(filters.make(tx, "Country", "is", countries),)))
        for name, countries in REGIONS
    ]
    document = segmentations.create(tx, _zone(tx), REGION, "Where somebody lives", segments)
    segmentations.KIND.approve(tx, document)
    leaders = Segment(
        segmentations.NEW,
        "Leaders",
        SmartListRules(filters=(filters.make(tx, "Job Title", "contains", ["Director", "Vice President"]),)),
    )
    document = segmentations.create(tx, _zone(tx), ROLE, "What somebody does", [leaders])
    document = segmentations.KIND.approve(tx, document)
    engineers = SmartListRules(filters=(filters.make(tx, "Job Title", "is", ["Engineer"]),))
    others = document.versions.latest.segments[:-1]
    segmentations.define(tx, document.id, [*others, Segment(segmentations.NEW, "Engineers", engineers)])


def fill_smart_lists(tx: Tx) -> None:
    """A smart list of fields, one with a list and logic, and that of an email program; people and lists come before."""
    engineers = SmartListRules(
        filters=(
            filters.make(tx, "Job Title", "is", ["Engineer"]),
            filters.make(tx, "Country", "is", ["France", "Germany"]),
        )
    )
    smart_lists.create(tx, _zone(tx), "Engineers in Europe", "People to invite to the developer day", engineers)
    warm = SmartListRules(
        "advanced",
        "1 and (2 or 3)",
        filters=(
            filters.make(tx, "Member of List", "in", [VISITORS]),
            filters.make(tx, "Lead Score", "at least", ["25"]),
            filters.make(tx, "Opted In", "is", ["true"]),
        ),
    )
    smart_lists.create(tx, _zone(tx), "Warm Visitors", "Visitors of the booth who want to hear from us", warm)
    newsletter = programs.find_named(tx, NEWSLETTER)
    audience = smart_lists.of_program(tx, newsletter.id) if newsletter else None
    assert audience is not None, NEWSLETTER
    smart_lists.define(tx, audience.id, SmartListRules(filters=(filters.make(tx, "Unsubscribed", "is", ["false"]),)))


def _zone(tx: Tx) -> Ref:
    """Lead Database > Default."""
    return next(node.ref for node in tree.named(tx, "Default") if node.area is Area.DATABASE)
