"""What the parity tests ask of scapy."""
import functools
import logging
from unittest import mock

logging.getLogger("scapy").setLevel(logging.CRITICAL)
from scapy.all import *  # noqa
from scapy.layers.inet import *  # noqa
from scapy.layers.l2 import *  # noqa
from scapy.layers.inet6 import *  # noqa
from scapy.layers.dns import *  # noqa
from scapy.layers.dhcp import *  # noqa
from scapy.layers.dhcp6 import *  # noqa
from scapy.layers.ntp import *  # noqa
from scapy.layers.snmp import *  # noqa
from scapy.layers.tftp import *  # noqa
import scapy.layers.inet as _inet
import scapy.layers.inet6 as _inet6
import scapy.volatile as volatile

NAMES = dict(globals())


def attempt(f):
    try:
        return f()
    except Exception as e:
        return "%s: %s" % (type(e).__name__, e)


def make(command):
    """The packet of an expression, and of its bytes."""
    return eval(command, NAMES)


@functools.lru_cache(maxsize=2)
def texts(command):
    """All forms of a packet that an expression makes, and of its bytes taken apart."""
    p = make(command)
    built = bytes(p)
    q = p.__class__(built)
    return {
        "bytes": built, "show": p.show(dump=True), "show2": q.show(dump=True), "summary": p.summary(), "summary2": q.summary(),
        "repr": repr(p), "repr2": repr(q), "command": p.command(), "command2": q.command(), "again": bytes(q),
        "hashret": attempt(q.hashret),
    }


def text(command, key):
    """One of these forms."""
    return texts(command)[key]


def dissected(name, data):
    """What bytes are taken apart into."""
    q = NAMES[name](data)
    return {"repr": repr(q), "show": q.show(dump=True), "summary": q.summary(), "again": bytes(q), "command": q.command()}


def answers(name, a, b):
    """Whether each of two packets answers the other."""
    p, q = NAMES[name](a), NAMES[name](b)
    return [bool(p.answers(q)), bool(q.answers(p)), p.hashret(), q.hashret()]


def sprintf(command, form):
    return make(command).sprintf(form)


def members(command):
    """The packets that a set stands for."""
    p = make(command)
    return [p.__iterlen__(), [bytes(x) for x in p]]


def rolls(expr, n):
    """What a volatile value becomes, so many times; what JSON does not know as text."""
    v = eval(expr, dict(NAMES, **vars(volatile)))
    values = [v._fix() for _ in range(n)]
    return [x if isinstance(x, (int, float, str, bytes)) else str(x) for x in values]


def default(name, kind):
    """One form of a packet of which nothing is set, on a machine that has always the same addresses."""
    with mock.patch("scapy.layers.l2.get_if_hwaddr", lambda *a: "02:00:00:00:00:01"), mock.patch.object(
            conf.route, "route", lambda dst=None, *a, **k: ("lo", "127.0.0.1", "0.0.0.0") if str(dst)[:4] == "127." else ("eth0", "192.0.2.2", "192.0.2.1")):
        return form(NAMES[name](), kind)


def form(p, kind):
    """One form of a packet; with a 2, of its bytes taken apart."""
    if kind.endswith("2"):
        p, kind = p.__class__(bytes(p)), kind[:-1]
    return {"bytes": lambda: bytes(p), "show": lambda: p.show(dump=True), "summary": p.summary, "repr": lambda: repr(p), "command": p.command}[kind]()
