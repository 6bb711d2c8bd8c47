"""Checks that every rule and every document that the tree cites is in the tree.

    citations.py ROOT

Rules stand in plugin/rules.md, one line each that begins with `| ID |`. Prints what does not resolve; the exit status is 1
then.
"""

import os
import re
import sys

RULES = "plugin/rules.md"
RULE_LINE = re.compile(r"^\| ([A-Z]+-[0-9]+) \|", re.MULTILINE)
RULE = re.compile(r"(?<![A-Za-z0-9_/.:-])([A-Z]+-[0-9]+)(?![A-Za-z0-9_-])")
DOCUMENT = re.compile(r"(?<![A-Za-z0-9_/.-])((?:\.{0,2}/)?(?:[A-Za-z0-9_.-]+/)*[A-Za-z0-9_-]+\.md)\b")
# Names of other things that look like rules.
NO_RULES = {"UTF-8", "UTF-16", "UTF-32", "ISO-8601", "ISO-8859", "SHA-1", "SHA-256", "P-256"}
# How a comment begins. Other files are prose as a whole: documents, and sources whose comments span lines.
COMMENT = {".cpp": "//", ".hpp": "//", ".txt": "#", ".cmake": "#", ".sh": "#", "": "#"}
PROSE = (".md", ".c", ".h", ".py")
# Data, and files that a build or git leaves behind.
LEFT_OUT = ("tests/data", "tests/citations/breaks_test.py", "tests/fuzz/corpus", "LICENSE", "build", ".git/")


def files_of(root):
    for folder, folders, names in os.walk(root):
        place = os.path.relpath(folder, root)
        folders[:] = sorted(name for name in folders if not is_left_out(os.path.normpath(os.path.join(place, name)) + "/"))
        for name in sorted(names):
            path = os.path.normpath(os.path.join(place, name))
            if not is_left_out(path):
                yield path


def is_left_out(path):
    return path.startswith(LEFT_OUT)


def prose_of(path, text):
    """(line number, words) for each line with prose."""
    marker = COMMENT.get(os.path.splitext(path)[1])
    for number, line in enumerate(text.splitlines(), 1):
        at = 0 if marker is None else line.find(marker)
        if at >= 0:
            yield number, line[at:]


def text_of(root, path):
    try:
        with open(os.path.join(root, path), encoding="utf-8") as file:
            return file.read()
    except (UnicodeDecodeError, OSError):
        return ""  # no prose


def unresolved(root):
    files = set(files_of(root))
    listed = RULE_LINE.findall(text_of(root, RULES))
    for rule in sorted(rule for rule in set(listed) if listed.count(rule) > 1):
        yield "%s: %s is there twice" % (RULES, rule)
    for path in sorted(files):
        ending = os.path.splitext(path)[1]
        if path == RULES or ending not in COMMENT and ending not in PROSE:
            continue
        for number, words in prose_of(path, text_of(root, path)):
            for rule in RULE.findall(words):
                if rule not in listed and rule not in NO_RULES:
                    yield "%s:%d: no rule %s in %s" % (path, number, rule, RULES)
            for document in DOCUMENT.findall(words):
                beside = os.path.normpath(os.path.join(os.path.dirname(path), document))
                if beside not in files and not any(("/" + file).endswith("/" + document) for file in files):
                    yield "%s:%d: no document %s" % (path, number, document)


def main():
    wrong = list(unresolved(sys.argv[1]))
    if wrong:
        print("\n".join(wrong))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
