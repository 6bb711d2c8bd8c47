"""The checker on small trees: a sound one passes, and each break of a rule is found at its place."""
import contextlib
import io
import os
import subprocess
import sys
import tempfile
import unittest

import arrows
import rules
from circles import circles_in
from sound_tree import FOLDERS, include_of
from tree_case import TreeCase

HERE = os.path.dirname(os.path.abspath(__file__))
CIRCLE_OF_ROOMS = "circle of rooms"


class Sound(TreeCase):
    def test_a_sound_tree_passes(self):
        status, findings, last = self.check()
        self.assertEqual(findings, [])
        self.assertEqual(status, 0)
        self.assertRegex(last, r"^\d+ files, \d+ includes, 0 against the rules$")

    def test_the_program_ends_with_the_status(self):
        def run(*arguments):
            return subprocess.run([sys.executable, os.path.join(HERE, "arrows.py"), *arguments], capture_output=True,
                                  text=True, timeout=30, check=False)

        self.assertEqual(run(self.root).returncode, 0)
        self.write("plugin/model/break.cpp", include_of("http"))
        broken = run(self.root)
        self.assertEqual(broken.returncode, 1)
        self.assertIn("plugin/model/break.cpp:1: model includes plugin/http/a.hpp. Rule: ", broken.stdout)
        self.assertEqual(run(self.root, "more").returncode, 2)

    def test_a_tree_without_sources_does_not_pass(self):
        with tempfile.TemporaryDirectory(prefix="arrows-test-") as empty, \
                contextlib.redirect_stderr(io.StringIO()) as said:
            self.assertEqual(arrows.main([empty]), 2)
        self.assertIn("plugin", said.getvalue())


class Table(unittest.TestCase):
    def test_rows_name_rooms_and_have_no_circle(self):
        targets = {row.name: set(row.may_include) for row in rules.ROOMS}
        self.assertEqual(len(targets), len(rules.ROOMS))
        self.assertLessEqual(set().union(*targets.values()), set(targets))
        self.assertEqual(list(circles_in(targets)), [])


