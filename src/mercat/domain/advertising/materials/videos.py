"""Videos: the files that creatives play. A new one is processed for a while, as the setting of the sandbox says."""

from dataclasses import replace
from typing import Any, BinaryIO, Final

import msgspec

from mercat.domain.advertising.collection import Collection, Facts, Search, Slice
from mercat.domain.advertising.materials.materials import NORMAL, STATUS, narrowed, with_status
from mercat.domain.bulk.simulated_progress import VIDEOS, pace
from mercat.domain.video_files import Clip, Track, Unreadable, look
from mercat.model.advertising import AdObject
from mercat.model.refusals import ForbiddenCharacters, Refusal
from mercat.store.advertising import ad_objects
from mercat.store.tx import Tx

KIND: Final = "video"
MOST_BYTES: Final = 100 * 1_048_576
VALID: Final = "MEDIA_STATUS_VALID"
PENDING: Final = "MEDIA_STATUS_PENDING"
_TYPES: Final = {"mp4": "MEDIA_TYPE_MP4", "mov": "MEDIA_TYPE_MOV", "avi": "MEDIA_TYPE_AVI"}


class VideoTooLarge(Refusal):
    """The file has more than MOST_BYTES bytes."""


class SignatureDiffers(Refusal):
    """The file is another one than its signature says."""


class FormatUnfit(Refusal):
    """The file is not an mp4, mov or avi file."""


class FactsUnreadable(Refusal):
    """The file is damaged or has no pictures."""


class Video(Facts):
    """The members that rules read. `polls_left` and `valid_ms` say for how long it shows as pending."""

    description: str = ""
    polls_left: int = 0
    valid_ms: int = 0


class Incoming(msgspec.Struct, frozen=True):
    """An uploaded file: a seekable stream, its size and MD5, the MD5 by the caller, and other members of the call."""

    content: BinaryIO
    size: int
    md5: str
    signature: str
    about: dict[str, Any]


class Videos(Collection[Video]):
    """The videos of all accounts."""

    def find(self, tx: Tx, search: Search) -> Slice:
        """List videos that match the filter, a page at a time. Without `created_time`, those of the last half year."""
        part = super().find(tx, narrowed(tx, search))
        for item in part.items:
            polls = self.read(item.document).polls_left
            if polls:  # this call is one; it does not change when the video was last modified
                document = item.document | {"polls_left": polls - 1}
                del document["system_status"]
                ad_objects.save(replace(tx, now=item.updated_ms), item.id, document)
        return part

    def present(self, tx: Tx, items: list[AdObject]) -> list[AdObject]:
        """Videos with their status and the state of their processing."""
        return [with_status(item).with_members({"system_status": self._status(tx, item)}) for item in items]

    def keep(self, tx: Tx, account_id: int, file: Incoming) -> int:
        """Store a file as a video; its id.

        Raises VideoTooLarge, SignatureDiffers, FormatUnfit, FactsUnreadable, ForbiddenCharacters.
        """
        if file.size > MOST_BYTES:
            raise VideoTooLarge
        if file.md5 != file.signature.lower():
            raise SignatureDiffers
        try:
            clip = look(file.content, file.size)
        except Unreadable:
            raise FactsUnreadable from None
        if clip is None:
            raise FormatUnfit
        progress = pace(tx, VIDEOS)
        document = {**described(clip), "file_size": file.size, "signature": file.md5, **file.about}
        document |= {"owner_account_id": str(account_id), "preview_url": ""}
        document |= {"polls_left": progress.polls, "valid_ms": tx.now + progress.delay_ms}
        self.check(tx, account_id, self.read(document), self.read(file.about))  # before the file is stored
        return self.add(tx, account_id, document | {"preview_url": tx.files.put_stream(file.content)})

    def check(self, tx: Tx, owner: int, facts: Video, changes: Video) -> None:
        """Check the description."""
        if "@" in changes.description:
            raise ForbiddenCharacters("description")

    def _status(self, tx: Tx, item: AdObject) -> str:
        facts = self.read(item.document)
        return PENDING if facts.polls_left > 1 or facts.valid_ms > tx.now else VALID


videos: Final = Videos(KIND, Video)


def described(clip: Clip) -> dict[str, Any]:
    """The members of a new video: facts of its file, and defaults."""
    pictures, sound = clip.pictures, clip.sound or Track()
    seconds = pictures.milliseconds / 1_000
    return {
        "width": pictures.width,
        "height": pictures.height,
        "video_frames": pictures.frames,
        "video_fps": round(pictures.frames / seconds, 3) if seconds else 0,
        "video_codec": pictures.codec,
        "video_bit_rate": pictures.bit_rate,
        "audio_codec": sound.codec,
        "audio_bit_rate": sound.bit_rate,
        "audio_sample_rate": sound.sample_rate,
        "image_duration_millisecond": pictures.milliseconds,
        "audio_duration_millisecond": sound.milliseconds,
        "type": _TYPES[clip.kind],
        "source_type": "SOURCE_TYPE_API",
        STATUS: NORMAL,
        "description": "",
    }
