"""What the parity tests ask of ConfigObj and validate."""
import io
import os
import re
import tempfile

import configobj
import validate
from configobj import ConfigObj, Section

plain = dict.__getitem__


def raised(e):
    return {"error": type(e).__name__, "text": str(e)}


def attempt(f):
    """A value, or class and text of the exception."""
    try:
        return f()
    except Exception as e:
        return raised(e)


def value(v):
    return dump(v) if isinstance(v, Section) else v


def dump(s):
    """A section as it stands, with its order and comments. An absent inline comment may be None."""
    return [[[k, plain(s, k), s.comments[k], s.inline_comments[k] or ""] for k in s.scalars],
            [[k, dump(plain(s, k)), s.comments[k], s.inline_comments[k] or ""] for k in s.sections]]


def written(c, section=None):
    out = io.BytesIO()
    c.write(out)
    return out.getvalue()


def both(c, how):
    """What the original writes and, where that does not read back, what is owed."""
    theirs = attempt(lambda: how(c))
    owed = attempt(lambda: careful(c, how))
    kind = "literals" if c.unrepr else "without lists" if not c.list_values else "lone carriage return" if c.newlines == "\r" else "quotes"
    return differing(theirs, owed, kind)


def differing(theirs, owed, kind):
    """An answer, or where another one is owed, both."""
    same = theirs == owed and repr(theirs) == repr(owed)
    return theirs if same else {"kind": kind, "theirs": theirs, "owed": owed}


def careful(c, how):
    """What how(c) writes, each key in the first form that ConfigObj itself reads as that key and value."""
    options = {"list_values": c.list_values, "unrepr": c.unrepr, "write_empty_values": c.write_empty_values, "interpolation": False, "_inspec": c._inspec}

    def read(text):
        try:
            return ConfigObj(list(io.BytesIO((text + "\n").encode())), **options)
        except Exception:
            return None

    def back(text, key, value):
        r = read(text)
        if r is None or r.scalars != [key] or r.sections or r.comments[key] or r.initial_comment or r.final_comment:
            return False
        return repr(plain(r, key)) == repr(value) if c.unrepr else plain(r, key) == value

    def key_forms(key):
        forms = []
        try:
            forms.append(c._quote(key, multiline=False))
        except configobj.ConfigObjError:
            pass
        return [f for f in forms if not f.startswith("\ufeff")] + quoted(key)

    def quoted(text):
        return ['"%s"' % text] if '"' not in text else ["'%s'" % text] if "'" not in text else []

    def value_forms(value):
        if c.unrepr:
            return [literal(value)], value
        if isinstance(value, (list, tuple)):
            texts = [v if isinstance(v, str) or not c.stringify else str(v) for v in value]
            if not c.list_values:
                form = ", ".join(texts) + ("," if len(texts) < 2 else "")
                return [form], form
            form = c._quote(value)
            strict = [q for t in texts for q in quoted(t)]
            return [form] + ([", ".join(strict) + ("," if len(texts) < 2 else "")] if len(strict) == len(texts) else []), texts
        first = c._quote(value)
        text = value if isinstance(value, str) else str(value)
        forms = ["" if text == "" and not c.list_values else first]
        return forms + quoted(text) + [q + text + q for q in ("'''", '"""') if q not in text], text

    def line(indent, key, value, comment):
        forms, text = value_forms(value)
        for k in key_forms(key):
            for f in forms:
                if back(indent + k + " = " + f + comment, key, text):
                    return indent + k + " = " + f + comment
        fits = lambda forms, text: any(back(k + " = " + f, key, text) for k in key_forms(key) for f in forms)
        if not fits(["1"], 1 if c.unrepr else "1"):
            refused = key
        elif fits(forms, text):
            raise ValueError("the comment %r would be read as part of the value, or as a line of its own" % comment.strip())
        else:
            refused = str(value)
        raise configobj.ConfigObjError('Value "%s" cannot be safely quoted.' % refused)

    def marker(indent, depth, name, comment):
        for k in key_forms(name):
            text = "[" * depth + k + "]" * depth + comment
            r = read("".join("[" * d + "s" + "]" * d + "\n" for d in range(1, depth)) + text) if "\n" not in text else None
            for _ in range(1, depth):
                r = plain(r, "s") if r is not None and r.sections == ["s"] else None
            if r is not None and r.sections == [name] and not r.scalars:
                return indent + text
        raise configobj.ConfigObjError('Value "%s" cannot be safely quoted.' % name)

    ends = c.newlines
    c._write_line, c._write_marker = line, marker
    if ends == "\r":
        c.newlines = "\n"
    try:
        return how(c)
    finally:
        c.newlines = ends
        del c._write_line, c._write_marker


