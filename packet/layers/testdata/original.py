"""What the parity tests of the layers ask of scapy."""
import logging
import random
from unittest import mock

logging.getLogger("scapy").setLevel(logging.CRITICAL)
import importlib
from scapy.all import *  # noqa

conf.debug_dissector = False
NAMES = dict(globals())
for _m in ("netflow", "isakmp", "ipsec", "sctp", "ppp", "eap", "radius", "netbios", "vxlan", "hsrp", "vrrp", "rip", "l2tp", "llmnr", "http", "dot11", "ntp", "inet6"):
    _mod = importlib.import_module("scapy.layers." + _m)
    NAMES.update({k: v for k, v in vars(_mod).items() if not k.startswith("__")})
for _m in ("record", "handshake", "extensions", "keyexchange", "keyexchange_tls13"):
    _mod = importlib.import_module("scapy.layers.tls." + _m)
    NAMES.update({k: v for k, v in vars(_mod).items() if isinstance(v, type) and issubclass(v, Packet)})


def attempt(f):
    try:
        return f()
    except Exception as e:
        return "%s: %s" % (type(e).__name__, e)


def kind_of(q, kind):
    return {
        "repr": lambda: repr(q), "show": lambda: q.show(dump=True), "summary": q.summary, "command": q.command, "hashret": q.hashret,
        "bytes": lambda: bytes(q), "length": lambda: len(bytes(q)), "head": lambda: bytes(q)[:2], "random": lambda: twice(q), "spacing": lambda: str(q.Min_MPDCU_Start_Spacing),
        "dispersion": lambda: str(q.dispersion), "refid": lambda: str(q.refid), "nss": lambda: [x.strip() for x in q.show(dump=True).split("\n") if "mcs_nss" in x][0],
    }[kind]()


def twice(q):
    """What two builds of an unset layer have to say of each other."""
    return "the same" if bytes(q) == bytes(type(q)()) else "other each time"


def default(name, kind):
    """A packet of which nothing is set, on a machine that has always the same addresses and time."""
    with mock.patch("scapy.layers.l2.get_if_hwaddr", lambda *a: "02:00:00:00:00:01"), mock.patch.object(
            conf.route, "route", lambda *a, **k: ("eth0", "192.0.2.2", "192.0.2.1")), mock.patch("time.time", lambda: 1000000000.0):
        return kind_of(NAMES[name](), kind)


LAST = [None, None]


def dissected(name, data):
    if LAST[0] != (name, data):
        LAST[:] = [(name, data), NAMES[name](data)]
    return LAST[1]


FORMS = {}  # what possible() has found out, for the calls that come after it


def form(name, data, kind):
    """One form of a packet that is taken apart."""
    if (name, data, kind) in FORMS:
        return FORMS.pop((name, data, kind))
    return kind_of(dissected(name, data), kind)


def rebuilt(name, data, dels):
    """The bytes of a packet of which some fields are computed anew."""
    q = NAMES[name](data)
    for i, field in dels:
        y = q
        for _ in range(i):
            y = y.payload
        y.delfieldval(field)
    return bytes(q)


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
            if f.default is None and q.name not in ("HSRP MD5 Authentication",) and isinstance(g, (FieldLenField, LenField, BitField, ByteField, ShortField, IntField, XShortField, ThreeBytesField)) and f.name in q.fields and q.name not in ("Ethernet",) and f.name not in ("padlen", "orig", "sent"):
                dels.append([i, f.name])
        q, i = q.payload, i + 1
    return dels


# Families of which scapy keeps other things than we do where a length is wrong: one
# below the layer's own counts from the end there, records that are announced and are
# missing leave none of a section, elements are read beyond their end, and VRRPv3's kind
# above nine makes it version 2. The names of the flags of another user are a set, whose
# order is another in each process.
TRUSTING = ("VRRP", "PPP", "L2TP", "Radius", "SCTP", "ISAKMP", "NBNS", "NBT", "LLMNR", "Dot11Elt", "other_user", "TLS", "ICMPv6NI")


