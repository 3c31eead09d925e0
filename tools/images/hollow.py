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
from typing import Final, NamedTuple

_HEADER: Final = struct.Struct("<4s5B7xHHIQQQIHHHHHH")
_PROGRAM: Final = struct.Struct("<IIQQQQQQ")
_SECTION: Final = struct.Struct("<IIQQQQIIQQ")
_SYMBOL: Final = struct.Struct("<IBBHQQ")
_ENTRY: Final = struct.Struct("<qQ")
_VERSION: Final = struct.Struct("<H")
#: A version that is defined, and its name.
_DEFINITION: Final = struct.Struct("<HHHHIII")
_DEFINITION_NAME: Final = struct.Struct("<II")
#: Kinds of sections, of parts that are loaded, of entries of the table for loading, and of symbols.
_TABLE_SECTION, _SYMBOLS_SECTION, _DEFINED_SECTION, _VERSIONS_SECTION = 6, 11, 0x6FFFFFFD, 0x6FFFFFFF
_LOADED, _TABLE, _STACK = 1, 2, 0x6474E551
_HASHES, _STRINGS, _SYMBOLS, _STRINGS_SIZE, _SYMBOL_SIZE, _NAME = 4, 5, 6, 10, 11, 14
_VERSIONS, _DEFINED, _DEFINED_COUNT = 0x6FFFFFF0, 0x6FFFFFFC, 0x6FFFFFFD
_OF_THE_LIBRARY: Final = 1
_FUNCTIONS: Final = frozenset({2, 10})
_GLOBAL_FUNCTION: Final = 1 << 4 | 2
_RUNS, _WRITTEN, _READ = 1, 2, 4
_LIBRARY, _X86_64 = 3, 62
_PAGE: Final = 0x1000
#: An instruction that stays undefined, by the processor's manual: ud2.
_ENDS: Final = b"\x0f\x0b"
#: xor eax, eax; ret: a null pointer, and zero.
_NOTHING: Final = b"\x31\xc0\xc3"


class _Symbol(NamedTuple):
    """`version`: the number of its version in `_Library.versions`, with a high bit where it is not the newest."""

    name: str
    function: bool
    version: int


@dataclass(frozen=True, kw_only=True)
class _Library:
    """What a library says to whoever loads it: what it has, what it asks for, and by its numbers the names of the
    versions that what it has is of; the first is the library's own. Many have none."""

    name: str
    defined: tuple[_Symbol, ...]
    missing: frozenset[str]
    versions: Mapping[int, str]


def asked(library: bytes) -> frozenset[str]:
    """The names that a library asks others for."""
    return _read(library).missing


def hollow(library: bytes, names: Set[str], *, answers: bool = False) -> bytes:
    """The library of the same name that has the same functions, of those in `names`, and nothing in them; with
    `answers` each returns a null pointer. Raises `LookupError` for one of which more than functions is asked."""
    read = _read(library)
    wanted = sorted({symbol for symbol in read.defined if symbol.name in names})
    if data := [symbol.name for symbol in wanted if not symbol.function]:
        raise LookupError(f"{read.name} cannot be hollow: {data[0]} is read, and not called")
    return _written(read, wanted, _NOTHING if answers else _ENDS)


