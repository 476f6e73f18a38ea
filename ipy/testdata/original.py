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


def differing(kind, theirs, owed):
    """An answer, or where another one is owed, both."""
    return theirs if theirs == owed else {"kind": kind, "theirs": theirs, "owed": owed}


def reading(case):
    """What a text is read as. A prefix that is too long for the address is told in odd words, or as a want of memory."""
    theirs = attempt(lambda: read(case.text, case.version, case.make_net))
    odd = isinstance(theirs, dict) and (theirs["text"] == "negative shift count" or theirs["error"] in ("MemoryError", "OverflowError"))
    if not odd:
        return theirs
    address, bits = case.text.split("/")

    def fault():
        x = IPy.IP(address, ipversion=case.version)
        raise ValueError("IP('%s/%d') has invalid prefix length (%d)" % (x, int(bits), int(bits)))
    return differing("long prefixes", theirs, attempt(fault))


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


# Where IPy is wrong about a network, Python's ipaddress is the judge.

def written(first, version, bits):
    """An address or network as IPy writes it, of the version that it is."""
    x = IPy.IP(first, ipversion=version)
    return x.strCompressed() if bits == (32, 128)[version == 6] else "%s/%d" % (x.strCompressed(), bits)


def right_broadcast(net):
    return [written(int(net.broadcast_address), net.version, net.max_prefixlen), net.version]


def right_v46map(net):
    if net.version == 6 and net.network_address.ipv4_mapped is not None and net.prefixlen >= 96:
        return written(int(net.network_address.ipv4_mapped), 4, net.prefixlen - 96)


def zoned(net):
    """The network under whose address the reverse names are kept."""
    if net.version == 6 and net.network_address.ipv4_mapped is not None and net.prefixlen >= 96:
        return ipaddress.ip_network((net.network_address.ipv4_mapped, net.prefixlen - 96))
    return net


def labels(address):
    return address.reverse_pointer.split(".")[:-2]  # without in-addr.arpa and ip6.arpa


def right_reverse_name(net):
    net = zoned(net)
    unit = 8 if net.version == 4 else 4
    full, rest = divmod(net.prefixlen, unit)
    first, last = labels(net.network_address), labels(net.broadcast_address)
    name = first[len(first) - full:]
    if rest:
        name.insert(0, first[len(first) - full - 1] + "-" + last[len(first) - full - 1])  # RFC 2317's manner
    return ".".join(name + [("in-addr.arpa.", "ip6.arpa.")[net.version == 6]])


def right_reverse_names(net):
    net = zoned(net)
    unit = 8 if net.version == 4 else 4
    wanted = max(-(-net.prefixlen // unit), 1 if net.version == 4 else 0)
    out = []
    for below in net.subnets(new_prefix=wanted * unit):
        first = labels(below.network_address)
        out.append(".".join(first[len(first) - wanted:] + [("in-addr.arpa.", "ip6.arpa.")[net.version == 6]]))
    return out


def facts(case):
    x, net = IPy.IP(case.text), ipaddress.ip_network(case.text)
    return {
        "int": x.int(), "version": x.version(), "prefixlen": x.prefixlen(), "len": x.len(), "repr": repr(x),
        "net": str(x.net()), "netmask": x.netmask().strFullsize(), "strNetmask": x.strNetmask(), "iptype": x.iptype(),
        "broadcast": differing("last addresses", [str(x.broadcast()), x.broadcast().version()], right_broadcast(net)), "bool": bool(x),
        "get_mac": x.get_mac(), "v46map": mapped(x, net),
        "reverseName": differing("reverse names", x.reverseName(), right_reverse_name(net)),
        "reverseNames": differing("lists of reverse names", attempt(lambda: x.reverseNames()), right_reverse_names(net)),
    }


def mapped(x, net):
    theirs = attempt(lambda: str(x.v46map()))
    return differing("small mapped addresses", theirs, right_v46map(net) or theirs)


def point(text):
    """IPint, whose methods give numbers where IP's give objects."""
    x = IPy.IPint(text)
    return [x.int(), x.net(), x.netmask(), x.broadcast(), str(x), repr(x), x[0], x.len(), x.strNormal(), x.iptype()]


def pair(case):
    x, y = IPy.IP(case.a), IPy.IP(case.b)
    return {
        "contains": y in x, "overlaps": differing("overlaps across families", x.overlaps(y), x.overlaps(y) if x.version() == y.version() else 0), "add": attempt(lambda: str(x + y)),
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


def sets(case):
    """Every operation on two sets of networks."""
    a, b, probes = case.a, case.b, case.probes
    x, y = ipset(a), ipset(b)
    out = {"a": listed(x), "repr": repr(x), "len": x.len(), "union": listed(x + y), "and": listed(x & y), "sub": listed(x - y)}
    for name, op in (("ior", "__ior__"), ("iand", "__iand__"), ("isub", "__isub__"), ("ixor", "__ixor__")):
        z = ipset(a)
        z = getattr(z, op)(y)
        out[name] = listed(z)
    out["xor"] = listed((x - y) + (y - x))  # what ^ and ^= should give, by operators that work
    out["ixor"] = differing("symmetric differences", out["ixor"], out["xor"])
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


def reverse_pointer(text):
    return ipaddress.ip_address(text).reverse_pointer + "."


def proper_subset(a, b):
    return set(a) < set(b)
