"""What the parity tests ask of pexpect."""
import io
import re
import sys

import pexpect
import pexpect.expect
from pexpect.spawnbase import SpawnBase


class Scripted(SpawnBase):
    """A session of prepared pieces; an empty one is a timeout, and after the last one comes the end."""

    def __init__(self, pieces, **options):
        super().__init__(**options)
        self.pieces = [p or None for p in pieces]  # an empty piece stands for a timeout
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


def state(s, read=None):
    after = s.after
    special = after.__name__ if isinstance(after, type) else ""
    groups = []
    if isinstance(s.match, re.Match):
        groups = [raw(g) if g is not None else b"" for g in s.match.groups()]
    return [raw(s.before) if s.before is not None and not isinstance(s.before, type) else b"", raw(shown(after) or b""),
            special, -1 if s.match_index is None else s.match_index, groups, raw(s.buffer)] + ([] if read is None else [read])


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


def script(c):
    """A session of prepared pieces, and what is asked of it; after each step, what the session is like and how much has been read."""
    log, log_read = (io.StringIO(), io.StringIO()) if c.encoding else (io.BytesIO(), io.BytesIO())
    s = Scripted(c.pieces, maxread=c.maxread, searchwindowsize=c.window or None, encoding=c.encoding or None, codec_errors=c.errors, logfile=log)
    s.logfile_read = log_read
    s.ignorecase = c.ignorecase
    out = []
    for x in c.steps:
        said = step(s, x.op, [p.encode() for p in x.patterns], x.window)
        out.append([said, state(s, len(raw(log_read.getvalue())))])
    return [out, raw(log.getvalue()), raw(log_read.getvalue()), s.flag_eof]


def attempt(f):
    """A value, or class and message of the exception."""
    try:
        return f()
    except Exception as e:
        return {"error": type(e).__name__, "text": str(e)}


def whole(value):
    if isinstance(value, list):
        return [whole(v) for v in value]
    return raw(value) if isinstance(value, str) else value


def live(command, args, options, steps):
    """A program in a terminal, and what is asked of it."""
    log, log_read, log_send = io.BytesIO(), io.BytesIO(), io.BytesIO()
    patience = options.pop("patience", 0.02)
    c = pexpect.spawn(command, args, timeout=10, **options)
    c.logfile, c.logfile_read, c.logfile_send = log, log_read, log_send
    c.delaybeforesend, c.delayafterread = None, None
    c.delayafterclose, c.delayafterterminate = 0.02, patience
    c.ptyproc.delayafterclose, c.ptyproc.delayafterterminate = 0.02, patience
    out = []
    for op, operands in steps:
        try:
            if op in ("expect", "expect_exact"):
                patterns, timeout = operands
                value = getattr(c, op)([pattern(p) for p in patterns], timeout=timeout)
                value = [value, state(c)]
            elif op == "signals":
                value = [c.exitstatus, c.signalstatus, c.terminated, c.closed, c.flag_eof]
            elif op == "lines":
                value = list(c)
            elif op == "same":
                value = [c.fileno() == c.child_fd, c.pid > 0, c.child_fd >= 0]
            elif op == "gone":
                while True:
                    with open("/proc/%d/stat" % c.pid) as f:
                        if f.read().split(") ")[1][0] == "Z":
                            break
                value = None
            else:
                value = getattr(c, op)(*operands)
        except (pexpect.EOF, pexpect.TIMEOUT) as e:
            value = [type(e).__name__, state(c)]
        except Exception as e:
            value = {"error": type(e).__name__}
        out.append(whole(value))
    if not c.closed:
        # A kill that nothing waits for: close() gives a dying child a fixed time and then gives up.
        c.kill(9)
        c.wait()
    c.close()
    return [out, log.getvalue(), log_read.getvalue(), log_send.getvalue()]


def ran(command, options, events):
    """run() with events, whose responses are bytes or one of the callbacks below."""
    seen = []

    def stop(d):
        seen.append([d["event_count"], d["index"], d["extra_args"], b"".join(d["child_result_list"])])
        return True

    def number(d):
        seen.append([d["event_count"], d["index"], d["extra_args"], b"".join(d["child_result_list"])])
        return b"n%d\n" % d["event_count"]

    def nothing(d):
        seen.append([d["event_count"], d["index"], d["extra_args"], b"".join(d["child_result_list"])])
        return None

    class Holder:
        method = lambda self, d: number(d)

    calls = {b"<stop>": stop, b"<number>": number, b"<nothing>": nothing, b"<method>": Holder().method}
    events = [(pattern(p), calls.get(r, r)) for p, r in events] or None
    return [pexpect.run(command, events=events, withexitstatus=True, extra_args="extra", **options), seen]


def logged_in(options, server, user, keywords):
    """A login by pxssh, and what three commands print. The marks of bracketed paste are taken out, as we do."""
    def go():
        s = pxssh.pxssh(options=options)
        s.login(server, user, **keywords)
        out = []
        for command in ("id -un", "echo $((6 * 7))", "printf 'a\\nb\\n'"):
            s.sendline(command)
            out.append([s.prompt(), re.sub(rb"\x1b\[\?2004l\r?|\x1b\[\?2004h", b"", s.before)])
        out.append(s.prompt(timeout=0.2))
        s.logout()
        return out + [s.isalive()]
    return attempt(go)


def command_line(options, server, user, keywords):
    """What login() would start, split into arguments as spawn() will."""
    def go():
        line = pxssh.pxssh(options=options, debug_command_string=True).login(server, user or None, **keywords)
        return [a for a in pexpect.split_command_line(line) if a]
    return attempt(go)


