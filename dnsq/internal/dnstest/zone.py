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


def zone_text(text, origin, relativize, check, directives):
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


def zone_rrsets(text, name, ttl, rdclass, default_rdclass, rdtype, default_ttl, origin, relativize):
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
        what, rdtype, covers = step.what, dns.rdatatype.RdataType.make(step.rdtype), dns.rdatatype.RdataType.make(step.covers)
        if what == "replace":
            n.replace_rdataset(dns.rdataset.from_text("IN", rdtype, 300, *step.rdatas))
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
    for step in steps:
        what, rdtype, rdatas = step.what, step.rdtype, step.rdatas
        n = dns.name.from_text(step.name, None)

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


# Transactions.

def txn_args(step):
    if step.form == "set":
        return [dns.rdataset.from_text("IN", step.rdtype, 77, *step.rdatas)]
    if step.form == "rd":
        return [step.ttl, dns.rdata.from_text("IN", step.rdtype, *step.rdatas)]
    if step.form == "type":
        return [dns.rdatatype.RdataType.make(step.rdtype)]
    return []


def txn_steps(text, relativize, versioned, replacement, read_only, steps, commit):
    z = dns.zone.from_text(text, "example.", relativize=relativize, zone_factory=dns.versioned.Zone if versioned else dns.zone.Zone)
    txn = z.reader() if read_only else z.writer(replacement)
    seen = []
    for step in steps:
        what, n = step.what, dns.name.from_text(step.name, None)

        def run():
            if what == "get":
                r = txn.get(n, step.rdtype)
                return r.to_text() if r is not None else None
            if what == "node":
                r = txn.get_node(n)
                return len(r) if r is not None else None
            if what == "exists":
                return txn.name_exists(n)
            if what == "serial":
                return txn.update_serial(step.value, step.relative, n)
            if what == "rrset":
                return txn.add(dns.rrset.from_text(n, step.ttl, "IN", step.rdtype, *step.rdatas))
            return getattr(txn, what)(n, *txn_args(step))
        seen.append(key_error(run))
        seen.append(txn.changed())
        seen.append([k.to_text() + " " + r.to_text() for k, r in txn])
        if not replacement:
            seen.append(z.get_node(dns.name.from_text("fresh", None)) is None)
    if commit:
        txn.commit()
    else:
        txn.rollback()
    for f in [txn.commit, txn.rollback, txn.changed, lambda: txn.get(dns.name.empty, "SOA"), lambda: txn.name_exists(dns.name.empty), lambda: txn.delete(dns.name.empty)]:
        seen.append(attempt(f))
    seen.append(z.to_text())
    return seen


def txn_checks(text, steps):
    """What the checks of a transaction are asked, and that they can refuse."""
    z = dns.zone.from_text(text, "example.")
    seen = []

    class Refused(dns.exception.DNSException):
        pass

    def look(what):
        def check(txn, name, *args):
            seen.append([what, name.to_text()] + [int(a) if isinstance(a, int) else a.to_text() for a in args])
            if name.to_text() == "refused":
                raise Refused("no")
        return check
    with z.writer() as txn:
        txn.check_put_rdataset(look("put"))
        txn.check_delete_rdataset(look("delete"))
        txn.check_delete_name(look("name"))
        for step in steps:
            n = dns.name.from_text(step.name, None)
            try:
                getattr(txn, step.what)(n, *txn_args(step))
            except Refused as e:
                seen.append(str(e))
    return seen + [z.to_text()]


def txn_versions(text, most, count):
    """The versions that are kept while serials go up, with a reader in the midst."""
    z = dns.zone.from_text(text, "example.", zone_factory=dns.versioned.Zone)
    z.set_max_versions(most)
    first = z.reader().version.id
    for r in list(z._readers):
        r.rollback()
    seen = []
    held = None
    for i in range(count):
        with z.writer() as txn:
            txn.update_serial()
        if i == count // 2:
            held = z.reader()
        if i == count - 2 and held is not None:
            seen.append(int(held.get(dns.name.empty, "SOA")[0].serial))
            held.commit()
            held = None
        seen.append([v.id - first for v in z._versions])
    seen.append(key_error(lambda: z.reader(serial=3).version.id - first))
    seen.append(key_error(lambda: int(z.reader(id=z._versions[-1].id).get(dns.name.empty, "SOA")[0].serial)))
    seen.append(key_error(lambda: z.reader(id=99)))
    with z.writer() as txn:
        pass
    seen.append([v.id - first for v in z._versions])
    seen.append(attempt(lambda: z.delete_node(dns.name.empty)))
    return seen


