"""`mercat bridge`: bridges between the lead database and advertising accounts."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from mercat.app.config import InstanceOptions
from mercat.cli.failures import Failure, Interrupted, Misused, warning
from mercat.cli.framework import command, group
from mercat.cli.output import Out
from mercat.cli.questions import Yes, confirm

if TYPE_CHECKING:
    from mercat.app.instances.instance import Instance
    from mercat.domain.bridges.bridge_kind import BridgeKind
    from mercat.model.bridges import Bridge, Counts, Remark, Settings

FIRST: Final = 5

bridge_commands = group("bridge", "Bridges: lists of people as audiences, and leads of ads as people.")

Number = Annotated[int, typer.Argument(metavar="ID", help="ID of the bridge")]
Account = Annotated[int, typer.Option(help="advertising account")]
Daily = Annotated[bool | None, typer.Option("--daily/--not-daily", help="run each day from now on, or no longer")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="tell what a run would do without changing anything")]
ToFailures = Annotated[Path | None, typer.Option(help="write who was left out to this CSV file: number,name,reason")]


@command(bridge_commands, "list-to-audience")
def list_to_audience(
    place: InstanceOptions,
    out: Out,
    account: Account,
    audience: Annotated[int, typer.Option(help="custom audience of the account, of the type CUSTOMER_FILE")],
    static_list: Annotated[int | None, typer.Option(help="number of the static list")] = None,
    smart_list: Annotated[int | None, typer.Option(help="number of the smart list")] = None,
    field: Annotated[list[str], typer.Option(help="field with the identifier; the first usable one counts")] = [],  # noqa: B006  # Typer's way
    identifier: Annotated[str, typer.Option(help="how the platform knows users")] = "HASH_MOBILE_PHONE",
    daily: Daily = None,
    dry_run: DryRun = False,
    failures: ToFailures = None,
) -> None:
    """Bring a custom audience in step with a list: add who has joined it, and remove who has left it.

    The first call creates the bridge. Later calls run it again. A run that was interrupted goes on.
    """
    from mercat.app.bridge_runs import opened
    from mercat.domain.bridges.list_to_audience import KIND, USUAL_FIELD
    from mercat.model.bridges import ListToAudience

    if (static_list is None) == (smart_list is None):
        raise Misused("Give one of --static-list and --smart-list.")
    source, number = ("static", static_list) if static_list is not None else ("smart", smart_list)
    assert number is not None
    settings = ListToAudience(source, number, audience, field or [USUAL_FIELD], identifier)  # type: ignore[arg-type]  # one of two words
    with opened(place) as instance:
        _bridge(instance, out, KIND, account, settings, daily=daily, dry_run=dry_run, failures=failures)


@command(bridge_commands, "leads-to-people")
def leads_to_people(
    place: InstanceOptions,
    out: Out,
    account: Account,
    partition: Annotated[str | None, typer.Option(help="partition for new people")] = None,
    static_list: Annotated[int | None, typer.Option(help="number of a static list for the people")] = None,
    daily: Daily = None,
    dry_run: DryRun = False,
    failures: ToFailures = None,
) -> None:
    """Bring the leads of an account into the lead database, each once and with its source.

    A lead is the person with its phone or its email address; a person who is there gets values for empty fields only.
    """
    from mercat.app.bridge_runs import opened
    from mercat.domain.bridges.leads_to_people import KIND
    from mercat.model.bridges import LeadsToPeople

    settings = LeadsToPeople(partition, static_list)
    with opened(place) as instance:
        _bridge(instance, out, KIND, account, settings, daily=daily, dry_run=dry_run, failures=failures)


@command(bridge_commands, "run")
def run(number: Number, place: InstanceOptions, out: Out, dry_run: DryRun = False, failures: ToFailures = None) -> None:
    """Run a bridge, or let its interrupted run go on."""
    from mercat.app.bridge_runs import opened
    from mercat.domain.bridges import bridges

    with opened(place) as instance:
        bridge = instance.read_now(lambda tx: bridges.get(tx, number))
        (_try if dry_run else _run)(instance, out, bridge, failures)


@command(bridge_commands, "list")
def browse(place: InstanceOptions, out: Out) -> None:
    """List all bridges with their last runs."""
    from mercat.app.bridge_runs import opened
    from mercat.domain.bridges import bridges, runs

    def rows(tx: Any) -> list[dict[str, Any]]:
        items: list[dict[str, Any]] = []
        while part := bridges.browse(tx, after=items[-1]["id"] if items else 0):
            items += [_row(bridge, next(iter(runs.history(tx, bridge.id, 1)), None)) for bridge in part]
        return items

    with opened(place) as instance:
        out.rows(instance.read_now(rows))


@command(bridge_commands)
def schedule(
    number: Number,
    place: InstanceOptions,
    out: Out,
    daily: Annotated[bool, typer.Option("--daily/--not-daily", help="run each day from now on, or no longer")],
) -> None:
    """Let a bridge run each day, or no longer."""
    from mercat.app.bridge_runs import opened
    from mercat.domain.bridges import runs

    with opened(place) as instance:
        instance.write_now(lambda tx: runs.set_daily(tx, number, daily=daily))
    words = "runs each day" if daily else "runs when it is told to"
    out.done(f"Bridge {number} {words}.", {"bridge": number, "daily": daily})


@command(bridge_commands)
def delete(number: Number, place: InstanceOptions, out: Out, yes: Yes = False) -> None:
    """Delete a bridge. What it brought across stays."""
    from mercat.app.bridge_runs import opened
    from mercat.domain.bridges import bridges

    confirm(f"Delete the bridge {number}? What it brought across stays.", yes=yes)
    with opened(place) as instance:
        instance.write_now(lambda tx: bridges.delete(tx, number))
    out.done(f"Bridge {number} is gone.", {"deleted": number})


def _bridge(
    instance: "Instance",
    out: Out,
    kind: "BridgeKind",
    account: int,
    settings: "Settings",
    *,
    daily: bool | None,
    dry_run: bool,
    failures: Path | None,
) -> None:
    """Run the bridge with these settings, which is created if there is none, or tell what it would do."""
    from mercat.domain.bridges import bridges

    if dry_run:
        _try(instance, out, instance.read_now(lambda tx: bridges.draft(tx, kind, account, settings)), failures)
        return
    _run(
        instance, out, instance.write_now(lambda tx: bridges.ensure(tx, kind, account, settings, daily=daily)), failures
    )


def _run(instance: "Instance", out: Out, bridge: "Bridge", failures: Path | None) -> None:
    from mercat.app import bridge_runs
    from mercat.cli.refusals import message_for
    from mercat.domain.bridges import remarks, runs

    with out.progress(f"Bridge {bridge.id}") as watch:
        done = bridge_runs.run(instance, bridge.id, watch)
    if done.state == "paused":
        raise Interrupted(f"The run of bridge {bridge.id} is interrupted. To go on: mercat bridge run {bridge.id}.")
    problem = runs.problem_of(done)
    if problem is not None:
        raise Failure(f"The run of bridge {bridge.id} failed. {message_for(problem)}")
    _tell(instance, bridge, instance.read_now(lambda tx: list(remarks.of_run(tx, done))), failures)
    words = f"Bridge {bridge.id}: {_words(done.counts)}."
    out.done(words, {"bridge": bridge.id, "run": done.id, **done.counts})


def _try(instance: "Instance", out: Out, bridge: "Bridge", failures: Path | None) -> None:
    from mercat.app import bridge_runs

    with out.progress("Dry run") as watch:
        report = bridge_runs.attempt(instance, bridge, watch)
    _tell(instance, bridge, report.remarks, failures)
    out.done(f"Dry run: nothing was changed. A run would give: {_words(report.counts)}.", report.counts)


def _words(counts: "Counts") -> str:
    from mercat.model.bridges import COUNTS

    return ", ".join(f"{name} {counts[name]}" for name in COUNTS if name in counts)


def _tell(instance: "Instance", bridge: "Bridge", some: "Sequence[Remark]", failures: Path | None) -> None:
    """Name those who were left out: the first on stderr, all in a file."""
    from mercat.app import bridge_runs
    from mercat.domain.bridges import remarks

    if failures is not None:
        bridge_runs.write(instance, bridge, list(some), failures)
    if not some:
        return
    first = instance.read_now(lambda tx: remarks.named(tx, bridge, some[:FIRST]))
    lines = [f"{len(some)} left out without a usable value" + (f"; see {failures}" if failures else "")]
    lines += [f"  {number} {name}: {reason}" for number, name, reason in first]
    if len(some) > FIRST:
        lines.append(f"  and {len(some) - FIRST} more" + ("" if failures else "; --failures FILE writes all of them"))
    warning("\n".join(lines))


def _row(bridge: "Bridge", last: Any) -> dict[str, Any]:
    words = {
        name: " ".join(value) if isinstance(value, list) else value
        for name, value in bridge.settings.items()
        if value is not None
    }
    settings = ", ".join(f"{name} {value}" for name, value in words.items())
    numbers = "" if last is None else _words(last.counts)
    state = "" if last is None else last.state
    return {
        "id": bridge.id,
        "kind": bridge.kind,
        "account": bridge.account_id,
        "settings": settings,
        "daily": bridge.daily,
        "state": state,
        "last_run": numbers,
    }