def searched(kind, patterns, text, window):
    """A searcher by itself. What lies before the window is cut off, as it is in expect()."""
    patterns = [pattern(p) for p in patterns]
    if kind == "searcher_re":
        patterns = [re.compile(p, re.DOTALL) if isinstance(p, bytes) else p for p in patterns]
    s = getattr(pexpect, kind)(patterns)
    skip = max(0, len(text) - window) if window else 0
    i = s.search(text[skip:], len(text), window or None)
    # How a pattern is shown has its flags here too; those of expect()'s own compiling go without saying.
    shown = [s.eof_index, s.timeout_index, str(s).replace(", re.DOTALL)", ")").encode()]
    return shown + [i] + ([s.start + skip, s.end + skip, shown_match(s)] if i >= 0 else [])


def shown_match(s):
    return s.match if isinstance(s.match, bytes) else s.match.group()


def dumped(command, encoding, op, patterns):
    c = pexpect.spawn(command, timeout=0.3, echo=False, encoding=encoding or None)
    c.sendline("long " * 30 + "é'\t")
    patterns = [pattern(p) for p in patterns]
    if encoding:
        patterns = [p.decode() if isinstance(p, bytes) else p for p in patterns]
    try:
        getattr(c, op)(patterns)
    except pexpect.ExceptionPexpect as e:
        # The delay before sending is that of the other side.
        return str(e).replace("delaybeforesend: 0.05", "delaybeforesend: None")
    finally:
        c.close()


def decoded(encoding, errors, pieces):
    import codecs
    d = codecs.getincrementaldecoder(encoding)(errors)
    try:
        return "".join(d.decode(p, i == len(pieces) - 1) for i, p in enumerate(pieces)).encode()
    except UnicodeDecodeError as e:
        return {"error": type(e).__name__, "text": str(e)}


def piped(command, steps):
    """A program behind pipes."""
    c = popen_spawn.PopenSpawn(command, timeout=10)
    out = []
    for op, operands in steps:
        try:
            if op == "expect":
                patterns, timeout = operands
                value = [c.expect([pattern(p) for p in patterns], timeout=timeout), state(c)]
            elif op == "signals":
                value = [c.exitstatus, c.signalstatus, c.terminated]
            else:
                value = getattr(c, op)(*operands)
        except (pexpect.EOF, pexpect.TIMEOUT) as e:
            value = [type(e).__name__, state(c)]
        out.append(whole(value))
    c.proc.stdin.close()
    c.proc.wait()
    c.proc.stdout.close()
    return out


def from_file(path):
    with open(path, "rb") as f:
        s = fdpexpect.fdspawn(os.dup(f.fileno()))
    out = [s.expect(["o", "t"]), s.readline(), s.read(), s.isalive(), False]
    try:
        s.terminate(True)
    except pexpect.ExceptionPexpect:
        out[-1] = True
    s.close()
    return out + [s.isalive(), s.closed]


def from_pair():
    import socket
    here, there = socket.socketpair()
    s = fdpexpect.fdspawn(here, timeout=0.2)
    there.sendall(b"hello world\n")
    out = [s.expect(["wor", "x"]), s.before, True]

    def failing(f):
        try:
            return [f(), ""]
        except pexpect.ExceptionPexpect as e:
            return ["", type(e).__name__]
    out.append(failing(lambda: s.expect("never"))[1])
    sent = [s.send("ab"), s.sendline("cd")]
    s.write("e")
    s.writelines(["f", "g"])
    out += sent + [there.recv(100)]
    out.append(failing(lambda: s.read_nonblocking(10, 0.05)))
    there.close()
    out.append(failing(lambda: s.expect("never"))[1])
    out.append(s.before)
    here.detach()
    s.close()
    return out


def evaluated(start, commands):
    """Commands in a REPL. The marks of bracketed paste are taken out, as we do."""
    r = start()
    out = []
    for c in commands:
        v = attempt(lambda: r.run_command(c))
        if isinstance(v, str):
            # With them goes the end of line that bash, without echo, writes because of them.
            v = re.sub("\x1b\\[\\?2004l\r(\r\n)?|\x1b\\[\\?2004h", "", v)
        out.append(v)
    r.child.close(force=True)
    return out


def odd_login(cmd, wait):
    def go():
        s = pxssh.pxssh()
        try:
            s.login("host", "user", "secret", cmd=cmd, login_timeout=wait)
            s.sendline("echo $((6 * 7))")
            return [s.prompt(), s.before]
        finally:
            if not s.closed and s.pid:
                s.kill(9)
                s.wait()
                s.close()
    return attempt(go)


def interacted():
    """interact() with a terminal of our own for the user's side."""
    import os
    import threading
    user, side = os.openpty()
    c = pexpect.spawn("sh", ["-c", "while read x; do echo got $x; done"], echo=False)
    c.STDIN_FILENO = c.STDOUT_FILENO = side
    c.write_to_stdout = lambda b: os.write(side, b)
    screen = []

    def person():
        import termios
        while termios.tcgetattr(side)[3] & termios.ICANON:
            pass
        os.write(user, b"abc\n")
        while b"got abc\r\n" not in b"".join(screen):
            screen.append(os.read(user, 1000))
        os.write(user, b"de\x1d")
    t = threading.Thread(target=person)
    t.start()
    c.interact()
    t.join()
    os.close(side)
    os.close(user)
    c.close()
    return b"".join(screen)


def loop_without_timeout():
    """expect_loop with the timeout that it has by itself, though the text is there."""
    s = Scripted([b"text"])
    try:
        return s.expect_loop(pexpect.searcher_re(s.compile_pattern_list(["ex"])))
    except pexpect.TIMEOUT:
        return "TIMEOUT"


def buffer_by_hand():
    """before, when text was put into the buffer and more came."""
    s = Scripted([b"read"])
    s.buffer = b"by hand, "
    s.expect("ad")
    return s.before
