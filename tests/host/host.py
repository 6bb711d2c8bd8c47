"""Runs syncmod-host for the tests, with a plugin folder made of chosen fixtures."""
import json
import os
import shutil
import subprocess
import tempfile
import unittest

HOST = os.environ["SYNCMOD_HOST"]
FIXTURES = os.environ["HOST_FIXTURES"]
LIMIT_S = 60


class Run:
    def __init__(self, done):
        self.code = done.returncode
        self.out = done.stdout
        self.err = done.stderr

    def object(self):
        """The only JSON object on stdout; any other output fails the test."""
        return json.loads(self.out)


class HostCase(unittest.TestCase):
    def setUp(self):
        self.dir = tempfile.mkdtemp(prefix="syncmod-host-test-")
        self.addCleanup(shutil.rmtree, self.dir)
        self.plugins = os.path.join(self.dir, "plugins")
        os.mkdir(self.plugins)

    def install(self, *names):
        for name in names:
            shutil.copy(os.path.join(FIXTURES, name + ".so"), self.plugins)

    def path(self, name):
        return os.path.join(self.dir, name)

    def write(self, name, content):
        with open(self.path(name), "w", encoding="utf-8") as file:
            file.write(content if isinstance(content, str) else json.dumps(content))
        return self.path(name)

    def config(self, **knobs):
        return self.write("config.json", {"memory": knobs})

    def command(self, *arguments):
        return [HOST, "--plugins", self.plugins, *arguments]

    def run_host(self, *arguments, stdin=""):
        return Run(subprocess.run(self.command(*arguments), input=stdin, capture_output=True, text=True,
                                  timeout=LIMIT_S, check=False))
