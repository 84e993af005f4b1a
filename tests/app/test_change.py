# SPDX-License-Identifier: GPL-3.0-or-later
"""What can be changed afterwards, and the ways back in, by the same use-cases as the window's."""
import os
import pathlib
import re
import shutil
import unittest

import ctl


class Changes(unittest.TestCase):
    def setUp(self):
        self.space = ctl.Workspace()
        self.addCleanup(self.space.holder.cleanup)
        self.assertEqual(self.done("workspace", "init", "--name", "Ada's Shop")["workspace"]["name"], "Ada's Shop")

    def done(self, *words, **more):
        answer = self.space.run(*words, **more)
        self.assertEqual(answer.status, 0, answer.text + answer.errors)
        return answer.json

    def listed(self, app, name):
        return self.done("connection", "add", app, "--name", name, "--environment", "production", "--owner", "Ada",
                         "--purpose", "p", "--held-by", "zapier")["connection"]

    def test_a_connection_is_edited_word_by_word(self):
        made = self.listed("shopify", "Shop")
        edited = self.done("connection", "edit", made["id"], "--owner", "Ben", "--notes", "ask Ben\nor Cy",
                           "--look-again", "2031-01-02")["connection"]
        self.assertEqual((edited["owner"], edited["notes"], edited["lookAgainOn"], edited["name"]),
                         ("Ben", "ask Ben\nor Cy", "2031-01-02", "Shop"))
        self.assertEqual(self.space.run("connection", "edit", made["id"]).status, 2)
        self.assertEqual(self.space.run("connection", "edit", made["id"], "--look-again", "soon").status, 2)
        self.assertEqual(self.space.run("connection", "edit", "nothing", "--owner", "Ben").json["error"]["code"], "not-found")
        self.assertEqual(self.space.run("connection", "edit", made["id"], "--name", "").status, 3)

    def test_a_new_key_is_tested_and_stands_beside_the_old_one(self):
        shop = ctl.PracticeShop()
        self.addCleanup(shop.end)
        made = self.space.add_practice(shop).json["connection"]
        wrong = self.done_or_not("connection", "replace-key", made["id"], "--secret-stdin",
                                 stdin=b"psk_" + b"live_" + b"x" * 32)
        self.assertEqual((wrong.status, wrong.json["error"]["code"]), (3, "refused"))
        after = self.done("connection", "replace-key", made["id"], "--secret-stdin",
                          stdin=shop.keys["Orders only"].encode())["connection"]
        self.assertEqual([(one["version"], one["stage"]) for one in after["credentials"]], [(2, "current"), (1, "previous")])
        tested = self.done("connection", "test", made["id"])
        self.assertEqual(tested["granted"], ["orders:read"])

    def done_or_not(self, *words, **more):
        return self.space.run(*words, **more)

    def test_a_flow_is_edited_retired_and_brought_back(self):
        one, two = self.listed("shopify", "Shop")["id"], self.listed("quickbooks", "Books")["id"]
        flow = self.done("flow", "add", "--from", one, "--to", two, "--data", "order-totals", "--purpose", "books")["flow"]
        edited = self.done("flow", "edit", flow["id"], "--data", "invoices", "--purpose", "the books")["flow"]
        self.assertEqual((edited["data"], edited["purpose"]), (["invoices"], "the books"))
        self.done("flow", "retire", flow["id"])
        self.assertEqual(self.done("flow", "list")["flows"], [])
        self.done("flow", "restore", flow["id"])
        self.assertEqual([row["id"] for row in self.done("flow", "list")["flows"]], [flow["id"]])

    def test_areas_are_made_renamed_and_removed_when_empty(self):
        made = self.done("boundary", "set", "Abroad")["boundary"]
        self.assertEqual(self.done("boundary", "set", "Overseas", "--id", made["id"])["boundary"]["name"], "Overseas")
        shop = self.listed("shopify", "Shop")
        self.done("connection", "edit", shop["id"], "--boundary", made["id"])
        self.assertEqual(self.space.run("boundary", "remove", made["id"]).json["error"]["code"], "conflict")
        other = next(row["id"] for row in self.done("boundary", "list")["boundaries"] if row["id"] != made["id"])
        self.done("connection", "edit", shop["id"], "--boundary", other)
        self.done("boundary", "remove", made["id"])

    def test_settings_are_kept(self):
        self.done("workspace", "set", "--name", "Ada & Co", "--auto-lock", "5")
        self.assertEqual(self.done("workspace", "info")["workspace"]["name"], "Ada & Co")
        self.assertEqual(self.space.run("workspace", "set", "--auto-lock", "soon").status, 2)
        self.assertEqual(self.space.run("workspace", "set", "--auto-lock", "-3").status, 3)


