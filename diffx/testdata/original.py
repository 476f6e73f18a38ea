"""What the parity tests ask of difflib and filecmp."""
import contextlib
import difflib
import filecmp
import html
import io
import os
import sys

# A line is wrapped by recursion, once a row: divergences_test.go pins what the usual limit comes to.
sys.setrecursionlimit(5000)

JUNK = {
    "": None,
    "blank": difflib.IS_CHARACTER_JUNK,
    "line": difflib.IS_LINE_JUNK,
    "never": lambda x: False,
    "always": lambda x: True,
    "a": lambda x: x[:1] == "a",
    "vowel": lambda x: x in ("a", "e", "\u3042", "1"),
    "small": lambda x: x < 2,
}


def matcher(a, b, junk, autojunk, bounds, n):
    """Everything that a SequenceMatcher tells."""
    m = difflib.SequenceMatcher(JUNK[junk], a, b, autojunk)
    out = {"longest": [list(m.find_longest_match(*w)) for w in bounds]}
    out["quick"] = m.quick_ratio()
    out["real_quick"] = m.real_quick_ratio()
    out["b2j"] = sorted([k, v] for k, v in m.b2j.items())
    out["bjunk"] = sorted(m.bjunk)
    out["bpopular"] = sorted(m.bpopular)
    out["fullbcount"] = sorted([k, v] for k, v in m.fullbcount.items())
    out["blocks"] = [list(x) for x in m.get_matching_blocks()]
    out["opcodes"] = [list(c) for c in m.get_opcodes()]
    other = difflib.SequenceMatcher(JUNK[junk], a, b, autojunk)  # get_grouped_opcodes cuts its opcodes short
    out["grouped"] = [[list(c) for c in g] for g in other.get_grouped_opcodes(n)]
    out["ratio"] = m.ratio()
    m.set_seq1(b)
    out["swapped"] = [m.ratio(), m.quick_ratio(), [repr(x) for x in m.get_matching_blocks()][:3]]
    m.set_seq2(a)
    out["both"] = [repr(c) for c in m.get_opcodes()]
    return out


def diffs(a, b, o):
    """Every form of difference between two lists of lines."""
    names = o["names"]
    out = {}
    out["unified"] = list(difflib.unified_diff(a, b, *names, o["n"], o["lineterm"]))
    out["context"] = list(difflib.context_diff(a, b, *names, o["n"], o["lineterm"]))
    delta = list(difflib.ndiff(a, b, JUNK[o["linejunk"]], JUNK[o["charjunk"]]))
    out["ndiff"] = delta
    d = difflib.Differ(JUNK[o["linejunk"]], JUNK[o["differ"]])
    out["differ"] = list(d.compare(a, b))
    out["restore"] = [list(difflib.restore(delta, w)) for w in (1, 2)]
    difflib.HtmlDiff._default_prefix = o["prefix"]
    h = difflib.HtmlDiff(o["tabsize"], o["wrap"], JUNK[o["linejunk"]], JUNK[o["charjunk"]])
    out["table"] = h.make_table(a, b, names[0], names[1], o["context"], o["numlines"])
    out["file"] = h.make_file(a, b, names[1], names[0], not o["context"], o["numlines"], charset=o["charset"])
    out["plain"] = difflib.HtmlDiff().make_table(a, b)
    return out


def opcodes_and_unified(a, b):
    m = difflib.SequenceMatcher(None, a, b, False)
    return [list(c) for c in m.get_opcodes()], list(difflib.unified_diff(a, b))


