# SPDX-License-Identifier: GPL-3.0-or-later
"""A display of its own (Xvfb), and eyes on the order of its windows."""
import ctypes
import os
import signal
import subprocess
import time


# A window that went away while it was asked is no reason for Xlib to end the program.
IGNORE = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p)(lambda *_: 0)


class Display:
    def __init__(self):
        reading, writing = os.pipe()
        self.process = subprocess.Popen(["Xvfb", "-displayfd", str(writing), "-screen", "0", "1400x1000x24", "-nolisten",
                                         "tcp"], pass_fds=[writing], stdout=subprocess.DEVNULL,
                                        stderr=subprocess.DEVNULL)
        os.close(writing)
        with os.fdopen(reading) as number:
            self.name = ":" + number.readline().strip()
        self.x = self.library()
        self.connection = self.x.XOpenDisplay(self.name.encode())
        if not self.connection:
            raise RuntimeError("Xvfb does not answer")
        self.root = self.x.XDefaultRootWindow(self.connection)

    @staticmethod
    def library():
        x = ctypes.CDLL("libX11.so.6")
        pointer, number, word = ctypes.c_void_p, ctypes.c_ulong, ctypes.c_int
        for call, result, arguments in (
                ("XOpenDisplay", pointer, [ctypes.c_char_p]), ("XCloseDisplay", word, [pointer]),
                ("XDefaultRootWindow", number, [pointer]), ("XInternAtom", number, [pointer, ctypes.c_char_p, word]),
                ("XQueryTree", word, [pointer, number] + [pointer] * 4), ("XMapRaised", word, [pointer, number]),
                ("XGetWindowProperty", word, [pointer, number, number, ctypes.c_long, ctypes.c_long, word, number]
                 + [pointer] * 5),
                ("XChangeProperty", word, [pointer, number, number, number, word, word, ctypes.c_char_p, word]),
                ("XCreateSimpleWindow", number, [pointer, number] + [word] * 2 + [ctypes.c_uint] * 3 + [number] * 2)):
            getattr(x, call).restype, getattr(x, call).argtypes = result, arguments
        x.XSetErrorHandler(IGNORE)
        return x

    def environment(self):
        return {**os.environ, "DISPLAY": self.name, "QT_QPA_PLATFORM": "xcb"}

    def windows(self):
        """The names of the windows that are seen, the foremost last."""
        root, parent, children, count = ctypes.c_ulong(), ctypes.c_ulong(), ctypes.POINTER(ctypes.c_ulong)(), ctypes.c_uint()
        self.x.XQueryTree(self.connection, self.root, ctypes.byref(root), ctypes.byref(parent), ctypes.byref(children),
                          ctypes.byref(count))
        names = [self.name_of(children[i]) for i in range(count.value)]
        return [name for name in names if name]

    def name_of(self, window):
        """Qt names its windows in UTF-8, which is a property of its own."""
        name = self.x.XInternAtom(self.connection, b"_NET_WM_NAME", 0)
        kind, form, count, rest = ctypes.c_ulong(), ctypes.c_int(), ctypes.c_ulong(), ctypes.c_ulong()
        text = ctypes.c_char_p()
        self.x.XGetWindowProperty(self.connection, window, name, 0, 100, 0, 0, ctypes.byref(kind), ctypes.byref(form),
                                  ctypes.byref(count), ctypes.byref(rest), ctypes.byref(text))
        return (text.value or b"").decode(errors="replace")

    def cover(self):
        """A window of another program, in front of all."""
        window = self.x.XCreateSimpleWindow(self.connection, self.root, 0, 0, 1400, 1000, 0, 0, 0)
        name, text = (self.x.XInternAtom(self.connection, word, 0) for word in (b"_NET_WM_NAME", b"UTF8_STRING"))
        self.x.XChangeProperty(self.connection, window, name, text, 8, 0, b"cover", 5)
        self.x.XMapRaised(self.connection, window)
        self.until(lambda names: names[-1:] == ["cover"])

    def until(self, condition, timeout=10):
        deadline = time.monotonic() + timeout
        while not condition(self.windows()) and time.monotonic() < deadline:
            time.sleep(0.02)
        return self.windows()

    def end(self):
        self.x.XCloseDisplay(self.connection)
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(timeout=20)
