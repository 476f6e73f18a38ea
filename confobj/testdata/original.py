"""What the parity tests ask of ConfigObj and validate."""
import io
import os
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


def file(c):
    return {"values": dump(c), "initial": c.initial_comment, "final": c.final_comment, "indent": c.indent_type,
            "newlines": c.newlines, "encoding": c.encoding, "BOM": c.BOM, "written": attempt(lambda: written(c)),
            "lines": attempt(lambda: c.write() if c.encoding is None and not c.BOM else None)}


def parse(infile, options):
    """infile is bytes for a stream, or a list of lines."""
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


def got(lines, options):
    """Everything that reading a configuration's values gives, references put in."""
    c = ConfigObj(lines, **options)
    out = []

    def visit(s):
        for k in s.scalars:
            out.append(attempt(lambda: s[k]))
            out.append(attempt(lambda: s.as_list(k)))
        out.append(attempt(lambda: s.dict()))
        out.append(attempt(lambda: [value(v) for v in s.values()]))
        out.append(attempt(lambda: [k for k, v in s.items()]))
        out.append({"str": attempt(lambda: str(s))})
        for k in s.sections:
            visit(plain(s, k))
    visit(c)
    return out


def numbers(lines):
    c = ConfigObj(lines, interpolation=False)
    return [[attempt(lambda: c.as_bool(k)), attempt(lambda: c.as_int(k)), attempt(lambda: c.as_float(k))] for k in c.scalars]


def write(values, options):
    def make():
        c = ConfigObj(**options)
        for k, v in values.items():
            c[k] = v
        return [dump(c), attempt(lambda: written(c)), attempt(c.write)]
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
    v = validator()
    return [attempt(lambda: v.check(text, value, missing)), attempt(lambda: v.get_default_value(text))]


def verdict(res):
    """The result of validate, with exceptions as class and text."""
    if isinstance(res, dict):
        return {k: verdict(v) for k, v in res.items()}
    if isinstance(res, Exception):
        return raised(res)
    return res


def state(s):
    return [list(s.defaults), dict(s.default_values), list(s.extra_values), [[k, state(plain(s, k))] for k in s.sections]]


def validated(lines, spec, options, arguments):
    def run():
        c = ConfigObj(lines, configspec=spec, **options)
        res = c.validate(validator(), **arguments)
        out = {"result": verdict(res), "values": dump(c), "state": state(c), "written": attempt(lambda: written(c)),
               "flat": attempt(lambda: [[p, k, verdict(e)] for p, k, e in sorted(configobj.flatten_errors(c, res), key=lambda x: (x[0], x[1] or ""))]),
               "extra": [[list(p), k] for p, k in configobj.get_extra_values(c)],
               "str": attempt(lambda: str(c))}
        out["restored"] = attempt(lambda: (c.restore_defaults(), dump(c), state(c))[1:])
        return out
    return attempt(run)


def simple(value, missing):
    return attempt(lambda: configobj.SimpleVal().check("", value, missing))
