"""What the parity tests ask of pexpect."""
import io
import re
import sys

import pexpect
import pexpect.expect
from pexpect.spawnbase import SpawnBase


class Scripted(SpawnBase):
    """A session of prepared pieces; None is a timeout, and after the last one comes the end."""

    def __init__(self, pieces, **options):
        super().__init__(**options)
        self.pieces = list(pieces)
        self.delayafterread = None

    def read_nonblocking(self, size=1, timeout=None):
        if not self.pieces:
            self.flag_eof = True
            raise pexpect.EOF("End")
        piece = self.pieces.pop(0)
        if piece is None:
            raise pexpect.TIMEOUT("Timeout exceeded.")
        if len(piece) > size:
            self.pieces.insert(0, piece[size:])
            piece = piece[:size]
        piece = self._decoder.decode(piece, final=False)
        self._log(piece, "read")
        return piece


def shown(value):
    """A value as Go has it: classes by name, matches by text."""
    if value is pexpect.EOF or value is pexpect.TIMEOUT or value is None:
        return ""
    if isinstance(value, (bytes, str)):
        return raw(value)
    return raw(value.group())


def raw(value):
    return value.encode() if isinstance(value, str) else value


def pattern(p):
    return {b"<EOF>": pexpect.EOF, b"<TIMEOUT>": pexpect.TIMEOUT}.get(p, p)


def state(s):
    after = s.after
    special = after.__name__ if isinstance(after, type) else ""
    groups = []
    if isinstance(s.match, re.Match):
        groups = [raw(g) if g is not None else b"" for g in s.match.groups()]
    return [raw(s.before) if s.before is not None and not isinstance(s.before, type) else b"", raw(shown(after) or b""),
            special, -1 if s.match_index is None else s.match_index, groups, raw(s.buffer)]


def step(s, op, patterns, window):
    options = {} if window == 0 else {"searchwindowsize": None if window < 0 else window}
    patterns = [pattern(p) for p in patterns]
    if s.encoding:
        patterns = [p.decode() if isinstance(p, bytes) else p for p in patterns]
    try:
        if op == "read":
            return [raw(s.read(window)), ""]
        if op == "readline":
            return [raw(s.readline()), ""]
        if op == "readlines":
            return [[raw(x) for x in s.readlines()], ""]
        if op == "expect_list":
            return [s.expect_list(s.compile_pattern_list(patterns), **options), ""]
        if op == "expect_loop":
            # Its own default of -1 seconds has passed before it begins: see divergences_test.go.
            return [s.expect_loop(pexpect.searcher_re(s.compile_pattern_list(patterns)), timeout=30, **options), ""]
        return [getattr(s, op)(patterns, **options), ""]
    except (pexpect.EOF, pexpect.TIMEOUT, UnicodeDecodeError) as e:
        return [-1, type(e).__name__]


def script(pieces, steps, maxread=2000, window=None, ignorecase=False, encoding=None, errors="strict"):
    log, log_read = (io.StringIO(), io.StringIO()) if encoding else (io.BytesIO(), io.BytesIO())
    s = Scripted(pieces, maxread=maxread, searchwindowsize=window or None, encoding=encoding, codec_errors=errors, logfile=log)
    s.logfile_read = log_read
    s.ignorecase = ignorecase
    out = [[step(s, *x), state(s)] for x in steps]
    return [out, raw(log.getvalue()), raw(log_read.getvalue()), s.flag_eof]
