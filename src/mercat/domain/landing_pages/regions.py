"""What the regions of guided templates hold."""

from collections.abc import Mapping
from typing import Final

from mercat.model.landing_pages import PartType, Section
from mercat.model.markup import RegionKind, Template

# What each kind of region takes, beside dynamic content. The first one is what it has by itself.
TAKES: Final[Mapping[RegionKind, tuple[PartType, ...]]] = {
    RegionKind.TEXT: ("RichText", "HTML"),
    RegionKind.IMAGE: ("Image",),
    RegionKind.FORM: ("Form",),
    RegionKind.SNIPPET: ("Snippet",),
}
# What nothing here makes.
OTHERS: Final[Mapping[RegionKind, str]] = {
    RegionKind.VIDEO: "Video",
    RegionKind.SHARE_BUTTON: "SocialButton",
    RegionKind.POLL: "Poll",
    RegionKind.REFERRAL: "ReferralOffer",
    RegionKind.SWEEPSTAKES: "Sweepstakes",
}


def fits(template: Template, section: Section) -> bool:
    """Whether a template has a region for what a section shows."""
    region = template.region(section.id)
    return region is not None and section.static.type in TAKES.get(region.kind, ())
