"""Audios of the platform's library, which belongs to no account. The API lists them and creates none."""

from typing import Final

from mercat.domain.advertising.collection import Collection, Facts

KIND: Final = "audio"
LIBRARY: Final = 0  # the owner


class Audio(Facts):
    """The facts of an audio: rules read none."""


audios: Final = Collection(KIND, Audio)
