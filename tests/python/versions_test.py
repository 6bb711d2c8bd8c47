"""The plugin gives the same module version in all places."""

import json
import os

import syncmod
from syncmod import Handle
from twin import Twin


def test_the_manifest_the_table_and_the_user_agent_say_one_version():
    plugin = syncmod.load(os.environ["MOD_TRAKT_PLUGIN"])
    twin = Twin("--plays", "1")
    try:
        with Handle(plugin, twin.config()) as handle:
            handle.index("watchlist")
        agents = {row["user_agent"] for row in twin.ask("ledger")}
    finally:
        twin.close()
    version = plugin.version.decode()
    assert version.count(".") == 2
    assert json.loads(plugin.manifest_json)["version"] == version
    assert agents == {f"mod_trakt/{version}"}
