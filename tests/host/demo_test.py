"""demo: it succeeds with a correct provider, and notices each fault of a wrong one."""
import os
import unittest

from host import HostCase


class Demo(HostCase):
    def setUp(self):
        super().setUp()
        self.install("memory")

    def test_the_demo_of_a_correct_provider_succeeds(self):
        run = self.run_host("demo")
        self.assertEqual(run.code, 0, run.err)
        for words in ("Memory (MEMORY) 1.2.3", "Health: ok", "12 items, complete", "Dry run, nothing was sent",
                      "it holds: Movie", "it no longer holds: Movie", "rated 7",
                      "All steps took 17 requests (counted by the event api:hit)."):
            self.assertIn(words, run.out)

    def test_with_json_it_is_one_object_with_every_step(self):
        run = self.run_host("--json", "demo")
        self.assertEqual(run.code, 0, run.err)
        result = run.object()["result"]
        self.assertEqual(len(result["steps"]), 18)
        self.assertTrue(all(step["ok"] for step in result["steps"]))
        self.assertEqual(sum(step["requests"] for step in result["steps"]), result["requests"])

    def test_an_addition_that_does_not_arrive_is_noticed(self):
        run = self.run_host("--json", "demo", "--config", self.config(lie="add"))
        self.assertEqual((run.code, run.object()["error"]["reason"]), (1, "not_arrived"))

    def test_a_removal_that_does_not_happen_is_noticed(self):
        run = self.run_host("--json", "demo", "--config", self.config(lie="remove"))
        self.assertEqual((run.code, run.object()["error"]["reason"]), (1, "not_removed"))

    def test_a_removal_that_takes_more_than_asked_is_noticed(self):
        run = self.run_host("--json", "demo", "--config", self.config(lie="remove_all"))
        self.assertEqual((run.code, run.object()["error"]["reason"]), (1, "lost_item"))

    def test_a_failing_step_ends_the_demo_and_added_items_are_removed(self):
        fail = {"call": "add", "status": 9, "reason": "connect", "message": "the line is dead", "http_status": 0,
                "retry_after_ms": 0}
        run = self.run_host("--json", "demo", "--config", self.config(fail=fail))
        self.assertEqual(run.code, 1)
        answer = run.object()
        self.assertEqual(answer["error"]["status"], "NETWORK")
        self.assertFalse(answer["result"]["steps"][-1]["ok"])
        self.assertRegex(run.err, r"demo: Movie .* from watchlist: removed again")

    def test_the_demo_removes_nothing_that_was_there_before(self):
        run = self.run_host("demo", "--config", self.config(lie="existing"))
        self.assertEqual(run.code, 1)
        self.assertIn("unexpected_verdict", run.err)
        self.assertNotIn("removed again", run.err)

    def test_a_provider_that_is_down_is_not_written_to(self):
        run = self.run_host("--json", "demo", "--config", self.config(health="down"))
        self.assertEqual((run.code, run.object()["error"]["reason"]), (1, "not_healthy"))
        self.assertEqual(len(run.object()["result"]["steps"]), 2)

    def test_a_provider_without_the_needed_features_is_refused_in_words(self):
        self.plugins = self.path("other")
        os.mkdir(self.plugins)
        self.install("newer_table")
        run = self.run_host("--json", "demo")
        self.assertEqual((run.code, run.object()["error"]["reason"]), (1, "feature_missing"))


if __name__ == "__main__":
    unittest.main(verbosity=2)