class Direction(TreeCase):
    def assert_pair_found(self, room, other):
        """A source of one room that includes a header of the other. It may also close a circle of rooms."""
        path = f"{FOLDERS[room]}/break.cpp"
        self.write(path, "\n" + include_of(other))
        status, findings, _ = self.check()
        os.remove(os.path.join(self.root, path))
        self.assertEqual({found[:2] for found in findings}, {(path, 2)}, findings)
        told = [message for _, _, message in findings if not message.startswith(CIRCLE_OF_ROOMS)]
        self.assertEqual(len(told), 1, findings)
        self.assertIn(f" includes {FOLDERS[other]}/a.hpp. Rule: ", told[0])
        self.assertEqual(status, 1)

    def test_no_room_includes_one_above_it(self):
        for side in ("index", "auth"):
            chain = ["edge", "module", "features", "changes", "account", side, "trakt", "http", "support"]
            for height, room in enumerate(chain):
                for other in chain[:height]:
                    with self.subTest(room=room, includes=other):
                        self.assert_pair_found(room, other)

    def test_other_forbidden_pairs(self):
        pairs = {
            "edge": "features changes account index auth trakt state http model",
            "module": "http media",
            "history": "ratings watchlist http state module",
            "ratings": "history watchlist http state",
            "watchlist": "history ratings http state",
            "media": "history ratings watchlist http state",
            "features": "history ratings watchlist media http state",
            "changes": "index http",
            "account": "http",
            "index": "auth http",
            "auth": "index http",
            "trakt": "state",
            "state": "http model trakt account",
            "http": "model state",
            "model": "http state trakt index",
            "support": "model state",
            "json": "model",
            "cli": "support",
            "lib": "cli support http",
        }
        for room, others in pairs.items():
            for other in others.split():
                with self.subTest(room=room, includes=other):
                    self.assert_pair_found(room, other)

    def test_the_entry_includes_the_edge_and_the_module_alone(self):
        self.assert_break_found({"plugin/entry.cpp": include_of("features")},
                                ("plugin/entry.cpp", 1, "entry includes plugin/features/a.hpp",
                                 "entry may include edge"))

    def test_the_contract_is_for_the_border_and_the_host(self):
        self.assert_break_found(
            {"plugin/module/break.cpp": "#include <syncmod/syncmod.h>\n"},
            ("plugin/module/break.cpp", 1, "module includes abi/include/syncmod/syncmod.h", "module may include"))

    def test_features_do_not_know_the_registry(self):
        self.assert_break_found(
            {"plugin/features/history/break.cpp": '#include "features/registry.hpp"\n'},
            ("plugin/features/history/break.cpp", 1, CIRCLE_OF_ROOMS + ": features/history -> features/registry",
             "one direction"),
            ("plugin/features/history/break.cpp", 1, "features/history includes plugin/features/registry.hpp",
             "features/history may include"))

    def test_a_feature_needs_no_row_and_is_a_room_of_its_own(self):
        path = "plugin/features/lists/a.cpp"
        sound = include_of("media") + include_of("features") + include_of("changes")
        self.write(path, sound)
        self.assertEqual(self.check()[1], [])
        for other in ("history", "ratings", "http"):
            with self.subTest(other):
                self.assert_break_found({path: include_of(other)},
                                        (path, 1, f"features/lists includes {FOLDERS[other]}/a.hpp", ""))
                self.write(path, sound)

    def test_every_way_to_write_an_include_is_one(self):
        for text in ("#include <http/a.hpp>\n", '#include "../http/a.hpp"\n',
                     ' \t# /* why */ include/**/"http/a.hpp"\n',
                     '/* why */ #include "http/a.hpp" // why\n', '#include_next "http/a.hpp"\n',
                     '#import "http/a.hpp"\n', '%:include "http/a.hpp"\n', '#inc\\\nlude "http/a.hpp"\n',
                     '#if 0\n#endif\n#include \\\n"http/a.hpp"\n'):
            with self.subTest(text):
                line = 3 if text.startswith("#if") else 1
                self.assert_break_found({"plugin/model/break.cpp": text},
                                        ("plugin/model/break.cpp", line, "model includes plugin/http/a.hpp", "http"))

    def test_an_include_after_text_that_could_hide_it(self):
        for text in ("const char* raw = R\"(\n\\)\";\n", "const int million = 1'000'000;\n",
                     "const char quote = '\"';\n",
                     "#error don't\n", '#define OPEN "/*"\n', "// why? /*\n", "/* \" */\n", "/* // */\n",
                     'const char* end = "\\\\";\n', "auto text = R\"x()\" )x\";\n"):
            with self.subTest(text):
                self.assert_break_found(
                    {"plugin/model/break.cpp": text + include_of("http")},
                    ("plugin/model/break.cpp", text.count("\n") + 1, "model includes plugin/http/a.hpp", "http"))

    def test_a_file_that_only_its_include_makes_a_source(self):
        self.assert_break_found(
            {"plugin/model/words.txt": include_of("trakt"), "plugin/model/break.cpp": '#include "words.txt"\n'},
            ("plugin/model/words.txt", 1, CIRCLE_OF_ROOMS, "one direction"),
            ("plugin/model/words.txt", 1, "model includes plugin/trakt/a.hpp", "model may include support"))


class Http(TreeCase):
    def test_in_the_module_wiring_alone_includes_it(self):
        for path in ("plugin/module/health/health.cpp", "plugin/module/health.cpp", "plugin/module/config/config.cpp",
                     "plugin/module/trakt_module.hpp", "plugin/module/rewiring.cpp", "plugin/features/wiring.cpp"):
            with self.subTest(path):
                self.assert_break_found({path: include_of("http")},
                                        (path, 1, f"{path.split('/')[1]} includes plugin/http/a.hpp",
                                         "http is included by trakt, by plugin/module/wiring"))

    def test_the_state_sees_the_rate_ledger_alone(self):
        self.assert_break_found({"plugin/state/break.cpp": include_of("http")},
                                ("plugin/state/break.cpp", 1, "state includes plugin/http/a.hpp", "rate_ledger.hpp"))


