"""What the differential tests ask of Python's email."""
import email, email.charset, email.encoders, email.errors, email.generator, email.header, email.policy, email.utils
import email.quoprimime, email.base64mime, email.iterators
from email.mime.text import MIMEText
from email.mime.multipart import MIMEMultipart
from email.mime.application import MIMEApplication
from email.mime.image import MIMEImage
from email.mime.audio import MIMEAudio
from email.mime.message import MIMEMessage
from email.mime.base import MIMEBase


def failed(f, *args):
    try:
        return f(*args)
    except Exception as e:
        return "failed"


def header(chunks, name, most, sep):
    def go():
        h = email.header.Header(header_name=name or None)
        for text, charset in chunks:
            h.append(text, charset or None)
        return [h.encode(maxlinelen=None if most == 0 else 0 if most < 0 else most, linesep=sep), str(h)]
    return failed(go)


def field(name, value, most):
    def go():
        m = email.message.Message()
        m[name] = value
        return m.as_bytes(policy=email.policy.compat32.clone(max_line_length=most)).decode("latin-1")
    return failed(go)


def text(text, subtype, charset, name):
    def go():
        m = MIMEText(text, subtype, charset or None)
        m["Subject"] = name
        return [m.as_bytes().decode("latin-1"), m.as_bytes(policy=m.policy.clone(linesep="\r\n")).decode("latin-1"), m.get_payload(decode=True)]
    return failed(go)


def data(kind, data, subtype, encoder):
    def go():
        args = (subtype,) if subtype else ()
        make = {"application": MIMEApplication, "image": MIMEImage, "audio": MIMEAudio}[kind]
        kw = {}
        if encoder:
            kw["_encoder"] = getattr(email.encoders, encoder)
        m = make(data, *args, **kw)
        return [m.as_bytes().decode("latin-1"), m.get_payload(decode=True)]
    return failed(go)


def build(parts, boundary, preamble, epilogue):
    m = MIMEMultipart(boundary=boundary)
    for i, p in enumerate(parts):
        if isinstance(p, bytes):
            part = MIMEApplication(p)
            part.add_header("Content-Disposition", "attachment", filename="f%d.bin" % i)
        elif isinstance(p, str):
            part = MIMEText(p)
        else:
            part = build(p, boundary + "x", None, None)
        m.attach(part)
    m.preamble, m.epilogue = preamble, epilogue
    return m


def multipart(parts, boundary, preamble, epilogue):
    m = build(parts, boundary, preamble, epilogue)
    return [m.as_bytes().decode("latin-1"), m.as_bytes(policy=m.policy.clone(linesep="\r\n")).decode("latin-1")]


def params(steps):
    def go():
        m = email.message.Message()
        for s in steps:
            if s[0] == "set":
                m[s[1]] = s[2]
            elif s[0] == "add":
                m.add_header(s[1], s[2], **{k: v for k, v in s[3]})
            else:
                getattr(m, s[0])(*s[1:])
        # del_param writes the header's name in small letters; here it keeps its name.
        return [[["Content-Type" if k == "content-type" else k, v] for k, v in m.items()], m.get_content_type(), m.get_filename(), m.get_boundary(), m.get_content_charset(), m.get_content_disposition()]
    return failed(go)


def shown(m):
    payload = m.get_payload(decode=True)
    return {
        "type": m.get_content_type(), "keys": m.keys(), "unixfrom": m.get_unixfrom() or "", "parts": [shown(p) for p in m.get_payload()] if m.is_multipart() else [],
        "preamble": m.preamble, "epilogue": m.epilogue, "defects": [[type(d).__name__, (d.line or "").encode("utf-8", "surrogateescape")] for d in m.defects if "Base64" not in type(d).__name__],
        "payload": payload, "filename": m.get_filename(), "charset": m.get_content_charset(),
    }


def fallible(m):
    try:
        return [m.as_bytes(), m.as_bytes(policy=m.policy.clone(linesep="\r\n"))]
    except Exception:
        return "failed"


