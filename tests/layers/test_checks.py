# SPDX-License-Identifier: GPL-3.0-or-later
"""Each check of the tree finds what it is there for, and keeps quiet about what is right."""

import importlib
import pathlib
import sys
import tempfile
import textwrap
import unittest

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT / "tools"))
layers = importlib.import_module("layers")
owner_words = importlib.import_module("owner_words")
plain_text = importlib.import_module("plain_text")
no_secrets = importlib.import_module("no_secrets")
licence = importlib.import_module("licence")
one_definition = importlib.import_module("one_definition")

TABLE = """
| floor | folder | what lives there | may include | alone may use |
|---|---|---|---|---|
| 0 | `core/base` | - | - | spdlog |
| 1 | `core/model` | - | - | |
| 2 | `core/storage` | - | model | Qt Sql |
| 2 | `core/storage/events` | - | model | SQLite |
| 2 | `core/catalog` | - | model | |
| 3 | `core/timeline` | - | storage, catalog | |
| 6 | `core/workspace` | - | all of core | |
| 7 | `ui/kit` | - | model | Qt Gui, Qt Widgets |
| 8 | `ui/map`, `ui/timeline` | - | workspace, kit | Qt Gui, Qt Widgets |
| 9 | `ui/shell` | - | ui, workspace | Qt Gui, Qt Widgets |
"""


class Tree(unittest.TestCase):
    def setUp(self):
        place = tempfile.TemporaryDirectory()
        self.addCleanup(place.cleanup)
        self.root = pathlib.Path(place.name)
        self.write("core/README.md", TABLE)
        for name in ("libraries.txt", "engineers-words.txt"):
            self.write(f"tools/{name}", (ROOT / "tools" / name).read_text())

    def write(self, path, text):
        file = self.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(textwrap.dedent(text))


