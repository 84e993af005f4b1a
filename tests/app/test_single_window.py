# SPDX-License-Identifier: GPL-3.0-or-later
"""A second start raises the window that is there, whatever became of the first."""
import os
import pathlib
import signal
import subprocess
import time
import unittest

import ctl
import display

# A calm machine needs a fifth of it; the window that is asked may have to be read back from swap.
SOON = 2.0


class SingleWindow(unittest.TestCase):
    def setUp(self):
        self.space = ctl.Workspace()
        self.addCleanup(self.space.end)
        self.assertEqual(self.space.run("workspace", "init").status, 0)

    def start(self, path=None, environment=None):
        process = subprocess.Popen([ctl.WINDOW, "--workspace", str(path or self.space.path)], env=environment,
                                   stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        self.addCleanup(self.end, process)
        return process

    @staticmethod
    def end(process):
        if process.poll() is None:
            process.send_signal(signal.SIGCONT)
            process.kill()
            process.wait()
        process.stderr.close()

    def sockets(self):
        return set(pathlib.Path(os.environ["XDG_RUNTIME_DIR"]).glob("drawbridge-????????????????"))

    def first(self, environment=None):
        """A window that has come as far as to hear later starts."""
        before = self.sockets()
        process = self.start(environment=environment)
        self.wait_until(lambda: self.sockets() - before or process.poll() is not None)
        self.assertIsNone(process.poll())
        return process

    def wait_until(self, condition, timeout=10):
        deadline = time.monotonic() + timeout
        while not condition() and time.monotonic() < deadline:
            time.sleep(0.02)
        self.assertTrue(condition())

    def raises(self, first, environment=None, path=None):
        """A later start ends at once, with success and without a word, and the first stays."""
        began = time.monotonic()
        second = self.start(path, environment)
        self.assertEqual(second.wait(timeout=10), 0)
        self.assertLess(time.monotonic() - began, SOON)
        self.assertEqual(second.stderr.read(), b"")
        self.assertIsNone(first.poll())

    def stays(self, process, seconds=SOON + 0.5):
        """A window of its own: it does not end."""
        with self.assertRaises(subprocess.TimeoutExpired):
            process.wait(timeout=seconds)

    def test_the_second_ends_and_the_first_comes_to_the_front(self):
        shown = display.Display()
        self.addCleanup(shown.end)
        first = self.first(shown.environment())
        shown.until(lambda names: any("Drawbridge" in name for name in names))
        shown.cover()
        self.assertNotIn("Drawbridge", shown.windows()[-1])
        self.raises(first, shown.environment())
        self.assertIn("Drawbridge", shown.until(lambda names: "Drawbridge" in names[-1])[-1])

    def test_another_way_to_the_same_folder_is_the_same_business(self):
        first = self.first()
        link = pathlib.Path(self.space.holder.name) / "link"
        link.symlink_to(self.space.path)
        self.raises(first, path=link)
        self.raises(first, path=f"{self.space.path}/../business/")

    def test_another_folder_gets_a_window_of_its_own(self):
        self.first()
        self.stays(self.start(pathlib.Path(self.space.holder.name) / "other"))

    def test_what_a_killed_window_left_does_not_keep_the_next_away(self):
        killed = self.first()
        left = self.sockets()
        killed.kill()
        killed.wait()
        self.assertEqual(self.sockets(), left, "the socket of the killed one lies there")
        later = self.start()
        self.stays(later)
        self.raises(later)

    def test_a_window_that_hangs_does_not_keep_the_owner_out(self):
        hung = self.first()
        hung.send_signal(signal.SIGSTOP)
        second = self.start()
        self.stays(second)
        self.raises(second)
        hung.send_signal(signal.SIGCONT)
        self.raises(second)
        self.assertIsNone(hung.poll())

    def test_of_many_starts_at_once_one_stays(self):
        for _ in range(3):
            starts = [self.start() for _ in range(5)]
            self.wait_until(lambda: sum(one.poll() is None for one in starts) <= 1, timeout=30)
            time.sleep(0.3)
            staying = [one for one in starts if one.poll() is None]
            self.assertEqual(len(staying), 1)
            self.assertEqual({one.poll() for one in starts} - {None}, {0})
            self.raises(staying[0])
            self.end(staying[0])

    def test_a_start_while_the_first_ends_gets_a_window(self):
        first = self.first()
        first.send_signal(signal.SIGTERM)
        self.stays(self.start())


ctl.main()
