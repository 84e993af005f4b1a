# SPDX-License-Identifier: GPL-3.0-or-later
"""Keys that lie in files are found, moved into Drawbridge, and handed to programs that need them."""
import json
import os
import pathlib
import signal
import struct
import subprocess
import sys
import time
import unittest

import ctl

BODY = "a1B2c3D4e5F6g7H8i9J0k1L2"
STRIPE = "sk_" + "live_" + BODY
STRIPE_TEST = "sk_" + "test_" + BODY
GITHUB = "gh" + "p_" + BODY + "m3N4o5P6q7R8"


class Scanning(unittest.TestCase):
    def setUp(self):
        self.space = ctl.Workspace()
        self.addCleanup(self.space.holder.cleanup)
        self.folder = pathlib.Path(self.space.holder.name) / "site"
        (self.folder / "a").mkdir(parents=True)

    def test_keys_are_told_by_file_and_line_and_never_repeated(self):
        (self.folder / ".env").write_text(f"DEBUG=1\nSTRIPE={STRIPE}\n")
        (self.folder / "a" / "old.js").write_text(f"\n\nconst k = '{GITHUB}'\n")
        answer = ctl.run("--json", "scan", str(self.folder))
        self.assertEqual(answer.status, 0, answer.errors)
        found = sorted((pathlib.Path(each["file"]).name, each["line"], each["app"], each["environment"])
                       for each in answer.json["findings"])
        self.assertEqual(found, [(".env", 2, "stripe", "live"), ("old.js", 3, "github", None)])
        self.assertNotIn(BODY, answer.text + answer.errors)
        self.assertEqual(ctl.run("--json", "scan", str(self.folder / "nowhere")).status, 3)
        self.assertEqual(ctl.run("--json", "scan").status, 2)

    def test_a_name_of_a_file_makes_no_line_of_its_own(self):
        (self.folder / "a\nall is well: 0 keys").write_text(STRIPE)
        answer = ctl.run("scan", str(self.folder))
        self.assertEqual(len(answer.text.strip().splitlines()), 2, answer.text)

    def test_what_cannot_be_read_is_told(self):
        (self.folder / "a" / "closed").write_text(STRIPE)
        os.symlink("closed", self.folder / "a" / "link")
        answer = ctl.run("--json", "scan", str(self.folder))
        self.assertIn("link", [pathlib.Path(each["file"]).name for each in answer.json["notRead"]])

    def test_an_env_file_says_what_it_could_connect(self):
        file = self.folder / ".env"
        file.write_text("TWILIO_ACCOUNT_SID=A" + "C" + "0" * 32 + "\nTWILIO_KEY_SID=S" + "K" + "1" * 32
                        + f"\nTWILIO_KEY_SECRET={BODY}a1B2c3D4\nPORT=3000\n")
        answer = ctl.run("--json", "scan", "--env-file", str(file))
        self.assertEqual(answer.status, 0, answer.errors)
        (one,) = answer.json["proposals"]
        self.assertEqual((one["app"], one["auth"], one["settings"]), ("twilio", "basic", ["TWILIO_KEY_SECRET"]))
        # The key does not say whether it is for tests, so nothing is said of it.
        self.assertEqual([each["environment"] for each in answer.json["findings"]], [None])
        # Two connections' worth in one file, and what is no setting.
        file.write_text(f"STRIPE={STRIPE}\n#OLD={GITHUB}\nDB=postgres://u:{GITHUB}@h/db\n")
        answer = ctl.run("--json", "scan", "--env-file", str(file))
        self.assertEqual([(each["line"], each["app"]) for each in answer.json["findings"]],
                         [(1, "stripe"), (2, "github"), (3, "github")])
        os.mkfifo(self.folder / "pipe.env")
        self.assertEqual(ctl.run("--json", "scan", "--env-file", str(self.folder / "pipe.env")).status, 3)
        self.assertNotIn(BODY, answer.text + answer.errors)


