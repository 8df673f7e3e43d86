"""How many files this process may have open."""

import contextlib
import resource
from typing import Final

MOST: Final = 16_384


def allow_many() -> None:
    """Raise the soft limit towards the hard one. An instance has a dozen open, and many systems begin with 1,024."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    limit = MOST if hard == resource.RLIM_INFINITY else min(hard, MOST)
    if soft != resource.RLIM_INFINITY and soft < limit:
        with contextlib.suppress(OSError, ValueError):  # some systems allow less than they say
            resource.setrlimit(resource.RLIMIT_NOFILE, (limit, hard))