class Layers(Tree):
    def problems(self):
        return layers.check(self.root, layers.find_qt_headers())

    def expect(self, path, text, *parts):
        """That including `text` in the file is told, in words that hold each of the parts."""
        self.write(path, text)
        problems = self.problems()
        self.assertEqual(len(problems), 1, problems)
        for part in parts:
            self.assertIn(part, problems[0])

    def test_what_the_table_allows_passes(self):
        self.write("core/base/Result.h", "#include <QString>\n#include <optional>\n#include <sys/stat.h>\n")
        self.write("core/model/Flow.h", '#include "core/base/Result.h"\n#include <QtCore/QList>\n')
        self.write("core/storage/Database.h", '#include "core/model/Flow.h"\n#include <QSqlQuery>\n')
        self.write("core/storage/events/Log.h", '#include "core/storage/Database.h"\n#include <sqlite3.h>\n')
        self.write("core/timeline/Search.h", '#include "core/storage/events/Log.h"\n')
        self.write("core/workspace/Workspace.h", '#include "core/timeline/Search.h"\n')
        self.write("ui/kit/Theme.h", "#include <QPalette>\n#include <QtWidgets/QStyle>\n")
        self.write("ui/map/MapPage.cpp", '#include "core/workspace/Workspace.h"\n#include "ui/kit/Theme.h"\n'
                                         '#include "MapPage.moc"\n')
        self.write("ui/shell/Shell.cpp", '#include "ui/map/MapPage.cpp"\n')
        self.assertEqual(self.problems(), [])

    def test_a_neighbour_without_a_word_in_the_row_is_refused(self):
        self.write("core/catalog/Catalog.h", "")
        self.expect("core/storage/Database.h", '#include <QSqlQuery>\n#include "core/catalog/Catalog.h"\n',
                    "core/storage/Database.h:2", "core/storage may not include core/catalog")

    def test_looking_up_is_refused(self):
        self.write("core/workspace/Workspace.h", "")
        self.expect("core/model/Flow.h", '#include "core/workspace/Workspace.h"\n', "may not include core/workspace")

    def test_one_screen_including_another_is_refused(self):
        self.write("ui/timeline/List.h", "")
        self.expect("ui/map/MapPage.h", '#include "ui/timeline/List.h"\n', "ui/map may not include ui/timeline")

    def test_a_screen_that_reaches_past_the_door_is_refused(self):
        self.write("core/timeline/Search.h", "")
        self.expect("ui/timeline/List.h", '#include "core/timeline/Search.h"\n', "may not include core/timeline")

    def test_libraries_stay_in_their_rooms(self):
        for include, library in (("QNetworkAccessManager", "Qt Network"), ("openssl/evp.h", "OpenSSL"),
                                 ("boost/asio.hpp", "Boost"), ("QSqlQuery", "Qt Sql"), ("sqlite3.h", "SQLite"),
                                 ("qt6keychain/keychain.h", "QtKeychain"), ("spdlog/spdlog.h", "spdlog"),
                                 ("simdjson.h", "simdjson"), ("curl/curl.h", "libcurl"),
                                 ("QDBusConnection", "Qt DBus"), ("QImage", "Qt Gui"), ("QtGui/QImage", "Qt Gui"),
                                 ("QtGui", "Qt Gui"), ("qimage.h", "Qt Gui"), ("QLabel", "Qt Widgets")):
            with self.subTest(include):
                self.expect("core/catalog/Catalog.h", f"#include <{include}>\n", "core/catalog may not use", library)

    def test_the_log_library_alone_may_use_sqlite(self):
        self.expect("core/storage/Database.h", "#include <sqlite3.h>\n", "core/storage may not use SQLite")

    def test_an_unknown_library_is_refused(self):
        for include in ("yaml-cpp/yaml.h", "QNoSuchClass", "nlohmann/json.hpp"):
            with self.subTest(include):
                self.expect("core/model/Flow.h", f"#include <{include}>\n", "belongs to no library")

    def test_a_folder_without_a_row_is_refused(self):
        self.expect("core/helpers/Things.h", "", "core/helpers/Things.h", "no row")

    def test_a_path_that_is_not_from_the_root_is_refused(self):
        self.write("core/model/Words.h", "")
        self.expect("core/model/Flow.h", '#include "Words.h"\n', "not written from the root")

    def test_a_header_that_is_not_there_is_told(self):
        self.expect("core/model/Flow.h", '#include "core/base/Gone.h"\n', "does not exist")

    def test_rooms_in_a_circle_are_refused(self):
        self.write("core/README.md", TABLE.replace("| 2 | `core/catalog` | - | model | |",
                                                   "| 2 | `core/catalog` | - | storage | |")
                   .replace("| 2 | `core/storage` | - | model |", "| 2 | `core/storage` | - | catalog |"))
        self.write("core/catalog/Catalog.h", '#include "core/storage/Database.h"\n')
        self.write("core/storage/Database.h", '#include "core/catalog/Catalog.h"\n')
        circles = [p for p in self.problems() if "circle" in p]
        self.assertEqual(len(circles), 2, "one in the table, one in the includes")

    def test_a_table_that_looks_up_is_refused(self):
        self.write("core/README.md", TABLE.replace("| 1 | `core/model` | - | - |", "| 1 | `core/model` | - | storage |"))
        self.assertTrue(any("may not look up" in p for p in self.problems()))

    def test_a_name_in_the_table_that_is_no_room_or_library_is_told(self):
        self.write("core/README.md", TABLE.replace("| Qt Sql |", "| Oracle |").replace("storage, catalog", "cellar"))
        text = "\n".join(self.problems())
        self.assertIn("cellar, which has no row", text)
        self.assertIn("Oracle, which tools/libraries.txt does not describe", text)

    def test_core_that_links_widgets_is_refused(self):
        self.expect("core/model/CMakeLists.txt", "drawbridge_add_library(model DEPENDS Qt6::Widgets)\n",
                    "core/model/CMakeLists.txt:1", "never links Qt Widgets")