class Windowed(difflib.Differ):
    """The rule of Python 3.14 in the plainest form: each line of b takes the most similar line of a around it."""

    def _fancy_replace(self, a, alo, ahi, b, blo, bhi):
        pairs, free = [], alo
        for j in range(blo, bhi):
            near = [i for i in range(free, ahi) if abs((i - alo) - (j - blo)) <= 10]
            if not near:
                break
            ratios = [difflib.SequenceMatcher(self.charjunk, a[i], b[j]).ratio() for i in near]
            if max(ratios) > 0.74999:
                i = near[ratios.index(max(ratios))]
                pairs.append((i, j))
                free = i + 1
        i, j = alo, blo
        for x, y in pairs + [(ahi, bhi)]:
            if i < x and j < y:
                yield from self._plain_replace(a, i, x, b, j, y)
            else:
                yield from self._dump("-", a, i, x)
                yield from self._dump("+", b, j, y)
            if x < ahi and y < bhi:
                # Two lines alone are told by the original, whose rule for the pair is the same.
                yield from difflib.Differ(None, self.charjunk).compare([a[x]], [b[y]])
            i, j = x + 1, y + 1


def windowed(a, b, charjunk):
    return list(Windowed(None, JUNK[charjunk]).compare(a, b))


def diff_bytes(context, a, b, *names):
    return list(difflib.diff_bytes(difflib.context_diff if context else difflib.unified_diff, a, b, *names))


def blanks():
    """The characters that are blank to str.isspace, and to IS_LINE_JUNK's regular expression."""
    every = [c for c in range(0x110000) if not 0xD800 <= c < 0xE000]
    return [[c for c in every if chr(c).isspace()], [c for c in every if difflib.IS_LINE_JUNK(chr(c))],
            [c for c in every if difflib.IS_CHARACTER_JUNK(chr(c))]]


def prefixes(n):
    difflib.HtmlDiff._default_prefix = 0
    return [difflib.HtmlDiff().make_table(["a"], ["b"]) for _ in range(n)]


def readlines(data):
    return io.TextIOWrapper(io.BytesIO(data), "utf-8", "surrogateescape").readlines()


def raw(x):
    if isinstance(x, str):
        return os.fsencode(x)
    if isinstance(x, (list, tuple)):
        return [raw(y) for y in x]
    if isinstance(x, dict):
        return [[raw(k), raw(v)] for k, v in sorted(x.items())]
    return x


def attempt(f):
    try:
        return f()
    except Exception as e:
        return "error: " + type(e).__name__


def cmp(f1, f2, shallow):
    return attempt(lambda: filecmp.cmp(os.fsdecode(f1), os.fsdecode(f2), shallow))


def cached():
    return len(filecmp._cache)


def cmpfiles(a, b, common, shallow):
    return raw(filecmp.cmpfiles(os.fsdecode(a), os.fsdecode(b), [os.fsdecode(c) for c in common], shallow))


LISTS = ("right_only", "left_list", "right_list", "common", "left_only", "common_funny", "common_dirs", "common_files",
         "funny_files", "same_files", "diff_files")


def printed(f):
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        f()
    return out.getvalue().encode("utf-8", "surrogateescape")


def dircmp(a, b, ignore, hide):
    def one(d):
        return [raw([d.left, d.right])] + [raw(getattr(d, name)) for name in LISTS] + [
            [[raw(name), one(sub)] for name, sub in sorted(d.subdirs.items(), key=lambda i: os.fsencode(i[0]))]]

    def make():
        return filecmp.dircmp(os.fsdecode(a), os.fsdecode(b), ignore, hide)
    return {
        "tree": attempt(lambda: one(make())),
        "report": attempt(lambda: printed(make().report)),
        "partial": attempt(lambda: printed(make().report_partial_closure)),
        "full": attempt(lambda: printed(make().report_full_closure)),
        "closure": attempt(lambda: make().phase4_closure()),
    }


def demo(*args):
    sys.argv = ["filecmp"] + [os.fsdecode(a) for a in args]
    return printed(filecmp.demo)


# Where difflib and filecmp are wrong: an answer, and what is owed.

def told(f):
    """A value, or the class of the exception."""
    try:
        return f()
    except Exception as e:
        return type(e).__name__


