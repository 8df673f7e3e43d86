"""How a command fails: a message on stderr that names the next step, and an exit code."""

import contextlib
import sys
import traceback
from collections.abc import Iterator
from typing import Final

import msgspec

from mercat.app.config import BadSetting
from mercat.model.masking import masked

REFUSED: Final = 1
USAGE: Final = 2
UNUSABLE: Final = 3
DEFECT: Final = 70


class Failure(Exception):
    """A command cannot do what it was asked for. The text says what to do next."""

    code: int = REFUSED


class Misused(Failure):
    """The options do not fit together."""

    code = USAGE


class Interrupted(Failure):
    """Ctrl-C was pressed."""

    code = 130  # 128 + SIGINT, as in shells


@contextlib.contextmanager
def failures(*, as_json: bool) -> Iterator[None]:
    """Turn exceptions of the block into a message and an exit code."""
    try:
        yield
    except (SystemExit, KeyboardInterrupt):
        raise
    except BrokenPipeError:
        sys.stderr.close()
        raise SystemExit(REFUSED) from None
    except Exception as problem:
        code, words = _judge(problem)
        if code == DEFECT:
            print(masked(traceback.format_exc()), file=sys.stderr, end="")
        say_failure(code, masked(words), as_json=as_json)
        raise SystemExit(code) from None


def _judge(problem: Exception) -> tuple[int, str]:
    if isinstance(problem, BadSetting):
        return USAGE, str(problem)
    if isinstance(problem, Failure):
        return problem.code, str(problem)
    return _judge_rarely(problem)


def _judge_rarely(problem: Exception) -> tuple[int, str]:
    from mercat.app.accidents import words_of
    from mercat.app.demo_process import NotStarted
    from mercat.app.http.listener import AddressTaken
    from mercat.app.instances.backups import BadBackup, FileThere, NotEmpty
    from mercat.app.instances.init import AlreadyThere  # imported on failure, to keep the start fast
    from mercat.app.instances.instance_key import WrongKey
    from mercat.app.instances.locations import NoInstance, WrongKind
    from mercat.app.instances.lock import DirectoryInUse
    from mercat.app.process_pool import WorkersFailed
    from mercat.app.tls.authority import BadAuthority
    from mercat.cli.refusals import message_for
    from mercat.model.refusals import Refusal
    from mercat.store.engines.database import NewerDatabase, OlderDatabase
    from mercat.store.engines.driver import DatabaseUnavailable, NoBackup

    if isinstance(problem, Refusal):
        return REFUSED, message_for(problem)
    if isinstance(problem, NotStarted):
        return REFUSED, f"The demo did not start. It printed:\n{problem}"
    unusable = (
        DirectoryInUse,
        NoInstance,
        WrongKind,
        WrongKey,
        NewerDatabase,
        OlderDatabase,
        DatabaseUnavailable,
        BadAuthority,
    )
    if isinstance(problem, unusable):
        return UNUSABLE, str(problem)
    if isinstance(problem, AlreadyThere | AddressTaken | WorkersFailed | BadBackup | NotEmpty | NoBackup | FileThere):
        return REFUSED, str(problem)
    accident = words_of(problem)
    if accident is not None:
        return UNUSABLE, accident
    if isinstance(problem, OSError):
        place = f"{problem.filename}: " if problem.filename else ""
        return REFUSED, f"{place}{problem.strerror or problem}."
    if isinstance(problem, ModuleNotFoundError):
        return UNUSABLE, f"{problem}. Install what it needs: pip install 'mercat[postgresql,redis]'."
    return DEFECT, "This is a defect of mercat. Please report it, with the lines above."


def warning(words: str) -> None:
    """Print a warning and go on."""
    print(f"mercat: warning: {_plain(words)}", file=sys.stderr, flush=True)


def _plain(words: str) -> str:
    """Remove control characters: a message may cite a file or a database."""
    return "".join(sign if sign.isprintable() or sign == "\n" else "\N{REPLACEMENT CHARACTER}" for sign in words)


def say_failure(code: int, words: str, *, as_json: bool) -> None:
    """Print why a command failed."""
    if as_json:
        print(msgspec.json.encode({"error": words, "exit_code": code}).decode(), file=sys.stderr)
    else:
        print(f"mercat: {_plain(words)}", file=sys.stderr)
