"""First use of the program: no command, a wrong one, --version, --help."""
import os
import re
import subprocess
import unittest

from host import HOST, LIMIT_S, HostCase, Run

VERSION = os.environ["PROJECT_VERSION"]


class FirstSteps(HostCase):
    @staticmethod
    def bare(*arguments):
        return Run(subprocess.run([HOST, *arguments], stdin=subprocess.DEVNULL, capture_output=True, text=True,
                                  timeout=LIMIT_S, check=False))

    def test_version_names_program_version_and_abi(self):
        for line in (["--version"], ["list", "--version"], ["index", "--version"], ["--version", "add"],
                     ["--config", self.path("missing.json"), "--version"]):
            with self.subTest(line):
                run = self.bare(*line)
                self.assertEqual((run.code, run.out, run.err), (0, f"syncmod-host {VERSION} (ABI 1.0)\n", ""))

    def test_version_with_json_is_one_object(self):
        run = self.bare("--json", "--version")
        self.assertEqual(run.code, 0, run.err)
        self.assertEqual(run.object(), {"ok": True, "result": {"name": "syncmod-host", "version": VERSION,
                                                               "abi": "1.0"}})

    def test_a_line_without_a_command_shows_the_help_and_is_a_usage_error(self):
        help_text = self.bare("--help").out
        self.assertIn("Subcommands:", help_text)
        for line in ([], ["--verbose"], ["--config", self.config()]):
            with self.subTest(line):
                run = self.bare(*line)
                self.assertEqual((run.code, run.out), (2, help_text))
                self.assertIn("no command was given", run.err)

    def test_no_command_with_json_is_an_error_object_alone(self):
        run = self.bare("--json")
        self.assertEqual((run.code, run.object()["error"]["reason"]), (2, "usage"))

    def test_a_wrong_command_or_option_is_named(self):
        for line, name in ((["idnex", "history"], "idnex"), (["--nonsense"], "--nonsense"),
                           (["list", "--nonsense"], "--nonsense")):
            with self.subTest(line):
                run = self.bare(*line)
                self.assertEqual((run.code, run.out), (2, ""))
                self.assertIn(name, run.err)
                self.assertIn("syncmod-host --help", run.err)

    def test_one_help_shows_every_command_with_its_options(self):
        run = self.bare("--help")
        self.assertEqual((run.code, run.err), (0, ""))
        for words in ("list", "info", "health", "index", "add", "remove", "demo", "FEATURE", "ITEMS", "--version",
                      "--plugins", "--provider", "--config", "--state", "--timeout", "--json", "--verbose", "--out",
                      "--fresh", "--allow-stale", "--dry-run", "--yes", "--confirm", "- is stdin", "- is stdout",
                      "byte order mark", "device or a pipe", "\"skipped\"", "Exit codes:"):
            self.assertIn(words, run.out)

    def test_the_help_of_a_command_names_the_program(self):
        run = self.bare("index", "--help")
        self.assertEqual(run.code, 0)
        self.assertRegex(run.out, r"Usage: syncmod-host index ")
        self.assertIsNone(re.search(r"--dry-run", run.out))


if __name__ == "__main__":
    unittest.main(verbosity=2)
