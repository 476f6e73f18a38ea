"""What the parity tests ask of dnspython."""
import io
import warnings

import dns.dnssec
import dns.e164
import dns.edns
import dns.exception
import dns.flags
import dns.inet
import dns.ipv4
import dns.ipv6
import dns.message
import dns.name
import dns.node
import dns.opcode
import dns.query
import dns.rcode
import dns.rdata
import dns.rdataclass
import dns.rdataset
import dns.rdatatype
import dns.rdtypes.ANY.RRSIG
import dns.rdtypes.svcbbase
import dns.resolver
import dns.reversename
import dns.rrset
import dns.serial
import dns.set
import dns.tokenizer
import dns.tsig
import dns.tsigkeyring
import dns.ttl
import dns.update
import dns.xfr
import dns.zone

warnings.simplefilter("ignore")


def attempt(f):
    """A value, or class and text of the exception."""
    try:
        return f()
    except Exception as e:
        return {"error": type(e).__name__, "text": " ".join(str(e).split())}


def by_name(f):
    """A function of cases, whose fields are its arguments."""
    return lambda case: f(**vars(case))


def exception_words():
    """What each class of exceptions says when it is raised without words."""
    words = {"ValueError": ""}

    def walk(c):
        words[c.__name__] = " ".join((c.msg or c.__doc__ or "").split())
        for sub in c.__subclasses__():
            walk(sub)

    walk(dns.exception.DNSException)
    return words


def absolute(text):
    return dns.name.from_text(text)


# Names.

def read_name(text, relative=False):
    n = dns.name.from_text(text, None) if relative else dns.name.from_text(text)
    return [list(n.labels), n.to_text(), n.to_text(True), n.is_absolute(), n.is_wild(), len(n)]


def name_facts(text, origin):
    n = dns.name.from_text(text, None)
    o = dns.name.from_text(origin, None)
    return [
        attempt(lambda: n.parent().to_text()), n.canonicalize().to_text(),
        attempt(lambda: n.to_wire()), attempt(lambda: n.to_wire(origin=o)), attempt(lambda: n.to_digestable(o)),
        attempt(lambda: n.derelativize(o).to_text()), n.relativize(o).to_text(),
        attempt(lambda: n.choose_relativity(o, True).to_text()), attempt(lambda: n.choose_relativity(o, False).to_text()),
        attempt(lambda: n.concatenate(o).to_text()), attempt(lambda: (n + o).to_text()), (n - o).to_text(),
        [attempt(lambda: [x.to_text() for x in n.split(d)]) for d in range(-1, len(n) + 2)],
        n.to_unicode() if all(c < 128 for l in n.labels for c in l) and b"xn--" not in n.to_text().encode().lower() else None,
    ]


def name_pair(a, b):
    x, y = dns.name.from_text(a, None), dns.name.from_text(b, None)
    r, order, common = x.fullcompare(y)
    return [r.name, (order > 0) - (order < 0), common, x == y, x != y, x < y, x <= y, x > y, x >= y, x.is_subdomain(y), x.is_superdomain(y), (hash(x) == hash(y)) >= (x == y)]


def name_wire(wire, offset):
    n, used = dns.name.from_wire(wire, offset)
    return [list(n.labels), used]


# Codes.

def code_texts(module, numbers):
    m = {"type": dns.rdatatype, "class": dns.rdataclass, "rcode": dns.rcode, "opcode": dns.opcode, "option": dns.edns.OptionType, "ede": dns.edns.EDECode, "algorithm": dns.dnssec, "digest": dns.dnssectypes.DSDigest}[module]
    f = m.algorithm_to_text if module == "algorithm" else m.to_text
    return [f(n) for n in numbers]


def code_from_text(module, text):
    m = {"type": dns.rdatatype, "class": dns.rdataclass, "rcode": dns.rcode, "opcode": dns.opcode, "option": dns.edns.OptionType, "ede": dns.edns.EDECode, "algorithm": dns.dnssec, "digest": dns.dnssectypes.DSDigest}[module]
    f = m.algorithm_from_text if module == "algorithm" else m.from_text
    return int(f(text))


