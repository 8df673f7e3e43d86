"""Labels of the audience market. The API lists them and creates none."""

from typing import Final

from mercat.domain.advertising.collection import Collection, Facts

KIND: Final = "label"


class Label(Facts):
    """The facts of a label: rules read none."""


labels: Final = Collection(KIND, Label)
