"""Indexes with skipped rows: they are shown with every count, and no missing entry counts as removed."""
import unittest

from host import HostCase

NOTE = "so nothing that is missing from this index counts as removed"


class Skipped(HostCase):
    def setUp(self):
        super().setUp()
        self.install("memory")

    def test_people_see_how_many_rows_were_skipped_and_what_it_means(self):
        for number, words in ((3, "3 rows of the service could not be used"),
                              (1, "1 row of the service could not be used")):
            with self.subTest(number):
                run = self.run_host("index", "history", "--config", self.config(skipped={"history": [number]}))
                self.assertEqual(run.code, 0, run.err)
                self.assertIn(f"history: 12 items, {number} skipped, complete: yes, stale: no,", run.out)
                self.assertIn(words + ", " + NOTE, run.out)

    def test_an_index_without_skipped_rows_does_not_speak_of_them(self):
        run = self.run_host("index", "watchlist", "--config", self.config(skipped={"history": [3]}))
        self.assertIn("watchlist: 1 item, complete: yes", run.out)
        self.assertNotIn("skipped", run.out)
        self.assertNotIn("removed", run.out)

    def test_they_are_seen_beside_a_file_and_beside_stdout(self):
        config = self.config(skipped={"history": [3]})
        run = self.run_host("index", "history", "--config", config, "--out", self.path("index.json"))
        self.assertIn("12 items, 3 skipped", run.out)
        self.assertIn(NOTE, run.out)
        run = self.run_host("index", "history", "--config", config, "--out", "-")
        self.assertEqual(run.object()["skipped"], 3)
        self.assertIn("12 items, 3 skipped", run.err)
        self.assertIn(NOTE, run.err)

    def test_json_has_them_in_the_document_and_in_the_facts_of_a_file(self):
        config = self.config(skipped={"history": [3]})
        self.assertEqual(self.run_host("--json", "index", "history", "--config", config).object()["result"]["skipped"],
                         3)
        target = self.path("index.json")
        run = self.run_host("--json", "index", "history", "--config", config, "--out", target)
        self.assertEqual(run.object()["result"],
                         {"file": target, "count": 12, "skipped": 3, "complete": True, "stale": False})

    def test_a_member_of_an_item_that_is_called_skipped_is_no_count_of_rows(self):
        result = self.run_host("--json", "index", "history").object()["result"]
        self.assertEqual({item["skipped"] for item in result["items"].values()}, {9})
        run = self.run_host("index", "history")
        self.assertIn("history: 12 items, complete: yes", run.out)


class SkippedInTheDemo(HostCase):
    def setUp(self):
        super().setUp()
        self.install("memory")

    def demo(self, **knobs):
        return self.run_host("demo", "--config", self.config(**knobs))

    def test_the_demo_shows_them_at_every_count(self):
        run = self.demo(skipped={"history": [3]})
        self.assertEqual(run.code, 0, run.err)
        self.assertEqual(run.out.count(" items, 3 skipped, complete"), 3)
        self.assertEqual(run.out.count(NOTE), 3)
        self.assertEqual(run.out.count("it no longer holds"), 3)
        self.assertEqual(run.out.count("(no proof, because rows were skipped)"), 1)

    def test_the_demo_reports_no_lost_item_while_rows_are_skipped(self):
        skipped = {feature: [0, 0, 12] for feature in ("watchlist", "ratings", "history")}
        self.assertEqual(self.demo(lie="remove_all", skipped=skipped).code, 0)
        run = self.demo(lie="remove_all")
        self.assertEqual(run.code, 1)
        self.assertIn("lost_item", run.err)

    def test_the_demo_says_that_an_addition_may_be_among_the_skipped(self):
        run = self.demo(lie="add", skipped={"watchlist": [0, 1]})
        self.assertEqual(run.code, 1)
        self.assertIn("it may be one of the rows that were skipped", run.err)

    def test_the_demo_changes_nothing_when_it_cannot_choose_titles_safely(self):
        for feature in ("watchlist", "ratings"):
            with self.subTest(feature):
                run = self.demo(skipped={feature: [1]})
                self.assertEqual(run.code, 1)
                self.assertIn(f"(cannot_choose): nothing was changed: with skipped rows in the index of {feature}",
                              run.err)
                self.assertNotIn("Add to", run.out)



if __name__ == "__main__":
    unittest.main(verbosity=2)
