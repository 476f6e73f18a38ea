"""HSTS by libcurl, whose options for that pycurl 7.45 does not know."""
import calendar
import ctypes
import os
import tempfile
import time

import pycurl

lib = ctypes.CDLL("libcurl-gnutls.so.4" if "GnuTLS" in pycurl.version else "libcurl.so.4")
lib.curl_easy_init.restype = ctypes.c_void_p
lib.curl_easy_setopt.argtypes = [ctypes.c_void_p, ctypes.c_int, ctypes.c_void_p]
lib.curl_easy_getinfo.argtypes = [ctypes.c_void_p, ctypes.c_int, ctypes.c_void_p]
lib.curl_easy_perform.argtypes = [ctypes.c_void_p]
lib.curl_easy_cleanup.argtypes = [ctypes.c_void_p]
lib.curl_slist_append.restype = ctypes.c_void_p
lib.curl_slist_append.argtypes = [ctypes.c_void_p, ctypes.c_char_p]

WRITER = ctypes.CFUNCTYPE(ctypes.c_size_t, ctypes.c_void_p, ctypes.c_size_t, ctypes.c_size_t, ctypes.c_void_p)


class Entry(ctypes.Structure):
    _fields_ = [("name", ctypes.c_void_p), ("namelen", ctypes.c_size_t), ("sub", ctypes.c_ubyte), ("expire", ctypes.c_char * 18)]


class Index(ctypes.Structure):
    _fields_ = [("index", ctypes.c_size_t), ("total", ctypes.c_size_t)]


READ = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.POINTER(Entry), ctypes.c_void_p)
WRITE = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.POINTER(Entry), ctypes.POINTER(Index), ctypes.c_void_p)

swallow = WRITER(lambda p, size, n, data: size * n)


def ahead(stamp):
    """A stamp as minutes from now, but a midnight as it is."""
    day, _, hour = stamp.partition(" ")
    if hour == "00:00:00":
        return day
    return "%d min" % round((calendar.timegm(time.strptime(stamp, "%Y%m%d %H:%M:%S")) - time.time()) / 60)


def shown(text):
    lines = []
    for line in text.splitlines():
        if line.startswith("#"):
            continue
        host, _, stamp = line.partition(" ")
        stamp = stamp.strip('"')
        lines.append(host + " " + (stamp if stamp == "unlimited" else ahead(stamp)))
    return sorted(lines)


class Handle:
    def __init__(self):
        self.easy = lib.curl_easy_init()
        self.keep = []
        for number, value in ((20011, ctypes.cast(swallow, ctypes.c_void_p)), (64, None), (81, None), (155, 20000), (99, 1), (10065, None), (10097, None)):
            self.set(number, value)

    def set(self, number, value):
        if isinstance(value, str):
            value = ctypes.create_string_buffer(value.encode("latin-1"))
            self.keep.append(value)
        return lib.curl_easy_setopt(self.easy, number, value)

    def perform(self, url, port):
        names = lib.curl_slist_append(None, b"+*:%d:127.0.0.1" % port) if port else None
        if names:
            self.set(10203, names)
        self.set(10002, url)
        code = lib.curl_easy_perform(self.easy)
        out = ctypes.c_char_p()
        lib.curl_easy_getinfo(self.easy, 0x100001, ctypes.byref(out))
        return "%d %s" % (code, (out.value or b"").decode("latin-1"))

    def close(self):
        lib.curl_easy_cleanup(self.easy)


def transfers(lines, ctrl, urls, port):
    """Transfers of a handle with a file of such lines: how each ended and where, and the file afterwards."""
    fd, path = tempfile.mkstemp()
    os.write(fd, lines.encode("latin-1"))
    os.close(fd)
    try:
        h = Handle()
        if ctrl is not None:
            h.set(299, ctrl)
        h.set(10300, path)
        told = [h.perform(url, port) for url in urls]
        h.close()
        with open(path, encoding="latin-1") as f:
            return [told, shown(f.read())]
    finally:
        os.unlink(path)


def callbacks(entries, ctrl, urls, port, stop):
    """The same with callbacks: what is written at the end; stop is after how many it wants no more, or fails."""
    left, written = list(entries), []

    def read(easy, entry, data):
        if not left:
            return 1
        host, sub, expire = left.pop(0)
        if host == "fail":
            return 2
        ctypes.memmove(entry.contents.name, host.encode() + b"\0", len(host) + 1)
        entry.contents.sub = 1 if sub else 0
        entry.contents.expire = expire.encode()
        return 0

    def write(easy, entry, index, data):
        e = entry.contents
        name = ctypes.string_at(e.name, e.namelen).decode()
        stamp = e.expire.decode()
        written.append("%s %d %s of %d" % (name, e.sub, stamp if stamp in ("", "unlimited") else ahead(stamp), index.contents.total))
        return 0 if len(written) < stop else 1

    h = Handle()
    h.set(299, ctrl)
    h.keep += [READ(read), WRITE(write)]
    h.set(20301, ctypes.cast(h.keep[-2], ctypes.c_void_p))
    h.set(20303, ctypes.cast(h.keep[-1], ctypes.c_void_p))
    told = [h.perform(url, port) for url in urls]
    h.close()
    return [told, written if stop < 99 else sorted(written)]