class Words(Tree):
    def problems(self, code):
        self.write("ui/map/Page.cpp", code)
        return owner_words.check(self.root)

    def test_an_engineers_word_is_told_with_its_place(self):
        problems = self.problems('\n\nauto a = tr("Your credentials are safe");\n')
        self.assertEqual(len(problems), 1)
        self.assertIn("ui/map/Page.cpp:3", problems[0])
        self.assertIn('"credentials"', problems[0])

    def test_every_way_to_show_a_text_is_read(self):
        for code in ('tr("A " "webhook " "came")', 'tr("%n tokens", "", count)', "tr(R\"(The payload)\")",
                     'QCoreApplication::translate("Map", "The endpoint answered")', 'QT_TR_NOOP("Rotation")',
                     'label(tr("OK"), tr("Blast radius"))', 'tr("two\\nlines of JSON")'):
            with self.subTest(code):
                self.assertEqual(len(self.problems(f"auto a = {code};")), 1)

    def test_the_owners_words_pass(self):
        for code in ('tr("What it may do (scopes)")', 'tr("Replace this key")', 'tr("Tick the box (API, tokens)")',
                     'tr("What goes where")', 'tr("Type https://api.example.com here")', 'tr("A flower shop, an environmentalist? no: a friend")',
                     'log("the token endpoint")', '// tr("token")\nint a', 'translate("Credential", "Key")'):
            with self.subTest(code):
                expected = 1 if "environmentalist" in code else 0
                self.assertEqual(len(self.problems(f"{code};")), expected)

    def test_the_command_line_may_use_its_words(self):
        self.write("app/ctl/main.cpp", 'tr("credential list");')
        self.assertEqual(owner_words.check(self.root), [])


class PlainText(Tree):
    def problems(self, code, path="ui/map/Page.cpp"):
        self.write(path, code)
        return plain_text.check(self.root)

    def test_what_guesses_is_refused(self):
        for code in ("auto *l = new QLabel(text);", "QLabel label;", "auto l = std::make_unique<QLabel>();",
                     "button->setToolTip(name);", "QMessageBox::warning(this, a, b);", "view->setHtml(text);",
                     "label->setTextFormat(Qt::RichText);", "if (role == Qt::ToolTipRole)", 'tr("a <b>bold</b> word");',
                     'tr("one<br>two");', 'tr("<a href=\\"x\\">there</a>");'):
            with self.subTest(code):
                self.assertGreaterEqual(len(self.problems(code)), 1)

    def test_what_does_not_guess_passes(self):
        for code in ("auto *l = new PlainLabel(text);", "QLabel *label = nullptr;", "setPlainToolTip(this, text);",
                     'tr("fewer than 3 < 4 > 2");', "// new QLabel would guess", 'find(u"new QLabel"_s);',
                     "new QLabel; // plain text: shows a picture"):
            with self.subTest(code):
                self.assertEqual(self.problems(code), [])


class NoSecrets(Tree):
    def test_what_looks_like_a_key_is_told(self):
        for key in ("sk_" + "live_" + "a1B2" * 6, "ghp" + "_" + "a1B2" * 9, "AKIA" + "ABCD" * 4,
                    "-----BEGIN " + "PRIVATE KEY-----\nMIIEvQIBADANBgkqhkiG9w0B\n", "shpat" + "_" + "0a1b" * 8):
            with self.subTest(key[:8]):
                self.write("tests/x/data.json", f'"{key}"')
                self.assertEqual(len(no_secrets.check(self.root)), 1)

    def test_zeros_are_no_key(self):
        self.write("resources/catalog/a.json", '{"example": "AC' + "0" * 32 + '"}')
        self.assertEqual(no_secrets.check(self.root), [])

    def test_a_pattern_of_a_key_is_none(self):
        self.write("resources/catalog/a.json", '{"pattern": "sk_' + 'live_[0-9a-zA-Z]{24}"}')
        self.assertEqual(no_secrets.check(self.root), [])