# Transfers.

def xfr_message(text, origin="example."):
    return dns.message.from_text(text, one_rr_per_rrset=True, origin=absolute(origin) if origin else None, relativize=True)


def xfr_inbound(text, relativize, versioned, rdtype, serial, udp, messages):
    z = dns.zone.from_text(text, "example.", relativize=relativize, zone_factory=dns.versioned.Zone if versioned else dns.zone.Zone)
    done = []

    def run():
        with dns.xfr.Inbound(z, dns.rdatatype.RdataType.make(rdtype), serial, udp) as inbound:
            for m in messages:
                done.append(inbound.process_message(xfr_message(m, "example." if relativize else "")))
        return True
    return [key_error(run), done, z.to_text()]


def xfr_query(text, serial):
    z = dns.zone.from_text(text, "example.", check_origin=False)
    q, s = dns.xfr.make_query(z, serial)
    return [q.to_text().split("\n", 1)[1], s, dns.xfr.extract_serial_from_query(q)]


def xfr_serial(text):
    return key_error(lambda: dns.xfr.extract_serial_from_query(dns.message.from_text(text)))


def tsig_key(key):
    return dns.tsig.Key(key.name, key.secret, key.algorithm)


def inbound(port, text, key, rdtype, serial, udp_mode=0, timeout=5, lifetime=10, where="127.0.0.1"):
    """A transfer from a server into a zone."""
    z = dns.zone.from_text(text, "example.test.", check_origin=False)
    query = None
    if rdtype == "AXFR":
        query, _ = dns.xfr.make_query(z, None)
    elif serial is not None:
        query, _ = dns.xfr.make_query(z, serial)
    if key:
        if query is None:
            query, _ = dns.xfr.make_query(z)
        query.use_tsig(tsig_key(key))

    def run():
        dns.query.inbound_xfr(where, z, query, port=port, timeout=timeout, lifetime=lifetime, udp_mode=dns.query.UDPMode(udp_mode))
        return True
    return [key_error(run), z.to_text()]


def from_xfr(port, key, relativize):
    ring = {dns.name.from_text(key.name): tsig_key(key)}
    messages = dns.query.xfr("127.0.0.1", "example.test.", port=port, keyring=ring, keyname=key.name, keyalgorithm=key.algorithm, relativize=relativize, lifetime=10)
    return dns.zone.from_xfr(messages, relativize=relativize).to_text()


# Updates.

def update(u, rdclass, step):
    """One step of an update."""
    ask, n = getattr(u, step.what), dns.name.from_text(step.name, None)
    ttl = [step.ttl] if step.what in ("add", "replace") else []
    if step.form == "":
        ask(n)
    elif step.form == "type":
        ask(n, step.rdtype)
    elif step.form == "text":
        ask(n, *ttl, step.rdtype, *step.rdatas)
    elif step.form == "rd":
        ask(n, *ttl, *[dns.rdata.from_text(rdclass, step.rdtype, t) for t in step.rdatas])
    elif step.form == "set":
        ask(n, dns.rdataset.from_text(rdclass, step.rdtype, step.ttl, *step.rdatas))


def update_wire(zone, rdclass, steps):
    """An update as its wire form and its text, with names in full."""
    u = dns.update.UpdateMessage(zone, rdclass, id=1)
    for step in steps:
        update(u, rdclass, step)
    wire = u.to_wire()
    again = dns.message.from_wire(wire)
    return [wire, again.to_text(), len(u.zone), len(u.prerequisite), len(u.update), u.zone_rdclass, u.origin.to_text(), len(u.additional)]


def send_update(port, key, steps):
    u = dns.update.Update("example.test.")
    if key:
        u.use_tsig({dns.name.from_text(key.name): tsig_key(key)}, keyname=key.name, algorithm=key.algorithm)
    for step in steps:
        update(u, "IN", step)
    return attempt(lambda: dns.query.tcp(u, "127.0.0.1", port=port, timeout=5).rcode().name)


