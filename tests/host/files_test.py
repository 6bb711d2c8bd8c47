"""Files that the caller names: what is read, and through what."""
import unittest

from host import HostCase

MARK = "\ufeff"  # the byte order mark


class Inputs(HostCase):
    def setUp(self):
        super().setUp()
        self.install("memory")

    def test_a_configuration_with_a_byte_order_mark_is_read(self):
        config = self.write("config.json", MARK + '{"memory": {"health": "degraded"}}')
        for options in ([], ["--state", self.path("state")]):
            with self.subTest(options):
                run = self.run_host("--json", "health", "--config", config, *options)
                self.assertEqual(run.code, 0, run.out)
                self.assertEqual(run.object()["result"]["status"], "degraded")
        run = self.run_host("--json", "info", "--config", config)
        self.assertEqual((run.code, run.object()["result"]["configured"]), (0, True))

    def test_items_with_a_byte_order_mark_are_read(self):
        text = MARK + '[{"ids":{"imdb":"tt7"}}]'
        for source, stdin in ((self.write("items.json", text), ""), ("-", text)):
            with self.subTest(source):
                run = self.run_host("--json", "add", "watchlist", source, stdin=stdin)
                self.assertEqual(run.code, 0, run.out)
                self.assertEqual(run.object()["result"]["results"][0]["key"], "tt7")

    def test_only_a_mark_at_the_start_is_passed_over(self):
        for text in (MARK + MARK + "[]", "[" + MARK + "]"):
            with self.subTest(text):
                run = self.run_host("--json", "add", "watchlist", self.write("items.json", text))
                self.assertEqual((run.code, run.object()["error"]["status"]), (1, "INVALID_ARGUMENT"))

    def test_utf_16_is_refused_with_the_way_out(self):
        for encoding in ("utf-16-le", "utf-16-be"):
            with self.subTest(encoding):
                with open(self.path("config.json"), "wb") as file:
                    file.write((MARK + "{}").encode(encoding))
                run = self.run_host("--json", "health", "--config", self.path("config.json"))
                self.assertEqual((run.code, run.object()["error"]["reason"]), (2, "bad_config"))
                self.assertIn("save it as UTF-8", run.object()["error"]["message"])

    def test_the_configuration_may_come_from_stdin(self):
        run = self.run_host("--json", "health", "--config", "-", stdin='{"memory": {"health": "degraded"}}')
        self.assertEqual(run.code, 0, run.out)
        self.assertEqual(run.object()["result"]["status"], "degraded")
        run = self.run_host("--json", "health", "--config", "-", stdin='{"memory": tru')
        self.assertEqual((run.code, run.object()["error"]["message"]),
                         (2, "the configuration in stdin is not one JSON object"))

    def test_configuration_and_items_cannot_share_stdin(self):
        for config in ("-", "/dev/stdin"):
            with self.subTest(config):
                run = self.run_host("--json", "add", "watchlist", "-", "--config", config, stdin="{}")
                self.assertEqual((run.code, run.object()["error"]["reason"]), (2, "usage"))
                self.assertIn("cannot both come from stdin", run.object()["error"]["message"])

    def test_an_empty_file_name_is_a_usage_error_and_not_no_file(self):
        for option in ("--config", "--state", "--out"):
            with self.subTest(option):
                run = self.run_host("--json", "index", "history", option, "")
                self.assertEqual((run.code, run.object()["error"]["reason"]), (2, "usage"))
                self.assertIn(option, run.object()["error"]["message"])


if __name__ == "__main__":
    unittest.main(verbosity=2)