class Importing(unittest.TestCase):
    def setUp(self):
        self.space = ctl.Workspace()
        self.addCleanup(self.space.holder.cleanup)
        self.done("workspace", "init", "--name", "Ada's Shop")
        self.file = pathlib.Path(self.space.holder.name) / "shop.env"
        self.text = f"# settings\r\nPORT=3000\r\nSTRIPE_KEY='{STRIPE}'\r\nSTRIPE_TEST={STRIPE_TEST}\r\nNAME=Ada\r\n"
        self.file.write_bytes(self.text.encode())
        self.file.chmod(0o640)

    def done(self, *words, **more):
        answer = self.space.run(*words, **more)
        self.assertEqual(answer.status, 0, answer.text + answer.errors)
        return answer.json

    def test_keys_move_and_the_file_says_where(self):
        report = self.done("connection", "import-env", str(self.file), "--no-test", "--rewrite", "--owner", "Ada")
        self.assertTrue(report["rewritten"])
        self.assertEqual([each["environment"] for each in report["connections"]], ["production", "development"])
        left = self.file.read_bytes().decode()
        self.assertEqual(left, "# settings\r\nPORT=3000\r\n# STRIPE_KEY is in Drawbridge: connection \"Stripe\"\r\n"
                               "# STRIPE_TEST is in Drawbridge: connection \"Stripe (test)\"\r\nNAME=Ada\r\n")
        self.assertEqual(self.file.stat().st_mode & 0o777, 0o640)
        shown = self.done("connection", "show", report["connections"][0]["id"])["connection"]
        self.assertIn("lay in a file", shown["notes"])
        today = time.strftime("%Y-%m-%d")
        self.assertLessEqual(shown["credentials"][0]["replaceBy"], today)
        self.assertNotIn(BODY, json.dumps(report))
        self.assertNotIn(BODY.encode(), pathlib.Path(self.space.path, "workspace.db").read_bytes())
        self.assertEqual(self.space.wrong(), [])

        self.done("connection", "restore-env", str(self.file))
        self.assertEqual(self.file.read_bytes().decode(), self.text)
        again = self.done("connection", "import-env", str(self.file), "--no-test")
        self.assertEqual({each["id"] for each in again["connections"]}, {each["id"] for each in report["connections"]})
        self.assertEqual(self.file.read_bytes().decode(), self.text)
        self.file.write_text("OTHER=1\n")
        self.assertEqual(self.space.run("connection", "restore-env", str(self.file)).json["error"]["code"], "conflict")
        self.assertEqual(self.file.read_text(), "OTHER=1\n")

    def test_another_setting_of_the_same_name_stays(self):
        self.file.write_text(f"STRIPE_KEY={STRIPE}\nSTRIPE_KEY=${{OTHER}}\nSTRIPE_KEY=none\n")
        self.done("connection", "import-env", str(self.file), "--no-test", "--rewrite")
        self.assertEqual(self.file.read_text(), "# STRIPE_KEY is in Drawbridge: connection \"Stripe\"\n"
                                                "STRIPE_KEY=${OTHER}\nSTRIPE_KEY=none\n")

    def test_a_file_changed_by_hand_is_not_overwritten(self):
        self.done("connection", "import-env", str(self.file), "--no-test", "--rewrite")
        made = self.file.read_bytes()
        for changed in (made + b"# a note by hand\r\n", made.replace(b"PORT=3000\r\n", b""),
                        made.replace(b"# settings", b"# Settings"), made + b"NAME=Ada\r\n"):
            self.file.write_bytes(changed)
            answer = self.space.run("connection", "restore-env", str(self.file))
            self.assertEqual(answer.status, 3, answer.text)
            self.assertEqual(answer.json["error"]["code"], "conflict")
            self.assertEqual(self.file.read_bytes(), changed)
        self.file.write_bytes(made)
        self.done("connection", "restore-env", str(self.file))
        self.assertEqual(self.file.read_bytes().decode(), self.text)

    def test_two_imports_are_taken_back_one_after_the_other(self):
        self.done("connection", "import-env", str(self.file), "--take", "STRIPE_TEST", "--no-test", "--rewrite")
        between = self.file.read_bytes()
        self.done("connection", "import-env", str(self.file), "--no-test", "--rewrite")
        for expected in (between, self.text.encode(), self.text.encode()):
            self.done("connection", "restore-env", str(self.file))
            self.assertEqual(self.file.read_bytes(), expected)

    def test_nobody_else_may_read_the_file_afterwards(self):
        # The owner and user 12345 may read and write, the group nothing; its bits of the mode are the list's mask.
        name = "system.posix_acl_access"
        rows = ((1, 6, -1), (2, 6, 12345), (4, 0, -1), (16, 6, -1), (32, 0, -1))
        before = struct.pack("<I", 2) + b"".join(struct.pack("<HHi", *row) for row in rows)
        try:
            os.setxattr(self.file, name, before)
        except OSError as why:
            self.skipTest(f"no access lists here: {why}")
        self.done("connection", "import-env", str(self.file), "--no-test", "--rewrite")
        self.assertEqual(os.getxattr(self.file, name), before)

        os.removexattr(self.file, name)
        self.file.chmod(0o640)
        os.setxattr(self.file.parent, "system.posix_acl_default", before)
        self.done("connection", "restore-env", str(self.file))
        self.assertNotIn(name, os.listxattr(self.file))
        self.assertEqual(self.file.stat().st_mode & 0o777, 0o640)

    def test_a_key_does_not_stay_under_a_second_name(self):
        second = self.file.with_name("second.env")
        os.link(self.file, second)
        answer = self.space.run("connection", "import-env", str(self.file), "--no-test", "--rewrite")
        self.assertEqual(answer.json["error"]["code"], "denied", answer.text)
        self.assertIn("hard link", answer.json["error"]["what"])
        self.assertEqual(self.file.read_bytes().decode(), self.text)
        second.unlink()
        self.assertTrue(self.done("connection", "import-env", str(self.file), "--no-test", "--rewrite")["rewritten"])

    def test_only_what_is_named_is_taken(self):
        report = self.done("connection", "import-env", str(self.file), "--take", "STRIPE_TEST", "--no-test", "--rewrite")
        self.assertEqual(len(report["connections"]), 1)
        self.assertIn(STRIPE, self.file.read_text())
        self.assertNotIn(STRIPE_TEST, self.file.read_text())
        self.assertEqual(self.space.run("connection", "import-env", str(self.file), "--take", "PORT").status, 3)

    def test_a_key_that_its_app_refuses_stays_in_the_file(self):
        # No network leads to Stripe here, so the test before keeping fails.
        answer = self.space.run("connection", "import-env", str(self.file), "--take", "STRIPE_KEY", "--rewrite")
        self.assertEqual(answer.status, 1, answer.text)
        self.assertEqual(answer.json["connections"], [])
        self.assertTrue(answer.json["refused"][0]["why"])
        self.assertEqual(self.file.read_bytes().decode(), self.text)

    def test_killed_on_the_way_nothing_is_lost(self):
        for wait in (0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.4):
            process = subprocess.Popen([ctl.PROGRAM, *map(str, self.space.options()), "connection", "import-env", str(self.file), "--no-test",
                                        "--rewrite"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            time.sleep(wait)
            process.send_signal(signal.SIGKILL)
            process.wait()
            text = self.file.read_text()
            kept = self.done("connection", "list")["connections"]
            for key, environment in ((STRIPE, "production"), (STRIPE_TEST, "development")):
                self.assertTrue(key in text or any(each["environment"] == environment for each in kept), wait)
            if STRIPE not in text:
                self.done("connection", "restore-env", str(self.file))
        self.done("connection", "import-env", str(self.file), "--no-test", "--rewrite")
        self.assertEqual(len(self.done("connection", "list")["connections"]), 2)
        self.assertEqual(self.space.wrong(), [])


class Running(unittest.TestCase):
    def setUp(self):
        self.space = ctl.Workspace()
        self.addCleanup(self.space.holder.cleanup)
        self.assertEqual(self.space.run("workspace", "init", "--name", "Ada's Shop").status, 0)
        self.shop = ctl.PracticeShop()
        self.addCleanup(self.shop.end)
        self.id = self.space.add_practice(self.shop).json["connection"]["id"]

    def test_the_command_gets_the_key_and_nothing_else_does(self):
        program = "import os,sys; print(len(os.environ['SHOP_KEY']), sys.stdin.read()); sys.exit(7)"
        answer = self.space.run("run", "--connection", self.id, "--env", "SHOP_KEY", "--", sys.executable, "-c", program,
                                stdin=b"typed")
        self.assertEqual((answer.status, answer.text.strip()), (7, f"{len(self.shop.keys['Read everything'])} typed"))
        events = self.space.run("event", "search", "--type", "credential.lent").json["events"]
        self.assertEqual(len(events), 1)
        self.assertIn(pathlib.Path(sys.executable).name, events[0]["summary"])
        self.assertNotIn(self.shop.keys["Read everything"], json.dumps(events))

    def test_a_command_with_a_slash_is_a_path_from_here(self):
        here = pathlib.Path(self.space.holder.name)
        script = here / "sub" / "tool"
        script.parent.mkdir()
        script.write_text("#!/bin/sh\nexit 9\n")
        script.chmod(0o700)
        words = [ctl.PROGRAM, *map(str, self.space.options()), "run", "--connection", self.id, "--env", "K", "--"]
        for command in ("./sub/tool", "sub/tool"):
            self.assertEqual(subprocess.run([*words, command], cwd=here, capture_output=True).returncode, 9, command)
        self.assertEqual(subprocess.run([*words, "./sub"], cwd=here, capture_output=True).returncode, 3)

    def test_what_is_wrong_is_told_before_the_key_goes_out(self):
        for words, status in ((("--env", "K", "--", "true"), 2),
                              (("--connection", self.id, "--", "true"), 2),
                              (("--connection", self.id, "--env", "K"), 2),
                              (("--connection", self.id, "--env", "K", "--"), 2),
                              (("--connection", self.id, "--env", "1-2", "--", "true"), 2),
                              (("--connection", self.id, "--env", "K=other", "--", "true"), 3),
                              (("--connection", self.id, "--env", "K", "--", "no-such-command"), 3),
                              (("--connection", "nothing", "--env", "K", "--", "true"), 3)):
            self.assertEqual(self.space.run("run", *words).status, status, words)
        self.assertEqual(self.space.run("event", "search", "--type", "credential.lent").json["events"], [])
        self.assertEqual(self.space.run("connection", "pause", self.id).status, 0)
        error = self.space.run("run", "--connection", self.id, "--env", "K", "--", "true").json["error"]
        self.assertEqual(error["code"], "conflict")
        self.assertIn("not handed out", error["what"])
        self.assertNotIn("test it", error["what"])


if __name__ == "__main__":
    ctl.main()
