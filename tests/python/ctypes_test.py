"""The plugin used from Python, only through ctypes, against the twin."""

import ctypes
import json
import os
import re
import threading
import time

import pytest

import syncmod
from syncmod import Handle, SyncError
from twin import Twin

PLUGIN = os.environ["MOD_TRAKT_PLUGIN"]
LAYOUT = os.environ["SYNCMOD_LAYOUT"]

LANTERN = {"type": "movie", "ids": {"trakt": 7010001}, "watched_at": "2011-05-04T20:11:00Z", "rating": 8}


@pytest.fixture
def twin():
    twin = Twin("--plays", "60", "--ratings", "20", "--watchlist", "20")
    yield twin
    twin.close()


@pytest.fixture(scope="module")
def plugin():
    return syncmod.load(PLUGIN)


def layout_of_the_header():
    """The layout that layout.c asserts in C: {struct: (size, {member: (offset, size)})}."""
    with open(LAYOUT, encoding="utf-8") as file:
        text = file.read()
    structs = {name: (int(size), {}) for name, size in re.findall(r"^SIZE_IS\((\w+), (\d+)\)", text, re.M)}
    for struct, member, offset, size in re.findall(r"^MEMBER_IS\((\w+), (\w+), (\d+), (\d+)\)", text, re.M):
        structs[struct][1][member] = int(offset), int(size)
    return structs


@pytest.mark.parametrize("name", syncmod.STRUCTS)
def test_a_struct_of_the_binding_has_the_layout_that_the_header_has(name):
    struct = syncmod.STRUCTS[name]
    size, members = layout_of_the_header()[name]
    assert ctypes.sizeof(struct) == size
    ours = {member[0]: (getattr(struct, member[0]).offset, getattr(struct, member[0]).size) for member in struct._fields_}
    assert ours == members


def test_the_table_tells_who_it_is(plugin):
    assert (plugin.name, plugin.label, plugin.version) == (b"TRAKT", b"Trakt", b"3.2.0")
    assert plugin.struct_size == ctypes.sizeof(syncmod.Plugin)
    assert json.loads(plugin.features_json) == {"watchlist": True, "ratings": True, "history": True, "playlists": False}
    assert plugin.get_extension(b"syncmod.nothing/1") is None


def test_health_is_ok(plugin, twin):
    with Handle(plugin, twin.config()) as handle:
        assert handle.health()["status"] == "ok"


@pytest.mark.parametrize("feature, count", [("history", 60), ("ratings", 20), ("watchlist", 20)])
def test_an_index_is_complete_and_progress_and_events_come(plugin, twin, feature, count):
    steps, events = [], []
    with Handle(plugin, twin.config(), event=lambda user, name, payload: events.append((name, json.loads(payload)))) as handle:
        index = handle.index(feature, progress=lambda user, done, total, stage: steps.append((done, total)))
    assert index["complete"] is True and index["count"] == count == len(index["items"])
    assert steps[-1] == (count, count)
    assert any(name == b"api:hit" for name, _ in events)


def test_adds_and_removes_show_in_the_twin(plugin, twin):
    with Handle(plugin, twin.config()) as handle:
        for feature, place in (("history", "plays"), ("watchlist", "watchlist"), ("ratings", "ratings")):
            there = lambda: any(entry["trakt"] == 7010001 for entry in twin.ask("state")[place])
            handle.remove(feature, [{**LANTERN, "watched_at": None, "all_plays": True}])
            assert not there()
            plan = handle.add(feature, [LANTERN], flags=syncmod.DRY_RUN)
            assert plan["dry_run"] is True and len(plan["requests"]) == 1 and not there()
            assert [result["verdict"] for result in handle.add(feature, [LANTERN, 5])["results"]] == ["added", "rejected"]
            assert there()
            assert handle.remove(feature, [LANTERN])["count"] == 1
            assert not there()


def test_an_error_carries_status_and_reason(plugin, twin):
    with Handle(plugin, twin.config(access_token="")) as handle:
        with pytest.raises(SyncError) as error:
            handle.index("history")
        assert (error.value.status, error.value.reason) == ("UNAUTHENTICATED", "needs_login")
        with pytest.raises(SyncError) as error:
            handle.add("watchlist", [LANTERN])
        assert error.value.report["results"][0]["verdict"] == "deferred"
    with pytest.raises(SyncError) as error:
        Handle(plugin, [])
    assert error.value.reason == "bad_config"


def test_another_thread_can_cancel(plugin, twin):
    twin.ask("faults", [{"path": "/sync/history", "kind": "slow", "delay_ms": 4000, "every": True}])
    cancel = ctypes.c_int32(0)
    set_at = []

    def stop():
        time.sleep(0.4)
        set_at.append(time.monotonic())
        cancel.value = 1

    with Handle(plugin, twin.config()) as handle:
        thread = threading.Thread(target=stop)
        thread.start()
        with pytest.raises(SyncError) as error:
            handle.index("history", cancel=cancel)
        returned = time.monotonic()
        thread.join()
        assert error.value.status == "CANCELLED"
        assert returned - set_at[0] < 0.5


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_callbacks_that_raise_do_no_harm(plugin, twin):
    def fails(*_):
        raise ValueError("a defect of the host")

    with Handle(plugin, twin.config(), log=fails, event=fails) as handle:
        assert handle.index("history", progress=fails)["count"] == 60


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_a_store_that_raises_is_a_failure_and_never_taken_for_an_empty_one(plugin, twin):
    def fails(*_):
        raise ValueError("a defect of the host")

    with Handle(plugin, twin.config(), store_get=fails, store_put=fails) as handle:
        with pytest.raises(SyncError) as error:
            handle.index("history")
        assert (error.value.status, error.value.reason) == ("HOST", "store_failed")


def test_the_host_keeps_renewed_tokens(plugin, twin):
    values = {}

    def get(user, key, sink, context, status):
        if key in values:
            sink(context, values[key], len(values[key]))
        status[0] = 0

    def put(user, key, data, size, status):
        values[key] = ctypes.string_at(data, size)
        status[0] = 0

    config = twin.config(client_secret="twin-client-secret", refresh_token="twin-refresh-token")
    twin.ask("switches", {"expire_token": True})
    for _ in range(2):
        with Handle(plugin, config, store_get=get, store_put=put) as handle:
            assert handle.index("history")["count"] == 60
    assert list(values) == [b"credentials"]
    assert twin.ask("state")["token_refreshes"] == 1


def test_handles_work_in_parallel_threads(plugin, twin):
    counts = []

    def read():
        with Handle(plugin, twin.config()) as handle:
            counts.append(handle.index("history")["count"])

    threads = [threading.Thread(target=read) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert counts == [60] * 4
