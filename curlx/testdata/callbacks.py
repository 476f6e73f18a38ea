"""What pycurl tells by its callbacks, by errstr and in the file of cookies."""
import io
import os
import re

import pycurl


def told(options, jar):
    """Makes a transfer: code and errstr, what DEBUGFUNCTION was given, and XFERINFOFUNCTION without what it was given twice."""
    c = pycurl.Curl()
    debug, progress, body = [], [], io.BytesIO()
    c.setopt(c.USERAGENT, "x")
    c.setopt(c.WRITEFUNCTION, lambda b: body.write(b) and None)
    c.setopt(c.VERBOSE, 1)
    c.setopt(c.DEBUGFUNCTION, lambda kind, text: debug.append([kind, bytes(text)]))
    c.setopt(c.NOPROGRESS, 0)
    c.setopt(c.XFERINFOFUNCTION, lambda *n: None if progress[-1:] == [list(n)] else progress.append(list(n)))
    c.setopt(c.TIMEOUT, 20)
    if jar:
        c.setopt(c.COOKIEJAR, jar)
    for name, value in options.items():
        if name == "READDATA":
            value = io.BytesIO(value.encode())
        if name == "REFUSE":
            name, value = value, lambda b: 0
        c.setopt(getattr(pycurl, name), value)
    code = 0
    try:
        c.perform()
    except pycurl.error as e:
        code = e.args[0]
    errstr = c.errstr()
    c.close()
    text = ""
    if jar and os.path.exists(jar):
        with open(jar) as f:
            text = f.read()
    return [code, errstr, debug, progress, text]


def cookies(url):
    """What INFO_COOKIELIST has after a transfer."""
    c = pycurl.Curl()
    c.setopt(c.URL, url)
    c.setopt(c.COOKIEFILE, "")
    c.setopt(c.WRITEFUNCTION, lambda b: None)
    c.perform()
    return c.getinfo(c.INFO_COOKIELIST)
