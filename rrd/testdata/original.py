# What the tests call of librrd: its C functions by ctypes, because the binding
# ends the process on an error of fetch and drops what it does not expect.
import ctypes as _c
import os as _os
import time as _t

_L = _c.CDLL("librrd.so.8")
_L.rrd_get_error.restype = _c.c_char_p
_L.rrd_first.restype = _c.c_long
_L.rrd_last.restype = _c.c_long
_L.rrd_parsetime.restype = _c.c_char_p
_libc = _c.CDLL(None)


class RRDError(Exception):
    pass


def _check(rc):
    if _L.rrd_test_error():
        text = _L.rrd_get_error()
        _L.rrd_clear_error()
        raise RRDError(text.decode("utf-8", "surrogateescape"))
    return rc


def _bytes(s):
    return s if isinstance(s, bytes) else s.encode("utf-8", "surrogateescape")


def _argv(*args):
    a = (_c.c_char_p * (len(args) + 1))()
    for i, x in enumerate(args):
        a[i] = _bytes(x)
    return len(args), a


def zone(name):
    _os.environ["TZ"] = name
    _t.tzset()


def command(name, *args):
    _L.rrd_clear_error()
    return _check(getattr(_L, "rrd_" + name)(*_argv(name, *args)))


class _TimeValue(_c.Structure):
    _fields_ = [("type", _c.c_int), ("offset", _c.c_long), ("tm", _c.c_char * 56)]


def clock(now):
    "sets the time that librrd sees, under libfaketime"
    _os.environ["FAKETIME"] = str(now)


def times(start, end):
    s, e = _TimeValue(), _TimeValue()
    for word, text, tv in (("start", start, s), ("end", end, e)):
        err = _L.rrd_parsetime(_bytes(text), _c.byref(tv))
        if err is not None:
            raise RRDError(word + " time: " + err.decode("utf-8", "surrogateescape"))
    a, b = _c.c_long(), _c.c_long()
    _L.rrd_clear_error()
    _check(_L.rrd_proc_start_end(_c.byref(s), _c.byref(e), _c.byref(a), _c.byref(b)))
    return [a.value, b.value]


_L.rrd_strtod.restype = _c.c_double


def strtod(text):
    "the number that librrd reads, and how many bytes of the text it takes"
    b = _c.create_string_buffer(_bytes(text))
    end = _c.c_char_p()
    v = _L.rrd_strtod(b, _c.byref(end))
    return [v, len(b.value) - len(end.value) if end.value is not None else 0]


def strtodbl(text):
    "2 and the number for a whole text, 1 for a part of it, 0 for none"
    d = _c.c_double()
    return [_L.rrd_strtodbl(_bytes(text), None, _c.byref(d), b"x"), d.value]


def series(path, start, step, columns):
    "a file of one archive with these columns of values"
    import rrdtool
    args = ["--start", str(start), "--step", str(step)]
    args += ["DS:d%d:GAUGE:%d:U:U" % (i, 2 * step) for i in range(len(columns))]
    rrdtool.create(path, *args, "RRA:LAST:0.5:1:%d" % len(columns[0]))
    for i, row in enumerate(zip(*columns)):
        rrdtool.update(path, "%d:%s" % (start + step * (i + 1), ":".join("U" if v != v else repr(v) for v in row)))


def cdef(path, start, end, step, columns, *expressions):
    "the values of expressions over the columns of a file"
    import rrdtool
    args = ["DEF:d%d=%s:d%d:LAST" % (i, path, i) for i in range(columns)]
    args += ["CDEF:c%d=%s" % (i, e) for i, e in enumerate(expressions)]
    args += ["XPORT:c%d" % (len(expressions) - 1)]
    try:
        got = rrdtool.xport("--start", str(start), "--end", str(end), "--step", str(step), "-m", "100000", *args)
    except rrdtool.OperationalError as e:
        raise RRDError(str(e))
    return [row[0] for row in got["data"]]


def fetch(*args):
    "what rrd_fetch gives: start, end, step, names, values"
    start, end, step, count = _c.c_long(), _c.c_long(), _c.c_ulong(), _c.c_ulong()
    names, data = _c.POINTER(_c.c_char_p)(), _c.POINTER(_c.c_double)()
    _L.rrd_clear_error()
    n, a = _argv("fetch", *args)
    _check(_L.rrd_fetch(n, a, _c.byref(start), _c.byref(end), _c.byref(step), _c.byref(count), _c.byref(names), _c.byref(data)))
    rows = (end.value - start.value) // step.value
    return [start.value, end.value, step.value, [names[i].decode() for i in range(count.value)], list(data[: rows * count.value])]


def create(path, seed, *args):
    "creates a file; where its archives begin is as random as the seed"
    _libc.srandom(seed)
    return command("create", path, *args)


def update(path, *args):
    return command("update", path, *args)


class _Info(_c.Structure):
    pass


class _InfoValue(_c.Union):
    _fields_ = [("val", _c.c_double), ("cnt", _c.c_ulong), ("str", _c.c_char_p), ("int", _c.c_int), ("blob", _c.c_ulong * 2)]


_Info._fields_ = [("key", _c.c_char_p), ("type", _c.c_int), ("value", _InfoValue), ("next", _c.POINTER(_Info))]
_L.rrd_info.restype = _c.POINTER(_Info)
_L.rrd_update_v.restype = _c.POINTER(_Info)


def info(name, *args):
    "the keys and values of rrd_info or rrd_update_v"
    _L.rrd_clear_error()
    p = _check(getattr(_L, "rrd_" + name)(*_argv(name, *args)))
    out = []
    while p:
        i = p.contents
        value = getattr(i.value, ("val", "cnt", "str", "int")[i.type])
        out.append([i.key.decode("utf-8", "surrogateescape"), value.decode("utf-8", "surrogateescape") if i.type == 2 else value])
        p = i.next
    return out


def dump(path, *args):
    "the dump of a file as text"
    import os, tempfile
    fd, out = tempfile.mkstemp()
    os.close(fd)
    try:
        command("dump", *args, path, out)
        with open(out, encoding="utf-8", errors="surrogateescape") as f:
            return f.read()
    finally:
        os.unlink(out)


def lastupdate(path):
    "time, names and last readings"
    t, n = _c.c_long(), _c.c_ulong()
    names, last = _c.POINTER(_c.c_char_p)(), _c.POINTER(_c.c_char_p)()
    _L.rrd_clear_error()
    _check(_L.rrd_lastupdate_r(_bytes(path), _c.byref(t), _c.byref(n), _c.byref(names), _c.byref(last)))
    return [t.value, [names[i].decode() for i in range(n.value)], [last[i].decode("utf-8", "surrogateescape") for i in range(n.value)]]


def tool(*args):
    "a command of rrdtool in a process of its own: some leave their options behind"
    import subprocess
    done = subprocess.run(["rrdtool", *args], capture_output=True, text=True, errors="surrogateescape")
    if done.stderr.startswith("ERROR: "):
        raise RRDError(done.stderr[7:].rstrip("\n"))
    return done.stdout
