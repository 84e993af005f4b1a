# SPDX-License-Identifier: GPL-3.0-or-later
"""The shapes and exit statuses that scripts rely on."""
import pathlib
import unittest

import ctl

CONNECTION = {"id": str, "app": str, "name": str, "environment": str, "held": str, "credentials": list}


class Contract(unittest.TestCase):
    def setUp(self):
        self.space = ctl.Workspace()
        self.addCleanup(self.space.end)

    def shape(self, value, want):
        for name, kind in want.items():
            self.assertIn(name, value)
            self.assertIsInstance(value[name], kind, name)

    def init(self):
        answer = self.space.run("workspace", "init")
        self.assertEqual(answer.status, 0, answer.text + answer.errors)

    def test_an_unknown_verb_is_wrong_usage(self):
        for words in (["nonsense"], ["connection", "nonsense"], ["catalog"], ["connection", "add"],
                      ["connection", "show"], ["event", "search", "--limit", "no"], ["map", "export", "--format", "gif"]):
            answer = self.space.run(*words)
            self.assertEqual(answer.status, 2, words)
            self.assertEqual(answer.text, "")
            self.assertNotEqual(answer.errors, "")

    def test_what_needs_no_workspace_makes_none(self):
        for words in (["catalog", "list"], ["catalog", "show", "stripe"], ["help"], ["version"], ["recognize"]):
            self.assertEqual(self.space.run(*words).status, 0, words)
        self.assertFalse(self.space.path.exists())

    def test_an_error_is_one_document_and_status_three(self):
        answer = self.space.run("workspace", "info")
        self.assertEqual(answer.status, 3)
        self.shape(answer.json["error"], {"code": str, "what": str, "detail": str})
        self.assertEqual(ctl.run("catalog", "show", "no-such-app", "--json").status, 3)

    def test_the_catalog_has_its_apps(self):
        apps = {app["id"] for app in self.space.run("catalog", "list").json["apps"]}
        self.assertLessEqual({"stripe", "shopify", "quickbooks", "mailchimp", "hubspot", "slack", "github", "sendgrid",
                              "twilio", "airtable", "notion", "zapier", "practice-shop", "other"}, apps)
        profile = self.space.run("catalog", "show", "stripe").json["profile"]
        self.shape(profile, {"id": str, "name": str, "auth": list, "scopes": list})

    def test_a_description_file_becomes_an_app_that_is_kept_connected_and_removed(self):
        file = self.space.path.parent / "shop.yaml"
        file.write_text("openapi: 3.0.3\ninfo: {title: Ada's Shop, version: 1.10}\n"
                        "servers: [{url: 'https://shop.example'}]\n"
                        "components: {securitySchemes: {key: {type: http, scheme: bearer}}}\n", encoding="utf-8")
        read = ctl.run("catalog", "import", file, "--json").json["profile"]
        self.assertEqual((read["id"], read["version"], read["baseUrl"], read["auth"][0]["kind"]),
                         ("ada-s-shop", "1.10", "https://shop.example", "bearer"))
        self.assertFalse(self.space.path.exists())
        self.init()
        kept = self.space.run("catalog", "import", file)
        self.assertEqual(kept.status, 0, kept.errors)
        self.assertEqual(self.space.run("catalog", "import", file).json["profile"]["id"], "ada-s-shop-imported")
        imported = [app["id"] for app in self.space.run("catalog", "list").json["apps"] if app["imported"]]
        self.assertEqual(sorted(imported), ["ada-s-shop", "ada-s-shop-imported"])
        added = self.space.run("connection", "add", "ada-s-shop", "--name", "Shop", "--environment", "production",
                               "--owner", "Ada", "--purpose", "orders", "--no-test", "--secret-stdin", stdin=b"a" * 30)
        self.assertEqual(added.status, 0, added.text + added.errors)
        self.assertEqual(added.json["connection"]["baseUrl"], "https://shop.example")
        named = self.space.run("catalog", "import", file, "--name", "Corner").json["profile"]
        self.assertEqual((named["id"], named["name"]), ("corner", "Corner"))
        taken = self.space.run("catalog", "import", file, "--name", "Stripe")
        self.assertEqual((taken.status, taken.json["error"]["code"]), (3, "conflict"))
        self.assertEqual(self.space.run("catalog", "remove", "corner").status, 0)
        self.assertEqual(self.space.run("catalog", "remove", "ada-s-shop").status, 3)
        self.assertEqual(self.space.run("catalog", "remove", "ada-s-shop-imported").status, 0)
        self.assertEqual(self.space.run("catalog", "remove", "stripe").status, 3)
        types = [event["type"] for event in self.space.run("event", "search").json["events"]]
        self.assertEqual((types.count("catalog.imported"), types.count("catalog.removed")), (3, 2))

    def test_recognising_never_repeats_the_text(self):
        key = "sk_" + "test_" + "a1B2c3D4e5F6g7H8i9J0k1L2"
        answer = self.space.run("recognize", stdin=f"{key}\nhello world\n\n{'x' * 70000}\nlast".encode())
        results = answer.json["results"]
        self.assertEqual([row["line"] for row in results], [1, 2, 3, 4, 5])
        self.assertEqual(results[0]["app"], "stripe")
        self.assertEqual(results[0]["environment"], "test")
        self.assertIsNone(results[1]["app"])
        self.assertNotIn("a1B2", answer.text)

    def test_connections_flows_and_events_have_their_shapes(self):
        self.init()
        key = ("rk_" + "test_" + "9" * 24).encode()
        added = self.space.run("connection", "add", "stripe", "--name", "Shop", "--environment", "staging", "--owner",
                               "Ada", "--purpose", "order totals", "--auth", "api-key", "--no-test", "--secret-stdin",
                               stdin=key)
        self.assertEqual(added.status, 0, added.text)
        first = added.json["connection"]
        self.shape(first, CONNECTION)
        self.assertEqual(first["held"], "here")
        self.shape(first["credentials"][0], {"id": str, "connection": str, "kind": str, "version": int, "stage": str})
        second = self.space.run("connection", "add", "hubspot", "--name", "CRM", "--environment", "production", "--owner",
                                "Ada", "--purpose", "contacts", "--held-by", "zapier").json["connection"]
        self.assertEqual((second["held"], second["heldBy"]), ("elsewhere", "zapier"))
        flow = self.space.run("flow", "add", "--from", first["id"], "--to", second["id"], "--data", "order-totals",
                              "invoices", "--purpose", "reporting").json["flow"]
        self.assertEqual((flow["from"], flow["to"], flow["data"]),
                         (first["id"], second["id"], ["order-totals", "invoices"]))
        self.assertEqual(len(self.space.run("flow", "list").json["flows"]), 1)
        exported = self.space.run("map", "export", "--format", "json").json
        self.assertEqual(len(exported["connections"]), 2)
        picture = ctl.run("--workspace", self.space.path, "map", "export", "--format", "svg")
        self.assertTrue(picture.text.lstrip().startswith("<"), picture.text[:80])
        self.assertEqual(self.space.run("flow", "retire", flow["id"]).status, 0)
        self.assertEqual(self.space.run("flow", "list").json["flows"], [])
        events = self.space.run("event", "search", "--limit", "3").json["events"]
        self.assertEqual(len(events), 3)
        self.shape(events[0], {"seq": int, "id": str, "time": str, "type": str, "outcome": str, "severity": str,
                               "summary": str})
        self.assertEqual(events[0]["type"], "flow.retired")
        older = self.space.run("event", "search", "--before", events[-1]["seq"]).json["events"]
        self.assertTrue(all(event["seq"] < events[-1]["seq"] for event in older))
        self.assertEqual(self.space.run("workspace", "check").json, {"ok": True, "problems": []})

    def test_pausing_removing_and_unknown_ids(self):
        self.init()
        made = self.space.run("connection", "add", "slack", "--name", "Chat", "--environment", "production", "--owner",
                              "Ada", "--purpose", "alerts", "--auth", "bearer", "--no-test", "--secret-stdin",
                              stdin=("xoxb-" + "1" * 12 + "-" + "2" * 12 + "-" + "a" * 24).encode())
        self.assertEqual(made.status, 0, made.text)
        identity = made.json["connection"]["id"]
        self.assertTrue(self.space.run("connection", "pause", identity).json["connection"]["paused"])
        self.assertEqual(self.space.run("connection", "pause", identity).status, 3)
        self.assertFalse(self.space.run("connection", "resume", identity).json["connection"]["paused"])
        self.assertEqual(self.space.run("connection", "remove", identity).status, 0)
        for verb in ("show", "test", "pause", "remove"):
            answer = self.space.run("connection", verb, identity)
            self.assertEqual((answer.status, answer.json["error"]["code"]), (3, "not-found"), verb)

    def test_what_could_not_be_made_or_restored_is_an_error(self):
        self.init()
        phrase, other = self.space.file("phrase", "a passphrase\n"), self.space.file("other", "another passphrase\n")
        backup = self.space.path.parent / "backup"
        self.assertEqual(self.space.run("workspace", "backup", backup, "--passphrase-file", phrase).status, 0)
        empty = ctl.Workspace()
        self.addCleanup(empty.end)
        for space, words, code in (
                (self.space, ["init"], "conflict"),
                (self.space, ["restore", backup, "--passphrase-file", phrase], "conflict"),
                (empty, ["restore", backup, "--passphrase-file", other], "invalid-input"),
                (empty, ["restore", phrase, "--passphrase-file", phrase], "invalid-input"),
                (empty, ["restore", backup.parent / "none", "--passphrase-file", phrase], "not-found"),
                (empty, ["init", "--name", ""], "invalid-input"),
                (self.space, ["backup", backup, "--passphrase-file", phrase], "conflict")):
            with self.subTest(words, code=code):
                answer = space.run("workspace", *words)
                self.assertEqual(answer.status, 3, answer.text)
                self.assertEqual(answer.json["error"]["code"], code)
                self.assertGreater(len(answer.json["error"]["what"]), 20)
        self.assertEqual(empty.run("workspace", "info").json["error"]["code"], "not-found")

    def test_a_damaged_file_of_recovery_sheets_keeps_nobody_out(self):
        self.init()
        sheets = self.space.file("business/recovery.json", "garbage")
        self.assertFalse(self.space.run("workspace", "info").json["workspace"]["recoverySheet"])
        check = self.space.run("workspace", "check")
        self.assertEqual((check.status, [one["kind"] for one in check.json["problems"]]), (1, ["recovery-sheet"]))
        page = self.space.path.parent / "page.txt"
        self.assertEqual(self.space.run("workspace", "recovery-sheet", page).status, 0)
        self.assertEqual(self.space.run("workspace", "check").status, 0)
        self.assertIn("sheets", sheets.read_text())

    def test_a_secret_is_never_an_argument_and_never_shown_to_a_pipe(self):
        self.init()
        answer = self.space.run("connection", "add", "stripe", "--name", "S", "--environment", "production", "--owner", "A",
                                "--purpose", "p", "--no-test")
        self.assertEqual(answer.status, 2)
        self.assertEqual(self.space.run("credential", "reveal", "x").json["error"]["code"], "insecure")

    def test_a_vault_takes_its_passphrase_from_a_private_file_only(self):
        phrase = pathlib.Path(self.space.holder.name) / "phrase"
        phrase.write_text("a long enough passphrase\n")
        phrase.chmod(0o644)
        words = ["--vault-passphrase-file", phrase]
        refused = self.space.run(*words, "workspace", "init", "--secrets", "vault")
        self.assertEqual((refused.status, refused.json["error"]["code"]), (3, "insecure"))
        phrase.chmod(0o600)
        self.assertEqual(self.space.run(*words, "workspace", "init", "--secrets", "vault").status, 0)
        self.assertEqual(self.space.run("workspace", "info").json["error"]["code"], "locked")
        self.assertEqual(self.space.run(*words, "workspace", "info").json["workspace"]["secrets"], "vault")
        phrase.write_text("another passphrase\n")
        self.assertEqual(self.space.run(*words, "workspace", "info").json["error"]["code"], "invalid-input")


ctl.main()
