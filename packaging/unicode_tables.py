#!/usr/bin/python3
"""Writes plugin/model/unicode_tables.cpp: the character tables for lower case and decimal digits, as in Python's str.

Usage: packaging/unicode_tables.py > plugin/model/unicode_tables.cpp

Keys must equal those of hosts written in Python, so the tables come from Python, not from the Unicode data files.
"""
import sys
import unicodedata

CODE_POINTS = [c for c in range(sys.maxunicode + 1) if not 0xD800 <= c <= 0xDFFF]


def ranges(points):
    """Runs of consecutive code points as (first, last)."""
    out = []
    for point in points:
        if out and out[-1][1] + 1 == point:
            out[-1][1] = point
        else:
            out.append([point, point])
    return out


def lower_runs():
    """Runs (first, last, step, delta): for every step-th code point, adding delta gives its lower case."""
    pairs = [(c, ord(chr(c).lower()) - c) for c in CODE_POINTS if len(chr(c).lower()) == 1 and chr(c).lower() != chr(c)]
    out = []
    for point, delta in pairs:
        if out and out[-1][3] == delta:
            first, last, step, _ = out[-1]
            gap = point - last
            if gap <= 2 and (first == last or gap == step):
                out[-1] = [first, point, gap, delta]
                continue
        out.append([point, point, 1, delta])
    return out


def sigma_class(point):
    """The effect of a character after a capital sigma on the final-sigma rule: 'ignorable', 'cased' or neither."""
    text = chr(point)
    if ("A\u03a3" + text + "A").lower()[1] == "\u03c3" and ("A\u03a3" + text).lower()[1] == "\u03c2":
        return "ignorable"
    return "cased" if ("A\u03a3" + text).lower()[1] == "\u03c3" else ""


def rows(name, kind, entries):
    print(f"const std::array<{kind}, {len(entries)}> {name} = {{{{")
    line = "   "
    for entry in entries:
        text = " {" + ", ".join(hex(v) if i < 2 else str(v) for i, v in enumerate(entry)) + "},"
        if len(line) + len(text) > 118:
            print(line)
            line = "   "
        line += text
    print(line)
    print("}};\n")


classes = {c: sigma_class(c) for c in CODE_POINTS}
lower = lower_runs()
cased = ranges([c for c in CODE_POINTS if classes[c] == "cased"])
ignorable = ranges([c for c in CODE_POINTS if classes[c] == "ignorable"])
zeros = [c for c in CODE_POINTS if chr(c).isdecimal() and unicodedata.decimal(chr(c)) == 0]

print(f"// Made by packaging/unicode_tables.py from Unicode {unicodedata.unidata_version}; do not edit.\n// clang-format off")
print('#include "model/unicode_tables.hpp"\n\nnamespace mod_trakt::unicode {\nnamespace {\n')
print("// Only U+0130 becomes two characters; text.cpp handles it.")
rows("lower_data", "LowerRun", lower)
rows("cased_data", "Range", cased)
rows("ignorable_data", "Range", ignorable)
print("// The zero of each script; one to nine follow it.")
print(f"const std::array<char32_t, {len(zeros)}> zero_data = {{")
line = "   "
for zero in zeros:
    if len(line) > 108:
        print(line)
        line = "   "
    line += f" {zero:#x},"
print(line)
print("};\n\n}  // namespace\n")
print("std::span<const LowerRun> lower_runs() noexcept { return lower_data; }")
print("std::span<const Range> cased() noexcept { return cased_data; }")
print("std::span<const Range> case_ignorable() noexcept { return ignorable_data; }")
print("std::span<const char32_t> decimal_zeros() noexcept { return zero_data; }\n")
print("}  // namespace mod_trakt::unicode")
