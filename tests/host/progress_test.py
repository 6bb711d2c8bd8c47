"""Progress on stderr: plain lines, or a bar on a terminal."""
import json
import os
import pty
import re
import select
import subprocess
import time
import unittest

from host import HostCase, LIMIT_S

WAIT = "waiting 2 s for the limit"


class Progress(HostCase):
    def setUp(self):
        super().setUp()
        self.install("memory")

    def on_terminal(self, *arguments):
        """The result, and the text that a terminal got on stderr."""
        leader, follower = pty.openpty()
        process = subprocess.Popen(self.command(*arguments), stdout=subprocess.PIPE, stderr=follower,
                                   stdin=subprocess.DEVNULL)
        os.close(follower)
        try:
            shown = self.read_terminal(leader)
            out, _ = process.communicate(timeout=LIMIT_S)
        finally:
            if process.poll() is None:
                process.kill()
                process.wait()
            os.close(leader)
        return out.decode(), shown.decode()

    @staticmethod
    def read_terminal(leader):
        shown = b""
        deadline = time.monotonic() + LIMIT_S
        while time.monotonic() < deadline:
            if not select.select([leader], [], [], 1)[0]:
                continue
            try:
                block = os.read(leader, 4096)
            except OSError:  # the other side is closed
                break
            if not block:
                break
            shown += block
        return shown

    def test_progress_is_plain_lines_away_from_a_terminal(self):
        run = self.run_host("index", "history", "--config", self.config(slow_ms=300))
        lines = re.findall(r"(?m)^  reading: \d+/200 \(\d+%\)", run.err)
        self.assertIn("  reading: 200/200 (100%)", lines)
        self.assertLessEqual(len(lines), 12)
        self.assertNotIn("\r", run.err)
        self.assertNotIn("reading", run.out)

    def test_progress_is_a_bar_with_the_time_left_on_a_terminal(self):
        out, shown = self.on_terminal("--json", "index", "history", "--config", self.config(slow_ms=1500))
        self.assertEqual(json.loads(out)["ok"], True)
        self.assertRegex(shown, r"\r\x1b\[K\[#+\.+\] \d+% \d+/200 \d+s left reading")

    def test_a_stage_that_counts_nothing_has_no_number_on_plain_lines(self):
        steps = [[0, 0, WAIT], [0, 0, "history"], [250, 0, "history of movies"], [0, 5, "sending"]]
        run = self.run_host("index", "history", "--config", self.config(progress=steps))
        self.assertEqual(re.findall(r"(?m)^  .*(?:waiting|history|sending).*$", run.err),
                         ["  " + WAIT, "  history", "  history of movies: 250", "  sending: 0/5 (0%)"])

    def test_a_stage_that_counts_nothing_has_no_number_on_a_terminal(self):
        steps = [[0, 0, WAIT], [250, 0, "history of movies"], [0, 5, "sending"]]
        _, shown = self.on_terminal("index", "history", "--config", self.config(progress=steps))
        for line in (WAIT, "250 history of movies", f"[{'.' * 30}] 0% 0/5 sending"):
            self.assertIn("\r\x1b[K" + line + "\r\x1b[K", shown)


if __name__ == "__main__":
    unittest.main(verbosity=2)
