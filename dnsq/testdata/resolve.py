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