def tokens(text, leading, comment):
    t = dns.tokenizer.Tokenizer(text)
    out = []
    while True:
        x = t.get(leading, comment)
        out.append([x.ttype, x.value, x.has_escape, x.comment or "", t.where()[1] if x.is_eol_or_eof() else 0,
                    attempt(lambda: x.unescape().value), attempt(lambda: x.unescape_to_bytes().value if x.has_escape else x.value.encode()),
                    [x.is_eof(), x.is_eol(), x.is_whitespace(), x.is_identifier(), x.is_quoted_string(), x.is_comment(), x.is_delimiter(), x.is_eol_or_eof()]])
        if x.is_eof():
            return out


def token_value(method, text, *args):
    t = dns.tokenizer.Tokenizer(text)
    v = getattr(t, method)(*args)
    if isinstance(v, dns.name.Name):
        return v.to_text()
    if isinstance(v, list):
        return [x.value for x in v]
    if isinstance(v, dns.tokenizer.Token):
        return [v.value, v.comment or ""]
    return v


# Rdata.

def facts(rd, origin=None):
    o = dns.name.root
    return [
        rd.to_text(), rd.to_wire(origin=o), rd.to_digestable(o), int(rd.covers()), rd.extended_rdatatype(),
        rd.to_text(absolute("example."), True), rd.to_text(absolute("example."), False),
        dns.rdata.GenericRdata(rd.rdclass, rd.rdtype, rd.to_wire(origin=o)).to_text(), attempt(lambda: rd.to_generic(o).to_text()),
    ]


def rdata_text(rdtype, text):
    return facts(dns.rdata.from_text("IN", rdtype, text))


def rdata_origin(rdtype, text, origin, relativize, to):
    rd = dns.rdata.from_text("IN", rdtype, text, absolute(origin), relativize, absolute(to) if to else None)
    return [rd.to_text(), rd.to_wire(origin=dns.name.root)]


def rdata_wire(rdclass, rdtype, wire):
    return facts(dns.rdata.from_wire(rdclass, rdtype, wire, 0, len(wire)))


def rdata_pair(rdtype, a, b):
    x, y = dns.rdata.from_text("IN", rdtype, a), dns.rdata.from_text("IN", rdtype, b)
    order = attempt(lambda: (x > y) - (x < y) if x >= y or x <= y else None)
    return [x == y, x != y, order if not isinstance(order, dict) else None]


# Sets.

def rdatasets(rdtype, a, b):
    def make(texts, ttl):
        return dns.rdataset.from_text_list("IN", rdtype, ttl, texts)
    x, y = make(a, 300), make(b, 60)
    out = [x.to_text(), y.to_text(absolute("a.example.")), len(x), x == y, x != y, [r.to_text() for r in x], x[0] in y, x.match(1, dns.rdatatype.RdataType.make(rdtype), 0)]
    for op in ("union_update", "intersection_update", "update", "difference_update"):
        z = make(a, 300)
        getattr(z, op)(y)
        out.append([z.ttl, [r.to_text() for r in z]])
    z = make(a, 300)
    z.discard(y[0])
    out.append([[r.to_text() for r in z], attempt(lambda: (z.remove(y[0]), [r.to_text() for r in z])[1])])
    z = dns.rrset.from_text_list("a.example.", 300, "IN", rdtype, a)
    out.append([z.to_text(), z.to_text(origin=absolute("example.")), z.to_rdataset().to_text(), z.full_match(absolute("A.example."), 1, dns.rdatatype.RdataType.make(rdtype), 0), z == dns.rrset.from_text_list("A.EXAMPLE.", 5, "IN", rdtype, a)])
    return out


# Messages.

def section(s):
    return [[r.name.to_text(), int(r.rdclass), int(r.rdtype), int(r.covers), r.ttl, int(r.deleting or 0), [x.to_text() for x in r], [x.to_wire(origin=dns.name.root) for x in r]] for r in s]


def shown(m):
    return {
        "text": m.to_text(), "id": m.id, "flags": int(m.flags), "rcode": int(m.rcode()), "opcode": int(m.opcode()), "edns": m.edns, "payload": m.payload,
        "sections": [section(s) for s in m.sections],
        "had_tsig": m.had_tsig,
    }