def parsed(data):
    m = email.message_from_bytes(data)
    try:
        s = shown(m)
    except Exception as e:
        s = "failed"
    return [s, fallible(m)]


def decode_header(value):
    def go():
        return [[b.encode("raw-unicode-escape") if isinstance(b, str) else b, c or ""] for b, c in email.header.decode_header(value)]
    return failed(go)


def parsedate(s):
    def go():
        d = email.utils.parsedate_to_datetime(s)
        import datetime
        if d.tzinfo is None:
            d = d.replace(tzinfo=datetime.timezone.utc)
        return [int(d.timestamp()), int(d.utcoffset().total_seconds())]
    return failed(go)


def quo_body(s, n):
    return email.quoprimime.body_encode(s, n)


def words_of(d):
    """What a defect of a header says, without the piece of the header that it shows."""
    import re
    if not type(d) in (email.errors.InvalidHeaderDefect, email.errors.ObsoleteHeaderDefect, email.errors.HeaderMissingRequiredValue):
        return ""
    text = re.split(r",? but found (?!only)|: HeaderParseError| InvalidParameter\(", str(d))[0]
    text = re.sub(r"(?s)contains name \(.*\) but", "contains name but", text)
    return "Unexpected text after the id" if text.startswith("Unexpected ") else text


def folds_comments():
    """Whether a comment that is folded keeps its parentheses."""
    import email.headerregistry
    h = email.headerregistry.HeaderRegistry()("To", "a@b.c (" + "long words " * 9 + ")")
    return ")" in h.fold(policy=email.policy.default)


def structured(name, value, raw, folds):
    """A header as email.headerregistry reads it, and as EmailPolicy folds it; "no sense" where the original stumbles."""
    import email.headerregistry
    if raw:
        value = value.encode("utf-8", "surrogateescape").decode("ascii", "surrogateescape")
    try:
        h = email.headerregistry.HeaderRegistry()(name, value)
        got = {"str": str(h), "defects": [[type(d).__name__, words_of(d)] for d in h.defects]}
        if hasattr(h, "groups"):
            got["groups"] = [[g.display_name, [[a.display_name, a.username, a.domain, str(a)] for a in g.addresses]] for g in h.groups]
        if hasattr(h, "datetime"):
            d = h.datetime
            got["date"] = None if d is None else [d.isoformat()]
        if hasattr(h, "params"):
            got["params"] = [[k, v] for k, v in h.params.items()]
        for a in ("content_type", "content_disposition", "cte", "version"):
            if hasattr(h, a):
                got[a] = getattr(h, a) or ""
        got["folds"] = []
        for most, utf8, sep in folds:
            p = email.policy.default.clone(max_line_length=None if most < 0 else most, utf8=utf8, linesep=sep)
            try:
                got["folds"].append(h.fold(policy=p).encode("utf-8", "surrogateescape").decode("latin-1"))
            except email.errors.HeaderParseError:
                got["folds"].append("failed")
        return got
    except (RecursionError, IndexError, AttributeError, UnboundLocalError, AssertionError, TypeError, ValueError, email.errors.HeaderParseError) as e:
        return "no sense"


def policy_of(o):
    return email.policy.default.clone(linesep=o.linesep, cte_type="7bit" if o.seven else "8bit", utf8=o.utf8, refold_source=o.refold, max_line_length=o.most or None)


def content_kw(o, text):
    kw = {}
    for name in ("cte", "disposition", "filename", "cid"):
        if getattr(o, name):
            kw[name] = getattr(o, name)
    if o.params:
        kw["params"] = {k: v for k, v in o.params}
    if o.headers:
        kw["headers"] = o.headers
    if text:
        kw["subtype"] = o.subtype or "plain"
        kw["charset"] = o.charset or "utf-8"
    elif o.subtype:
        kw["subtype"] = o.subtype
    return kw


