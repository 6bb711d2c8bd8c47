"""undo: the host takes back what its commands have written to the offline Trakt."""
import os
import shutil
import unittest

from host import HostCase
from twin import Twin


def movie(number):
    return {"type": "movie", "ids": {"trakt": 1000000 + number}, "watched_at": f"2024-05-04T20:{number:02}:00Z"}


class Undoing(HostCase):
    def setUp(self):
        super().setUp()
        shutil.copy(os.environ["MOD_TRAKT_PLUGIN"], self.plugins)
        self.twin = Twin()
        self.addCleanup(self.twin.close)

    def trakt(self, *arguments):
        return self.run_host(*arguments, "--config", self.write("account.json", self.twin.config()), "--state",
                             self.path("state"))

    def add(self, *numbers):
        run = self.trakt("add", "history", self.write("items.json", [movie(number) for number in numbers]))
        self.assertEqual(run.code, 0, run.out + run.err)

    def plays(self):
        return len(self.twin.ask("state?account=1")["plays"])

    def test_the_newest_command_is_taken_back_first_and_then_none_is_left(self):
        self.add(1, 2)
        self.add(3)
        run = self.trakt("undo")
        self.assertEqual(run.code, 0, run.out + run.err)
        self.assertRegex(run.out, r"(?s)Taking back the run add-\d{8}T\d{6}Z-[0-9a-f]{4}:.*remove_play +removed +1\n")
        self.assertIn("The run is taken back.", run.out)
        self.assertEqual(self.plays(), 2)
        self.assertEqual(self.trakt("undo").code, 0)
        self.assertEqual(self.plays(), 0)
        run = self.trakt("undo")
        self.assertEqual((run.code, run.out), (0, "There is no run to take back.\n"))

    def test_a_dry_run_changes_nothing_and_json_has_the_document(self):
        self.add(1, 2)
        run = self.trakt("--json", "undo", "--dry-run")
        self.assertEqual(run.code, 0, run.err)
        result = run.object()["result"]
        self.assertTrue(result["dry_run"])
        self.assertEqual([step["action"] for step in result["results"]], ["remove_play", "remove_play"])
        self.assertEqual(self.plays(), 2)
        self.assertIn("To take back the run", self.trakt("undo", "--dry-run").out)

    def test_the_list_has_all_runs_and_a_named_run_is_taken_back(self):
        self.add(1)
        self.add(2)
        runs = self.trakt("--json", "undo", "--list").object()["result"]["runs"]
        self.assertEqual([run["changes"] for run in runs], [1, 1])
        first = runs[1]["run"]
        self.assertEqual(self.trakt("undo", first).code, 0)
        run = self.trakt("undo", "--list")
        self.assertEqual(run.code, 0)
        self.assertRegex(run.out, rf"{first} .*history \+1 +taken back")
        self.assertRegex(run.out, rf"undo-\S+ .*history -1 .*{first}")
        run = self.trakt("undo", "nothing-like-this")
        self.assertEqual(run.code, 1)
        self.assertIn("unknown_run", run.err)

    def test_an_undo_that_ended_early_says_how_far_it_came(self):
        self.add(1, 2)
        self.twin.ask("faults", [{"method": "POST", "path": "/sync/history/remove", "kind": "status", "status": 423}])
        run = self.trakt("undo")
        self.assertEqual(run.code, 1)
        self.assertIn("account_locked", run.err)
        self.assertIn("The run is not taken back.", run.out)
        self.assertEqual(self.trakt("undo").code, 0)
        self.assertEqual(self.plays(), 0)

    def test_list_goes_with_nothing_else(self):
        for words in (("undo", "--list", "some-run"), ("undo", "--list", "--dry-run")):
            self.assertEqual(self.trakt(*words).code, 2)


class OtherPlugins(HostCase):
    def test_a_plugin_without_the_extension_is_told_of(self):
        self.install("memory")
        run = self.run_host("undo")
        self.assertEqual(run.code, 1)
        self.assertIn("NOT_SUPPORTED (not_supported)", run.err)


if __name__ == "__main__":
    unittest.main(verbosity=2)