class Rooms(TreeCase):
    def test_a_file_without_a_room(self):
        for path in ("plugin/sync/session.cpp", "plugin/stray.cpp", "plugin/index/other/a.cpp", "plugin/trakt/v3/a.hpp",
                     "plugin/edge/extensions/login/deep/a.hpp", "plugin/features/lists/deep/a.hpp",
                     "host_sample/main.cpp", "abi/include/other/a.h"):
            with self.subTest(path):
                folder = os.path.dirname(path)
                self.assert_break_found({path: "int x;\n"}, (
                    path, 1, f"this file has no room: {folder}/ is not in the table", "every file has a room"))

    def test_files_of_one_folder_are_told_once(self):
        self.assert_break_found(
            {"plugin/sync/b.cpp": '#include "sync/a.hpp"\n', "plugin/sync/a.hpp": include_of("http")},
            ("plugin/sync/a.hpp", 1, "this file (and 1 more there) has no room", "every file has a room"))

    def test_an_include_that_leaves_the_trees(self):
        self.assert_break_found(
            {"plugin/model/break.cpp": '#include "../../tests/twin/twin.hpp"\n', "tests/twin/twin.hpp": ""},
            ("plugin/model/break.cpp", 1, "includes tests/twin/twin.hpp, which has no room", "every file has a room"))

    def test_an_include_that_cannot_be_followed(self):
        self.assert_break_found({"plugin/model/break.cpp": '\n#include "gone.hpp"\n'},
                                ("plugin/model/break.cpp", 2, 'no file of the tree is "gone.hpp"', "can be followed"))
        self.assert_break_found({"plugin/model/break.cpp": "#include HEADER // why\n"},
                                ("plugin/model/break.cpp", 1, "the include is computed: HEADER", "can be followed"))


class Circles(TreeCase):
    def test_of_rooms(self):
        path = "plugin/changes/break.cpp"
        self.assert_break_found(
            {path: include_of("features")},
            (path, 1, "changes includes plugin/features/a.hpp", "changes may include account"),
            (path, 1, CIRCLE_OF_ROOMS + f": changes -> features ({path}:1) -> changes (plugin/features/all.cpp:1)",
             "rooms include each other in one direction"))

    def test_of_rooms_that_the_table_does_not_know(self):
        a, b = "plugin/one/a.hpp", "plugin/two/b.hpp"
        self.assert_break_found(
            {a: '#include "two/c.hpp"\n', b: '#include "one/d.hpp"\n', "plugin/two/c.hpp": "", "plugin/one/d.hpp": ""},
            (a, 1, CIRCLE_OF_ROOMS + f": plugin/one -> plugin/two ({a}:1) -> plugin/one ({b}:1)", "one direction"),
            (a, 1, "this file (and 1 more there) has no room", "every file has a room"),
            (b, 1, "this file (and 1 more there) has no room", "every file has a room"))

    def test_of_files_of_one_room(self):
        one, two, three = (f"plugin/model/{name}.hpp" for name in ("one", "two", "three"))
        self.assert_break_found({one: '#pragma once\n#include "model/two.hpp"\n', two: '#include "model/one.hpp"\n'},
                                (one, 2, f"circle of files: {one} -> {two} ({one}:2) -> {one} ({two}:1)",
                                 "no file includes itself"))
        self.assert_break_found(
            {one: '#include "two.hpp"\n', two: '#include "three.hpp"\n', three: '#include "one.hpp"\n'},
            (one, 1, f"circle of files: {one} -> {two} ({one}:1) -> {three} ({two}:1) -> {one} ({three}:1)",
             "no file includes itself"))
        self.assert_break_found({one: '#include "one.hpp"\n'},
                                (one, 1, f"circle of files: {one} -> {one} ({one}:1)", "no file includes itself"))

    def test_each_of_two(self):
        one, two = "plugin/model/one.hpp", "plugin/state/two.hpp"
        self.assert_break_found({one: '#include "model/one.hpp"\n', two: '#include "state/two.hpp"\n'},
                                (one, 1, f"circle of files: {one} -> {one} ({one}:1)", "no file includes itself"),
                                (two, 1, f"circle of files: {two} -> {two} ({two}:1)", "no file includes itself"))

    def test_of_files_in_folders_of_one_room(self):
        changed = "plugin/index/paging/a.hpp"
        self.assert_break_found(
            {changed: '#include "index/plays/a.hpp"\n'},
            (changed, 1, f"circle of files: {changed} -> plugin/index/plays/a.hpp", "no file includes itself"))


