"""What the tests of the resolver and the transports ask of dnspython."""
import ssl


def over_tls(port, name, rdtype, ident, roots, hostname):
    """The response of a server over TLS, as text."""
    context = ssl.create_default_context(cafile=roots)
    q = dns.message.make_query(name, rdtype, id=ident)
    return dns.query.tls(q, "127.0.0.1", 10, port, ssl_context=context, server_hostname=hostname).to_text()


def outlast(port, servers, qname, rdtype, settings, kw):
    """What resolving came to and how many seconds it took."""
    import time
    settings = dict(settings)
    if settings.pop("cache", False):
        settings["cache"] = dns.resolver.Cache()
    if "search" in settings:
        settings["search"] = [absolute(s) for s in settings["search"]]
    r = resolver(port, servers, **settings)
    start = time.monotonic()
    out = attempt(lambda: told(r.resolve(qname, rdtype, **kw)))
    took = time.monotonic() - start
    if r.cache is not None:
        out = [out, attempt(lambda: told(r.resolve(qname, rdtype, **kw)))]
    return [out, took]


def cache_script(kind, size, ops):
    """What a cache says through a row of operations. Times are from now on."""
    import time
    import types
    c = dns.resolver.Cache(1e-9) if kind == "clean" else dns.resolver.Cache() if kind == "cache" else dns.resolver.LRUCache(size)
    now = time.time()
    out = []

    def key(i):
        return (absolute("n%d.example." % i if i % 2 else "N%d.EXAMPLE." % i), 1 + i % 3, 1)

    for case in ops:
        op, i, seconds = case.op, case.i, case.seconds
        if op == "get":
            a = c.get((absolute("n%d.Example." % i), 1 + i % 3, 1))
            out.append(a.tag if a else None)
        elif op == "put":
            c.put(key(i), types.SimpleNamespace(expiration=now + seconds, tag="%d/%d" % (i, seconds)))
        elif op == "flush":
            c.flush(key(i))
        elif op == "flush all":
            c.flush()
        elif op == "size":
            c.set_max_size(i)
        elif op == "hits for":
            out.append(c.get_hits_for_key(key(i)))
        elif op == "reset":
            c.reset_statistics()
        s = c.get_statistics_snapshot()
        out.append([len(c.data), c.hits(), c.misses(), s.hits, s.misses])
    return out


def by_default(port, name, address, zone):
    """The functions of the module, with a default resolver of the test."""
    dns.resolver.default_resolver = resolver(port, search=[absolute("example.test.")])
    try:
        return [
            attempt(lambda: told(dns.resolver.resolve(name))),
            attempt(lambda: told(dns.resolver.query("web", "AAAA"))),
            attempt(lambda: told(dns.resolver.resolve_address(address))),
            attempt(lambda: dns.resolver.canonical_name(name).to_text()),
            attempt(lambda: dns.resolver.zone_for_name(zone).to_text()),
            dns.resolver.get_default_resolver().port,
        ]
    finally:
        dns.resolver.default_resolver = None


def system_resolver():
    dns.resolver.default_resolver = None
    r = dns.resolver.get_default_resolver()
    dns.resolver.default_resolver = None
    return [r.nameservers, r.domain.to_text(), [s.to_text() for s in r.search], r.ndots, r.rotate, r.cache is None]


def zone_of(port, name, relative):
    n = dns.name.from_text(name, None) if relative else name
    return dns.resolver.zone_for_name(n, resolver=resolver(port, nameservers=["127.0.0.1"])).to_text()


def alias_of(port, name):
    return resolver(port).canonical_name(name).to_text()


def sum_of_missing(port, a, b):
    """Two NXDOMAINs and their sum."""
    found = []
    for names in (a, b):
        r = resolver(port, search=[absolute(n) for n in names])
        try:
            r.resolve("gone", search=True)
        except dns.resolver.NXDOMAIN as e:
            found.append(e)
    both = found[0] + found[1]
    return [
        str(both), [n.to_text() for n in both.qnames()], sorted(n.to_text().lower() for n in both.responses()),
        [int(both.response(n).rcode()) for n in both.qnames()], both.canonical_name.to_text(),
    ]


def query_seen(port, settings):
    """The query that a resolver sends, as the server gave it back in a TXT."""
    r = resolver(port)
    if settings == "edns":
        r.use_edns(0, dns.flags.DO, 1400, [dns.edns.GenericOption(65001, b"abc")])
    elif settings == "no edns":
        r.use_edns(0)
        r.use_edns(None)
    elif settings == "edns by truth":
        r.use_edns(True)
    elif settings == "flags":
        r.set_flags(dns.flags.RD | dns.flags.CD)
    elif settings == "no flags":
        r.set_flags(0)
    return list(r.resolve("a.example.", "TXT"))[0].to_text()


def enum_query(port, number, domains):
    return told(dns.e164.query(number, domains, resolver(port)))


def parts_of(port, name):
    a = resolver(port).resolve(name)
    sixth = attempt(lambda: a[5].to_text())
    return [
        a[0].to_text(), [x.to_text() for x in a], len(a), a.name.to_text(), a.ttl, None if isinstance(sixth, dict) else sixth,
        [x.to_text() for x in a[0:1]], a.qname.to_text(), int(a.rdtype), int(a.rdclass),
    ]


def ask(how, port, where, ident, timeout, kw):
    """What a function of dns.query came to."""
    q = dns.message.make_query("a.example.", "A", id=ident)
    r = getattr(dns.query, how)(q, where, timeout=timeout, port=port, **kw)
    used = r[1] if isinstance(r, tuple) else None
    r = r[0] if isinstance(r, tuple) else r
    return [r.to_text(), [s.to_text() for s in r.answer], used]


def resolve_signed(port, tcp, lifetime):
    r = resolver(port, timeout=lifetime, lifetime=lifetime)
    r.use_tsig({absolute("k.example."): b"secret"}, "k.example.", "hmac-sha512")
    a = r.resolve("a.example.", tcp=tcp)
    return [told(a), a.response.had_tsig]


def made(filename=None, nameservers=None, hostname=None):
    """A resolver of a file or of servers, on a host of that name."""
    old = dns.resolver.socket.gethostname
    if hostname is not None:
        dns.resolver.socket.gethostname = lambda: hostname
    try:
        r = dns.resolver.Resolver(filename) if filename else dns.resolver.Resolver(configure=False)
    finally:
        dns.resolver.socket.gethostname = old
    if nameservers is not None:
        r.nameservers = nameservers
    return [r.nameservers, r.domain.to_text(), [n.to_text() for n in r._get_qnames_to_try(dns.name.from_text("web", None), True)]]


def of_name(name):
    """What reverse names and ENUM names make of a name."""
    n = absolute(name)
    return [attempt(lambda: dns.reversename.to_address(n)), attempt(lambda: dns.e164.to_e164(n))]


def zone_in_time(port, name):
    return dns.resolver.zone_for_name(name, lifetime=10, resolver=resolver(port)).to_text()
