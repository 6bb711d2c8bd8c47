"""A test case that breaks the sound tree, runs the checker on it and compares what it prints."""
import contextlib
import io
import os
import re
import tempfile
import unittest

import arrows
from sound_tree import sound_tree


class TreeCase(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="arrows-test-")
        self.addCleanup(folder.cleanup)
        self.root = folder.name
        for path, text in sound_tree().items():
            self.write(path, text)

    def write(self, path, text):
        full = os.path.join(self.root, path)
        os.makedirs(os.path.dirname(full), exist_ok=True)
        with open(full, "w", encoding="utf-8") as file:
            file.write(text)

    def check(self):
        """(exit status, findings as (path, line, message), last line)"""
        printed = io.StringIO()
        with contextlib.redirect_stdout(printed):
            status = arrows.main([self.root])
        *lines, last = printed.getvalue().splitlines()
        findings = [re.fullmatch(r"([^:]+):(\d+): (.*)", line).groups() for line in lines]
        return status, [(path, int(line), message) for path, line, message in findings], last

    def assert_found(self, *expected):
        """Checks that exactly these are found: each (path, line, start of the message, part of its rule)."""
        status, findings, _ = self.check()
        self.assertEqual([found[:2] for found in findings], [wanted[:2] for wanted in expected], findings)
        for (_, _, message), (_, _, what, rule) in zip(findings, expected):
            self.assertTrue(message.startswith(what), message)
            self.assertIn(rule, message.partition(" Rule: ")[2])
        self.assertEqual(status, 1)

    def assert_break_found(self, changes, *expected):
        """Checks the sound tree with these files added, and removes them again, so that the next break is the only one."""
        sound = sound_tree()
        for path, text in changes.items():
            self.write(path, text)
        self.assert_found(*expected)
        for path in changes:
            if path in sound:
                self.write(path, sound[path])
            else:
                os.remove(os.path.join(self.root, path))
