"""Memory that all processes of one server share, since it was there before they forked: what one has made, all have.

Nobody waits for anybody. Room is claimed without a lock, the oldest leaves as the room comes round, and what two wrote
over each other, or one that was killed wrote by half, fails its checksum and so is not there. Nothing lies in a file.
"""

import mmap
import struct
from hashlib import blake2b
from typing import Final

PLACES: Final = 32_768  # one for each name's number: two names with the same drive each other out
PARTS: Final = 64  # a piece greater than one part of so many of the room would drive out too many others
_SUM: Final = 16
_PLACE: Final = struct.Struct(f"<{_SUM}sQQ{_SUM}s")  # name, where it begins, how long it is, checksum
_NEXT: Final = struct.Struct("<Q")  # where the next piece begins


class Shelf:
    """Pieces of bytes by name, as many as there is room for; one that was just put there may be gone already."""

    def __init__(self, size: int, places: int = PLACES) -> None:
        self._size, self._places = size, places
        self._room = mmap.mmap(-1, size)
        self._index = mmap.mmap(-1, _NEXT.size + places * _PLACE.size)

    def get(self, name: str) -> bytes | None:
        """What lies there under this name."""
        known = _digest(name.encode())
        found, begin, length, checksum = _PLACE.unpack_from(self._index, self._place(known))
        if found != known or begin + length > self._size:
            return None
        piece = self._room[begin : begin + length]
        return piece if _digest(known, piece) == checksum else None

    def put(self, name: str, piece: bytes) -> None:
        """Lay it there, unless it is too long."""
        if len(piece) > self._size // PARTS:
            return
        known, begin = _digest(name.encode()), self._claimed(len(piece))
        self._room[begin : begin + len(piece)] = piece
        place = (known, begin, len(piece), _digest(known, piece))
        _PLACE.pack_into(self._index, self._place(known), *place)

    def clear(self) -> None:
        """Forget everything."""
        self._index[:] = bytes(len(self._index))

    def _place(self, known: bytes) -> int:
        return _NEXT.size + int.from_bytes(known[:8]) % self._places * _PLACE.size

    def _claimed(self, length: int) -> int:
        """Where so many bytes begin that are ours, unless another process claims them in the same instant."""
        (begin,) = _NEXT.unpack_from(self._index)
        if begin + length > self._size:
            begin = 0
        _NEXT.pack_into(self._index, 0, begin + length)
        return int(begin)


def _digest(*parts: bytes) -> bytes:
    return blake2b(b"".join(parts), digest_size=_SUM).digest()
