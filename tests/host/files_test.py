"""Files named on the command line: reading and writing them, pipes and devices included."""
import json
import os
import subprocess
import threading
import unittest

from host import HostCase, LIMIT_S

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
                self.assertIn("cannot both be read from stdin", run.object()["error"]["message"])

    def test_an_empty_file_name_is_a_usage_error_and_not_no_file(self):
        for option in ("--config", "--state", "--out"):
            with self.subTest(option):
                run = self.run_host("--json", "index", "history", option, "")
                self.assertEqual((run.code, run.object()["error"]["reason"]), (2, "usage"))
                self.assertIn(option, run.object()["error"]["message"])


class Outputs(HostCase):
    def setUp(self):
        super().setUp()
        self.install("memory")
        self.document = self.index_document()

    def index_document(self):
        """The bytes of the plugin's document, as --json embeds them."""
        run = self.run_host("--json", "index", "history")
        start, end = '{"ok":true,"result":', "}\n"
        self.assertTrue(run.out.startswith(start) and run.out.endswith(end), run.out)
        return run.out[len(start):-len(end)]

    def test_a_dash_is_stdout_and_holds_the_document_alone(self):
        for name in ("-", "/dev/stdout", "/dev/fd/1", "/proc/self/fd/1"):
            with self.subTest(name):
                run = self.run_host("index", "history", "--out", name, "--config", self.config(print=True))
                self.assertEqual((run.code, run.out), (0, self.document))
                self.assertIn("history: 12 items, complete: yes", run.err)
                self.assertNotIn("Written to", run.err)
        self.assertEqual(sorted(os.listdir(self.dir)), ["config.json", "plugins"])

    def test_a_dash_leaves_stdout_empty_when_the_call_fails(self):
        fail = {"call": "index", "status": 12, "reason": "partial_read", "message": "page 3 is missing",
                "http_status": 0, "retry_after_ms": 0}
        run = self.run_host("index", "history", "--out", "-", "--config", self.config(fail=fail))
        self.assertEqual((run.code, run.out), (1, ""))
        self.assertIn("page 3 is missing", run.err)

    def test_a_dash_and_json_cannot_share_stdout(self):
        run = self.run_host("--json", "index", "history", "--out", "-")
        self.assertEqual((run.code, run.object()["error"]["reason"]), (2, "usage"))
        self.assertIn("both write to stdout", run.object()["error"]["message"])

    def test_a_document_that_stdout_does_not_take_is_a_failure(self):
        with open("/dev/full", "w", encoding="utf-8") as full:
            done = subprocess.run(self.command("index", "history", "--out", "-"), stdout=full, stderr=subprocess.PIPE,
                                  text=True, timeout=LIMIT_S, check=False)
        self.assertEqual(done.returncode, 1)
        self.assertIn("the result could not be written", done.stderr)

    def test_a_device_is_written_and_stays_a_device(self):
        run = self.run_host("--json", "index", "history", "--out", "/dev/null")
        self.assertEqual(run.code, 0, run.out)
        self.assertEqual(run.object()["result"]["count"], 12)
        self.assertFalse(os.path.isfile("/dev/null"))

    def test_a_full_device_is_a_failure(self):
        run = self.run_host("--json", "index", "history", "--out", "/dev/full")
        self.assertEqual((run.code, run.object()["error"]["message"]),
                         (1, "cannot write /dev/full: No space left on device"))

    def test_a_pipe_is_written_and_stays_a_pipe(self):
        pipe = self.path("pipe")
        os.mkfifo(pipe)
        # Opened for reading and writing, so that neither side waits for the other.
        end = os.open(pipe, os.O_RDWR)
        self.addCleanup(os.close, end)
        run = self.run_host("index", "history", "--out", pipe)
        self.assertEqual(run.code, 0, run.err)
        self.assertEqual(os.read(end, 1 << 16).decode(), self.document)
        self.assertEqual(sorted(os.listdir(self.dir)), ["pipe", "plugins"])

    def test_a_substituted_process_reads_the_document(self):
        reader, writer = os.pipe()
        received = []
        thread = threading.Thread(target=lambda: received.append(self.read_all(reader)))
        thread.start()
        done = subprocess.run(self.command("index", "history", "--out", f"/dev/fd/{writer}"), pass_fds=[writer],
                              capture_output=True, text=True, timeout=LIMIT_S, check=False)
        os.close(writer)
        thread.join(LIMIT_S)
        self.assertEqual((done.returncode, received), (0, [self.document]), done.stderr)

    @staticmethod
    def read_all(descriptor):
        with os.fdopen(descriptor, encoding="utf-8") as pipe:
            return pipe.read()

    def test_a_symbolic_link_stays_and_its_file_is_replaced_whole(self):
        os.mkdir(self.path("real"))
        target = self.write("real/index.json", "old")
        os.symlink("real/index.json", self.path("second"))
        os.symlink(self.path("second"), self.path("first"))
        before = os.stat(target).st_ino
        run = self.run_host("index", "history", "--out", self.path("first"))
        self.assertEqual(run.code, 0, run.err)
        self.assertTrue(os.path.islink(self.path("first")) and os.path.islink(self.path("second")))
        with open(target, encoding="utf-8") as file:
            self.assertEqual(file.read(), self.document)
        self.assertNotEqual(os.stat(target).st_ino, before)
        self.assertEqual(os.listdir(self.path("real")), ["index.json"])

    def test_a_symbolic_link_to_nothing_makes_the_file_that_it_names(self):
        os.symlink("index.json", self.path("link"))
        run = self.run_host("index", "history", "--out", self.path("link"))
        self.assertEqual(run.code, 0, run.err)
        self.assertTrue(os.path.islink(self.path("link")))
        with open(self.path("index.json"), encoding="utf-8") as file:
            self.assertEqual(file.read(), self.document)

    def test_places_that_cannot_be_written_are_usage_errors(self):
        os.symlink("b", self.path("a"))
        os.symlink("a", self.path("b"))
        for name, words in ((self.dir, "Is a directory"), (self.path("a"), "Too many levels"),
                            (self.path("no/such/file"), "No such file")):
            with self.subTest(words):
                run = self.run_host("--json", "index", "history", "--out", name)
                self.assertEqual((run.code, run.object()["error"]["reason"]), (2, "cannot_write"))
                self.assertIn(words, run.object()["error"]["message"])
        self.assertEqual(sorted(os.listdir(self.dir)), ["a", "b", "plugins"])

    def test_json_reports_a_file_as_before(self):
        run = self.run_host("--json", "index", "history", "--out", self.path("index.json"))
        self.assertEqual(run.object()["result"]["file"], self.path("index.json"))
        with open(self.path("index.json"), encoding="utf-8") as file:
            self.assertEqual(json.load(file)["count"], 12)


if __name__ == "__main__":
    unittest.main(verbosity=2)
