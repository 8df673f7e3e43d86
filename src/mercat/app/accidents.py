"""Messages about accidents of the machine for a user of the command line: what happened, and what to do about it."""

import os
import pwd
from pathlib import Path
from typing import Final

from mercat.store.engines.accidents import Accident, of

_REMEDIES: Final = {
    Accident.FULL: "Free some space and try again; what was acknowledged is kept.",
    Accident.READ_ONLY: "Make the file, its directory and the file system writable for the user that runs mercat.",
    Accident.DENIED: "Run mercat as the user who owns the data, or give it to this one with `chown -R`.",
    Accident.FAILING: "Look at the system's log, move the data to a sound disk, and run `mercat doctor`.",
    Accident.DAMAGED: "Run `mercat doctor`, and restore the last good backup with `mercat restore`.",
    Accident.LOCKED: "End the program that has the database open, and try again.",
    Accident.AWAY: "Look at --database-url and the database server.",
}


def words_of(problem: BaseException) -> str | None:
    """What happened and what to do. None if the problem is not an accident of the machine."""
    accident = of(problem)
    if accident is None:
        return None
    if isinstance(problem, OSError):
        place = f"{problem.filename}: " if problem.filename else ""
        return f"{place}{problem.strerror}. {_owner(problem, accident)}{_REMEDIES[accident]}"
    happened = accident.value[:1].upper() + accident.value[1:]
    return f"{happened}: {str(problem).strip().splitlines()[0].rstrip('.')}. {_REMEDIES[accident]}"


def _owner(problem: OSError, accident: Accident) -> str:
    """The owner of the place, if that may be the reason."""
    if accident is not Accident.DENIED or not isinstance(problem.filename, str):
        return ""
    for place in (Path(problem.filename), *Path(problem.filename).parents):
        try:
            owner = place.stat().st_uid
        except OSError:
            continue
        if owner != os.geteuid():
            return f"{place} belongs to {name_of(owner)}, and mercat runs as {name_of(os.geteuid())}. "
        return ""
    return ""


def name_of(user_id: int) -> str:
    """The name of a user of this machine."""
    try:
        return pwd.getpwuid(user_id).pw_name
    except KeyError:
        return f"user {user_id}"
