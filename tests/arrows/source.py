"""Reads one C++ file: its includes, string literals and names. Comments are skipped, conditions are not evaluated."""
import re
from bisect import bisect_left
from dataclasses import dataclass, field

SPLICE = r"(?:\\\n)*"
GAP = r"(?:[^\S\n]|\\\n|/\*.*?\*/)*"
INCLUDE = "|".join(SPLICE.join(word) for word in ("include_next", "include", "import"))

TOKEN = re.compile(rf"""
    (?P<newline> \n )
  | (?P<blank> (?: [^\S\n] | \\\n )+ )
  | (?P<comment> /{SPLICE}/ (?: [^\\\n] | \\. )* | /{SPLICE}\* .*? \*{SPLICE}/ )
  | (?P<include> (?: \# | %: ) {GAP} (?: {INCLUDE} ) \b {GAP} (?P<header> <[^>\n]*> | "[^"\n]*" | [^\n]* ) )
  | (?P<raw> (?: u8 | [uUL] )? R"(?P<mark> [^()\\\s]{{0,16}} )\( (?P<raw_text> .*? ) \)(?P=mark)" (?: [^\W\d]\w* )? )
  | (?P<string> (?: u8 | [uUL] )? "(?P<text> (?: [^"\\\n] | \\. )* )" (?: [^\W\d]\w* )? )
  | (?P<character> (?: u8 | [uUL] )? '(?: [^'\\\n] | \\. )*' )
  | (?P<number> \.?\d (?: [eEpP][+-] | '?\w | \. )* )
  | (?P<name> [^\W\d] (?: \w | \\\n )* )
  | (?P<other> [^\s\w"'/\#%\\]+ | . )
""", re.VERBOSE | re.DOTALL)


@dataclass(frozen=True)
class Include:
    line: int
    header: str
    form: str  # "quoted", "angled", or "computed" when a macro names the header


@dataclass
class Literal:
    line: int
    text: str  # as written, escapes and all; neighbours are one literal


@dataclass
class Source:
    includes: list = field(default_factory=list)
    literals: list = field(default_factory=list)
    names: dict = field(default_factory=dict)  # name -> line where it first stands


def without_splices(text):
    return text.replace("\\\n", "")


def include_of(line, header):
    forms = {"<": "angled", '"': "quoted"}
    form = forms.get(header[:1], "computed")
    return Include(line, header.strip() if form == "computed" else header[1:-1], form)


def read_source(text):
    source = Source()
    line_ends = [at.start() for at in re.finditer("\n", text)]
    is_line_start = True  # nothing but blanks and comments so far: only there # begins a directive
    is_after_literal = False
    for token in TOKEN.finditer(text):
        kind = token.lastgroup
        if kind == "newline":
            is_line_start = True
        if kind in ("newline", "blank", "comment"):
            continue
        line = bisect_left(line_ends, token.start()) + 1
        if kind in ("raw", "string"):
            written = token["raw_text"] if kind == "raw" else without_splices(token["text"])
            if is_after_literal:
                source.literals[-1].text += written
            else:
                source.literals.append(Literal(line, written))
        elif kind == "include" and is_line_start:
            source.includes.append(include_of(line, token["header"]))
        elif kind == "name":
            source.names.setdefault(without_splices(token.group()), line)
        is_after_literal = kind in ("raw", "string")
        is_line_start = False
    return source
