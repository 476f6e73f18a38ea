"""What pycurl's Multi says to calls in every state."""
import pycurl


def said(f, *args):
    """What a call came to: nothing, its value, or its error's words."""
    try:
        v = f(*args)
        return "" if v is None else str(v)
    except pycurl.error as e:
        return "%s %s" % e.args if len(e.args) == 2 else e.args[0]


class Stage:
    """Handles and Multis that calls are made of."""

    def __init__(self, urls, multis):
        self.multis = [pycurl.CurlMulti() for _ in range(multis)]
        self.handles = []
        self.inside = []
        self.told = []
        for url in urls:
            c = pycurl.Curl()
            c.setopt(c.URL, url)
            c.setopt(c.WRITEFUNCTION, self.write)
            self.handles.append(c)

    def write(self, data):
        calls, self.inside = self.inside, []
        self.told += [self.call(*x) for x in calls]

    def run(self, m):
        running = 1
        while running:
            _, running = m.perform()
            if running:
                m.select(1)

    def info(self, m, most):
        left, good, bad = m.info_read(*([most] if most else []))
        ended = ["%d 0 " % self.handles.index(c) for c in good] + ["%d %d %s" % (self.handles.index(c), code, text) for c, code, text in bad]
        return "%d left: %s" % (left, sorted(ended))

    def call(self, what, m, h, n):
        multi, handle = self.multis[m], self.handles[h]
        if what == "inside":
            self.inside = n
            self.told = []
            out = said(self.run, multi)
            return "%s %s" % (out, self.told)
        return said({
            "add": lambda: multi.add_handle(handle), "remove": lambda: multi.remove_handle(handle), "run": lambda: self.run(multi),
            "info": lambda: self.info(multi, n), "end": multi.close, "timeout": lambda: str(multi.timeout() >= 0),
            "select": lambda: multi.select(0) * 0 or None, "maxconnects": lambda: multi.setopt(pycurl.M_MAXCONNECTS, n), "perform": handle.perform, "close": handle.close,
            "set": lambda: handle.setopt(pycurl.USERAGENT, "x"), "pause": lambda: handle.pause(n), "reset": handle.reset, "code": lambda: str(handle.getinfo(pycurl.RESPONSE_CODE)),
            "words": handle.errstr,
        }[what])


def multi(urls, multis, calls):
    """Makes calls, and returns what each said."""
    stage = Stage(urls, multis)
    try:
        return [stage.call(*c) for c in calls]
    finally:
        for c in stage.handles:
            c.close()
        for m in stage.multis:
            m.close()
