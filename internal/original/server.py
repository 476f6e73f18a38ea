"""The Python half of package original: one request a line in, one answer a line out.

A request is {"f": expression, "a": [arguments], "k": {keyword arguments}} or {"x": source to execute}.
An answer is {"v": value} or {"e": {"class", "mro", "message"}}. Values that JSON cannot carry exactly
travel as an object with a single key that begins with a dollar sign; value.go has the other half.
"""
import base64
import faulthandler
import importlib
import inspect
import json
import math
import os
import sys
import types


def encode(v):
    t = type(v)
    if v is None or t is bool or t is int:
        return v
    if t is str:
        return text(v)
    if t is float:
        return v if math.isfinite(v) else {"$float": repr(v)}
    if t is list:
        return [encode(x) for x in v]
    if t is tuple:
        return {"$tuple": [encode(x) for x in v]}
    if t is bytes or t is bytearray:
        return {"$bytes": base64.b64encode(v).decode()}
    if isinstance(v, dict):
        return {"$dict": [[encode(k), encode(x)] for k, x in v.items()]}
    if isinstance(v, (set, frozenset)):
        return {"$set": [encode(x) for x in v]}
    if isinstance(v, tuple) and hasattr(v, "_fields"):
        return {"$named": [t.__name__, [[f, encode(x)] for f, x in zip(v._fields, v)]]}
    if isinstance(v, bool):
        return bool(v)
    if isinstance(v, int):
        return int(v)
    if isinstance(v, str):
        return text(str(v))
    if isinstance(v, (list, tuple)):
        return [encode(x) for x in v]
    if isinstance(v, BaseException):
        return {"$error": error(v)}
    return {"$object": [t.__module__ + "." + t.__qualname__, text(repr(v))]}


def text(s):
    try:
        s.encode()
    except UnicodeEncodeError:
        return {"$text": base64.b64encode(s.encode("utf-8", "surrogatepass")).decode()}
    return s


def decode(v):
    if type(v) is list:
        return [decode(x) for x in v]
    if type(v) is not dict:
        return v
    (tag, x), = v.items()
    if tag == "$float":
        return float(x)
    if tag == "$bytes":
        return base64.b64decode(x)
    if tag == "$text":
        raw = base64.b64decode(x)
        try:
            return raw.decode("utf-8", "surrogatepass")
        except UnicodeDecodeError:
            return raw.decode("utf-8", "surrogateescape")
    if tag == "$tuple":
        return tuple(decode(y) for y in x)
    if tag == "$set":
        return {decode(y) for y in x}
    if tag == "$dict":
        return {decode(k): decode(y) for k, y in x}
    if tag == "$fields":
        return types.SimpleNamespace(**{k: decode(y) for k, y in x})
    raise ValueError("unknown tag " + tag)


def error(e):
    try:
        message = text(str(e))
    except Exception as again:
        message = "str() of the exception raised %s: %s" % (type(again).__name__, again)
    return {"class": type(e).__name__, "mro": [c.__name__ for c in type(e).__mro__], "message": message}


def cover():
    """Starts coverage.py when the parity run asks for it; returns what to call at the end."""
    folder = os.environ.get("PYOPS_PARITY_DIR")
    if not folder:
        return lambda: None
    try:
        os.getcwd()
    except OSError:
        os.chdir("/")  # a namespace of mounts within a root of its own has no folder to be in, and coverage.py wants one
    import coverage
    modules = os.environ["PYOPS_PARITY_MODULES"].split(",")
    # To find a module in a package, coverage.py imports the package and forgets it again. Compiled modules that can be
    # initialised only once would then fail when they are wanted, so they are loaded before.
    for m in ("cryptography.hazmat.bindings._rust", "bcrypt"):
        try:
            importlib.import_module(m)
        except ImportError:
            pass
    # With branches, coverage.py also records the way into each function, which tells a one-line function that
    # ran from one that was only defined.
    c = coverage.Coverage(data_file=os.path.join(folder, "coverage"), data_suffix=True, config_file=False,
                          cover_pylib=True, source_pkgs=modules, branch=True, messages=False)
    c._warn_no_data = False
    for m in modules:  # a module that coverage.py itself uses is imported anew, so that its top level counts
        sys.modules.pop(m, None)
    c.start()

    def finish():
        c.stop()
        os.umask(0)
        c.save()
    return finish


def public(module):
    """Names that a module defines for its users, and those that its classes define."""
    m = importlib.import_module(module)
    found = []
    for name, value in vars(m).items():
        if name.startswith("_") or inspect.ismodule(value):
            continue
        if inspect.isclass(value) or inspect.isroutine(value):
            if getattr(value, "__module__", None) != module:
                continue
        found.append("%s.%s" % (module, name))
        if inspect.isclass(value):
            found += ["%s.%s.%s" % (module, name, k) for k in vars(value) if not k.startswith("_")]
    return sorted(found)


def main():
    faulthandler.enable()
    sys.set_int_max_str_digits(0)
    requests = os.fdopen(os.dup(0), "rb")
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)  # what the original reads or prints must not touch the protocol
    os.dup2(2, 1)
    finish = cover()
    names = {"__name__": "original", "public": public}
    compiled = {}
    for line in requests:
        request = json.loads(line)
        try:
            if "x" in request:
                exec(compile(request["x"], request["n"], "exec"), names)
                value = None
            else:
                f = request["f"]
                code = compiled.get(f)
                if code is None:
                    code = compiled[f] = compile(f, "<call>", "eval")
                value = eval(code, names)(*decode(request["a"]), **{k: decode(x) for k, x in request.get("k", {}).items()})
            answer = {"v": encode(value)}
        except BaseException as e:
            answer = {"e": error(e)}
        answers.write(json.dumps(answer, allow_nan=False).encode() + b"\n")
        answers.flush()
    finish()


main()
