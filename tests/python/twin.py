"""The offline Trakt as a process of its own, for tests in Python."""
import json
import os
import subprocess
import urllib.request

TWIN = os.environ["MOD_TRAKT_TWIN"]


class Twin:
    def __init__(self, *options):
        self.process = subprocess.Popen([TWIN, "--port", "0", "--exit-with-stdin", *options], stdin=subprocess.PIPE,
                                        stdout=subprocess.PIPE, text=True)
        self.url = self.process.stdout.readline().split()[-1]

    def close(self):
        self.process.stdin.close()
        self.process.wait(10)
        self.process.stdout.close()

    def ask(self, room, body=None):
        data = json.dumps(body).encode() if body is not None else None
        with urllib.request.urlopen(urllib.request.Request(f"{self.url}/_twin/{room}", data)) as answer:
            return json.load(answer)

    def config(self, **settings):
        return {"trakt": {"client_id": "twin-client-id", "access_token": "twin-access-token", "api_url": self.url,
                          "auth_url": self.url, "rate_limit": {"get_per_5min": 0, "post_per_sec": 0},
                          "backoff": {"base_ms": 1, "cap_ms": 5, "html429_ms": 5},
                          "settle_ms": 20, **settings}}