def grouped_twice(a, b):
    """The first step, after it was asked for in groups; and before, which is the same step."""
    m, fresh = difflib.SequenceMatcher(None, a, b), difflib.SequenceMatcher(None, a, b)
    list(m.get_grouped_opcodes(1))
    return {"theirs": repr(m.get_opcodes()[0]), "owed": repr(fresh.get_opcodes()[0])}


def set_again(a, b, first):
    """The ratio after the first element of b has changed and b was set again; and that of the lists as they are."""
    m = difflib.SequenceMatcher(None, a, b)
    b[0] = first
    m.set_seq2(b)
    return {"theirs": m.ratio(), "owed": difflib.SequenceMatcher(None, a, b).ratio()}


def refused(f):
    """What comes of a negative number, which Python has no words for."""
    return {"theirs": told(f), "owed": "ValueError"}


def negative_unified(a, b, n):
    return refused(lambda: list(difflib.unified_diff(a, b, n=n))[2])


def negative_context(a, b, n):
    return refused(lambda: list(difflib.context_diff(a, b, n=n))[3])


def negative_groups(a, b, n):
    return refused(lambda: len(list(difflib.SequenceMatcher(None, a, b).get_grouped_opcodes(n))))


def negative_wrap(n):
    return refused(lambda: difflib.HtmlDiff(wrapcolumn=n).make_table(["x"], ["x"]).count("<tr>"))


def negative_lines(n):
    return refused(lambda: difflib.HtmlDiff().make_table(["a"], ["b"], context=True, numlines=n).count("<tr>"))


def wrap(line, column, limit=1000):
    usual = sys.getrecursionlimit()
    sys.setrecursionlimit(limit)
    try:
        return difflib.HtmlDiff(wrapcolumn=column).make_table([line], [line])
    finally:
        sys.setrecursionlimit(usual)


def wrapped(n, column):
    """The rows of a line of n characters, which takes a call a row."""
    return {"theirs": told(lambda: wrap("x" * n, column).count("<tr>")), "owed": wrap("x" * n, column, 20_000).count("<tr>")}


def described(text):
    """How a description stands above its column."""
    def above(text):
        table = difflib.HtmlDiff().make_table(["a"], ["b"], fromdesc=text)
        return table.split('class="diff_header">')[1].split("</th>")[0]
    return {"theirs": above(text), "owed": above(html.escape(text).replace("&#x27;", "&#39;").replace("&quot;", "&#34;"))}


def apart(a, b):
    """cmp of two files of one size; and what it is when times count to the nanosecond."""
    x, y = os.stat(a), os.stat(b)
    same = x.st_size == y.st_size and (x.st_mtime_ns == y.st_mtime_ns or open(a, "rb").read() == open(b, "rb").read())
    return {"theirs": filecmp.cmp(a, b), "owed": same}


@contextlib.contextmanager
def default(function, **changed):
    """Python functions with other defaults than theirs: newer Pythons have parameters for what they hand on."""
    names = function.__code__.co_varnames[:function.__code__.co_argcount]
    usual = function.__defaults__
    values = dict(zip(names[-len(usual):], usual))
    values.update(changed)
    function.__defaults__ = tuple(values.values())
    try:
        yield
    finally:
        function.__defaults__ = usual


def without_autojunk(a, b, word, words):
    with default(difflib.SequenceMatcher.__init__, autojunk=False):
        difflib.HtmlDiff._default_prefix = 0
        return {
            "unified": list(difflib.unified_diff(a, b)),
            "context": list(difflib.context_diff(a, b)),
            "ndiff": list(difflib.ndiff(a, b)),
            "table": difflib.HtmlDiff().make_table(a, b),
            "close": difflib.get_close_matches(word, words),
        }


def deep_dircmp(a, b, ignore, hide):
    with default(filecmp.cmpfiles, shallow=False):
        return dircmp(a, b, ignore, hide)
