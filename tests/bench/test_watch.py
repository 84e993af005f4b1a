#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The watcher of the bench sees what stands on the screen, and when.   test_watch.py drawbridge-bench-watch

The screen is a file like Xvfb's, and this file, started again with --play, is the program that draws on it. It notes
when it did what on the watcher's clock, so that what was seen must lie between a step and the next one."""

import json
import mmap
import pathlib
import struct
import subprocess
import sys
import tempfile
import time
import unittest

WIDTH, HEIGHT, HEAD = 640, 480, 160
GROUND, INK = 0x00F7F7F8, 0x0016171D
BETWEEN = 0.3
WATCH = None


def make_screen(path):
    words = [HEAD, 7, 2, 24, WIDTH, HEIGHT, 0, 0, 32, 0, 32, 32, WIDTH * 4, 4, 0xFF0000, 0xFF00, 0xFF, 8, 256, 0]
    path.write_bytes(struct.pack(">20I", *words).ljust(HEAD, b"\0") + bytes(WIDTH * HEIGHT * 4))


def fill(screen, colour, left, top, width, height):
    line = struct.pack("<I", colour) * width
    for y in range(top, top + height):
        at = HEAD + (y * WIDTH + left) * 4
        screen[at:at + len(line)] = line


STEPS = {
    "ground": lambda screen: fill(screen, GROUND, 0, 0, 600, 400),
    "pointer": lambda screen: fill(screen, INK, 300, 200, 12, 16),
    "words": lambda screen: fill(screen, INK, 40, 40, 100, 20),
    "more words": lambda screen: fill(screen, INK, 40, 80, 300, 200),
    "cursor": lambda screen: fill(screen, GROUND, 50, 45, 2, 12),
}


def play(path, noted, steps):
    """Runs until it is ended."""
    times = []
    with open(path, "r+b") as file, mmap.mmap(file.fileno(), 0) as screen:
        for step in steps:
            time.sleep(BETWEEN)
            times.append(time.monotonic() * 1000)
            STEPS[step](screen)
        pathlib.Path(noted).write_text(json.dumps(times), encoding="utf-8")
        while True:
            time.sleep(60)


class Watching(unittest.TestCase):
    def look(self, *steps, seconds=3):
        """What the watcher said, and when each step began, in milliseconds from the start."""
        with tempfile.TemporaryDirectory() as folder:
            screen, noted = pathlib.Path(folder) / "screen", pathlib.Path(folder) / "noted"
            make_screen(screen)
            noted.write_text("[]", encoding="utf-8")
            done = subprocess.run([WATCH, screen, str(seconds), sys.executable, "-B", __file__, "--play", screen, noted, *steps],
                                  stdout=subprocess.PIPE, text=True, check=True)
            seen = json.loads(done.stdout)
            return seen, [at - seen["startedAtMs"] for at in json.loads(noted.read_text(encoding="utf-8"))]

    def test_the_first_frame_is_the_first_with_something_on_its_ground(self):
        seen, at = self.look("ground", "words", "more words")
        self.assertTrue(at[1] <= seen["firstMs"] < at[2], (seen, at))

    def test_a_ground_and_a_pointer_are_blank(self):
        seen, _ = self.look("ground", "pointer", seconds=2)
        self.assertIsNone(seen["firstMs"])

    def test_an_empty_screen_is_blank(self):
        seen, _ = self.look(seconds=1)
        self.assertIsNone(seen["firstMs"])
        self.assertIsNone(seen["wholeMs"])

    def test_the_window_is_whole_when_the_last_of_it_came(self):
        seen, at = self.look("ground", "words", "more words")
        self.assertGreaterEqual(seen["wholeMs"], at[2], at)

    def test_a_blinking_cursor_does_not_make_it_later(self):
        seen, at = self.look("ground", "words", "more words", "cursor")
        self.assertTrue(at[2] <= seen["wholeMs"] < at[3], (seen, at))

    def test_memory_is_told_and_the_end_is_asked_for(self):
        seen, _ = self.look("ground", seconds=1)
        self.assertGreater(seen["memoryKib"], 1000)
        self.assertTrue(seen["endedWhenAsked"])

    def test_a_program_that_ends_by_itself_is_no_figure(self):
        with tempfile.TemporaryDirectory() as folder:
            screen = pathlib.Path(folder) / "screen"
            make_screen(screen)
            done = subprocess.run([WATCH, screen, "3", "true"], stderr=subprocess.PIPE, text=True, check=False)
        self.assertEqual(done.returncode, 3)
        self.assertIn("ended by itself", done.stderr)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--play"]:
        play(*sys.argv[2:4], sys.argv[4:])
    WATCH = sys.argv.pop(1)
    unittest.main()
