"""Numbers in memory that processes share: each process writes its own slot, and every process reads all slots.

A slot outlives its process. The counts of a process that died stay, and its replacement continues them. Writing a
number is a write to an array: no lock, no file, no system call.
"""

import mmap
from collections.abc import Iterator
from struct import pack_into, unpack_from
from typing import Final

NAMES_BYTES: Final = 1 << 20
CELLS: Final = 1 << 16
_HEAD: Final = "=QQ"  # bytes of names, cells in use
_HEAD_BYTES: Final = 16
_SLOT_BYTES: Final = _HEAD_BYTES + NAMES_BYTES + 8 * CELLS  # the system allocates only pages that are written


class Board:
    """The slots of all processes. Create it before the processes start."""

    def __init__(self, slots: int = 1) -> None:
        self.slots = slots
        self._memory = mmap.mmap(-1, slots * _SLOT_BYTES)

    def slot(self, number: int) -> "Slot":
        """The slot of a process, which no other process may write."""
        return Slot(memoryview(self._memory)[number * _SLOT_BYTES : (number + 1) * _SLOT_BYTES])

    def read(self) -> Iterator[tuple[str, list[float]]]:
        """All series of all slots, as name and values. A name occurs once for each slot that has it."""
        for number in range(self.slots):
            yield from self.slot(number).read()


class Slot:
    """Series with a name and one or more numbers each. `cells` may be written by index."""

    def __init__(self, memory: memoryview) -> None:
        self._head = memory[:_HEAD_BYTES]
        self._names = memory[_HEAD_BYTES : _HEAD_BYTES + NAMES_BYTES]
        self.cells = memory[_HEAD_BYTES + NAMES_BYTES :].cast("d")
        self._places = {name: (first, width) for name, first, width in self._series()}

    def place(self, name: str, width: int = 1) -> int | None:
        """The index of a series' first number. A new series gets a place. None if the slot is full."""
        series = self._places.get(name)
        if series is not None:
            return series[0]
        line = f"{width} {name}\n".encode()
        length, used = unpack_from(_HEAD, self._head)
        if length + len(line) > NAMES_BYTES or used + width > CELLS:
            return None
        self._names[length : length + len(line)] = line
        pack_into(_HEAD, self._head, 0, length + len(line), used + width)  # last, because readers stop at this length
        self._places[name] = used, width
        return int(used)

    def read(self) -> list[tuple[str, list[float]]]:
        """The name and current numbers of each series."""
        return [(name, list(self.cells[first : first + width])) for name, first, width in self._series()]

    def _series(self) -> Iterator[tuple[str, int, int]]:
        length, _ = unpack_from(_HEAD, self._head)
        first = 0
        for line in bytes(self._names[:length]).decode().splitlines():
            width, _, name = line.partition(" ")
            yield name, first, int(width)
            first += int(width)
