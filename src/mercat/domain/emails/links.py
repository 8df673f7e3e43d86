"""The links of the system in emails: pages of this instance, whose addresses say that they are those of a sample."""

from collections.abc import Mapping
from typing import Final

# The system token of each link, and the page that it opens.
PAGES: Final[Mapping[str, str]] = {
    "unsubscribeLink": "unsubscribe",
    "viewAsWebpageLink": "view-as-web-page",
    "forwardToFriendLink": "forward-to-friend",
}


def of_sample(base_url: str, email_id: int) -> dict[str, str]:
    """The links of a sample, by the names of their tokens. `base_url` is the beginning of this instance's addresses."""
    return {name: f"{base_url}/email/{page}?sample={email_id}" for name, page in PAGES.items()}
