"""health and index: options, results, progress, failures, Ctrl-C."""
import json
import os
import re
import signal
import subprocess
import time
import unittest

from host import HostCase, LIMIT_S


class Calls(HostCase):
    def setUp(self):
        super().setUp()
        self.install("memory")

    def test_shared_options_work_before_and_after_the_command(self):
        config = self.config(health="degraded")
        options = ["--provider", "MEMORY", "--config", config, "--state", self.path("state"), "--json",
                   "--timeout", "20"]
        for line in ([*options, "health"], ["health", *options], [*options[:4], "health", *options[4:]]):
            with self.subTest(line):
                run = self.run_host(*line)
                self.assertEqual(run.code, 0, run.err)
                self.assertEqual(run.object()["result"]["status"], "degraded")

    def test_the_configuration_reaches_the_plugin_with_the_state_folder_in_it(self):
        config = self.write("config.json", {"memory": {}, "instance": "second", "state_dir": "/elsewhere"})
        given = self.run_host("--json", "health", "--config", config).object()["result"]["config"]
        self.assertEqual(given, {"memory": {}, "instance": "second", "state_dir": "/elsewhere"})
        state = self.path("new/state")
        given = self.run_host("--json", "health", "--config", config, "--state", state).object()["result"]["config"]
        self.assertEqual(given, {"memory": {}, "instance": "second", "state_dir": state})
        self.assertEqual(os.stat(state).st_mode & 0o777, 0o700)

    def test_bad_usage_is_exit_code_2(self):
        bad_json = self.write("bad.json", "{\"secret\": tru")
        array = self.write("array.json", [])
        for line in ([], ["nonsense"], ["index"], ["add", "history"], ["index", "history", "extra", "more"],
                     ["health", "--nonsense"], ["health", "--timeout", "soon"], ["health", "--timeout", "-1"],
                     ["health", "--config", self.path("missing.json")], ["health", "--config", bad_json],
                     ["health", "--config", array], ["add", "history", self.path("missing.json")],
                     ["index", "history", "--out", self.path("no/such/folder/file")],
                     ["health", "--state", bad_json]):
            with self.subTest(line):
                run = self.run_host("--json", *line)
                self.assertEqual(run.code, 2, run.err)
                answer = run.object()
                self.assertEqual((answer["ok"], answer["result"]), (False, None))
                self.assertEqual(set(answer["error"]),
                                 {"status", "reason", "message", "http_status", "retry_after_ms"})
                self.assertNotIn("secret", run.out)

    def test_help_is_no_error(self):
        run = self.run_host("--help")
        self.assertEqual(run.code, 0)
        self.assertIn("index", run.out)
        self.assertIn("--allow-stale", self.run_host("index", "--help").out)

    def test_health_decides_the_exit_code(self):
        for state, code in (("ok", 0), ("degraded", 0), ("auth_failed", 1), ("down", 1)):
            with self.subTest(state):
                run = self.run_host("--json", "health", "--config", self.config(health=state))
                self.assertEqual(run.code, code)
                self.assertTrue(run.object()["ok"])
        run = self.run_host("health", "--config", self.config(health="degraded"))
        self.assertIn("Health: degraded (12 ms)", run.out)

    def test_an_index_is_embedded_byte_for_byte(self):
        run = self.run_host("--json", "index", "ratings")
        self.assertEqual(run.code, 0)
        self.assertTrue(run.out.startswith(
            "{\"ok\":true,\"result\":{ \"complete\":true, \"stale\":false,\"fresh\":false, \"odd\":1.50e+01,"), run.out)
        self.assertEqual(run.object()["result"]["items"]["tt1002"]["rating"], 8)

    def test_flags_reach_the_plugin(self):
        result = self.run_host("--json", "index", "history", "--fresh").object()["result"]
        self.assertEqual((result["fresh"], result["stale"]), (True, False))
        result = self.run_host("--json", "index", "--allow-stale", "history").object()["result"]
        self.assertEqual((result["fresh"], result["stale"]), (False, True))

    def test_people_see_count_facts_and_the_first_ten_items(self):
        run = self.run_host("index", "history")
        self.assertEqual(run.code, 0)
        self.assertIn("history: 12 items, complete: yes, stale: no, generated at 2024-05-01T00:00:00Z", run.out)
        self.assertRegex(run.out, r"(?m)^  KEY +TYPE +TITLE +YEAR +WATCHED$")
        self.assertEqual(len(re.findall(r"(?m)^  tt10\d\d@", run.out)), 10)
        self.assertIn("Movie 10", run.out)

    def test_out_writes_the_document_and_reports_its_facts(self):
        target = self.path("index.json")
        run = self.run_host("--json", "index", "history", "--out", target)
        self.assertEqual(run.code, 0, run.err)
        self.assertEqual(run.object()["result"], {"file": target, "count": 12, "complete": True, "stale": False})
        with open(target, encoding="utf-8") as file:
            text = file.read()
        self.assertIn("\"odd\":1.50e+01", text)
        self.assertEqual(json.loads(text)["count"], 12)

    def test_out_leaves_the_former_file_alone_when_the_call_fails(self):
        target = self.write("index.json", "precious")
        fail = {"call": "index", "status": 12, "reason": "partial_read", "message": "page 3 is missing",
                "http_status": 502, "retry_after_ms": 0}
        run = self.run_host("--json", "index", "history", "--out", target, "--config", self.config(fail=fail))
        self.assertEqual(run.code, 1)
        self.assertEqual(run.object()["error"], {"status": "INCOMPLETE", "reason": "partial_read",
                                                 "message": "page 3 is missing", "http_status": 502,
                                                 "retry_after_ms": 0})
        with open(target, encoding="utf-8") as file:
            self.assertEqual(file.read(), "precious")
        self.assertEqual(sorted(os.listdir(self.dir)), ["config.json", "index.json", "plugins"])

    def test_a_failure_says_what_and_when_to_try_again(self):
        fail = {"call": "index", "status": 8, "reason": "rate_limited", "message": "too many requests",
                "http_status": 429, "retry_after_ms": 2500}
        run = self.run_host("index", "history", "--config", self.config(fail=fail))
        self.assertEqual((run.code, run.out), (1, ""))
        self.assertIn("RATE_LIMITED (rate_limited): too many requests [HTTP 429] [try again in 3 s]", run.err)

    def test_a_status_of_the_future_is_shown_by_its_number(self):
        fail = {"call": "create", "status": 99, "reason": "new", "message": "", "http_status": 0, "retry_after_ms": 0}
        run = self.run_host("--json", "health", "--config", self.config(fail=fail))
        self.assertEqual((run.code, run.object()["error"]["status"]), (1, "STATUS_99"))

    def test_an_unknown_feature_is_a_failed_operation(self):
        run = self.run_host("--json", "index", "albums")
        self.assertEqual((run.code, run.object()["error"]["status"]), (1, "NOT_SUPPORTED"))

    def test_a_plugin_that_prints_during_a_call_does_not_reach_stdout(self):
        run = self.run_host("--json", "--verbose", "index", "history", "--config", self.config(print=True))
        self.assertEqual(run.code, 0)
        self.assertTrue(run.object()["ok"])
        self.assertIn("the plugin prints in index", run.err)

    def test_the_log_goes_to_stderr_and_verbose_shows_more_of_it(self):
        run = self.run_host("health")
        self.assertRegex(run.err, r"\d\d:\d\d:\d\d WARN  health warned page=3 why=\"two words\"")
        self.assertNotIn("DEBUG", run.err)
        self.assertRegex(self.run_host("--verbose", "health").err, r"DEBUG health detail")

    def test_the_time_limit_reaches_the_plugin(self):
        start = time.monotonic()
        run = self.run_host("--json", "--timeout", "0.2", "index", "history", "--config", self.config(slow_ms=30000))
        self.assertEqual((run.code, run.object()["error"]["status"]), (1, "TIMEOUT"))
        self.assertLess(time.monotonic() - start, 15)

    def start_slow_call(self, **knobs):
        process = subprocess.Popen(
            self.command("--json", "index", "history", "--config", self.config(slow_ms=50000, **knobs)),
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        self.addCleanup(self.put_down, process)
        # The first progress line shows that the call is running.
        for line in process.stderr:
            if "reading" in line:
                return process
        self.fail("the call did not start")

    @staticmethod
    def put_down(process):
        if process.poll() is None:
            process.kill()
        process.communicate()

    def test_ctrl_c_cancels_the_call_cleanly(self):
        for number in (signal.SIGINT, signal.SIGTERM):
            with self.subTest(number):
                process = self.start_slow_call()
                start = time.monotonic()
                os.kill(process.pid, number)
                out, _ = process.communicate(timeout=LIMIT_S)
                self.assertLess(time.monotonic() - start, 5)
                self.assertEqual(process.returncode, 1)
                self.assertEqual(json.loads(out)["error"]["status"], "CANCELLED")

    def test_a_second_ctrl_c_ends_a_plugin_that_does_not_listen(self):
        process = self.start_slow_call(deaf=True)
        os.kill(process.pid, signal.SIGINT)
        for line in process.stderr:
            if "once more to end at once" in line:
                break
        self.assertIsNone(process.poll())
        os.kill(process.pid, signal.SIGINT)
        out, _ = process.communicate(timeout=LIMIT_S)
        self.assertEqual(process.returncode, -signal.SIGINT)
        self.assertEqual(out, "")

    def test_a_result_that_cannot_be_written_is_a_failure(self):
        with open("/dev/full", "w", encoding="utf-8") as full:
            done = subprocess.run(self.command("--json", "health"), stdout=full, stderr=subprocess.PIPE,
                                  timeout=LIMIT_S, check=False)
        self.assertEqual(done.returncode, 1)


class Stubs(HostCase):
    def test_slots_beyond_a_short_table_answer_not_supported(self):
        self.install("short_table")
        items = self.write("items.json", [])
        self.assertEqual(self.run_host("--json", "health").code, 0)
        self.assertEqual(self.run_host("--json", "index", "history").code, 0)
        for command in ("add", "remove"):
            with self.subTest(command):
                run = self.run_host("--json", command, "history", items)
                self.assertEqual(run.code, 1)
                self.assertEqual(run.object()["error"]["status"], "NOT_SUPPORTED")
                self.assertEqual(run.object()["error"]["reason"], "not_supported")
                self.assertIn("does not offer " + command, run.object()["error"]["message"])

    def test_optional_slots_that_are_null_answer_not_supported(self):
        self.install("read_only")
        run = self.run_host("--json", "health")
        self.assertEqual((run.code, run.object()["error"]["status"]), (1, "NOT_SUPPORTED"))
        self.assertEqual(self.run_host("--json", "index", "history").code, 0)
        info = self.run_host("--json", "info")
        self.assertEqual(info.code, 0)
        self.assertEqual((info.object()["result"]["configured"], info.object()["result"]["manifest"]), (None, {}))


if __name__ == "__main__":
    unittest.main(verbosity=2)
