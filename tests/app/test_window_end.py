# SPDX-License-Identifier: GPL-3.0-or-later
"""The window that is told to end by the session, or by whoever started it, puts its business in order first."""
import os
import pathlib
import signal
import subprocess
import tempfile
import time
import unittest

import ctl


class WindowEnds(unittest.TestCase):
    def setUp(self):
        self.space = ctl.Workspace()
        self.addCleanup(self.space.end)
        self.assertEqual(self.space.run("workspace", "init").status, 0)
        self.memory = tempfile.TemporaryDirectory()
        self.addCleanup(self.memory.cleanup)
        self.process = subprocess.Popen([ctl.WINDOW, "--workspace", str(self.space.path)],
                                        env=dict(os.environ, XDG_CONFIG_HOME=self.memory.name), stderr=subprocess.PIPE)
        self.addCleanup(self.process.stderr.close)
        self.addCleanup(self.process.kill)
        self.wait_until(lambda: self.log().exists())

    def log(self):
        """The database's own, which is there as long as somebody has it open, or was killed."""
        return self.space.path / "workspace.db-wal"

    def wait_until(self, condition, timeout=20):
        deadline = time.monotonic() + timeout
        while not condition() and time.monotonic() < deadline:
            time.sleep(0.02)
        self.assertTrue(condition())

    def ends_in_order(self, number):
        self.process.send_signal(number)
        self.assertEqual(self.process.wait(timeout=20), 0)
        self.assertEqual(self.process.stderr.read(), b"")
        self.assertFalse(self.log().exists())
        # As it does when its owner closes it.
        kept = [file.read_bytes() for file in pathlib.Path(self.memory.name).rglob("*") if file.is_file()]
        self.assertTrue(any(b"geometry" in words for words in kept))
        self.assertEqual(self.space.run("workspace", "check").json, {"ok": True, "problems": []})

    def test_by_the_session(self):
        self.ends_in_order(signal.SIGTERM)

    def test_by_a_terminal(self):
        self.ends_in_order(signal.SIGINT)


ctl.main()
