"""The offline Trakt as a process, with calls that control it and a client for requests that are not measured."""

import datetime
import json
import os
import subprocess
import urllib.request

from truth import epoch

HEADERS = [
    "User-Agent: mod_trakt-bench",
    "Accept: application/json",
    "Content-Type: application/json",
    "trakt-api-version: 2",
    "trakt-api-key: twin-client-id",
    "Authorization: Bearer twin-access-token",
    "Expect:",
]

# A proxy of the environment must not be used for this machine.
_direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))


class Twin:
    """Its clock is two days behind the machine's, so that the stamps of all changes are mature when they are read."""

    def __init__(self, program, plays, ratings=0, watchlist=0, seed=1):
        past = datetime.datetime.now(datetime.timezone.utc) - datetime.timedelta(days=2)
        self._process = subprocess.Popen(
            [program, "--plays", str(plays), "--ratings", str(ratings), "--watchlist", str(watchlist),
             "--seed", str(seed), "--now", past.strftime("%Y-%m-%dT%H:%M:%SZ"), "--port", "0", "--exit-with-stdin"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        line = self._process.stdout.readline()
        if not line.startswith("listening on "):
            raise RuntimeError("the offline Trakt did not start")
        self.url = line.split()[-1]
        self._edits = 0

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._process.stdin.close()
        self._process.wait(30)
        self._process.stdout.close()

    def call(self, method, path, body=None):
        request = urllib.request.Request(self.url + path, method=method,
                                         data=None if body is None else json.dumps(body).encode())
        with _direct.open(request, timeout=120) as answer:
            return json.loads(answer.read())

    def page(self, path):
        """The bytes of one page, as the API gives them."""
        headers = dict(line.split(": ", 1) for line in HEADERS if ": " in line)
        with _direct.open(urllib.request.Request(self.url + path, headers=headers), timeout=120) as answer:
            return answer.read()

    def ledger(self):
        return self.call("GET", "/_twin/ledger")

    def forget_requests(self):
        self.call("DELETE", "/_twin/ledger")

    def truth(self):
        return self.call("GET", "/_twin/state?account=1&full=true")

    def state(self):
        """The account's state in short form: ids and times without titles."""
        return self.call("GET", "/_twin/state?account=1")

    def switches(self, **values):
        self.call("POST", "/_twin/switches", values)

    def edit(self, *ops):
        """Changes the account as a user would, with other random choices each time, and waits until the stamps are mature."""
        self._edits += 1
        self.call("POST", "/_twin/edit", {"account": 1, "seed": self._edits, "ops": list(ops)})
        self.pass_minutes()

    def pass_minutes(self):
        """Moves the clock by five minutes, so that all stamps are mature."""
        self.call("POST", "/_twin/clock", {"advance_ms": 300_000})

    def now(self):
        """The twin's time in seconds since 1970."""
        return epoch(self.call("POST", "/_twin/clock", {})["now"])


def config(twin, state_dir, folder):
    """Writes a configuration file. Pacing is on with limits that are never reached, because waits are not measured here."""
    path = os.path.join(folder, "config-" + os.path.basename(state_dir) + ".json")
    with open(path, "w") as file:
        json.dump({
            "trakt": {
                "client_id": "twin-client-id",
                "client_secret": "twin-client-secret",
                "access_token": "twin-access-token",
                "refresh_token": "twin-refresh-token",
                "api_url": twin.url,
                "auth_url": twin.url,
                "guard": False,  # whole lists are removed
                "rate_limit": {"get_per_5min": 10_000_000, "post_per_sec": 1000, "burst": 10_000_000},
            },
            "state_dir": state_dir,
        }, file)
    return path
