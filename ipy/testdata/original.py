"""What the parity tests ask of IPy, and of Python's ipaddress where IPy is wrong."""
import ipaddress
import sys

import IPy

sys.set_int_max_str_digits(4300)  # as Python users have it

FORMS = ("strNormal", "strCompressed", "strFullsize", "strHex", "strBin", "strDec")


def attempt(f):
    """A value, or class and text of the exception."""
    try:
        return f()
    except Exception as e:
        return {"error": type(e).__name__, "text": str(e)}


def read(data, version=0, make_net=False):
    ip = IPy.IP(data, ipversion=version, make_net=make_net)
    return [str(ip), ip.version(), ip.prefixlen(), ip.int()]


def ip(text):
    return IPy.IP(text)


def forms(text, wants, attribute=None, prefix_for_single=False):
    x = IPy.IP(text)
    x.WantPrefixLen = attribute
    if prefix_for_single:
        x.NoPrefixForSingleIp = None
    return [getattr(x, f)(w) for f in FORMS for w in wants] + [str(x)]


def facts(text):
    x = IPy.IP(text)
    return {
        "int": x.int(), "version": x.version(), "prefixlen": x.prefixlen(), "len": x.len(), "repr": repr(x),
        "net": str(x.net()), "netmask": x.netmask().strFullsize(), "strNetmask": x.strNetmask(), "iptype": x.iptype(),
        "broadcast": [str(x.broadcast()), x.broadcast().version()], "bool": bool(x),
        "get_mac": x.get_mac(), "v46map": attempt(lambda: str(x.v46map())),
        "reverseName": x.reverseName(),
        "reverseNames": attempt(lambda: x.reverseNames()),
    }


def point(text):
    """IPint, whose methods give numbers where IP's give objects."""
    x = IPy.IPint(text)
    return [x.int(), x.net(), x.netmask(), x.broadcast(), str(x), repr(x), x[0], x.len(), x.strNormal(), x.iptype()]


def pair(a, b):
    x, y = IPy.IP(a), IPy.IP(b)
    return {
        "contains": y in x, "overlaps": x.overlaps(y), "add": attempt(lambda: str(x + y)),
        "sub": [str(p) for p in (x - y)] if x.version() == y.version() else None,
        "cmp": x.__cmp__(y), "eq": x == y, "ne": x != y, "lt": x < y, "le": x <= y, "hash": (hash(x) == hash(y)) >= (x == y),
    }


def items(text, indices, slices):
    x = IPy.IP(text)
    return [attempt(lambda: str(x[i])) for i in indices] + [attempt(lambda: [str(y) for y in x[slice(*s)]]) for s in slices]


def addresses(text):
    return [str(y) for y in IPy.IP(text)]


def ipset(texts):
    return IPy.IPSet([IPy.IP(t) for t in texts])


def listed(s):
    return [str(p) for p in s]


def sets(a, b, probes):
    """Every operation on two sets of networks."""
    x, y = ipset(a), ipset(b)
    out = {"a": listed(x), "repr": repr(x), "len": x.len(), "union": listed(x + y), "and": listed(x & y), "sub": listed(x - y)}
    for name, op in (("ior", "__ior__"), ("iand", "__iand__"), ("isub", "__isub__"), ("ixor", "__ixor__")):
        z = ipset(a)
        z = getattr(z, op)(y)
        out[name] = listed(z)
    out["xor"] = listed((x - y) + (y - x))  # what ^= should give, by operators that work
    out["isdisjoint"] = x.isdisjoint(y)
    out["compare"] = [x <= y, x >= y, x == y, x != y]
    out["contains"] = [bool(IPy.IP(p) in x) for p in probes]
    z = ipset(a)
    for p in probes:
        z.add(IPy.IP(p))
    out["added"] = listed(z)
    z.optimize()
    for p in probes[1:]:
        z.discard(IPy.IP(p))
    out["discarded"] = listed(z)
    out["remove"] = attempt(lambda: (z.remove(IPy.IP(probes[0])), listed(z))[1])
    out["pop"] = attempt(lambda: [str(z.pop()), listed(z)])
    z.clear()
    out["cleared"] = listed(z)
    return out


# Where IPy is wrong, these are the judges.

def broadcast(text):
    return str(ipaddress.ip_network(text).broadcast_address)


def reverse_pointer(text):
    return ipaddress.ip_address(text).reverse_pointer + "."


def proper_subset(a, b):
    return set(a) < set(b)
