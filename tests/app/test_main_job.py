# SPDX-License-Identifier: GPL-3.0-or-later
"""Connect an app with a real peer and a real keychain."""
import os
import pathlib
import subprocess
import unittest

import ctl


class MainJob(unittest.TestCase):
    def setUp(self):
        self.shop = ctl.PracticeShop()
        self.addCleanup(self.shop.end)
        self.space = ctl.Workspace()
        self.addCleanup(self.space.end)
        self.assertEqual(self.space.run("workspace", "init", "--name", "Ada's Shop").status, 0)

    def connected(self, **options):
        answer = self.space.add_practice(self.shop, **options)
        self.assertEqual(answer.status, 0, answer.text + answer.errors)
        return answer.json["connection"]

    def keychain(self):
        found = subprocess.run(["secret-tool", "search", "--all", "server", "Drawbridge"], capture_output=True, check=False)
        return found.stdout + found.stderr

    def test_another_program_reads_the_key_back(self):
        self.connected()
        self.assertIn(self.shop.keys["Read everything"].encode(), self.keychain())

    def test_the_account_is_confirmed_before_anything_is_kept(self):
        words = ["--ca", self.shop.ca, "connection", "add", "practice-shop", "--name", "P", "--environment", "development",
                 "--owner", "Ada", "--purpose", "p", "--field", f"port={self.shop.port}", "--on-my-network",
                 "--secret-stdin"]
        answer = self.space.run(*words, stdin=self.shop.keys["Orders only"].encode())
        self.assertEqual((answer.status, answer.json["error"]["code"]), (3, "conflict"))
        self.assertIn("Practice Shop", answer.json["error"]["what"])
        self.assertEqual(self.space.run("connection", "list").json["connections"], [])

    def test_a_wrong_key_is_refused_and_nothing_is_kept(self):
        before = self.keychain()
        self.shop.keys["wrong"] = "psk_" + "live_" + "x" * 32
        answer = self.space.add_practice(self.shop, label="wrong")
        self.assertEqual((answer.status, answer.json["error"]["code"]), (3, "refused"))
        self.assertEqual(self.space.run("connection", "list").json["connections"], [])
        self.assertEqual(self.keychain(), before)

    def test_testing_tells_what_the_key_may_do(self):
        made = self.connected(label="Orders only")
        answer = self.space.run("connection", "test", made["id"])
        self.assertEqual(answer.status, 0, answer.text)
        self.assertEqual(answer.json["granted"], ["orders:read"])
        self.assertEqual(answer.json["identity"], "Ada's Practice Shop")

    def test_a_peer_that_is_gone_is_explained_and_status_one(self):
        made = self.connected()
        self.shop.end()
        answer = self.space.run("connection", "test", made["id"])
        self.assertEqual(answer.status, 1)
        self.assertFalse(answer.json["ok"])
        self.assertGreater(len(answer.json["explanation"]), 20)

    def test_removing_takes_the_key_out_of_the_keychain(self):
        made = self.connected()
        self.assertEqual(self.space.run("connection", "remove", made["id"]).status, 0)
        self.assertNotIn(made["credentials"][0]["id"].encode(), self.keychain())
        self.assertEqual(self.space.run("workspace", "check").json, {"ok": True, "problems": []})

    def test_a_backup_comes_back_paused(self):
        self.connected()
        phrase = os.path.join(self.space.holder.name, "phrase")
        with open(os.open(phrase, os.O_CREAT | os.O_WRONLY, 0o600), "w") as file:
            file.write("a backup passphrase\n")
        backup = os.path.join(self.space.holder.name, "backup.drawbridge")
        answer = self.space.run("workspace", "backup", backup, "--with-secrets", "--passphrase-file", phrase)
        self.assertEqual(answer.status, 0, answer.text)
        self.assertNotIn(self.shop.keys["Read everything"].encode(), pathlib.Path(backup).read_bytes())
        other = ctl.Workspace()
        self.addCleanup(other.end)
        answer = other.run("workspace", "restore", backup, "--passphrase-file", phrase)
        self.assertEqual(answer.status, 0, answer.text)
        restored = other.run("connection", "list").json["connections"]
        self.assertEqual([(one["name"], one["paused"]) for one in restored], [("Practice", True)])
        self.assertEqual(other.run("connection", "resume", restored[0]["id"]).status, 0)
        self.assertEqual(other.run("connection", "test", restored[0]["id"]).status, 0)


ctl.main()
