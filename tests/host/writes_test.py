"""add and remove: verdicts, exit codes, partial reports, dry runs."""
import unittest

from host import HostCase


def movie(number, **more):
    return {"type": "movie", "title": f"Movie {number}", "ids": {"imdb": f"tt{number}"}, **more}


class Writes(HostCase):
    def setUp(self):
        super().setUp()
        self.install("memory")

    def items(self, *items):
        return self.write("items.json", list(items))

    def test_good_verdicts_are_exit_code_0(self):
        items = self.items(movie(1, verdict="added"), movie(2, verdict="existing"), movie(3, verdict="updated"),
                           movie(4, verdict="removed"), movie(5, verdict="absent"))
        for command in ("add", "remove"):
            with self.subTest(command):
                run = self.run_host("--json", command, "watchlist", items)
                self.assertEqual(run.code, 0, run.err)
                self.assertEqual(len(run.object()["result"]["results"]), 5)

    def test_every_other_verdict_is_exit_code_1_although_the_call_is_ok(self):
        for verdict in ("not_found", "limit", "rejected", "deferred", "unknown", "a_verdict_of_the_future"):
            with self.subTest(verdict):
                run = self.run_host("--json", "add", "watchlist",
                                    self.items(movie(1, verdict="added"), movie(2, verdict=verdict)))
                self.assertEqual(run.code, 1)
                self.assertTrue(run.object()["ok"])

    def test_a_dry_run_fails_only_for_rejected_items(self):
        run = self.run_host("--json", "add", "watchlist", "--dry-run", self.items(movie(1), movie(2)))
        self.assertEqual(run.code, 0)
        self.assertTrue(run.object()["result"]["dry_run"])
        run = self.run_host("--json", "add", "--dry-run", "watchlist", self.items(movie(1, verdict="rejected")))
        self.assertEqual(run.code, 1)

    def test_what_was_accepted_before_a_failure_is_in_the_result(self):
        fail = {"call": "add", "status": 9, "reason": "connect", "message": "the line is dead", "http_status": 0,
                "retry_after_ms": 0}
        config = self.config(fail=fail)
        run = self.run_host("--json", "add", "watchlist", self.items(movie(1), movie(2)), "--config", config)
        self.assertEqual(run.code, 1)
        answer = run.object()
        self.assertEqual(answer["error"]["status"], "NETWORK")
        self.assertEqual([entry["verdict"] for entry in answer["result"]["results"]], ["added", "deferred"])
        run = self.run_host("add", "watchlist", self.items(movie(1), movie(2)), "--config", config)
        self.assertRegex(run.out, r"added +1\n")
        self.assertIn("NETWORK (connect): the line is dead", run.err)

    def test_yes_confirms_nothing_to_the_plugin(self):
        items = self.items(movie(1))
        for options in ((), ("--yes",)):
            result = self.run_host("--json", "add", "watchlist", items, *options).object()["result"]
            self.assertNotIn("confirmed", result)

    def test_items_may_come_from_stdin(self):
        run = self.run_host("--json", "add", "watchlist", "-", stdin='[{"ids":{"imdb":"tt7"}}]')
        self.assertEqual(run.code, 0, run.err)
        self.assertEqual(run.object()["result"]["results"][0]["key"], "tt7")

    def test_items_with_a_nul_byte_are_refused_and_not_cut(self):
        run = self.run_host("--json", "add", "watchlist", "-", stdin='[]\0[{"ids":{"imdb":"tt7"}}]')
        self.assertEqual((run.code, run.object()["error"]["reason"]), (2, "bad_items"))

    def test_items_that_the_plugin_refuses_are_a_failed_operation(self):
        run = self.run_host("--json", "add", "watchlist", self.write("items.json", "{}"))
        self.assertEqual((run.code, run.object()["error"]["status"]), (1, "INVALID_ARGUMENT"))
        self.assertIsNone(run.object()["result"])

    def test_people_see_counts_and_each_item_that_needs_attention(self):
        run = self.run_host("add", "watchlist", self.items(movie(1), movie(2), movie(3, verdict="not_found")))
        self.assertEqual(run.code, 1)
        self.assertRegex(run.out, r"(?m)^  added +2$")
        self.assertRegex(run.out, r"(?m)^  2 +tt3 +not_found +hint_of_not_found +in words$")
        self.assertNotIn("tt1 ", run.out)

    def test_text_of_a_service_cannot_control_the_terminal(self):
        run = self.run_host("add", "watchlist", self.items(movie(1, verdict="bad\x1b[2J\u202ever\u2028dict")))
        self.assertNotIn("\x1b", run.out)
        self.assertNotIn("\u202e", run.out)
        self.assertNotIn("\u2028", run.out)
        self.assertIn("bad [2J ver dict", run.out)

    def test_columns_stay_aligned_whatever_the_script(self):
        # Eight columns each: wide characters take two, marks that combine with the letter before them none.
        words = ["a" * 8, "\u65e5\u672c\u8a9e\u5b57", "\U0001f600\U0001f601\U0001f602\U0001f603",
                 "abcdefg\u0915\u0941", "abcdefgh\u1ab0\u0301", "abcd\u200befgh"]
        run = self.run_host("add", "watchlist", self.items(*(movie(i, verdict=word) for i, word in enumerate(words))))
        for word in words:
            self.assertIn(f"\n  {word}  1\n", run.out)


if __name__ == "__main__":
    unittest.main(verbosity=2)