def signed_transfer(query, key, parts):
    """The messages of a transfer: each its records, and whether it is signed, unsigned, or unsigned and unknown to the signatures after it."""
    key = tsig_key(key)
    q = dns.message.from_wire(query, keyring={key.name: key})
    ctx, out = None, []
    for part in parts:
        m = dns.message.from_text("id 1\nopcode QUERY\nrcode NOERROR\nflags QR AA\n;QUESTION\nexample.test. IN %s\n;ANSWER\n%s\n" % (dns.rdatatype.to_text(q.question[0].rdtype), "\n".join(part.records)), one_rr_per_rrset=True)
        m.id = q.id
        if part.how == "signed":
            m.use_tsig(key)
            m.request_mac = q.mac
            out.append(m.to_wire(multi=True, tsig_ctx=ctx))
            ctx = m.tsig_ctx
        else:
            wire = m.to_wire()
            if part.how == "unsigned" and ctx is not None:
                ctx.update(wire)
            out.append(wire)
    return out


# Keys, dictionaries of names, sets.

def keyring_texts(pairs):
    """Secrets alone stand for keys of the default algorithm."""
    ring = dns.tsigkeyring.from_text({k: tuple(v) for k, v in pairs.items()})
    return sorted([k, *v] for k, v in dns.tsigkeyring.to_text(ring).items())


def name_dict(steps, asked):
    d = dns.namedict.NameDict()
    seen = []
    for step in steps:
        n = dns.name.from_text(step.name, None)
        if step.what == "set":
            d[n] = step.value
        else:
            seen.append(key_error(lambda: d.__delitem__(n)))
        seen.append([len(d), d.max_depth, d.max_depth_items, [k.to_text() for k in d], list(d.values())])
    for name in asked:
        n = dns.name.from_text(name, None)
        seen.append([d.has_key(n), n in d, d.get(n)])

        def match():
            k, v = d.get_deepest_match(n)
            return [k.to_text(), v]
        seen.append(key_error(match))
    return seen


def set_shown(s):
    return [str(s), s.to_text(absolute("x."))]


def set_algebra(rdtype, a, b):
    def make(texts, ttl):
        s = dns.rdataset.Rdataset(dns.rdataclass.IN, dns.rdatatype.RdataType.make(rdtype))
        for t in texts:
            s.add(dns.rdata.from_text("IN", rdtype, t), ttl)
        return s
    x, y = make(a, 300), make(b, 60)
    out = [x == y, x != y, x.issubset(y), x.issuperset(y), x.isdisjoint(y), len(x), [r.to_text() for r in x]]
    for name in ["union", "intersection", "difference", "symmetric_difference"]:
        s = getattr(x, name)(y)
        out.append([sorted(r.to_text() for r in s), s == getattr(make(a, 300), name)(y)])
    for name in ["union_update", "update", "intersection_update", "difference_update", "symmetric_difference_update"]:
        s = make(a, 300)
        getattr(s, name)(y)
        out.append([set_shown(s), s.ttl if len(s) else None])
    for op in [lambda: x | y, lambda: x + y, lambda: x & y, lambda: x - y, lambda: x ^ y]:
        out.append(sorted(r.to_text() for r in op()))
    for op in ["__ior__", "__iand__", "__isub__", "__ixor__", "__iadd__"]:
        s = make(a, 300)
        getattr(s, op)(y)
        out.append(sorted(r.to_text() for r in s))
    s = make(a, 300)
    out.append(s.pop().to_text() if len(s) else None)
    out.append(set_shown(s))
    if len(s):
        first = s[0]
        out.append([first.to_text(), first in s])
        s.discard(first)
        s.discard(first)
        out.append([first in s, attempt(lambda: s.remove(first)) is None])
    if len(s):
        del s[0]
        out.append(set_shown(s))
    s = make(a, 300)
    c = s.copy()
    s.clear()
    out.append([len(s), set_shown(c), c == x])
    r = dns.rrset.from_rdata_list(absolute("o.example."), 5, list(x)) if len(x) else None
    if r is not None:
        f, g = io.BytesIO(), io.BytesIO()
        out.append([r.to_wire(f, want_shuffle=False), f.getvalue(), x.to_wire(absolute("o.example."), g, want_shuffle=False), g.getvalue(), str(r), r == dns.rrset.from_rdata(absolute("O.example."), 7, *list(x)), r.match(absolute("o.EXAMPLE."), x.rdclass, x.rdtype, x.covers), r != r.copy()])
        out.append([str(dns.rdataset.from_rdata(9, *list(x))), str(dns.rdataset.from_text("IN", rdtype, 9, *a)), str(dns.rrset.from_text("o.", 9, "IN", rdtype, *a))])
        out.append(dns.rdataset.ImmutableRdataset(x) == x)
    return out


def processing_orders(rdtype, texts, n):
    s = dns.rdataset.from_text("IN", rdtype, 300, *texts)
    return sorted(set(" | ".join(r.to_text() for r in s.processing_order()) for _ in range(n)))
