# What the tests of graphs call: rrd_graph_v by ctypes, because the binding drops
# every floating-point number of its answer. Stands on original.py.


class _Blob(_c.Structure):
    _fields_ = [("size", _c.c_ulong), ("ptr", _c.c_void_p)]


class _Value(_c.Union):
    _fields_ = [("cnt", _c.c_ulong), ("val", _c.c_double), ("text", _c.c_char_p), ("num", _c.c_int), ("blob", _Blob)]


class _Info(_c.Structure):
    pass


_Info._fields_ = [("key", _c.c_char_p), ("type", _c.c_int), ("value", _Value), ("next", _c.POINTER(_Info))]
_L.rrd_graph_v.restype = _c.POINTER(_Info)


def graphv(*args):
    "all that rrd_graph_v says, as a list of keys and values in its order"
    _L.rrd_clear_error()
    first = _L.rrd_graph_v(*_argv("graph", *args))
    try:
        _check(0)
        if not first:
            raise RRDError("")
        got, p = [], first
        while p:
            i, v = p.contents, p.contents.value
            value = [
                lambda: v.val,
                lambda: v.cnt,
                lambda: v.text.decode("utf-8", "surrogateescape"),
                lambda: v.num,
                lambda: _c.string_at(v.blob.ptr, v.blob.size),
            ][i.type]()
            got.append([i.key.decode(), value])
            p = i.next
        return got
    finally:
        if first:
            _L.rrd_info_free(first)