class RapidJson(TreeCase):
    RULE = "RapidJSON is included and named in plugin/support/json/ only"

    def test_included(self):
        for path in ("plugin/model/break.cpp", "plugin/support/break.hpp", "host_sample/lib/break.cpp"):
            for header in ("<rapidjson/document.h>", '<../include/rapidjson/reader.h>'):
                with self.subTest(path=path, header=header):
                    self.assert_break_found({path: f"\n\n#include {header}\n"},
                                            (path, 3, f"includes {header[1:-1]}", self.RULE))

    def test_named(self):
        path = "plugin/model/break.cpp"
        for text in ("rapidjson::Value value;\n", "namespace json = rapidjson;\n",
                     "rapidjson /* why */ ::Value value;\n"):
            with self.subTest(text):
                self.assert_break_found({path: "\n" + text}, (path, 2, "names rapidjson", self.RULE))
        self.assert_break_found({path: "#define RAPIDJSON_SSE2\n"}, (path, 1, "names RAPIDJSON_SSE2", self.RULE))

    def test_brought_along_by_a_header_of_the_json_room(self):
        self.assert_break_found(
            {"plugin/model/break.cpp": '#include "support/json/stream.hpp"\n',
             "plugin/support/json/stream.hpp": '#include "support/json/rapidjson.hpp"\n'},
            ("plugin/model/break.cpp", 1, "includes plugin/support/json/stream.hpp, which brings RapidJSON along",
             self.RULE))


class TraktWords(TreeCase):
    PATH_RULE = "paths of Trakt's API are written in plugin/trakt/ only"
    HOST_RULE = "hosts of Trakt's API are written in plugin/trakt/ and plugin/module/config only"

    def test_paths(self):
        for path in ("plugin/features/history/break.cpp", "plugin/module/config/break.hpp", "plugin/http/break.cpp",
                     "host_sample/cli/break.cpp"):
            with self.subTest(path):
                self.assert_break_found({path: '\nauto p = "/sync/history";\n'},
                                        (path, 2, 'writes the path "/sync/history"', self.PATH_RULE))

    def test_forms_of_a_path(self):
        path = "plugin/account/break.cpp"
        for text, written in (('"/users/settings"', "/users/settings"), ('"/search?query="', "/search?query="),
                              ('"/search"', "/search"), ('"/oauth/token"sv', "/oauth/token"),
                              ('"/movies/"', "/movies/"),
                              ('"/shows/1"', "/shows/1"), ('R"(/sync/history)"', "/sync/history"),
                              ('u8"/sync/history"', "/sync/history"), ('"/sync"\n  "/history"', "/sync/history"),
                              ('"/sy" /* why */ "nc/history"', "/sync/history"),
                              ('"/sync/\\\nhistory"', "/sync/history"),
                              ("""1'000, "/sync/history", '1'""", "/sync/history"),
                              ("""'"', "/sync/history", '"'""", "/sync/history")):
            with self.subTest(text):
                self.assert_break_found({path: f"// why\nf({text});\n"},
                                        (path, 2, f'writes the path "{written}"', self.PATH_RULE))

    def test_hosts(self):
        for path in ("plugin/features/history/break.cpp", "plugin/module/break.cpp", "plugin/http/break.cpp",
                     "host_sample/lib/break.cpp"):
            for host in ("api.trakt.tv", "auth.trakt.tv", "api-staging.trakt.tv"):
                with self.subTest(path=path, host=host):
                    self.assert_break_found({path: f'auto url = "https://{host}/";\n'},
                                            (path, 1, f"writes the host {host}", self.HOST_RULE))

    def test_a_path_behind_a_host_is_a_host(self):
        self.assert_break_found({"plugin/model/break.cpp": 'f("see https://API.trakt.tv/sync/history");\n'},
                                ("plugin/model/break.cpp", 1, "writes the host api.trakt.tv", self.HOST_RULE))


if __name__ == "__main__":
    unittest.main()
