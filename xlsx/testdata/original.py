import datetime
import decimal
import fractions
import io
import json
import os
import re
import warnings
import zipfile

import xlsxwriter


def value(v, objects, root):
    """What a recorded program means by a value of JSON."""
    if isinstance(v, list):
        return [value(x, objects, root) for x in v]
    if not isinstance(v, dict):
        return v
    if "$ref" in v:
        return objects[v["$ref"]]
    if "$d" in v:
        return datetime.date.fromisoformat(v["$d"])
    if "$dt" in v:
        return datetime.datetime.fromisoformat(v["$dt"])
    if "$t" in v:
        return datetime.time.fromisoformat(v["$t"])
    if "$td" in v:
        return datetime.timedelta(seconds=v["$td"])
    if "$f" in v:
        return float(v["$f"])
    if "$dec" in v:
        return decimal.Decimal(v["$dec"])
    if "$frac" in v:
        return fractions.Fraction(v["$frac"])
    if "$input" in v:
        return os.path.join(root, v["$input"])
    return {k: value(x, objects, root) for k, x in v.items()}


def run(program, root=""):
    """Carry out a program: what each call returned, and the parts of the file."""
    out = io.BytesIO()
    objects, codes = {}, []
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for op in json.loads(program):
            args = [value(x, objects, root) for x in op.get("a") or []]
            kwargs = {k: value(x, objects, root) for k, x in (op.get("k") or {}).items()}
            if "new" in op:
                options = dict(args[1]) if len(args) > 1 else {}
                if not options.get("constant_memory"):
                    options["in_memory"] = True
                objects[op["id"]] = xlsxwriter.Workbook(out, options)
                codes.append(0)
                continue
            try:
                r = getattr(objects[op["o"]], op["m"])(*args, **kwargs)
            except Exception as e:
                codes.append(type(e).__name__)
                continue
            if "r" in op:
                objects[op["r"]] = r
            codes.append(r if isinstance(r, int) and not isinstance(r, bool) else 0)
    return codes, parts(out)


created = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")


def parts(out):
    """The parts of a file as text, without the time at which it was made."""
    all = {}
    if out.getbuffer().nbytes == 0:
        return all
    with zipfile.ZipFile(out) as z:
        for name in z.namelist():
            data = z.read(name)
            try:
                text = data.decode("utf-8")
            except UnicodeDecodeError:
                text = data.hex()
            if name == "docProps/core.xml":
                text = created.sub("", text)
            all[name] = text
    return all


def order(program):
    """The names of the parts in the order of the file."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    book.add_worksheet()
    book.close()
    return zipfile.ZipFile(out).namelist()


def piece(program, part, pattern):
    """What a pattern finds in a part of a file."""
    codes, all = run(program)
    if part == "codes":
        return [str(c) for c in codes]
    return re.findall(pattern, all.get(part, "no such part"))