def literal(value):
    """repr() whose floats can be read."""
    if isinstance(value, float) and value in (float("inf"), float("-inf")):
        return "-1e999" if value < 0 else "1e999"
    if isinstance(value, (list, tuple)):
        items = [literal(v) for v in value]
        if isinstance(value, list):
            return "[" + ", ".join(items) + "]"
        return "(" + ", ".join(items) + (",)" if len(items) == 1 else ")")
    if isinstance(value, dict) and value:
        return "{" + ", ".join(literal(k) + ": " + literal(v) for k, v in value.items()) + "}"
    return repr(value)


def file(c):
    return {"values": dump(c), "initial": c.initial_comment, "final": c.final_comment, "indent": c.indent_type,
            "newlines": c.newlines, "encoding": c.encoding, "BOM": c.BOM, "written": both(c, written),
            "lines": both(c, lambda c: c.write()) if c.encoding is None and not c.BOM else None}


def parse(reading):
    """What is read is bytes for a stream, or a list of lines."""
    infile, options = reading.infile, reading.options
    if isinstance(infile, bytes):
        infile = io.BytesIO(infile)
    try:
        return file(ConfigObj(infile, **options))
    except configobj.ConfigObjError as e:
        out = raised(e)
        out["errors"] = [[type(x).__name__, str(x), x.line_number, x.line] for x in getattr(e, "errors", [e])]
        if hasattr(e, "config"):
            out["values"] = dump(e.config)
        return out
    except Exception as e:
        return raised(e)


class Text(str):
    """A DEFAULT that is no section, in which nothing is found."""

    def get(self, key):
        return None


class List(list):
    def get(self, key):
        return None


def unaware(s):
    """Has a search go past each DEFAULT that is no section."""
    for k in s.scalars:
        if k == "DEFAULT":
            v = plain(s, k)
            dict.__setitem__(s, k, Text(v) if isinstance(v, str) else List(v))
    for k in s.sections:
        unaware(plain(s, k))


def no_text(f):
    """f(), with a reference to what is no text told as an InterpolationError, and one to a section as one to nothing."""
    try:
        return f()
    except TypeError as e:
        found, frame = {}, e.__traceback__
        while frame:
            if frame.tb_frame.f_code.co_name == "recursive_interpolate":
                found = frame.tb_frame.f_locals
            frame = frame.tb_next
        if isinstance(found["value"], Section):
            raise configobj.MissingInterpolationOption(found["key"])
        raise configobj.InterpolationError('option "%s" is no string and cannot be interpolated.' % found["key"])


def got(case):
    """Everything that reading a configuration's values gives, references put in."""
    c, right = ConfigObj(case.lines, **case.options), ConfigObj(case.lines, **case.options)
    unaware(right)
    out = []

    def add(kind, f, *sections):
        how = c.interpolation
        theirs = attempt(lambda: f(sections[0]))
        c.interpolation = how  # which a failure may have switched off
        out.append(differing(theirs, attempt(lambda: no_text(lambda: f(sections[1]))), kind))

    def shown(s):
        def text(k):
            v = plain(s, k)
            if isinstance(v, Section):
                return shown(v)
            try:
                return repr(no_text(lambda: s[k]))
            except configobj.InterpolationError:
                return repr(v)
        return "{" + ", ".join("%r: %s" % (k, text(k)) for k in s.scalars + s.sections) + "}"

    def visit(s, r):
        for k in s.scalars:
            add("references", lambda s: s[k], s, r)
            add("references", lambda s: s.as_list(k), s, r)
        add("references", lambda s: s.dict(), s, r)
        add("references", lambda s: [value(v) for v in s.values()], s, r)
        add("references", lambda s: [k for k, v in s.items()], s, r)
        out.append({"str": differing(attempt(lambda: str(s)), shown(r), "references")})
        c.interpolation = right.interpolation
        for k in s.sections:
            visit(plain(s, k), plain(r, k))
    visit(c, right)
    return out


def from_file(case):
    """A file that is read, changed, written (with care) and read again."""
    def run():
        c = ConfigObj(case.name, default_encoding="utf-8", interpolation=False)
        out = file(c)
        del out["lines"]  # with a name, write() writes the file

        def again():
            c["new"] = "x"
            careful(c, lambda c: c.write())
            with open(case.name, "rb") as f:
                after = f.read()
            c["new"] = "lost"
            c.reload()
            return [after, dump(c), c.filename == case.name]
        return [out, attempt(again)]
    return attempt(run)


def numbers(lines):
    c = ConfigObj(lines, interpolation=False)
    return [[attempt(lambda: c.as_bool(k)), attempt(lambda: c.as_int(k)), attempt(lambda: c.as_float(k))] for k in c.scalars]


