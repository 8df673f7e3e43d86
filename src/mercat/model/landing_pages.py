"""What versions of landing page templates hold beside their HTML."""

from typing import Literal

import msgspec

TemplateType = Literal["freeForm", "guided"]


class LandingPageTemplate(msgspec.Struct, frozen=True, omit_defaults=True):
    """One version of a template. Its HTML is the body of the version. Pages track visitors with `enable_munchkin`."""

    type: TemplateType = "freeForm"
    enable_munchkin: bool = True
