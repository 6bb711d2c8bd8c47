"""What a person meets who has never seen the program: --version."""
import os
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
if __name__ == "__main__":
    unittest.main(verbosity=2)