def message_wire(wire, one_rr, xfr, ignore_trailing, question_only):
    return shown(dns.message.from_wire(wire, one_rr_per_rrset=one_rr, xfr=xfr, ignore_trailing=ignore_trailing, question_only=question_only))


def message_errors(wire):
    m = dns.message.from_wire(wire, continue_on_error=True)
    return [shown(m), sorted(type(e.exception).__name__ for e in m.errors)]


def message_rendered(wire):
    m = dns.message.from_wire(wire)
    return m.to_wire(want_shuffle=False)


def message_text(text):
    m = dns.message.from_text(text)
    out = shown(m)
    if not text.startswith("id"):
        out["id"] = 0
        out["text"] = out["text"].split("\n", 1)[1]
    return out


def chaining(wire):
    m = dns.message.from_wire(wire)
    r = m.resolve_chaining()
    return [r.canonical_name.to_text(), r.answer.to_text() if r.answer else None, r.minimum_ttl, [c.to_text() for c in r.cnames], m.canonical_name().to_text()]


def is_response(a, b):
    return dns.message.from_wire(a).is_response(dns.message.from_wire(b))


def queries(name, rdtype, edns, dnssec):
    m = dns.message.make_query(name, rdtype, "IN", edns if edns >= 0 else None, dnssec, payload=1232 if edns >= 0 else None, flags=dns.flags.RD, id=77)
    r = dns.message.make_response(m, recursion_available=True)
    return [m.to_wire(), m.to_text(), r.to_wire(), r.to_text()]


# Signatures.

def tsig_verify(wire, name, secret, algorithm, now, request_mac):
    key = dns.tsig.Key(name, secret, algorithm)
    import time
    old = time.time
    dns.message.time.time = lambda: now
    try:
        m = dns.message.from_wire(wire, keyring={key.name: key}, request_mac=request_mac)
    finally:
        dns.message.time.time = old
    return [m.had_tsig, m.mac if m.had_tsig else b'', m.tsig[0].fudge if m.had_tsig else 300, m.tsig[0].original_id if m.had_tsig else 0, int(m.tsig_error or 0)]


def keyring(pairs):
    r = dns.tsigkeyring.from_text(pairs)
    return {k: v[1] if isinstance(v, tuple) else v for k, v in dns.tsigkeyring.to_text(r).items()}


# Resolvers.

def tried(conf, name, search):
    r = dns.resolver.Resolver(configure=False)
    r.read_resolv_conf(io.StringIO(conf))
    n = dns.name.from_text(name, None)
    return [
        r.nameservers, r.domain.to_text(), [s.to_text() for s in r.search], r.ndots, r.rotate, r.edns, r.payload, float(r.timeout),
        [x.to_text() for x in r._get_qnames_to_try(n, search)],
    ]


def resolver(port, nameservers=("127.0.0.1",), **settings):
    r = dns.resolver.Resolver(configure=False)
    r.nameservers = list(nameservers)
    r.port = port
    for k, v in settings.items():
        setattr(r, k, v)
    return r


def told(a):
    return {
        "qname": a.qname.to_text(), "type": int(a.rdtype), "class": int(a.rdclass), "canonical": a.canonical_name.to_text(),
        "rrset": a.rrset.to_text() if a.rrset is not None else None, "items": [x.to_text() for x in a] if a.rrset is not None else [],
        "ttl": a.chaining_result.minimum_ttl, "cnames": [c.to_text() for c in a.chaining_result.cnames],
        "len": len(a) if a.rrset is not None else 0, "nameserver": a.nameserver, "expires": a.expiration > 0,
    }


def resolve(port, qname, rdtype, settings=None, **kw):
    settings = dict(settings or {})
    if "search" in settings:
        settings["search"] = [absolute(s) for s in settings["search"]]
    method = kw.pop("method", "resolve")
    return told(getattr(resolver(port, **settings), method)(qname, rdtype, **kw))


