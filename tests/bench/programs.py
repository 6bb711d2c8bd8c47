"""Runs the measured programs, each in a process of its own."""

import json
import os
import statistics
import subprocess

import truth
import twin as twin_module


class Programs:
    def __init__(self, build, work):
        self._bin = os.path.join(build, "bin")
        self._plugin = os.path.join(build, "plugins", "libmod_trakt.so")
        self.work = work
        self.twin = os.path.join(self._bin, "trakt-twin")

    def folder(self, name):
        path = os.path.join(self.work, name)
        os.makedirs(path, exist_ok=True)
        return path

    def one_call(self, config, operation, features, *files):
        """`files`: the items of a write, then optionally the folder for the documents."""
        return _json_of([os.path.join(self._bin, "bench_one_call"), self._plugin, config, operation, features, *files])

    def floor(self, twin, targets, connections, out_bytes):
        urls, headers = os.path.join(self.work, "urls"), os.path.join(self.work, "headers")
        with open(urls, "w") as file:
            file.writelines(twin.url + target + "\n" for target in targets)
        with open(headers, "w") as file:
            file.writelines(line + "\n" for line in twin_module.HEADERS)
        return _json_of([os.path.join(self._bin, "bench_floor"), urls, headers, str(connections),
                         os.path.join(self.work, "floor.out"), str(out_bytes)])

    def parts(self, page):
        """The table of Google Benchmark without its lines about the machine; None if Google Benchmark is not installed."""
        program = os.path.join(self._bin, "bench_parts")
        if not os.path.exists(program):
            return None
        lines = subprocess.run([program, page, "--benchmark_min_time=0.3", "--benchmark_color=false"],
                               check=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True).stdout
        return "\n".join(line.rstrip() for line in lines.splitlines() if not line.startswith("---"))


class Account:
    """The plugin with a state folder of its own, against one twin."""

    def __init__(self, programs, twin, name):
        self._programs, self.twin = programs, twin
        self.state_dir = programs.folder(name)
        self.out = programs.folder(name + "-out")
        self._config = twin_module.config(twin, self.state_dir, programs.work)

    def run(self, features="history", keep=True):
        """Builds indexes in a new process; returns what it printed and the requests that it made."""
        self.twin.forget_requests()
        result = self._programs.one_call(self._config, "index", features, *([self.out] if keep else []))
        failed = [call for call in result["calls"] if call["status"] != 0]
        if failed and not keep:
            raise RuntimeError("%(feature)s: status %(status)d %(reason)s" % failed[0])
        return result, self.twin.ledger()

    def write(self, operation, items):
        """Adds to or removes from the history in a new process; returns what it printed, the report and the requests."""
        path, folder = self.state_dir + "-items.json", self.out + "-report"
        os.makedirs(folder, exist_ok=True)
        with open(path, "w") as file:
            json.dump(items, file)
        self.twin.forget_requests()
        result = self._programs.one_call(self._config, operation, "history", path, folder)
        call = result["calls"][0]
        if not call["bytes"]:
            raise RuntimeError("%s: status %d %s" % (operation, call["status"], call["reason"]))
        with open(os.path.join(folder, "history.json"), "rb") as file:
            return result, json.loads(file.read()), self.twin.ledger()

    def difference(self, result):
        state = self.twin.truth()
        return "; ".join(filter(None, (truth.difference(call, self.out, state) for call in result["calls"])))

    def cache_bytes(self):
        return sum(os.path.getsize(os.path.join(folder, name))
                   for folder, _, names in os.walk(os.path.join(self.state_dir, "cache")) for name in names)


def median(values):
    return statistics.median(values)


def target_of(entry):
    return entry["path"] + ("?" + entry["query"] if entry["query"] else "")


def _json_of(command):
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    if done.returncode != 0:
        raise RuntimeError("%s: %s" % (os.path.basename(command[0]), done.stderr.strip()))
    return json.loads(done.stdout)
