"""The operations of a protocol, by folder: a module is imported when a path that it may serve is first called."""

import functools
import importlib
import re
import threading
from typing import Final

import msgspec

from mercat.wire.operation import Operation, Registry
from mercat.wire.router import Found, Router

SEEN_PATHS: Final = 1_000  # that a catalog keeps in mind, so that it does not look for their modules again
SEEN_LENGTH: Final = 200  # of such a path
_NOT_PLAIN: Final = re.compile(r"[^a-z0-9]")


class Folder(msgspec.Struct, frozen=True):
    """The modules that serve the paths with a prefix. A path picks modules by their names, unless `whole`."""

    prefix: str
    package: str
    modules: tuple[str, ...]
    whole: bool = False

    def serving(self, path: str) -> list[str]:
        """The modules that may serve a path: those whose name, or its singular, begins what follows the prefix."""
        rest = plain(path.removeprefix(self.prefix))
        return [f"{self.package}.{name}" for name in self.modules if self.whole or rest.startswith(forms(name))]


class Catalog:
    """All operations of a protocol. The modules are an explicit list, in the order of `operations`."""

    def __init__(self, registry: Registry, *folders: Folder) -> None:
        self.modules = tuple(f"{folder.package}.{name}" for folder in folders for name in folder.modules)
        self._registry = registry
        self._folders = sorted(folders, key=lambda folder: -len(folder.prefix))
        self._router: Router[Operation] = Router(())
        self._routed = 0
        self._imported: set[str] = set()
        self._seen: set[str] = set()  # paths whose modules are imported
        self._lock = threading.Lock()

    def find(self, path: str) -> Found[Operation] | None:
        """The operations of a path by method, and its parameters; None if no operation has the path."""
        if path not in self._seen:
            folder = next((folder for folder in self._folders if path.startswith(folder.prefix)), None)
            if folder is None:
                return None
            self._load(folder.serving(path))
            if len(self._seen) < SEEN_PATHS and len(path) <= SEEN_LENGTH:
                self._seen.add(path)
        return self._router.find(path)

    def operations(self) -> list[Operation]:
        """All declared operations, in the order of the modules."""
        self.load()
        return sorted(self._registry.operations, key=lambda operation: self.modules.index(operation.module))

    def load(self) -> None:
        """Import all modules."""
        self._load(self.modules)

    def _load(self, names: list[str] | tuple[str, ...]) -> None:
        if self._imported.issuperset(names):
            return
        with self._lock:
            for name in names:
                importlib.import_module(name)
            self._imported.update(names)
            declared = self._registry.operations
            for operation in declared[self._routed :]:
                self._router.add(operation)
            self._routed = len(declared)


def plain(word: str) -> str:
    """The lower-case letters and the digits of a word or path."""
    return _NOT_PLAIN.sub("", word.lower())


@functools.cache
def forms(name: str) -> tuple[str, ...]:
    """The plain name of a module and its singular, which may begin a segment of a path."""
    word = plain(name)
    if word.endswith("ies"):
        return word, f"{word[:-3]}y"
    return (word, word[:-1]) if word.endswith("s") else (word,)
