"""A request signed by libcurl, whose option for that pycurl 7.45 does not know."""
import ctypes

import pycurl

lib = ctypes.CDLL("libcurl-gnutls.so.4" if "GnuTLS" in pycurl.version else "libcurl.so.4")
lib.curl_easy_init.restype = ctypes.c_void_p
lib.curl_easy_setopt.argtypes = [ctypes.c_void_p, ctypes.c_int, ctypes.c_char_p]
lib.curl_easy_perform.argtypes = [ctypes.c_void_p]
lib.curl_easy_cleanup.argtypes = [ctypes.c_void_p]
lib.curl_slist_append.restype = ctypes.c_void_p
lib.curl_slist_append.argtypes = [ctypes.c_void_p, ctypes.c_char_p]


def sign(url, scheme, user, headers, fields):
    """Makes the request; the number of its error."""
    handle = lib.curl_easy_init()
    lines = None
    for line in headers:
        lines = lib.curl_slist_append(lines, line.encode())
    options = [(10002, url), (10305, scheme), (10005, user)]
    if fields is not None:
        options.append((10165, fields))
    codes = [lib.curl_easy_setopt(handle, number, value.encode()) for number, value in options]
    if lines:
        codes.append(lib.curl_easy_setopt(handle, 10023, ctypes.cast(lines, ctypes.c_char_p)))
    code = next((c for c in codes if c), 0) or lib.curl_easy_perform(handle)
    lib.curl_easy_cleanup(handle)
    return code
