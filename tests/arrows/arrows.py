"""Checks the include graph of plugin/ and host_sample/ against the rules: arrows.py [ROOT].

Prints one line for each finding. Exit status: 0 nothing found, 1 something found, 2 there is nothing to check.
"""
import os
import sys

from checks import findings_in
from graph import read_graph
from rules import TREES


def main(arguments):
    if len(arguments) > 1:
        print("usage: arrows.py [ROOT]", file=sys.stderr)
        return 2
    root = arguments[0] if arguments else os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..")
    files = read_graph(root)
    empty = [tree for tree in TREES if not any(path.startswith(tree + "/") for path in files)]
    if empty:
        print(f"no sources in {root}: {', '.join(empty)}", file=sys.stderr)
        return 2
    findings = findings_in(files)
    for finding in findings:
        print(finding)
    includes = sum(len(file.edges) for file in files.values())
    print(f"{len(files)} files, {includes} includes, {len(findings)} against the rules")
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