class WaysBack(unittest.TestCase):
    def setUp(self):
        self.space = ctl.Workspace()
        self.addCleanup(self.space.holder.cleanup)
        self.folder = pathlib.Path(self.space.holder.name)
        self.first, self.second = (self.phrase(name) for name in ("first", "second"))

    def phrase(self, name):
        path = self.folder / name
        with open(os.open(path, os.O_CREAT | os.O_WRONLY, 0o600), "w") as file:
            file.write(f"the {name} passphrase of a test\n")
        return path

    def vault(self, passphrase, *words, **more):
        return self.space.run("--vault-passphrase-file", passphrase, *words, **more)

    def test_a_vault_opens_with_its_new_passphrase_only(self):
        self.assertEqual(self.vault(self.first, "workspace", "init", "--secrets", "vault").status, 0)
        changed = self.vault(self.first, "workspace", "change-passphrase", "--new-passphrase-file", self.second)
        self.assertEqual(changed.status, 0, changed.text)
        self.assertEqual(self.vault(self.first, "workspace", "info").status, 3)
        self.assertEqual(self.vault(self.second, "workspace", "info").status, 0)

    def test_the_sheet_opens_a_vault_business_whose_vault_is_lost(self):
        self.assertEqual(self.vault(self.first, "workspace", "init", "--secrets", "vault", "--name", "Ada's").status, 0)
        sheet = self.folder / "sheet.txt"
        self.assertEqual(self.vault(self.first, "workspace", "recovery-sheet", sheet).status, 0)
        code = " ".join(re.findall(r"\d: ([0-9A-Z]{5})", sheet.read_text()))
        self.assertEqual(len(code.split()), 8, sheet.read_text())
        for file in self.space.path.glob("vault*"):
            file.unlink()
        self.assertEqual(self.vault(self.first, "workspace", "info").status, 3)
        wrong = self.vault(self.second, "workspace", "recover", "--secrets", "vault", stdin=b"AAAA-BBBB-CCCC")
        self.assertEqual((wrong.status, wrong.json["error"]["code"]), (3, "invalid-input"))
        back = self.vault(self.second, "workspace", "recover", "--secrets", "vault", stdin=code.encode())
        self.assertEqual(back.status, 0, back.text)
        self.assertEqual(self.vault(self.second, "workspace", "info").json["workspace"]["name"], "Ada's")

    def test_a_damaged_business_is_put_aside_whole_for_a_backup(self):
        self.assertEqual(self.vault(self.first, "workspace", "init", "--secrets", "vault", "--name", "Ada's").status, 0)
        self.assertEqual(self.vault(self.first, "workspace", "set-aside").json["error"]["code"], "conflict")
        backup = self.folder / "backup.drawbridge"
        self.assertEqual(self.vault(self.first, "workspace", "backup", backup, "--passphrase-file", self.second).status, 0)
        (self.space.path / "workspace.db").write_bytes(b"no database")
        self.assertEqual(self.vault(self.first, "workspace", "info").json["error"]["code"], "damaged")
        self.assertEqual(self.vault(self.first, "workspace", "set-aside").status, 0)
        self.assertFalse(self.space.path.exists())
        aside = [path for path in self.folder.iterdir() if path.is_dir()]
        self.assertEqual([(path / "workspace.db").read_bytes() for path in aside], [b"no database"])
        back = self.vault(self.first, "workspace", "restore", backup, "--passphrase-file", self.second, "--secrets", "vault")
        self.assertEqual(back.status, 0, back.text)
        self.assertEqual(self.vault(self.first, "workspace", "info").json["workspace"]["name"], "Ada's")

    def test_a_backup_opens_on_a_computer_that_never_saw_the_business(self):
        self.assertEqual(self.vault(self.first, "workspace", "init", "--secrets", "vault", "--name", "Ada's").status, 0)
        backup = self.folder / "backup.drawbridge"
        self.assertEqual(self.vault(self.first, "workspace", "backup", backup, "--passphrase-file", self.second).status, 0)
        shutil.rmtree(self.space.path)
        back = self.vault(self.first, "workspace", "restore", backup, "--passphrase-file", self.second, "--secrets", "vault")
        self.assertEqual(back.status, 0, back.text)
        self.assertEqual(self.vault(self.first, "workspace", "info").json["workspace"]["name"], "Ada's")


ctl.main()