def write(case):
    def make():
        c = ConfigObj(**case.options)
        for k, v in case.values.items():
            c[k] = v
        return [dump(c), both(c, written), both(c, lambda c: c.write())]
    return attempt(make)


def operate(lines, steps):
    """A configuration after each of some operations, by name."""
    c = ConfigObj(lines, interpolation=False)
    out = []
    for path, name, args in steps:
        s = c
        for p in path:
            s = plain(s, p) if p in s else None
            if not isinstance(s, Section):
                s = None
                break
        if s is None:
            out.append("nowhere")
            continue
        out.append([attempt(lambda: OPERATIONS[name](s, *args)), dump(c)])
    out.append(written(c))
    return out


def popitem(s):
    k, v = s.popitem()
    return [k, value(v)]


def drop(s, k):
    del s[k]


def put(s, k, v):
    s[k] = v


def clear(s):
    s.clear()


OPERATIONS = {
    "get": lambda s, k: value(s[k]), "getor": lambda s, k, d: value(s.get(k, d)), "set": put, "delete": drop,
    "pop": lambda s, k: value(s.pop(k)), "popor": lambda s, k, d: value(s.pop(k, d)), "popitem": popitem,
    "setdefault": lambda s, k, d: value(s.setdefault(k, d)), "update": lambda s, d: s.update(d), "merge": lambda s, d: s.merge(d),
    "rename": lambda s, a, b: s.rename(a, b), "clear": clear, "has": lambda s, k: k in s, "len": lambda s: len(s),
    "keys": lambda s: list(s.keys()) and [list(s), list(s.iterkeys())], "dict": lambda s: s.dict(),
    "items": lambda s: [[k, value(v)] for k, v in s.items()] + [[k, value(v)] for k, v in s.iteritems()],
    "values": lambda s: [value(v) for v in s.values()] + [value(v) for v in s.itervalues()],
    "str": lambda s: str(s),
}


def unrepr(text):
    v = configobj.unrepr(text)
    return [v, repr(v), type(v).__name__]


def validator():
    def shout(value, mark="!"):
        if not isinstance(value, str):
            raise validate.VdtTypeError(value)
        return value.upper() + mark

    def refuse(value):
        raise validate.VdtValueError(value)
    return validate.Validator({"shout": shout, "refuse": refuse})


def check(text, value, missing):
    """By 5.0.8; and by the rule of the versions since, which want no bracket in a name (CVE-2023-26112)."""
    def by(v):
        return [attempt(lambda: v.check(text, value, missing)), attempt(lambda: v.get_default_value(text))]
    later = validator()
    later._func_re = re.compile(r"([^\(\)]+?)\((.*)\)", re.DOTALL)
    return differing(by(validator()), by(later), "checks")


def verdict(res):
    """The result of validate, with exceptions as class and text."""
    if isinstance(res, dict):
        return {k: verdict(v) for k, v in res.items()}
    if isinstance(res, Exception):
        return raised(res)
    return res


def state(s):
    return [list(s.defaults), dict(s.default_values), list(s.extra_values), [[k, state(plain(s, k))] for k in s.sections]]


def without_defaults(c, spec):
    """Takes the defaults from the checks of values in whose place c has sections: with one, validate() fails on them."""
    for k in spec.scalars:
        if k in c.sections and isinstance(plain(spec, k), str):
            dict.__setitem__(spec, k, plain(spec, k).split("(")[0])
    for k in c.sections:
        below = k if k in spec.sections else "__many__" if "__many__" in spec.sections else None
        if below is not None:
            without_defaults(plain(c, k), plain(spec, below))


def validated(case):
    def run(careful=False):
        c = ConfigObj(case.lines, configspec=case.spec, **case.options)
        if careful:
            without_defaults(c, c.configspec)
        res = c.validate(validator(), **case.arguments)
        out = {"result": verdict(res), "values": dump(c), "state": state(c), "written": both(c, written),
               "flat": attempt(lambda: [[p, k, verdict(e)] for p, k, e in sorted(configobj.flatten_errors(c, res), key=lambda x: (x[0], x[1] or ""))]),
               "extra": [[list(p), k] for p, k in configobj.get_extra_values(c)],
               "str": attempt(lambda: str(c))}
        out["restored"] = attempt(lambda: (c.restore_defaults(), dump(c), state(c))[1:])
        return out
    theirs = attempt(run)
    if theirs.get("error") != "AttributeError":
        return theirs
    return differing(theirs, attempt(lambda: run(True)), "sections as values")


def simple(value, missing):
    return attempt(lambda: configobj.SimpleVal().check("", value, missing))