def addresses(text):
    reverse = attempt(lambda: dns.reversename.from_address(text).to_text())
    back = group = None
    if not isinstance(reverse, dict):
        back = attempt(lambda: dns.reversename.to_address(absolute(reverse)))
        group = dns.inet.is_multicast(text)
    return [
        attempt(lambda: dns.ipv6.inet_ntoa(dns.ipv6.inet_aton(text))), attempt(lambda: dns.ipv4.inet_ntoa(dns.ipv4.inet_aton(text))),
        reverse, back, group, dns.inet.is_address(text),
    ]


def ecs(text):
    o = dns.edns.ECSOption.from_text(text)
    return [o.to_text(), o.to_wire()]


def option(otype, wire):
    o = dns.edns.option_from_wire(otype, wire, 0, len(wire))
    return [o.to_text(), o.to_wire(), int(o.otype)]


# DNSSEC.

def lines(owner, ttl, rdtype, texts):
    return dns.rrset.from_text_list(owner, ttl, "IN", rdtype, texts)


def policy(name):
    return getattr(dns.dnssec, name) if name else None


def make_ds(name, rdtype, key, digest, pol, validating):
    return dns.dnssec.make_ds(name, dns.rdata.from_text("IN", rdtype, key), digest, policy=policy(pol), validating=validating).to_text()


def ds_sets(owner, keys, digests):
    s = lines(owner, 300, "DNSKEY", keys)
    cds = dns.dnssec.dnskey_rdataset_to_cds_rdataset(owner, s, digests[0])
    return [sorted(x.to_text().split("\n")) for x in (
        dns.dnssec.make_ds_rdataset(s, set(digests)), cds, dns.dnssec.dnskey_rdataset_to_cdnskey_rdataset(s), dns.dnssec.cds_rdataset_to_ds_rdataset(cds),
        dns.dnssec.make_ds_rdataset((absolute(owner), cds), set(digests)))]


def key_id(rdtype, text):
    return dns.dnssec.key_id(dns.rdata.from_text("IN", rdtype, text))


def nsec3_hash(name, salt, iterations, algorithm):
    return dns.dnssec.nsec3_hash(name, salt, iterations, algorithm)


def private(pem):
    from cryptography.hazmat.primitives.serialization import load_pem_private_key
    return load_pem_private_key(pem, None)


def make_dnskey(pem, algorithm, flags):
    return dns.dnssec.make_dnskey(private(pem).public_key(), algorithm, flags).to_text(), dns.dnssec.make_cdnskey(private(pem).public_key(), algorithm, flags).to_text()


def sign(pem, owner, ttl, rdtype, texts, signer, key, inception, expiration, lifetime=None, pol=None):
    return dns.dnssec.sign(lines(owner, ttl, rdtype, texts), private(pem), absolute(signer), dns.rdata.from_text("IN", "DNSKEY", key),
                           inception=inception, expiration=expiration, lifetime=lifetime, verify=True, policy=policy(pol)).to_text()


def validate(owner, ttl, rdtype, texts, sigowner, sigs, signer, keys, now, pol):
    found = {absolute(signer): lines(signer, 300, "DNSKEY", keys).to_rdataset()}
    s = lines(owner, ttl, rdtype, texts)
    one = attempt(lambda: dns.dnssec.validate_rrsig(s, dns.rdata.from_text("IN", "RRSIG", sigs[0]), found, None, now, policy(pol)))
    return [one, attempt(lambda: dns.dnssec.validate(s, lines(sigowner, ttl, "RRSIG", sigs), found, None, now, policy(pol)))]


def timestamp(text):
    return dns.dnssec.to_timestamp(text)


def validate_zone(text, origin):
    z = dns.zone.from_text(text, origin, relativize=False)
    keys = {z.origin: z.get_rdataset(z.origin, "DNSKEY")}
    n = 0
    for name, sigs in z.iterate_rdatasets():
        if sigs.rdtype != dns.rdatatype.RRSIG:
            continue
        for sig in sigs:
            dns.dnssec.validate_rrsig((name, z.get_rdataset(name, sig.type_covered)), sig, keys)
            n += 1
    return n


def patiently(ask):
    """Asks up to three times: a datagram may be lost."""
    for _ in range(2):
        try:
            return ask()
        except dns.exception.Timeout:
            pass
    return ask()
