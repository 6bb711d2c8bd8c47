#!/usr/bin/python3
"""Measures the plugin and compares with the goals: requests and speed of reads, writes, and the parts.

Called by `packaging/bootstrap bench`, which builds first. Ends with 1 when a promise is not kept.
"""

import argparse
import datetime
import os
import platform
import re
import subprocess
import sys
import tempfile

from programs import Programs
from requests_table import RequestsTable
from speed_table import SpeedTable
from table import Row, as_markdown, as_text
from twin import Twin
from writes_table import WritesTable

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
ALL = ("requests", "speed", "writes", "parts")
PROMISED_PLAYS = 100_000


def say(text):
    print("   " + text, file=sys.stderr, flush=True)


def output_of(*command):
    try:
        return subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True).stdout.strip()
    except (OSError, subprocess.CalledProcessError):
        return ""


def first_match(path, pattern):
    with open(path) as file:
        found = re.search(pattern, file.read(), re.MULTILINE)
    return found.group(1) if found else "unknown"


def surroundings(build):
    """Where and when this was measured."""
    memory_kib = int(first_match("/proc/meminfo", r"^MemTotal:\s*(\d+)"))
    compiler = first_match(os.path.join(build, "CMakeCache.txt"), r"^CMAKE_CXX_COMPILER:\w+=(.*)$")
    changed = output_of("git", "status", "--porcelain", "--untracked-files=no", "--", ".", ":!tests/bench/RESULTS.md")
    return {
        "CPU": "%s, %d cores" % (first_match("/proc/cpuinfo", r"^model name\s*:\s*(.*)$"), os.cpu_count()),
        "memory": "%.0f GB" % (memory_kib * 1024 / 1e9),
        "kernel": platform.release(),
        "load average": "%.1f at the start" % os.getloadavg()[0],
        "compiler": output_of(compiler, "--version").split("\n")[0] + ", " +
                    first_match(os.path.join(build, "CMakeCache.txt"), r"^CMAKE_BUILD_TYPE:\w+=(.*)$"),
        "commit": output_of("git", "rev-parse", "--short", "HEAD") + (" and changes" if changed else ""),
        "date": datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%d %H:%M UTC"),
    }


def bench_parts(programs):
    with Twin(programs.twin, 2000) as twin:
        page = os.path.join(programs.work, "episodes.json")
        with open(page, "wb") as file:
            file.write(twin.page("/sync/history/episodes?page=1&limit=250"))
        return programs.parts(page)


def measure(table):
    """Prints also the rows that were measured before a failure."""
    try:
        table.run()
    except RuntimeError as failure:
        table.rows.append(Row("the rest", "", "", str(failure)))


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--build", default=os.path.join(ROOT, "build"))
    parser.add_argument("--plays", type=int, default=PROMISED_PLAYS)
    parser.add_argument("--runs", type=int, default=5, help="runs behind each median of speed and writes")
    parser.add_argument("--tries", type=int, default=3, help="random changes of each case of requests")
    parser.add_argument("--only", choices=ALL, action="append")
    parser.add_argument("--results", help="markdown file; RESULTS.md for a whole run with the promised number of plays")
    options = parser.parse_args()
    wanted = options.only or ALL
    results = options.results
    if not results and wanted == ALL and options.plays == PROMISED_PLAYS:
        results = os.path.join(HERE, "RESULTS.md")

    where = surroundings(options.build)
    tables, parts = [], None
    with tempfile.TemporaryDirectory(prefix="bench-", dir=options.build) as work:
        programs = Programs(options.build, work)
        for name, table in (("requests", RequestsTable(programs, options.plays, options.tries, say)),
                            ("speed", SpeedTable(programs, options.plays, options.runs, say)),
                            ("writes", WritesTable(programs, options.plays, options.runs, say))):
            if name in wanted:
                say("%s, %d plays" % (name, options.plays))
                measure(table)
                tables.append(("%s, %s plays" % (name.capitalize(), f"{options.plays:,}"), table))
        if "parts" in wanted:
            parts = bench_parts(programs)

    texts = [as_text(title, table.rows) for title, table in tables] + ([parts] if parts else [])
    print("\n\n".join(texts))
    if results:
        write_results(results, where, tables, parts, options)
    missed = sum(bool(row.miss) for _, table in tables for row in table.rows)
    if missed:
        print("\n%d rows miss their goal" % missed)
    return 1 if missed else 0


def write_results(path, where, tables, parts, options):
    with open(path, "w") as file:
        file.write("# What was measured\n\nWritten by `packaging/bootstrap bench`; README.md says how it measures.\n\n")
        file.write("".join("- %s: %s\n" % entry for entry in where.items()))
        file.write("- medians of %d runs; requests: each of %d random changes\n" % (options.runs, options.tries))
        for title, table in tables:
            file.write("\n%s\n" % as_markdown(title, table.rows))
            file.writelines("\n%s\n" % note for note in table.notes)
        if parts:
            file.write("\n## Parts: one page of 250 episodes\n\n```\n%s\n```\n" % parts.strip())


if __name__ == "__main__":
    sys.exit(main())
