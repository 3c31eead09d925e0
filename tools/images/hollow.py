"""Libraries with nothing in them: what stays of one that has to be loaded, and that nobody calls.

Python loads a module with everything that it may ever call. A hollow library has those functions by name, and each is
the one instruction that no processor runs: whoever calls it ends at once, with SIGILL, instead of going on with
something else. Where a library is called when another is loaded, its functions answer that there is nothing. Standard
library only: the stages of a build run it. By the ELF specification and its x86-64 supplement.
"""

import struct
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from itertools import accumulate
from typing import Final

_HEADER: Final = struct.Struct("<4s5B7xHHIQQQIHHHHHH")
_PROGRAM: Final = struct.Struct("<IIQQQQQQ")
_SECTION: Final = struct.Struct("<IIQQQQIIQQ")
_SYMBOL: Final = struct.Struct("<IBBHQQ")
_ENTRY: Final = struct.Struct("<qQ")
#: Kinds of sections, of parts that are loaded, of entries of the table for loading, and of symbols.
_TABLE_SECTION, _SYMBOLS_SECTION, _VERSIONS_SECTION = 6, 11, 0x6FFFFFFD
_LOADED, _TABLE, _STACK = 1, 2, 0x6474E551
_HASHES, _STRINGS, _SYMBOLS, _STRINGS_SIZE, _SYMBOL_SIZE, _NAME = 4, 5, 6, 10, 11, 14
_FUNCTIONS: Final = frozenset({2, 10})
_GLOBAL_FUNCTION: Final = 1 << 4 | 2
_RUNS, _WRITTEN, _READ = 1, 2, 4
_LIBRARY, _X86_64 = 3, 62
_PAGE: Final = 0x1000
#: An instruction that stays undefined, by the processor's manual: ud2.
_ENDS: Final = b"\x0f\x0b"
#: xor eax, eax; ret: a null pointer, and zero.
_NOTHING: Final = b"\x31\xc0\xc3"


@dataclass(frozen=True, kw_only=True)
class _Library:
    """What a library says to whoever loads it. `defined` and `missing`: symbol → whether it is a function."""

    name: str
    versioned: bool
    defined: Mapping[str, bool]
    missing: frozenset[str]


def asked(library: bytes) -> frozenset[str]:
    """The names that a library asks others for."""
    return _read(library).missing


def hollow(library: bytes, names: Set[str], *, answers: bool = False) -> bytes:
    """The library of the same name that has the same functions, of those in `names`, and nothing in them; with
    `answers` each returns a null pointer. Raises `LookupError` for one of which more than functions is asked, or
    functions of a version."""
    read = _read(library)
    if read.versioned:
        raise LookupError(f"{read.name} says of which version its functions are, and cannot be hollow")
    wanted = sorted(names & read.defined.keys())
    if data := [name for name in wanted if not read.defined[name]]:
        raise LookupError(f"{read.name} cannot be hollow: {data[0]} is read, and not called")
    return _written(read.name, wanted, _NOTHING if answers else _ENDS)


def _read(library: bytes) -> _Library:
    (offset,) = struct.unpack_from("<Q", library, 40)
    (count,) = struct.unpack_from("<H", library, 60)
    sections = [_SECTION.unpack_from(library, offset + number * _SECTION.size) for number in range(count)]

    def rows(kind: int, row: struct.Struct) -> Iterator[tuple[int, ...]]:
        """Those of the one section of a kind, each with where the text lies that it names."""
        for own, start, size, link in ((each[1], each[4], each[5], each[6]) for each in sections):
            if own == kind:
                for values in row.iter_unpack(library[start : start + size]):
                    yield (sections[link][4], *values)

    def text(at: int) -> str:
        return library[at : library.index(b"\0", at)].decode()

    names = [text(strings + value) for strings, entry, value in rows(_TABLE_SECTION, _ENTRY) if entry == _NAME]
    symbols = [
        (text(strings + name), info & 15 in _FUNCTIONS, section != 0)
        for strings, name, info, _, section, _, _ in rows(_SYMBOLS_SECTION, _SYMBOL)
        if info >> 4
    ]
    return _Library(
        name="".join(names[:1]),
        versioned=any(section[1] == _VERSIONS_SECTION for section in sections),
        defined={name: function for name, function, defined in symbols if defined},
        missing=frozenset(name for name, _, defined in symbols if not defined),
    )


def _written(name: str, functions: Sequence[str], body: bytes) -> bytes:
    """A page that runs, and behind it what is read when it is loaded."""
    code = _HEADER.size + 4 * _PROGRAM.size
    texts = b"\0" + b"".join(each.encode() + b"\0" for each in (name, *functions))
    places = list(accumulate((len(each.encode()) + 1 for each in (name, *functions)), initial=1))[1:-1]
    symbols = bytes(_SYMBOL.size) + b"".join(
        _SYMBOL.pack(place, _GLOBAL_FUNCTION, 0, 1, code, len(body)) for place in places
    )
    hashes = _hashes(functions)
    table_size = 7 * _ENTRY.size
    at_symbols = _PAGE + table_size
    at_hashes = at_symbols + len(symbols)
    at_texts = at_hashes + len(hashes)
    size = table_size + len(symbols) + len(hashes) + len(texts)
    table = (
        (_NAME, 1), (_HASHES, at_hashes), (_STRINGS, at_texts), (_SYMBOLS, at_symbols), (_STRINGS_SIZE, len(texts)),
        (_SYMBOL_SIZE, _SYMBOL.size), (0, 0),
    )  # fmt: skip
    programs = (
        (_LOADED, _READ | _RUNS, 0, 0, 0, code + len(body), code + len(body), _PAGE),
        (_LOADED, _READ | _WRITTEN, _PAGE, _PAGE, _PAGE, size, size, _PAGE),
        (_TABLE, _READ | _WRITTEN, _PAGE, _PAGE, _PAGE, table_size, table_size, 8),
        (_STACK, _READ | _WRITTEN, 0, 0, 0, 0, 0, 16),
    )
    header = _HEADER.pack(
        b"\x7fELF", 2, 1, 1, 0, 0, _LIBRARY, _X86_64, 1, 0, _HEADER.size, 0, 0, _HEADER.size, _PROGRAM.size,
        len(programs), 0, 0, 0,
    )  # fmt: skip
    first = header + b"".join(_PROGRAM.pack(*each) for each in programs) + body
    entries = b"".join(_ENTRY.pack(*each) for each in table)
    return first.ljust(_PAGE, b"\0") + entries + symbols + hashes + texts


def _hashes(functions: Sequence[str]) -> bytes:
    """By which a symbol is found: buckets, each the first of a chain of symbols; symbol 0 is none and ends each."""
    buckets = [0] * max(1, len(functions))
    chain = [0] * (len(functions) + 1)
    for number, name in enumerate(functions, 1):
        bucket = _hash(name) % len(buckets)
        chain[number], buckets[bucket] = buckets[bucket], number
    return struct.pack(f"<{2 + len(buckets) + len(chain)}I", len(buckets), len(chain), *buckets, *chain)


def _hash(name: str) -> int:
    """Of the specification."""
    found = 0
    for byte in name.encode():
        found = (found << 4) + byte
        high = found & 0xF0000000
        found = (found ^ high >> 24) & ~high & 0xFFFFFFFF
    return found