KINDS = ("repr", "show", "summary", "command", "hashret")


def possible(name, data):
    """The forms of which scapy does not raise."""
    kinds = []
    if len(FORMS) > 10000:
        FORMS.clear()
    for kind in KINDS:
        try:
            FORMS[name, data, kind] = kind_of(dissected(name, data), kind)
            kinds.append(kind)
        except Exception:
            pass
    return kinds


def sample(expr, seed):
    """A random packet: its class and bytes, which of scapy's forms of it count, and which fields it can compute anew."""
    p = made(expr, seed)
    data = bytes(p)
    out = {"name": type(p).__name__, "bytes": data, "forms": [], "dels": None}
    if seed % 3 == 2 and len(data) > 2:
        b = bytearray(data)
        if seed % 2:
            # Where bytes are missing scapy differs from layer to layer in what it keeps.
            return dict(out, bytes=bytes(b[:random.randrange(len(b))]))
        for _ in range(random.randrange(1, 4)):
            b[random.randrange(len(b))] = random.randrange(256)
        out["bytes"] = bytes(b)
        if not any(name in expr for name in TRUSTING) and not unread(expr, b):
            forms = possible(out["name"], bytes(b))
            out["forms"] = forms if len(forms) == len(KINDS) and not odd(dissected(out["name"], bytes(b))) else []
        return out
    q = p.__class__(data)
    if unread(expr, data) or odd(q):
        return out
    out["forms"] = possible(out["name"], data)
    if any(misread(x) for x in parts(q)):
        return out  # nor could it compute anew what it has misread
    dels = computed(q)
    try:
        rebuilt(out["name"], data, dels)
        out["dels"] = dels
    except Exception:
        pass  # what it has taken apart it cannot build
    return out


# The bits of radiotap's mask whose fields scapy does not know, so that it reads those
# after them at wrong offsets.
UNREAD = 1 << 4 | 1 << 8 | 1 << 9 | 1 << 10 | 1 << 12 | 1 << 13 | 1 << 26


def parts(q):
    """All layers, those inside of fields as well."""
    while q and not isinstance(q, NoPayload):
        yield q
        for v in list(q.fields.values()):
            for x in v if isinstance(v, list) else [v]:
                if isinstance(x, Packet):
                    yield from parts(x)
        q = q.payload


def odd(q):
    """Whether a length is not what its layer has, which scapy reads from the end or beyond it, or the headers say nonsense."""
    for x in parts(q):
        name, n = type(x).__name__, x.fields.get("len")
        if name == "IP" and x.ihl != 5 or name == "EAPOL" and x.type == 5:  # options that are none; MKA
            return True
        if name == "NTPPrivate" and x.response == 0 and x.nb_items != 1 and (x.auth or x.data_item_size == 0):
            return True  # what is authenticated lies at a place of its own
        if name == "EAP" and x.type == 3 and isinstance(n, int) and len(x.fields.get("desired_auth_types") or []) > n - 5:
            return True
        if name.startswith("SCTPChunk") and isinstance(x.payload, Padding):
            return True  # what fills up a chunk is not of the packet there (RFC 9260, 3.2: it is)
        own = len(x.self_build())
        if name.startswith("SCTPChunk") and isinstance(n, int) and (n + 3) // 4 != (own + 3) // 4:
            return True
        if (name.startswith("RadiusAttr") or "Option" in name) and isinstance(n, int) and n != own:
            return True
    return False


def misread(x):
    """What scapy reads otherwise than it is written, of one layer: the name of a divergence."""
    name = type(x).__name__
    if name == "NTPControl" and x.fields.get("authenticator") and not 5 <= x.count <= 12:
        return "where NTP's authentication lies"
    if name == "NTPPrivate" and x.response == 0 and x.nb_items != 1:
        return "more than one item"
    if name.startswith("ServerECDHExplicit"):
        return "curves that are told"
    if name == "MIP6MH_Generic" and not isinstance(x.payload, NoPayload):
        return "mobility messages of no known kind"
    if any(isinstance(f, FixedPointField) and f.frac_bits == 16 and x.fields.get(f.name, 0) % 65536 * 10**4 % 65536 for f in x.fields_desc):
        return "NTP's fractions"
    return None


