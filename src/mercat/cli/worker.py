"""`mercat worker`: background jobs in a process of their own."""

from mercat.app.config import Worker
from mercat.cli.framework import command
from mercat.cli.output import Out


@command()
def worker(where: Worker, out: Out) -> None:
    """Run background jobs until SIGINT or SIGTERM. Needs PostgreSQL; several workers may run at once."""
    from mercat.app import job_worker

    job_worker.run(
        where, lambda ids: out.done(f"Running the jobs of {', '.join(ids)} - press Ctrl-C to stop", {"instances": ids})
    )
