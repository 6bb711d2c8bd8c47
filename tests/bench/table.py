"""Tables of goals and measurements, and the formats of their numbers."""

from dataclasses import dataclass

MB = 1_000_000


def ms(value):
    return "%.0f ms" % value if value >= 100 else "%.1f ms" % value


def all_ms(values):
    return ", ".join(map(ms, values))


def mb(value):
    return "%.1f MB" % (value / MB)


def misses(*reasons):
    return "; ".join(filter(None, reasons))


@dataclass
class Row:
    what: str
    goal: str
    measured: str
    miss: str = ""  # empty: the promise is kept

    @property
    def verdict(self):
        return "MISS: " + self.miss if self.miss else "PASS"


def as_text(title, rows):
    cells = [("", "goal", "measured", "")] + [(row.what, row.goal, row.measured, row.verdict) for row in rows]
    widths = [max(len(line[column]) for line in cells) for column in range(3)]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(line, widths)) + "  " + line[3] for line in cells]
    return "\n".join([title, *(line.rstrip() for line in lines)])


def as_markdown(title, rows):
    lines = ["## " + title, "", "| | goal | measured | |", "|---|---|---|---|"]
    lines += ["| %s | %s | %s | %s |" % (row.what, row.goal, row.measured, row.verdict) for row in rows]
    return "\n".join(lines)
