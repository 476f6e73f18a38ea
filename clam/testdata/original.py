"""What the parity tests ask of pyClamd."""
import io
import os

import pyclamd


def client(where):
    if isinstance(where, str):
        return pyclamd.ClamdUnixSocket(where)
    return pyclamd.ClamdNetworkSocket("127.0.0.1", where)


def plain(result):
    """A result with names as bytes, or None."""
    return None if result is None else {os.fsencode(k): v for k, v in result.items()}


def scan(where, method, name):
    return plain(getattr(client(where), method)(os.fsdecode(name) if isinstance(name, bytes) else name))


def stream(where, data, chunk=4096, filelike=False):
    return client(where).scan_stream(io.BytesIO(data) if filelike else data, chunk_size=chunk)


def facts(where):
    c = client(where)
    return [c.ping(), c.version(), c.EICAR()]


def stats(where):
    return client(where).stats()


def reload(where):
    return client(where).reload()


def shutdown(where):
    return client(where).shutdown()


def agnostic():
    return pyclamd.ClamdAgnostic()


def legacy(where, file, folder):
    if isinstance(where, str):
        pyclamd.init_unix_socket(where)
    else:
        pyclamd.init_network_socket("127.0.0.1", where)
    return [pyclamd.version(), pyclamd.scan_file(file), pyclamd.contscan_file(folder), pyclamd.multiscan_file(folder)]


def legacy_before(name):
    """What a function of the module says before a socket was initialised."""
    kept, pyclamd.pyclamd.socketinst = pyclamd.pyclamd.socketinst, None
    try:
        return getattr(pyclamd, name)(*([] if name == "version" else ["/x"]))
    finally:
        pyclamd.pyclamd.socketinst = kept


made = None


def make(where, timeout=None):
    global made
    if isinstance(where, str):
        made = pyclamd.ClamdUnixSocket(where, timeout=timeout)
    else:
        made = pyclamd.ClamdNetworkSocket("127.0.0.1", where, timeout=timeout)


def ask(method):
    """Asks the client that was made: a value, or the classes of the exception."""
    try:
        if method == "scan_stream":
            return made.scan_stream(b"x")
        return getattr(made, method)(*([] if method in ("ping", "version", "stats", "reload", "shutdown") else ["/x"]))
    except Exception as e:
        return [c.__name__ for c in type(e).__mro__]