def _read(library: bytes) -> _Library:
    (offset,) = struct.unpack_from("<Q", library, 40)
    (count,) = struct.unpack_from("<H", library, 60)
    sections: list[tuple[int, ...]] = [
        _SECTION.unpack_from(library, offset + number * _SECTION.size) for number in range(count)
    ]

    def rows(kind: int, row: struct.Struct) -> Iterator[tuple[int, ...]]:
        """Those of the one section of a kind, each with where the text lies that it names."""
        for own, start, size, link in ((each[1], each[4], each[5], each[6]) for each in sections):
            if own == kind:
                for values in row.iter_unpack(library[start : start + size]):
                    yield (sections[link][4], *values)

    def text(at: int) -> str:
        return library[at : library.index(b"\0", at)].decode()

    names = [text(strings + value) for strings, entry, value in rows(_TABLE_SECTION, _ENTRY) if entry == _NAME]
    defined: dict[int, int] = {}
    for section in sections:
        if section[1] == _DEFINED_SECTION:
            names_lie = sections[section[6]][4]
            defined.update(_definitions(library, section[4], names_lie))
    listed = list(rows(_SYMBOLS_SECTION, _SYMBOL))
    numbers = [number for _, number in rows(_VERSIONS_SECTION, _VERSION)] if defined else [0] * len(listed)
    symbols = [
        (_Symbol(text(strings + name), info & 15 in _FUNCTIONS, number), section != 0)
        for (strings, name, info, _, section, _, _), number in zip(listed, numbers, strict=True)
        if info >> 4
    ]
    return _Library(
        name="".join(names[:1]),
        defined=tuple(symbol for symbol, here in symbols if here),
        missing=frozenset(symbol.name for symbol, here in symbols if not here),
        versions={number: text(place) for number, place in defined.items()},
    )


def _definitions(library: bytes, at: int, strings: int) -> Iterator[tuple[int, int]]:
    """The versions that a library defines: their numbers, and where their names lie."""
    following = -1
    while following:
        _, _, number, _, _, name, following = _DEFINITION.unpack_from(library, at)
        yield number, strings + _DEFINITION_NAME.unpack_from(library, at + name)[0]
        at += following


def _written(library: _Library, functions: Sequence[_Symbol], body: bytes) -> bytes:
    """A page that runs, and behind it what is read when it is loaded."""
    code = _HEADER.size + 4 * _PROGRAM.size
    names = [library.name, *(each.name for each in functions), *library.versions.values()]
    places = list(accumulate((len(each.encode()) + 1 for each in names), initial=1))[:-1]
    of_versions = places[1 + len(functions) :]
    symbols = (_SYMBOL.pack(place, _GLOBAL_FUNCTION, 0, 1, code, len(body)) for place in places[1 : 1 + len(functions)])
    blocks = {
        _SYMBOLS: bytes(_SYMBOL.size) + b"".join(symbols),
        _HASHES: _hashes([each.name for each in functions]),
        _STRINGS: b"\0" + b"".join(each.encode() + b"\0" for each in names),
    }
    if library.versions:
        blocks[_DEFINED] = _defined(library.versions, of_versions)
        blocks[_VERSIONS] = b"".join(_VERSION.pack(number) for number in (0, *(each.version for each in functions)))
    counted = {_NAME: 1, _STRINGS_SIZE: len(blocks[_STRINGS]), _SYMBOL_SIZE: _SYMBOL.size}
    if library.versions:
        counted[_DEFINED_COUNT] = len(library.versions)
    table_size = (len(blocks) + len(counted) + 1) * _ENTRY.size
    at, content = _PAGE + table_size, b""
    for kind, block in blocks.items():
        counted[kind] = at + len(content)
        content += block.ljust(-(-len(block) // 8) * 8, b"\0")
    size = table_size + len(content)
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
    table = b"".join(_ENTRY.pack(*each) for each in (*counted.items(), (0, 0)))
    return first.ljust(_PAGE, b"\0") + table + content


def _defined(versions: Mapping[int, str], places: Sequence[int]) -> bytes:
    """Versions by their numbers, each followed by its name's place."""
    size = _DEFINITION.size + _DEFINITION_NAME.size
    last = list(versions)[-1]
    return b"".join(
        _DEFINITION.pack(
            1,
            _OF_THE_LIBRARY if number == _OF_THE_LIBRARY else 0,
            number,
            1,
            _hash(name),
            _DEFINITION.size,
            0 if number == last else size,
        )
        + _DEFINITION_NAME.pack(place, 0)
        for (number, name), place in zip(versions.items(), places, strict=True)
    )


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
