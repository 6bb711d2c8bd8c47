"""list and info: which plugins are found, which files are refused, and why."""
import json
import os
import signal
import subprocess
import time
import unittest

from host import HostCase, LIMIT_S


class Catalog(HostCase):
    def refusal(self, name):
        self.install(name)
        run = self.run_host("list", "--json")
        refused = [file for file in run.object()["result"]["refused"]
                   if os.path.basename(file["file"]) == name + ".so"]
        self.assertEqual(len(refused), 1, run.out)
        return refused[0]

    def test_a_good_plugin_is_listed_with_what_it_declares(self):
        self.install("memory")
        run = self.run_host("list", "--json")
        self.assertEqual(run.code, 0)
        plugin = run.object()["result"]["plugins"][0]
        self.assertEqual((plugin["name"], plugin["label"], plugin["version"], plugin["abi"]),
                         ("MEMORY", "Memory", "1.2.3", "1.0"))
        self.assertEqual(plugin["features"],
                         {"watchlist": True, "ratings": True, "history": True, "playlists": False})

    def test_people_get_a_table_of_plugins_and_one_of_refused_files(self):
        self.install("memory", "no_entry")
        run = self.run_host("list")
        self.assertEqual(run.code, 0)
        self.assertRegex(run.out, r"(?m)^  memory\.so +MEMORY +Memory +1\.2\.3 +1\.0 +watchlist,ratings,history$")
        self.assertRegex(run.out, r"(?m)^  no_entry\.so +no_entry_symbol +it does not export syncmod_entry_v1")

    def test_each_broken_plugin_is_refused_with_its_own_reason(self):
        expected = {
            "no_entry": ("no_entry_symbol", "syncmod_entry_v1"),
            "v2_only": ("other_abi_major", "syncmod_entry_v2"),
            "other_major": ("other_abi_major", "ABI 2.3, this host 1.0: use a newer host"),
            "small_table": ("table_too_small", "bytes"),
            "null_table": ("no_table", "NULL"),
            "null_slot": ("missing_slot", "create"),
            "bad_json": ("bad_json", "capabilities_json"),
            "bad_text": ("bad_text", "name"),
            "newer_host": ("needs_newer_host", "ABI 1.7 or newer, this host has 1.0"),
            "crash_on_load": ("crashed", "signal 6"),
            "crash_on_unload": ("crashed", "signal 6"),
            "exit_on_load": ("ended_early", "exit code 0"),
            "missing_symbol": ("cannot_load", "function_that_nobody_has"),
        }
        for name, (reason, words) in expected.items():
            with self.subTest(name):
                refused = self.refusal(name)
                self.assertEqual(refused["reason"], reason, refused)
                self.assertIn(words, refused["message"])

    def test_a_plugin_that_crashes_when_asked_for_its_table_is_refused(self):
        # A sanitizer turns the signal into an exit; in both cases the host survives and reports it.
        self.assertIn(self.refusal("crash_on_entry")["reason"], ("crashed", "ended_early"))

    def test_a_plugin_that_hangs_is_given_up_after_a_few_seconds(self):
        self.install("memory")
        start = time.monotonic()
        refused = self.refusal("hang_on_load")
        self.assertEqual(refused["reason"], "timed_out")
        self.assertLess(time.monotonic() - start, 10)

    def test_ctrl_c_ends_the_search_for_plugins(self):
        self.install("hang_on_load")
        process = subprocess.Popen(self.command("--json", "list"), stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        try:
            self.wait_for_probe(process.pid)
            start = time.monotonic()
            os.kill(process.pid, signal.SIGINT)
            out, _ = process.communicate(timeout=LIMIT_S)
            self.assertLess(time.monotonic() - start, 2)
        finally:
            if process.poll() is None:
                process.kill()
                process.communicate()
        self.assertEqual(process.returncode, 1)
        self.assertEqual(json.loads(out)["error"]["status"], "CANCELLED")

    def wait_for_probe(self, pid):
        """Waits until the host has a child, and therefore its signal handlers."""
        deadline = time.monotonic() + LIMIT_S
        while time.monotonic() < deadline:
            with open(f"/proc/{pid}/task/{pid}/children", encoding="ascii") as file:
                if file.read().strip():
                    return
            time.sleep(0.01)
        self.fail("the host started no child")

    def test_files_that_are_no_libraries_are_refused(self):
        for name, content in (("text.so", "hello\n"), ("empty.so", ""), ("cut.so", "\x7fELF")):
            with open(os.path.join(self.plugins, name), "w", encoding="utf-8") as file:
                file.write(content)
        os.mkdir(os.path.join(self.plugins, "folder.so"))
        refused = self.run_host("list", "--json").object()["result"]["refused"]
        self.assertEqual([(os.path.basename(file["file"]), file["reason"]) for file in refused],
                         [(name, "not_a_shared_library") for name in ("cut.so", "empty.so", "folder.so", "text.so")])

    def test_other_files_in_the_folder_are_passed_over(self):
        self.install("memory")
        with open(os.path.join(self.plugins, "README"), "w", encoding="utf-8") as file:
            file.write("not a plugin")
        self.assertEqual(self.run_host("list", "--json").object()["result"]["refused"], [])

    def test_a_plugin_that_prints_is_usable_and_stdout_stays_pure(self):
        self.install("prints_on_load")
        run = self.run_host("--json", "index", "history")
        self.assertEqual(run.code, 0, run.err)
        self.assertTrue(run.object()["ok"])

    def test_a_newer_and_longer_table_is_welcome(self):
        self.install("newer_table")
        run = self.run_host("--json", "list")
        self.assertEqual(run.object()["result"]["plugins"][0]["abi"], "1.9")
        self.assertEqual(self.run_host("index", "history").code, 0)

    def test_broken_plugins_do_not_stop_a_good_one(self):
        self.install("memory", "crash_on_load", "exit_on_load", "v2_only")
        self.assertEqual(self.run_host("--json", "health").code, 0)

    def test_no_usable_plugin_is_exit_code_3_with_every_reason(self):
        self.install("no_entry", "null_slot")
        for command in (["list"], ["health"], ["index", "history"], ["info"]):
            with self.subTest(command[0]):
                run = self.run_host("--json", *command)
                self.assertEqual(run.code, 3)
                answer = run.object()
                self.assertFalse(answer["ok"])
                self.assertEqual(answer["error"]["reason"], "no_usable_plugin")
        message = self.run_host("health").err
        self.assertIn("no_entry.so", message)
        self.assertIn("null_slot.so", message)

    def test_a_folder_that_is_not_there_has_no_usable_plugin(self):
        self.plugins = self.path("nowhere")
        run = self.run_host("--json", "list")
        self.assertEqual(run.code, 3)
        self.assertIn("No such file", run.object()["error"]["message"])

    def test_provider_names_compare_without_case_and_unknown_ones_are_exit_code_3(self):
        self.install("memory", "newer_table")
        self.assertEqual(self.run_host("--json", "--provider", "memory", "info").object()["result"]["name"], "MEMORY")
        run = self.run_host("--json", "info", "--provider", "trakt")
        self.assertEqual(run.code, 3)
        self.assertIn("MEMORY, NEWER", run.object()["error"]["message"])

    def test_several_plugins_and_no_choice_is_a_usage_error(self):
        self.install("memory", "newer_table")
        run = self.run_host("--json", "health")
        self.assertEqual(run.code, 2)
        self.assertIn("--provider", run.object()["error"]["message"])

    def test_info_shows_identity_features_capabilities_and_whether_it_is_configured(self):
        self.install("memory")
        run = self.run_host("info")
        self.assertEqual(run.code, 0)
        self.assertIn("Memory (MEMORY) 1.2.3", run.out)
        self.assertRegex(run.out, r"playlists +no")
        self.assertRegex(run.out, r"ratings\.unrate +true")
        self.assertIs(self.run_host("--json", "info").object()["result"]["configured"], False)
        info = self.run_host("--json", "info", "--config", self.config()).object()["result"]
        self.assertIs(info["configured"], True)
        self.assertEqual(info["manifest"], {"name": "MEMORY"})


if __name__ == "__main__":
    unittest.main(verbosity=2)
