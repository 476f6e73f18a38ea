"""Transfers as pycurl makes them, and what can be seen of them."""
import io

import pycurl

INFOS = ("RESPONSE_CODE HEADER_SIZE REQUEST_SIZE SIZE_DOWNLOAD SIZE_UPLOAD CONTENT_LENGTH_DOWNLOAD CONTENT_LENGTH_UPLOAD "
         "INFO_FILETIME FTP_ENTRY_PATH NUM_CONNECTS CONDITION_UNMET CONTENT_TYPE EFFECTIVE_URL PRIMARY_IP REDIRECT_COUNT").split()


def transfers(steps):
    """Makes transfers one after the other: of a step with "same" on the handle of the one before."""
    c, seen = None, []
    for step in steps:
        if not step["same"] or c is None:
            if c is not None:
                c.close()
            c = pycurl.Curl()
        else:
            c.reset()
        seen.append(transfer(c, step))
    if c is not None:
        c.close()
    return seen


def transfer(c, step):
    body, headers, debug, error = io.BytesIO(), [], [], [0, ""]
    c.setopt(c.URL, step["url"])
    c.setopt(c.WRITEFUNCTION, body.write)
    c.setopt(c.HEADERFUNCTION, headers.append)
    c.setopt(c.VERBOSE, 1)
    c.setopt(c.DEBUGFUNCTION, lambda kind, text: debug.append([kind, text]) if kind in (1, 2) else None)
    c.setopt(c.TIMEOUT, 20)
    data = step["data"]
    try:
        if data is not None:
            c.setopt(c.UPLOAD, 1)
            c.setopt(c.READFUNCTION, io.BytesIO(data).read)
        for name, value in step["options"].items():
            c.setopt(getattr(pycurl, name), value)
        c.perform()
    except pycurl.error as e:
        error = list(e.args)
    info = {}
    for name in INFOS:
        value = c.getinfo(getattr(pycurl, name))
        info[name] = int(value) if isinstance(value, float) else value
    return {"code": error[0], "message": error[1], "body": body.getvalue(), "headers": headers,
            "sent": [t for k, t in debug if k == 2], "replies": [t for k, t in debug if k == 1], "info": info}