def putRight(x, what):
    """A layer with the values that are on the wire."""
    raw = x.original
    if what == "where NTP's authentication lies":
        at = (12 + x.count + 7) // 8 * 8  # RFC 1305, B.2
        whole = x.__class__(raw[:at])
        if whole.fields.get("authenticator"):  # data of less than twelve bytes are filled up there
            whole = None
        x.fields["data"] = whole.fields["data"] if whole else Raw(raw[12:at])
        x.fields["authenticator"] = NAMES["NTPAuthenticator"](raw[at:])
        if x.fields["authenticator"].fields.get("padding", b"") is None:
            x.fields["authenticator"].fields["padding"] = b""  # see the divergence
    elif what == "more than one item":
        size, body, items = x.data_item_size, raw[8:], []
        while len(items) < x.nb_items and len(body) >= size:
            one = x.__class__(raw[:4] + bytes([raw[4] & 0xf0, 1]) + raw[6:8] + body[:size])
            items, body = items + one.fields["req_data"], body[size:]
        x.fields["req_data"] = items
        x.remove_payload()
        if body:
            x.add_payload(Raw(body))
    elif what == "mobility messages of no known kind":
        x.fields["msg"] = raw[6:8 + 8 * x.len]
        x.remove_payload()
        if raw[8 + 8 * x.len:]:
            x.add_payload(Raw(raw[8 + 8 * x.len:]))
    elif what == "curves that are told":
        told(x, raw)


def told(x, raw):
    """The fields of a curve, each as long as it says: RFC 4492, 5.4."""
    at = [0]

    def take(n):
        at[0] += n
        return raw[at[0] - n:at[0]]

    def vector():
        n = take(1)
        return n[0] if n else None, take(n[0] if n else 0)

    x.fields["curve_type"] = take(1)[0]
    if "Prime" in type(x).__name__:
        x.fields["plen"], x.fields["p"] = vector()
    else:
        x.fields["m"] = int.from_bytes(take(2), "big")
        x.fields["basis_type"] = take(1)[0]
        start = at[0]
        for _ in range(3 if x.basis_type else 1):
            vector()
        x.fields["basis"] = NAMES["ECPentanomialBasis" if x.basis_type else "ECTrinomialBasis"](raw[start:at[0]])
    start = at[0]
    vector(), vector()
    x.fields["curve"] = NAMES["ECCurvePkt"](raw[start:at[0]])
    known = [f.name for f in x.fields_desc]
    for f in ("base", "order", "cofactor", "point"):
        if f + "len" in known:
            x.fields[f + "len"], x.fields[f] = vector()
        else:
            x.fields[f] = take(1)[0]  # of the other kind of curve scapy has two numbers
    x.remove_payload()


def mended(name, data, kind):
    """What scapy would say of a packet if it had read it right, and the first thing that it has not; None where it has."""
    q = NAMES[name](data)
    first = None
    for x in list(parts(q)):
        what = misread(x)
        if what:
            first = first or what
            putRight(x, what)
    if first is None or kind == "hashret":
        return None
    shown = FixedPointField.i2h
    if first == "NTP's fractions":
        def exact(self, pkt, val):
            return EDecimal(val) / 65536 if self.frac_bits == 16 else shown(self, pkt, val)
        FixedPointField.i2h = exact
    try:
        return [first, kind_of(q, kind)]
    finally:
        FixedPointField.i2h = shown


def unread(expr, data):
    return "RadioTap" in expr and int.from_bytes(data[4:8], "little") & UNREAD != 0


def answer(a, b):
    p, q = eval(a, NAMES), eval(b, NAMES)
    p, q = p.__class__(bytes(p)), q.__class__(bytes(q))
    return [bytes(p), bytes(q), bool(p.answers(q)), bool(q.answers(p)), attempt(p.hashret), attempt(q.hashret)]
