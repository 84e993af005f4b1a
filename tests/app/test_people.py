# SPDX-License-Identifier: GPL-3.0-or-later
"""People and places, somebody who leaves, and the calendar, as a script sees them."""
import pathlib
import unittest

import ctl


class People(unittest.TestCase):
    def setUp(self):
        self.space = ctl.Workspace()
        self.addCleanup(self.space.end)
        self.done("workspace", "init", "--name", "Ada's Shop")

    def done(self, *words, **more):
        answer = self.space.run(*words, **more)
        self.assertEqual(answer.status, 0, answer.text + answer.errors)
        return answer.json

    def refused(self, *words):
        answer = self.space.run(*words)
        self.assertEqual(answer.status, 3, answer.text + answer.errors)
        return answer.json["error"]["code"]

    def slack(self, name, number, owner="Ada"):
        return self.done("connection", "add", "slack", "--name", name, "--environment", "production", "--owner", owner,
                         "--purpose", "p", "--no-test", "--expires", "2031-01-02", "--secret-stdin",
                         stdin=ctl.key(number))["connection"]

    def test_the_shapes_of_lists_and_of_what_is_added(self):
        self.assertEqual(self.done("person", "list"), {"people": [], "alsoNamed": []})
        self.assertEqual(self.done("place", "list"), {"places": []})
        anna = self.done("person", "add", "Anna", "--role", "books")["person"]
        self.assertEqual((anna["name"], anna["role"], anna["sees"]), ("Anna", "books", []))
        self.assertEqual(self.refused("person", "add", "--name", "anna"), "conflict")
        zapier = self.done("place", "add", "--app", "zapier")["place"]
        self.assertEqual((zapier["kind"], zapier["app"]), ("app", "zapier"))
        self.assertEqual([one["id"] for one in self.done("person", "list")["people"]], [anna["id"]])
        self.assertEqual([one["id"] for one in self.done("place", "list")["places"]], [zapier["id"]])
        self.done("place", "remove", zapier["id"])
        self.done("person", "remove", anna["id"])
        self.assertEqual(self.refused("person", "remove", anna["id"]), "not-found")
        for words in (("person", "add"), ("person", "sees", "x"), ("place", "add", "x", "--kind", "nonsense"),
                      ("person", "tick", "x", "--connection", "y", "--state", "gone"),
                      ("person", "leaves", "x", "--on", "soon"), ("person", "add", ctl.key(9).decode())):
            self.assertEqual(self.space.run(*words).status, 2, words)

    def test_somebody_leaves_and_is_followed_to_the_end(self):
        team, ops = self.slack("Team", 1), self.slack("Ops", 2)
        bank = self.done("connection", "add", "other", "--name", "Bank", "--environment", "production", "--owner", "Ada",
                         "--purpose", "p", "--held-by", "Anna")["connection"]
        anna = self.done("person", "add", "Anna")["person"]["id"]
        self.done("person", "sees", "Anna", "--connection", team["id"])
        self.done("place", "add", "anna", "--kind", "colleague")
        self.done("place", "pasted", "anna", "--connection", ops["id"])
        leaving = self.done("person", "leaves", anna)["departure"]
        self.assertEqual({item["name"] for item in leaving["items"]}, {"Team", "Ops", "Bank"})
        self.assertTrue(all({"connection", "credential", "why", "state"} <= item.keys() for item in leaving["items"]))
        self.assertEqual(self.done("person", "leaves", anna)["departure"]["id"], leaving["id"])
        self.assertEqual(self.refused("person", "left", anna), "conflict")

        self.done("connection", "replace-key", team["id"], "--no-test", "--secret-stdin", stdin=ctl.key(3))
        self.done("connection", "remove", ops["id"])
        now = self.done("person", "tick", anna, "--connection", bank["id"], "--state", "replaced")["departure"]
        self.assertEqual({item["name"]: item["state"] for item in now["items"]},
                         {"Team": "replaced", "Ops": "not-needed", "Bank": "replaced"})
        ended = self.done("person", "left", anna)["departure"]
        self.assertEqual((ended["open"], len(ended["items"])), (0, 3))
        self.assertIsNotNone(self.done("person", "list")["people"][0]["sees"][0]["until"])
        self.assertEqual(self.space.wrong(), [])
        database = (self.space.path / "workspace.db").read_bytes()
        self.assertNotIn(b"Anna", database.replace(b"held by Anna", b""))

    def test_people_and_places_come_back_with_a_backup(self):
        team = self.slack("Team", 1)
        self.done("person", "add", "Anna")
        self.done("person", "sees", "Anna", "--connection", team["id"], "--as", "admin", "--since", "2020-02-29")
        self.done("place", "add", "--app", "zapier")
        self.done("place", "pasted", "Zapier", "--connection", team["id"])
        self.done("person", "leaves", "Anna")
        before = [self.done(group, "list") for group in ("person", "place")]
        phrase = self.space.file("phrase", "a long enough passphrase\n")
        backup = pathlib.Path(self.space.holder.name) / "backup"
        self.done("workspace", "backup", backup, "--passphrase-file", phrase)
        other = ctl.Workspace()
        self.addCleanup(other.end)
        restored = other.run("workspace", "restore", backup, "--passphrase-file", phrase)
        self.assertEqual(restored.status, 0, restored.text + restored.errors)
        self.assertEqual([other.run(group, "list").json for group in ("person", "place")], before)

    def test_the_calendar_is_written(self):
        self.slack("Team", 1)
        told = ctl.run("--workspace", self.space.path, "calendar")
        self.assertEqual(told.status, 0, told.errors)
        self.assertIn("DTSTART;VALUE=DATE:20310102", told.text)
        file = pathlib.Path(self.space.holder.name) / "due.ics"
        self.done("calendar", "--output", file)
        self.assertIn(b"\r\nDTSTART;VALUE=DATE:20310102\r\n", file.read_bytes())
        self.assertNotIn(ctl.key(1), file.read_bytes())
        self.assertEqual(self.refused("calendar", "--output", file / "below"), "denied")


ctl.main()
