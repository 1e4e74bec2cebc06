"""set_runpath.py FILE PATH: replace the run path in an ELF file by a shorter one, in place.

What is built here finds its libraries where the set-up put them; what is installed must not look into a home folder.
Relinking would build everything anew, and Debian's chrpath and patchelf would be one more thing to install.
"""
import struct
import sys

PT_LOAD, PT_DYNAMIC = 1, 2
DT_NEEDED, DT_STRTAB, DT_SONAME, DT_RPATH, DT_RUNPATH = 1, 5, 14, 15, 29
SHT_DYNSYM = 11


def fail(text):
    raise SystemExit(f"set-up: {sys.argv[1]}: {text}")


def dynamic_entries(elf, headers):
    offset, size = next(((h[2], h[5]) for h in headers if h[0] == PT_DYNAMIC), (0, 0))
    for position in range(offset, offset + size, 16):
        tag, value = struct.unpack_from("<qQ", elf, position)
        if tag == 0:
            return
        yield tag, value


def file_offset(headers, address):
    for kind, _, offset, start, _, size, _, _ in headers:
        if kind == PT_LOAD and start <= address < start + size:
            return offset + address - start
    fail("its string table lies in no segment")


def symbol_names(elf):
    """Offsets into the string table that dynamic symbols use."""
    section_offset, = struct.unpack_from("<Q", elf, 0x28)
    entry_size, count = struct.unpack_from("<HH", elf, 0x3A)
    for index in range(count):
        _, kind, _, _, offset, size = struct.unpack_from("<IIQQQQ", elf, section_offset + index * entry_size)
        if kind == SHT_DYNSYM:
            for position in range(offset, offset + size, 24):
                yield struct.unpack_from("<I", elf, position)[0]


def main():
    path, new = sys.argv[1], sys.argv[2].encode()
    with open(path, "rb") as file:
        elf = bytearray(file.read())
    if elf[:6] != b"\x7fELF\x02\x01":
        fail("this is no 64-bit little-endian ELF file")
    header_offset, = struct.unpack_from("<Q", elf, 0x20)
    entry_size, count = struct.unpack_from("<HH", elf, 0x36)
    headers = [struct.unpack_from("<IIQQQQQQ", elf, header_offset + index * entry_size) for index in range(count)]
    entries = list(dynamic_entries(elf, headers))
    strings = file_offset(headers, dict(entries)[DT_STRTAB])
    runs = [value for tag, value in entries if tag in (DT_RUNPATH, DT_RPATH)]
    if len(runs) != 1:
        fail(f"it has {len(runs)} run paths, expected one")
    start = strings + runs[0]
    end = elf.index(0, start)
    if len(new) > end - start:
        fail("the new run path is longer than the old one")
    # A linker may let a name share the tail of another string; then there is no room to change.
    inside = range(runs[0], runs[0] + end - start)
    names = [value for tag, value in entries if tag in (DT_NEEDED, DT_SONAME)]
    if any(name in inside for name in names) or any(name in inside for name in symbol_names(elf)):
        fail("another name shares the run path's text")
    elf[start:end] = new + bytes(end - start - len(new))
    with open(path, "r+b") as file:
        file.write(elf)


main()
