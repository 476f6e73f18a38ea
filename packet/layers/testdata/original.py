"""What the parity tests of the layers ask of scapy."""
import logging
import random

logging.getLogger("scapy").setLevel(logging.CRITICAL)
import importlib
from scapy.all import *  # noqa

conf.debug_dissector = False
NAMES = dict(globals())
for _m in ("netflow", "isakmp", "ipsec", "sctp", "ppp", "eap", "radius", "netbios", "vxlan", "hsrp", "vrrp", "rip", "l2tp", "llmnr", "http"):
    _mod = importlib.import_module("scapy.layers." + _m)
    NAMES.update({k: v for k, v in vars(_mod).items() if not k.startswith("__")})


def attempt(f):
    try:
        return f()
    except Exception as e:
        return "%s: %s" % (type(e).__name__, e)


def forms(q):
    return {
        "repr": repr(q), "show": q.show(dump=True), "summary": q.summary(), "command": q.command(), "again": bytes(q), "hashret": attempt(q.hashret),
    }


def default(name):
    p = NAMES[name]()
    return {"bytes": attempt(lambda: bytes(p)), "repr": attempt(lambda: repr(p)), "show": attempt(lambda: p.show(dump=True)),
            "command": attempt(p.command)}


def pick(p):
    """Python's fuzz() rolled once: volatile values made plain."""
    q = p
    while q and not isinstance(q, NoPayload):
        for f in q.fields_desc:
            v = q.getfieldval(f.name)
            if isinstance(v, VolatileValue):
                q.fields[f.name] = v._fix()
        q = q.payload
    return p


def made(expr, seed):
    random.seed(seed)
    plain = expr.startswith("=")  # no random values in any field
    p = eval(expr.lstrip("="), NAMES)
    if seed % 4 and not plain:
        p = pick(fuzz(p))
    return p


def computed(q):
    dels, i = [], 0
    while q and not isinstance(q, NoPayload):
        for f in q.fields_desc:
            g = f.fld if isinstance(f, ConditionalField) else f
            if f.default is None and q.name not in ("HSRP MD5 Authentication",) and isinstance(g, (FieldLenField, LenField, BitField, ByteField, ShortField, IntField, XShortField, ThreeBytesField)) and f.name in q.fields and q.name not in ("Ethernet",):
                dels.append([i, f.name])
        q, i = q.payload, i + 1
    return dels


def sample(expr, seed):
    """A random packet: its bytes, what they are taken apart into, and what is built of that anew."""
    p = made(expr, seed)
    data = bytes(p)
    q = p.__class__(data)
    if seed % 3 == 2 and len(data) > 2:
        b = bytearray(data)
        if seed % 2:
            # Where bytes are missing scapy differs from layer to layer in what it keeps.
            return {"bytes": bytes(b[:random.randrange(len(b))])}
        for _ in range(random.randrange(1, 4)):
            b[random.randrange(len(b))] = random.randrange(256)
        data = bytes(b)
        if any(name in expr for name in ("VRRP", "PPP", "L2TP", "Radius", "SCTP", "ISAKMP", "NBNS", "NBT", "LLMNR")):
            # Records that are announced and missing leave none of a section there, a length below the layer's own counts from the end there, and VRRPv3's kind above nine makes it version 2.
            return {"bytes": data}
        try:
            q = p.__class__(data)
            r = forms(q)
        except Exception:
            return {"bytes": data}
    out = forms(q)
    out["bytes"] = data
    dels = computed(q)
    for i, name in dels:
        y = q
        for _ in range(i):
            y = y.payload
        y.delfieldval(name)
    out["dels"] = dels
    out["rebuilt"] = attempt(lambda: bytes(q))
    return out


def answer(a, b):
    p, q = eval(a, NAMES), eval(b, NAMES)
    p, q = p.__class__(bytes(p)), q.__class__(bytes(q))
    return [bytes(p), bytes(q), bool(p.answers(q)), bool(q.answers(p)), attempt(p.hashret), attempt(q.hashret)]
