"""Forms as pycurl sends them, and as libcurl does whose mime interface pycurl 7.45 does not give to Python."""
import ctypes
import subprocess
import sys

import pycurl

lib = ctypes.CDLL("libcurl-gnutls.so.4" if "GnuTLS" in pycurl.version else "libcurl.so.4")
PTR = ctypes.c_void_p
for name in "curl_easy_init", "curl_mime_init", "curl_mime_addpart", "curl_slist_append":
    getattr(lib, name).restype = PTR


def form(url, fields, more=()):
    """Posts fields; returns 0 or the error's number."""
    c = pycurl.Curl()
    try:
        c.setopt(c.URL, url)
        c.setopt(c.USERAGENT, "x")
        c.setopt(c.TIMEOUT, 60)
        for option, value in more:
            c.setopt(option, value)
        c.setopt(c.HTTPPOST, [(name, value if isinstance(value, (str, bytes)) else tuple(value)) for name, value in fields])
        c.perform()
        return 0
    except pycurl.error as e:
        return e.args[0]
    finally:
        c.close()


def form_again(url, fields, headers, auth):
    """Posts fields, and follows; with auth there is a user too."""
    return form(url, fields, [(pycurl.HTTPHEADER, headers), (pycurl.FOLLOWLOCATION, 1)] + ([(pycurl.USERPWD, "u:p"), (pycurl.HTTPAUTH, auth)] if auth else []))


def form_aside(url, fields, stdin):
    """Posts fields from another process, which has its own standard input."""
    program = """
import pycurl, sys
c = pycurl.Curl()
c.setopt(c.URL, sys.argv[1])
c.setopt(c.HTTPPOST, [(name, tuple(value)) for name, value in eval(sys.argv[2])])
try:
    c.perform()
except pycurl.error as e:
    sys.exit(e.args[0])
"""
    return subprocess.run([sys.executable, "-c", program, url, repr(fields)], input=stdin.encode()).returncode


def build(easy, mime, parts):
    for steps in parts:
        part = PTR(lib.curl_mime_addpart(PTR(mime)))
        for kind, value in steps:
            if kind == "data":
                code = lib.curl_mime_data(part, value, ctypes.c_size_t(len(value)))
            elif kind == "headers":
                lines = None
                for line in value:
                    lines = lib.curl_slist_append(PTR(lines), line)
                code = lib.curl_mime_headers(part, PTR(lines), 1)
            elif kind == "subparts":
                sub = lib.curl_mime_init(PTR(easy))
                code = build(easy, sub, value) or lib.curl_mime_subparts(part, PTR(sub))
            else:
                code = getattr(lib, "curl_mime_" + kind)(part, value)
            if code:
                return code
    return 0


def mime(url, parts):
    """Posts parts, [what to set, value] each; returns 0 or the error's number."""
    easy = lib.curl_easy_init()
    root = lib.curl_mime_init(PTR(easy))
    code = build(easy, root, parts)
    if code == 0:
        lib.curl_easy_setopt(PTR(easy), pycurl.URL, url.encode())
        lib.curl_easy_setopt(PTR(easy), pycurl.USERAGENT, b"x")
        lib.curl_easy_setopt(PTR(easy), 10269, PTR(root))
        code = lib.curl_easy_perform(PTR(easy))
    lib.curl_easy_cleanup(PTR(easy))
    lib.curl_mime_free(PTR(root))
    return code
