"""Labels of the audience market: found, not made, through the API."""

from typing import Final

from mercat.domain.advertising.collection import Collection, Facts

KIND: Final = "label"


class Label(Facts):
    """No rule reads anything of a label."""


labels: Final = Collection(KIND, Label)
