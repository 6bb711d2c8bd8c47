"""Checks that the committed Unicode tables are as packaging/unicode_tables.py writes them.

Usage: tables_test.py ROOT. Exit code 77: this Python knows another version of Unicode, so nothing was compared.
"""
import difflib
import re
import subprocess
import sys
import unicodedata
from pathlib import Path

SKIPPED = 77
SCRIPT = "packaging/unicode_tables.py"
TABLES = "plugin/model/unicode_tables.cpp"


def main(root):
    committed = (root / TABLES).read_text(encoding="utf-8")
    version = re.search(r"from Unicode (\d+(?:\.\d+)*);", committed)
    if not version:
        print(f"{TABLES} does not say in its first line which version of Unicode it is made from; "
              f"make it again: {SCRIPT} > {TABLES}")
        return 1
    if version[1] != unicodedata.unidata_version:
        print(f"skipped: {TABLES} is made from Unicode {version[1]}, and {sys.executable} knows "
              f"{unicodedata.unidata_version}; run this test with a Python of Unicode {version[1]}")
        return SKIPPED
    made = subprocess.run([sys.executable, root / SCRIPT], capture_output=True, encoding="utf-8", check=True).stdout
    if made == committed:
        return 0
    sys.stdout.writelines(difflib.unified_diff(committed.splitlines(True), made.splitlines(True), TABLES,
                                               f"what {SCRIPT} writes", n=0))
    print(f"{TABLES} was changed by hand or the script was changed; make it again: {SCRIPT} > {TABLES}")
    return 1


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
