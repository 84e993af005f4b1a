# SPDX-License-Identifier: GPL-3.0-or-later
"""Killed in each step of connecting, replacing, removing, locking, setting up, restoring and migrating: the next start
is whole."""
import unittest

import ctl

KILLED = -9


class Killed(unittest.TestCase):
    vault = False

    def setUp(self):
        self.space = self.workspace()
        self.made = self.space.peer("create")
        self.assertEqual(self.made.status, 0, self.made.errors)

    def workspace(self):
        space = ctl.Workspace(vault=self.vault)
        self.addCleanup(space.end)
        return space

    def whole(self, space=None):
        self.assertEqual((space or self.space).wrong(), [])

    def names(self, space=None):
        return {one["name"] for one in (space or self.space).run("connection", "list").json["connections"]}

    def connect(self, name, number=1):
        done = self.space.peer("connect", name, stdin=ctl.key(number))
        self.assertEqual(done.status, 0, done.errors)
        listed = self.space.run("connection", "list").json["connections"]
        return next(one["id"] for one in listed if one["name"] == name)

    def dies_in(self, step, answer):
        """It was killed when it had said this."""
        self.assertEqual(answer.status, KILLED, answer.text + answer.errors)
        self.assertEqual(answer.text.splitlines()[-1], step)

    def only_new_entries_are_of(self, space, before):
        """What the killed attempt kept is gone."""
        mine = space.identity() + "/"
        self.assertEqual({entry for entry in ctl.keychain_entries() - before if not entry.startswith(mine)}, set())


class Steps(Killed):
    def test_connecting(self):
        steps = ["about to keep the value", "value kept", "recorded"]
        for number, step in enumerate(steps, 1):
            with self.subTest(step):
                self.dies_in(step, self.space.peer("connect", step, die=number, stdin=ctl.key(number)))
                self.assertEqual(self.space.rows("SELECT count(*) FROM intents"), [0 if step == "recorded" else 1])
                self.whole()
                self.assertEqual(step in self.names(), step == "recorded")

    def test_replacing_a_key(self):
        identity = self.connect("shop")
        for number, step in enumerate(["about to keep the value", "value kept", "recorded"], 1):
            with self.subTest(step):
                self.dies_in(step, self.space.peer("replace", identity, die=number, stdin=ctl.key(10 + number)))
                self.whole()
                versions = self.space.run("connection", "show", identity).json["connection"]["credentials"]
                self.assertEqual([version["stage"] for version in versions],
                                 ["current", "previous"] if step == "recorded" else ["current"])

    def test_removing(self):
        for number, step in enumerate(["about to remove the value", "value removed", "recorded"], 1):
            with self.subTest(step):
                identity = self.connect(step, number)
                self.dies_in(step, self.space.peer("remove", identity, die=number))
                self.assertEqual(self.space.rows("SELECT count(*) FROM intents"), [0 if step == "recorded" else 1])
                self.whole()
                self.assertNotIn(step, self.names())
                removed = self.space.run("event", "search", "--type", "connection.removed", "--connection", identity)
                self.assertEqual(len(removed.json["events"]), 1)

    def test_locking(self):
        self.connect("shop")
        for number, step in enumerate(["about to lock", "locked"], 1):
            with self.subTest(step):
                self.dies_in(step, self.space.peer("lock", die=number))
                self.whole()
                self.assertEqual(self.names(), {"shop"})

    def test_setting_up(self):
        steps = self.made.text.splitlines()
        self.assertEqual(steps, ["described", "store made", "data key kept", "canary planted", "database made",
                                 "finished"])
        for number, step in enumerate(steps, 1):
            with self.subTest(step):
                before = ctl.keychain_entries()
                space = self.workspace()
                self.dies_in(step, space.peer("create", die=number))
                again = space.peer("create") if self.vault else space.run("workspace", "init")
                self.assertEqual(again.status, 3 if step == "finished" else 0, again.text + again.errors)
                self.whole(space)
                self.only_new_entries_are_of(space, before)
                space.end()

    def test_restoring(self):
        for number in range(2):
            self.connect(f"c{number}", number)
        phrase = self.space.file("backup-phrase", "a backup passphrase\n")
        backup = self.space.path.parent / "backup.drawbridge"
        words = [backup, phrase]
        answer = self.space.peer("backup", *words)
        self.assertEqual(answer.status, 0, answer.errors)
        steps = self.workspace().peer("restore", *words).text.splitlines()
        self.assertEqual(steps, ["described", "database written", "database opened", "store made", "data key kept",
                                 "canary planted", "value kept", "value kept", "connections paused", "finished"])
        for number, step in enumerate(steps, 1):
            with self.subTest(step, number=number):
                before = ctl.keychain_entries()
                space = self.workspace()
                self.dies_in(step, space.peer("restore", *words, die=number))
                start = space.run("workspace", "info")
                if step == "finished":
                    self.assertEqual(start.status, 0, start.text)
                else:
                    self.assertEqual(start.json["error"]["code"], "not-found")
                    self.assertIn("Restoring the backup was interrupted", start.json["error"]["what"])
                    # The peer makes vaults that open faster.
                    again = (space.peer("restore", *words) if self.vault
                             else space.run("workspace", "restore", backup, "--passphrase-file", phrase))
                    self.assertEqual(again.status, 0, again.text + again.errors)
                self.whole(space)
                self.assertEqual(self.names(space), {"c0", "c1"})
                self.assertTrue(all(one["paused"] for one in space.run("connection", "list").json["connections"]))
                self.only_new_entries_are_of(space, before)
                space.end()


class StepsWithAVault(Steps):
    vault = True


class Migrating(Killed):
    """By a later program, whose schema has two more steps; drawbridgectl stands for the one before it."""

    def test_migrating(self):
        self.connect("before")
        steps = (["copied"] + ["statement"] * 4 + ["changed", "committed", "copied"] + ["statement"] * 3
                 + ["changed", "committed"])
        for number, step in enumerate(steps, 1):
            with self.subTest(step, number=number):
                space = self.workspace()
                self.assertEqual(space.peer("create").status, 0)
                newest = space.rows("PRAGMA user_version")[0]
                self.assertEqual(space.peer("connect", "shop", stdin=ctl.key(1)).status, 0)
                self.dies_in(step, space.peer("migrate", die=number))
                if number <= steps.index("changed") + 1:  # the program of before finds its own
                    self.whole(space)
                    self.assertEqual(self.names(space), {"shop"})
                else:
                    self.assertEqual(space.run("workspace", "info").json["error"]["code"], "newer-format")
                finished = space.peer("newer")
                self.assertEqual(finished.status, 0, finished.errors)
                said = finished.text.splitlines()
                self.assertEqual([line for line in said if line not in steps], [], "what its check found")
                self.assertEqual(space.rows("PRAGMA user_version"), [newest + 2])  # two made-up steps
                self.assertEqual(space.rows("SELECT tag FROM connections"),
                                 ["tag of " + one for one in space.rows("SELECT id FROM connections")])
                self.assertEqual(space.rows("SELECT kind FROM intents"), [])
                self.assertEqual(space.rows("PRAGMA integrity_check"), ["ok"])


ctl.main()
