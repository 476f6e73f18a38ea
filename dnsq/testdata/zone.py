"""What the parity tests of zones ask of dnspython, beside original.py."""
import os

import dns.grange
import dns.namedict
import dns.transaction
import dns.versioned
import dns.xfr
import dns.zonefile
import dns.zonetypes


def key_error(f):
    """A KeyError's str is the repr of its text."""
    try:
        return f()
    except KeyError as e:
        return {"error": "KeyError", "text": e.args[0] if e.args and isinstance(e.args[0], str) else ""}
    except Exception as e:
        return {"error": type(e).__name__, "text": " ".join(str(e).split())}


def zone_shown(z):
    return [
        z.origin.to_text() if z.origin is not None else "@",
        z.to_text(),
        z.to_text(sorted=False, want_comments=True),
        z.to_text(relativize=False, want_origin=True),
        [n.to_text() for n in z.keys()],
        [n.to_text() for n in z],
        [[r.to_text() for r in node] for node in z.values()],
        [k.to_text() + " " + str(len(v)) + " " + v.classify().name for k, v in z.items()],
        z.relativize, int(z.rdclass), int(z.get_class()),
    ]


def zone_text(text, origin, relativize=True, check=False, directives=True):
    return zone_shown(dns.zone.from_text(text, origin or None, relativize=relativize, check_origin=check, allow_directives=directives))


def zone_newlines(text, origin, nl):
    return dns.zone.from_text(text, origin).to_text(nl=nl)


def zone_class(text, origin, rdclass):
    return zone_shown(dns.zone.from_text(text, origin, rdclass=rdclass, check_origin=False))


def zone_included(folder, name):
    here = os.getcwd()
    os.chdir(folder)
    try:
        return zone_shown(dns.zone.from_file(name, "example.", check_origin=False))
    finally:
        os.chdir(here)


def zone_file(path, out, newline):
    """Reads a file and writes it elsewhere, and returns what was written."""
    z = dns.zone.from_file(path, "example.")
    z.to_file(out, nl=newline or None)
    with open(out, "rb") as f:
        named = f.read()
    with open(out, "wb") as f:
        z.to_file(f, relativize=False)
    with open(out, "rb") as f:
        return [named, f.read()]


def zone_rrsets(text, name=None, ttl=None, rdclass="IN", default_rdclass="IN", rdtype=None, default_ttl=None, origin=".", relativize=False):
    if rdclass is not None:
        rdclass = dns.rdataclass.from_text(rdclass)
    default_rdclass = dns.rdataclass.from_text(default_rdclass)
    sets = dns.zonefile.read_rrsets(text, name, ttl, rdclass, default_rdclass, rdtype, default_ttl, None, origin, relativize)
    return [s.to_text() for s in sets]


def zone_range(text):
    return list(dns.grange.from_text(text))


# Nodes.

def node_steps(steps):
    """Puts rdatasets into a node, one after another, and looks at it."""
    n = dns.node.Node()
    seen = []
    for step in steps:
        what, rdtype, covers = step[0], dns.rdatatype.from_text(step[1]), dns.rdatatype.from_text(step[2])
        if what == "replace":
            n.replace_rdataset(dns.rdataset.from_text("IN", rdtype, 300, *step[3]))
        elif what == "create":
            r = n.find_rdataset(dns.rdataclass.IN, rdtype, covers, create=True)
            seen.append([r.to_text(), r is n.get_rdataset(dns.rdataclass.IN, rdtype, covers)])
        elif what == "delete":
            n.delete_rdataset(dns.rdataclass.IN, rdtype, covers)
        else:
            seen.append(key_error(lambda: n.find_rdataset(dns.rdataclass.IN, rdtype, covers).to_text()))
            found = n.get_rdataset(dns.rdataclass.IN, rdtype, covers)
            seen.append(found.to_text() if found is not None else None)
        seen.append([n.to_text(absolute("x.example.")), n.classify().name, len(n), [r.to_text() for r in n]])
    other = dns.node.Node()
    same = dns.node.Node()
    for r in reversed(list(n)):
        same.replace_rdataset(r)
    return [seen, n == same, n == other, n != same, dns.node.NodeKind.classify_rdataset(list(n)[0]).name if len(n) else "", n.is_immutable()]


def node_kind(rdtype, covers):
    return dns.node.NodeKind.classify(rdtype, covers).name


# Zones in memory.

def zone_lookup(text, origin, relativize, names, rdtypes):
    z = dns.zone.from_text(text, origin, relativize=relativize)
    out = []
    for name in names:
        n = dns.name.from_text(name, None)
        out.append(key_error(lambda: z.find_node(n).to_text(dns.name.empty)))
        out.append(z.get_node(n) is None)
        out.append(key_error(lambda: z[n].to_text(dns.name.empty)))
        out.append(key_error(lambda: n in z))
        out.append(key_error(lambda: z.get(n) is None))
        for t in rdtypes:
            out.append(key_error(lambda: z.find_rdataset(n, t).to_text()))
            out.append(z.get_rdataset(n, t) is None)
            out.append(key_error(lambda: z.find_rrset(n, t).to_text()))
            out.append(z.get_rrset(n, t) is None)
    for t in rdtypes + ["ANY"]:
        out.append([a.to_text() + " " + b.to_text() for a, b in z.iterate_rdatasets(t)])
        out.append([a.to_text() + " " + str(b) + " " + c.to_text() for a, b, c in z.iterate_rdatas(t)])
    out.append(attempt(lambda: z.get_soa().to_text()))
    return out


def zone_edit(text, origin, relativize, steps):
    z = dns.zone.from_text(text, origin, relativize=relativize)
    before = dns.zone.from_text(text, origin, relativize=relativize)
    seen = []
    for what, name, rdtype, *rdatas in steps:
        n = dns.name.from_text(name, None)

        def run():
            if what == "create":
                return z.find_rdataset(n, rdtype, create=True).to_text()
            if what == "createnode":
                return len(z.find_node(n, create=True))
            if what == "replace":
                return z.replace_rdataset(n, dns.rdataset.from_text("IN", rdtype, 77, *rdatas))
            if what == "class":
                return z.replace_rdataset(n, dns.rdataset.from_text("CH", "TXT", 77, "x"))
            if what == "delete":
                return z.delete_rdataset(n, rdtype)
            if what == "deletenode":
                return z.delete_node(n)
            if what == "put":
                z[n] = dns.node.Node()
                return None
            if what == "drop":
                del z[n]
                return None
            return attempt(z.check_origin)
        seen.append(key_error(run))
        seen.append(z == before)
        seen.append(z != before)
        seen.append(z.to_text(sorted=False))
    return seen


def zone_digest(text, origin, relativize, algorithm):
    z = dns.zone.from_text(text, origin, relativize=relativize)
    return [
        attempt(lambda: z.compute_digest(dns.zonetypes.DigestHashAlgorithm(algorithm)).to_text()),
        attempt(lambda: z.verify_digest()),
    ]


def zone_digest_scheme(text, origin, algorithm, scheme):
    z = dns.zone.from_text(text, origin)
    return attempt(lambda: z.compute_digest(algorithm, scheme).to_text())


def zone_sealed(text, origin, relativize, algorithm):
    """A zone with a digest of its own, as text."""
    z = dns.zone.from_text(text, origin, relativize=relativize)
    z.replace_rdataset("@", dns.rdataset.from_rdata(5, z.compute_digest(dns.zonetypes.DigestHashAlgorithm(algorithm))))
    z.verify_digest()
    return z.to_text()
