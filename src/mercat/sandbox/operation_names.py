"""The names that people give an operation."""


def is_named(name: str, operation_id: str, method: str, path: str) -> bool:
    """Whether a name is the operation's id, its path, or both with its method; `/v3.0/` may be missing."""
    names = {one.casefold() for one in (operation_id, path, f"{method} {path}")}
    return name.casefold() in names | {path.casefold().removeprefix("/v3.0/")}
