"""The checker on small trees with one fault each."""

import os
import tempfile
import unittest

from citations import unresolved

SOUND = {
    "plugin/rules.md": "# Rules\n\n| id | rule |\n|---|---|\n| KEY-7 | An id is trimmed. |\n",
    "plugin/README.md": "Rules stand in `rules.md`, words in ../README.md.\n",
    "README.md": "UTF-8 is no rule.\n",
    "plugin/model/id.cpp": "// Trimmed (KEY-7); see plugin/README.md.\nconst char* text = \"WL-9\";\n",
    "tests/data/odd.md": "ABC-1 and nowhere.md are data.\n",
    "build/odd.cpp": "// ABC-1\n",
}


class Breaks(unittest.TestCase):
    def wrong(self, **changed):
        with tempfile.TemporaryDirectory() as root:
            for path, text in {**SOUND, **changed}.items():
                os.makedirs(os.path.dirname(os.path.join(root, path)), exist_ok=True)
                with open(os.path.join(root, path), "w", encoding="utf-8") as file:
                    file.write(text)
            return list(unresolved(root))

    def test_a_sound_tree(self):
        self.assertEqual(self.wrong(), [])

    def test_a_rule_that_is_not_listed(self):
        for path, text in (("plugin/a.hpp", "int a;  // WL-3\n"), ("tests/b.py", '"""As WL-3 says."""\n'),
                           ("abi/c.h", "/* one\n   WL-3 */\n"), ("CMakeLists.txt", "# WL-3\n"), ("docs.md", "WL-3\n")):
            with self.subTest(path):
                self.assertIn("no rule WL-3", "".join(self.wrong(**{path: text})))

    def test_a_document_that_is_not_there(self):
        for text in ("// See trakt-api.md 12.1.\n", "// See docs/rules.md.\n"):
            with self.subTest(text):
                self.assertIn("no document", "".join(self.wrong(**{"plugin/a.cpp": text})))

    def test_a_rule_that_stands_there_twice(self):
        rules = SOUND["plugin/rules.md"] + "| KEY-7 | Another one. |\n"
        self.assertEqual(self.wrong(**{"plugin/rules.md": rules}), ["plugin/rules.md: KEY-7 is there twice"])


if __name__ == "__main__":
    unittest.main()
