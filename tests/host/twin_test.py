"""The real plugin against the offline Trakt: how the host shows skipped rows and waits."""
import os
import pty
import shutil
import subprocess
import unittest

from host import HostCase
from twin import Twin


class AgainstTheTwin(HostCase):
    def setUp(self):
        super().setUp()
        shutil.copy(os.environ["MOD_TRAKT_PLUGIN"], self.plugins)
        self.twin = Twin("--plays", "60", "--ratings", "20", "--watchlist", "20", "--now", "2026-09-12T12:00:00Z")
        self.addCleanup(self.twin.close)

    def trakt(self, **settings):
        return self.write("account.json", self.twin.config(**settings))

    def test_skipped_rows_are_shown_and_nothing_missing_is_taken_for_removed(self):
        self.twin.ask("faults", [{"kind": "bad_rows", "rows": 2, "every": True, "path": "/sync/watchlist"}])
        document = self.run_host("index", "watchlist", "--out", "-", "--config", self.trakt()).object()
        self.assertGreater(document["skipped"], 0)
        run = self.run_host("index", "watchlist", "--config", self.trakt())
        self.assertEqual(run.code, 0, run.err)
        self.assertIn(f"watchlist: {document['count']} items, {document['skipped']} skipped, complete: yes", run.out)
        self.assertIn("nothing that is missing from this index counts as removed", run.out)

    def test_a_wait_for_the_limit_is_shown_without_a_number(self):
        self.twin.ask("faults", [{"kind": "json_429", "headers": {"Retry-After": "2"}, "path": "/sync/watchlist",
                                  "times": 1}])
        run = self.run_host("index", "watchlist", "--config", self.trakt())
        self.assertEqual(run.code, 0, run.err)
        self.assertRegex(run.err, r"(?m)^  waiting \d+ s for Trakt's limit$")
        self.assertNotRegex(run.err, r"waiting .*: 0")

    def test_a_configuration_with_a_byte_order_mark_reaches_the_account(self):
        with open(self.trakt(), encoding="utf-8") as file:
            marked = self.write("marked.json", "\ufeff" + file.read())
        run = self.run_host("health", "--config", marked)
        self.assertEqual(run.code, 0, run.err)
        self.assertIn("Health: ok", run.out)

    def remove_all(self, *options):
        index = self.run_host("index", "ratings", "--out", "-", "--config", self.trakt()).object()
        items = self.write("items.json", list(index["items"].values()))
        return self.run_host("remove", "ratings", items, *options, "--config", self.trakt(), "--state",
                             self.path("state"))

    def test_the_guard_is_passed_by_its_code_once_and_not_by_yes(self):
        run = self.remove_all("--json")
        self.assertEqual(run.code, 1)
        guard = run.object()["result"]["guard"]
        self.assertEqual((guard["feature"], guard["kind"], guard["number"]), ("ratings", "emptying", 20))
        last = self.remove_all("--yes")
        self.assertEqual(last.code, 1)
        self.assertIn(f"--confirm {guard['code']}", last.out.rstrip().split("\n")[-1])
        run = self.remove_all("--confirm", guard["code"])
        self.assertEqual(run.code, 0, run.out)
        self.assertNotIn("Guard:", run.out)

    def test_a_terminal_is_asked_to_type_the_number(self):
        self.remove_all()  # makes the files
        line = self.command("remove", "ratings", self.path("items.json"), "--config", self.trakt())
        for typed, code in (("y\n", 1), ("20\n", 0)):
            with self.subTest(typed):
                ours, theirs = pty.openpty()
                self.addCleanup(os.close, ours)
                done = subprocess.Popen(line, stdin=theirs, stdout=subprocess.PIPE, stderr=theirs, text=True)
                os.close(theirs)
                os.write(ours, typed.encode())
                out = done.communicate(timeout=60)[0]
                self.assertEqual(done.returncode, code, out)


if __name__ == "__main__":
    unittest.main(verbosity=2)
