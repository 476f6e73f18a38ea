"""What the tests of the resolver and the transports ask of dnspython."""
import ssl


def over_tls(port, name, rdtype, ident, roots, hostname):
    """The response of a server over TLS, as text."""
    context = ssl.create_default_context(cafile=roots)
    q = dns.message.make_query(name, rdtype, id=ident)
    return dns.query.tls(q, "127.0.0.1", 10, port, ssl_context=context, server_hostname=hostname).to_text()