def email_message(steps, options):
    """An EmailMessage built by steps, and what is asked of it."""
    policy = policy_of(options)

    def build(steps):
        m = email.message.EmailMessage(policy)
        for s in steps:
            what, args = s[0], s[1:]
            if what == "set":
                m[args[0]] = args[1]
                continue
            if what == "make":
                getattr(m, "make_" + args[0])(boundary=args[1] or None)
                continue
            to = m
            if what.startswith("html_"):
                what, to = what[5:], m.get_body(("html",))
            content, o = args
            kw = content_kw(o, isinstance(content, str))
            if isinstance(content, bytes):
                main, sub = o.ctype.split("/")
                kw["maintype"], kw["subtype"] = main, sub
            elif isinstance(content, list):
                content = build(content)
            getattr(to, what)(content, **kw)
        return m

    def tell(m):
        n = 0
        for p in m.walk():
            if p.get_content_maintype() == "multipart" and p.get_boundary() is None:
                p.set_boundary("B%d" % n)
                n += 1
        body = m.get_body()
        parts = []
        for p in m.walk():
            try:
                c = p.get_content()
                if isinstance(c, email.message.Message):
                    c = "a message"
            except KeyError:
                c = None
            except AttributeError:
                c = ""
            parts.append([p.get_content_type(), p.get_filename(), p.get_content_disposition(), p.is_attachment(), c])
        try:
            attachments = [p.get_content_type() for p in m.iter_attachments()]
        except IndexError:
            attachments = []  # of a multipart/related without parts
        out = [m.as_bytes().decode("latin-1"), m.as_string(), parts, body.get_content_type() if body is not None else None,
               attachments, [p.get_content_type() for p in m.iter_parts()]]
        # What was written is read, and written again.
        again = email.message_from_bytes(m.as_bytes(), policy=policy)
        out.append([again.as_bytes().decode("latin-1"), [[k, str(v)] for k, v in again.items()]])
        return out

    return failed(lambda: tell(build(steps)))


def decoded(data, modern, linesep):
    """What DecodedGenerator writes of a message that is read."""
    import io
    policy = (email.policy.default if modern else email.policy.compat32).clone(linesep=linesep)
    m = email.message_from_bytes(data, policy=policy)
    out = io.StringIO()
    failed(lambda: email.generator.DecodedGenerator(out, False, policy=policy).flatten(m))
    lines = list(email.iterators.body_line_iterator(m)), list(email.iterators.body_line_iterator(m, decode=False))
    return [out.getvalue(), lines[1], [p.get_content_type() for p in email.iterators.typed_subpart_iterator(m, "text", "plain")]]


def policy_hooks(name, value, modern, refold, most):
    p = email.policy.default.clone(refold_source=refold) if modern else email.policy.compat32
    p = p.clone(max_line_length=most)
    def lone(f):
        r = failed(f)
        return r if r == "failed" else r.decode("latin-1") if isinstance(r, bytes) else r
    return [p.header_max_count(name) or 0, lone(lambda: p.fold(name, value)), lone(lambda: p.fold_binary(name, value)), lone(lambda: str(p.header_fetch_parse(name, value))),
            list(p.header_source_parse([name + ": " + value + "\n"])), failed(lambda: p.header_store_parse(name, value)[0])]


def message_steps(steps):
    """A Message after some steps, written and asked."""
    def go():
        m = email.message.Message()
        for s in steps:
            if s[0] == "set":
                m[s[1]] = s[2]
            elif s[0] == "del":
                del m[s[1]]
            else:
                getattr(m, s[0])(*s[1:])
        c = m.get_charset()
        return [m.as_bytes(unixfrom=True).decode("latin-1"), m.as_string(), str(c) if c else None, m.get_charsets(""), m.get_all("x", []), m.get_default_type(), m.get_content_maintype(), m.get_content_subtype(),
                m.get_payload(decode=True), m.is_multipart(), "Subject" in m, len(m)]
    return failed(go)