class Licence(Tree):
    def test_a_file_without_its_line_is_told(self):
        self.write("core/model/Flow.h", "#pragma once\n")
        self.assertEqual(len(licence.check(self.root)), 1)
        self.write("core/model/Flow.h", "// " + licence.LINE + "\n#pragma once\n")
        self.assertEqual(licence.check(self.root), [])


class OneDefinition(Tree):
    def problems(self, *codes):
        """The first file is of core, the second of a screen, the third of the command line."""
        for path, code in zip(("core/model/A.h", "ui/map/B.cpp", "app/ctl/C.cpp"), codes):
            self.write(path, f"namespace drawbridge {{\n{code}\n}} // namespace drawbridge\n")
        return one_definition.check(self.root)

    def test_one_name_for_two_things_is_told(self):
        for code in ("class Row { int a; };", "struct Row final : Base<int> {};", "enum class Row : int { A };",
                     "template<typename T>\nclass Row : public T { };", "[[nodiscard]] int row(const QString &a) { return 1; }",
                     "inline int row(const QString &other, int b = f(2)) { return 1; }", "enum Row { A, B };",
                     "Row &operator+(Row a, Row b) { return a; }", "struct alignas(8) Row { int a; };"):
            with self.subTest(code):
                problems = self.problems(code, code.replace("a;", "b;"))
                self.assertEqual(len(problems), 1, problems)
                self.assertIn("ui/map/B.cpp", problems[0])

    def test_the_same_in_the_command_line_and_core_is_told(self):
        self.assertEqual(len(self.problems("class Row { };", "", "class Row { int a; };")), 1)

    def test_what_is_apart_passes(self):
        for first, second in (("class Row { };", "class Line { };"),
                              ("class Row { };", "namespace { class Row { }; }"),
                              ("class Row { };", "namespace ui { class Row { }; }"),
                              ("class Row { };", "class Row;\nstruct Other { class Row { int a; }; };"),
                              ("class Row { };", "int f() { struct Row { }; return 1; }"),
                              ("class Row { };", "// class Row { };\nauto a = \"class Row { }\";"),
                              ("int row(int a) { return a; }", "int row(const QString &a) { return 1; }"),
                              ("int row(int a) { return a; }", "static int row(int a) { return a; }"),
                              ("int row(int a) { return a; }", "int Table::row(int a) { return a; }"),
                              ("int row(int a) { return a; }", "namespace { int row(int a) { return a; } }"),
                              ("A::A(int a)\n : Base(a)\n{}", "B::B(int a)\n : Base(a)\n{}"),
                              ("template<>\nstruct Hash<A> { };", "template<>\nstruct Hash<B> { };"),
                              ("WORDS(A, 1, {A::x});\nenum class A { x };", "WORDS(B, 1, {B::x});\nenum class B { x };"),
                              ("const auto f = [](int a) { return a; };", "const auto g = [](int a) { return a; };")):
            with self.subTest(second):
                self.assertEqual(self.problems(first, second), [])

    def test_programs_that_are_not_one_may_share_a_name(self):
        self.write("app/ctl/C.cpp", "int main(int c, char *v[]) { return 0; }\nclass Row { };\n")
        self.write("app/window/D.cpp", "int main(int c, char *v[]) { return 0; }\nclass Row { };\n")
        self.write("tests/map/tst_Map.cpp", "class tst_Map { };\n")
        self.write("tests/list/tst_Map.cpp", "class tst_Map { };\n")
        self.assertEqual(one_definition.check(self.root), [])

    def test_a_test_that_takes_a_name_of_the_tree_is_told(self):
        self.write("tests/map/tst_Map.cpp", "namespace drawbridge { struct Row { }; }\n")
        self.assertEqual(len(self.problems("class Row { };")), 1)


if __name__ == "__main__":
    unittest.main()
