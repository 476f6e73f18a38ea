"""libcurl's URL interface, which pycurl 7.45 does not give to Python."""
import ctypes
import re

import pycurl

lib = ctypes.CDLL("libcurl-gnutls.so.4" if "GnuTLS" in pycurl.version else "libcurl.so.4")
lib.curl_url.restype = ctypes.c_void_p
lib.curl_url_dup.restype = ctypes.c_void_p
lib.curl_url_dup.argtypes = [ctypes.c_void_p]
lib.curl_url_get.argtypes = [ctypes.c_void_p, ctypes.c_int, ctypes.POINTER(ctypes.c_void_p), ctypes.c_uint]
lib.curl_url_set.argtypes = [ctypes.c_void_p, ctypes.c_int, ctypes.c_char_p, ctypes.c_uint]
lib.curl_url_cleanup.argtypes = [ctypes.c_void_p]
lib.curl_free.argtypes = [ctypes.c_void_p]


def url_part(handle, part, flags):
    """A part, or the number of the error."""
    out = ctypes.c_void_p()
    code = lib.curl_url_get(handle, part, ctypes.byref(out), flags)
    if code:
        return code
    if not out.value:
        return b""  # an empty part, encoded: libcurl 7.88 says that all went well and gives nothing
    text = ctypes.string_at(out)
    lib.curl_free(out)
    return text


def url(sets, flags):
    """The answers to setting parts, [part, value or None, flags] each, and then to asking for all parts.
    Where libcurl is known to be wrong, what it answers and what is owed."""
    told = []
    for how in plain_set, right_set:
        handle = lib.curl_url()
        codes = [how(handle, *s) for s in sets]
        if how is right_set:
            parts = all_parts(handle, flags, whole)
            mend_file(parts, handle)
        else:
            parts = all_parts(handle, flags, url_part)
        lib.curl_url_cleanup(handle)
        told.append([codes, parts])
    return told[0] if told[0] == told[1] else {"theirs": told[0], "owed": told[1]}


def plain_set(handle, part, value, flags):
    return lib.curl_url_set(handle, part, value, flags)


def right_set(handle, part, value, flags):
    """Sets as it should be: a reference that is empty or a fragment alone keeps path and query; a port is digits alone."""
    trial = copy_of(handle)  # to fail to set a part may change others
    code = right_code(trial, part, value, flags) or (bad_host(trial) if part == 0 and value is not None else 0)
    lib.curl_url_cleanup(trial)
    code = code or right_code(handle, part, value, flags)
    if code == 0 and part == 0 and value is not None and b"%" in value:
        read_host(handle)
    return code


def bad_host(handle):
    host = url_part(handle, 5, 0)
    return 21 if isinstance(host, bytes) and b"\x7f" in host else 0  # libcurl takes it when it is encoded


def read_host(handle):
    """Reads a host that was percent-encoded as it is read when it is not: libcurl leaves 1%2e1 a name."""
    host = url_part(handle, 5, 0)
    if isinstance(host, bytes) and re.fullmatch(rb"[0-9a-fA-FxX.]+", host):
        other = lib.curl_url()
        if plain_set(other, 0, b"http://" + host, 0) == 0:
            plain_set(handle, 5, url_part(other, 5, 0), 0)
        lib.curl_url_cleanup(other)


def copy_of(handle):
    copy = lib.curl_url_dup(handle)
    zone = url_part(handle, 10, 0)  # libcurl forgets it
    if isinstance(zone, bytes):
        plain_set(copy, 10, zone, 0)
    return copy


def whole(handle, part, flags):
    """The URL, told by a copy: to tell it changes the host."""
    copy = copy_of(handle)
    told = url_part(copy, part, flags)
    lib.curl_url_cleanup(copy)
    return told


def right_code(handle, part, value, flags):
    if part == 6 and value is not None and not value.isdigit():
        return 4  # libcurl takes blanks and line ends before a port
    if part == 5 and not flags & 128 and value is not None and value[:1] == b"[" and b"]" in value[:-1]:
        return 21  # libcurl takes anything after an IPv6 address with a zone
    base = whole(handle, 0, flags)
    if part != 0 or value is None or not isinstance(base, bytes):
        return plain_set(handle, part, value, flags)
    if value == b"":
        return 0
    plain_set(handle, 9, None, 0)  # libcurl looks for slashes in the fragment of the base
    return relative_code(handle, base.partition(b"#")[0], value, flags)


def relative_code(handle, base, value, flags):
    if value.startswith(b"#"):
        code = plain_set(handle, 0, value, flags)  # libcurl takes path and query away
        if code == 0:
            fragment = url_part(handle, 9, 0)
            code = plain_set(handle, 0, base + (b"#" + fragment if isinstance(fragment, bytes) else b""), flags)
        return code
    scheme, _, rest = base.partition(b"://")
    authority, slash, path = rest.partition(b"?")[0].partition(b"/")
    if path.startswith(b"/") and b"/" not in path[1:] and value[:1] not in (b"/", b"?") and not re.match(rb"[\w+.-]+:", value):
        path, mark, query = value.partition(b"?")
        value = scheme + b"://" + authority + b"//" + odd(path, b"%20") + mark + odd(query, b"+")  # libcurl loses a slash
    return plain_set(handle, 0, value, flags)


def odd(text, blank):
    return b"".join(blank if c == 32 else b"%%%02x" % c if c > 127 else bytes([c]) for c in text)


def all_parts(handle, flags, tell):
    if isinstance(url_part(handle, 5, 0), int):
        flags &= ~(1 << 12)  # libcurl 7.88 crashes on a host that is not there
    return [(url_part if part else tell)(handle, part, flags) for part in range(12)]


def mend_file(parts, handle):
    """The URL of a file as it should be written, with its query."""
    scheme, path, query, fragment = (url_part(handle, part, 0) for part in (1, 7, 8, 9))
    if isinstance(scheme, bytes) and scheme.lower() == b"file" and isinstance(parts[0], bytes):
        parts[0] = b"file://" + path
        if isinstance(query, bytes) and query:
            parts[0] += b"?" + query
        if isinstance(fragment, bytes):
            parts[0] += b"#" + fragment
