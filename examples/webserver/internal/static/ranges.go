package static

import (
	"io/fs"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// What becomes of a Range header.
type rangeVerdict int

const (
	rangeServed rangeVerdict = iota
	rangeIgnored
	rangeUnsatisfiable
)

// mostRanges is how many parts one answer has at most: more are an attack, or
// better served whole.
const mostRanges = 16

// judgeRange looks at a Range before net/http does: what is malformed, of another
// unit, overlapping or too much is passed over (RFC 9110, 14.2), and what lies
// beyond the end is refused.
func judgeRange(r *http.Request, size int64) rangeVerdict {
	values := r.Header.Values("Range")
	if len(values) == 0 {
		return rangeServed
	}
	if len(values) > 1 || size == 0 {
		return rangeIgnored
	}
	set, ok := strings.CutPrefix(blank(values[0]), "bytes=")
	if !ok {
		return rangeIgnored
	}
	type span struct{ from, to int64 }
	var spans []span
	beyond := 0
	for part := range strings.SplitSeq(set, ",") {
		part = blank(part)
		if part == "" {
			continue
		}
		first, last, ok := strings.Cut(part, "-")
		from, err := strconv.ParseInt(first, 10, 64)
		to, err2 := strconv.ParseInt(last, 10, 64)
		switch {
		case !ok, first == "" && (err2 != nil || last[0] == '+'), first != "" && (err != nil || first[0] == '+'), last != "" && err2 != nil:
			return rangeIgnored
		case first == "" && to == 0, first != "" && from >= size:
			beyond++
			continue
		case first == "":
			from, to = max(0, size-to), size-1
		case last == "":
			to = size - 1
		case to < from:
			return rangeIgnored
		}
		spans = append(spans, span{from, min(to, size-1)})
	}
	if len(spans)+beyond == 0 || len(spans)+beyond > mostRanges {
		return rangeIgnored
	}
	if len(spans) == 0 {
		return rangeUnsatisfiable
	}
	for i, a := range spans {
		for _, b := range spans[:i] {
			if a.from <= b.to && b.from <= a.to {
				return rangeIgnored
			}
		}
	}
	if beyond > 0 && len(spans) > 0 {
		// net/http would send the last none of its bytes as a part of its own.
		kept := make([]string, len(spans))
		for i, s := range spans {
			kept[i] = strconv.FormatInt(s.from, 10) + "-" + strconv.FormatInt(s.to, 10)
		}
		r.Header.Set("Range", "bytes="+strings.Join(kept, ", "))
	}
	return rangeServed
}

// withoutRange is a request that asks for the whole.
func withoutRange(r *http.Request) *http.Request {
	c := r.Clone(r.Context())
	c.Header.Del("Range")
	c.Header.Del("If-Range")
	return c
}

// fresh reports whether a range that cannot be satisfied is one of the file that
// we have: another precondition would answer before it, and an If-Range of another
// state asks for the whole.
func fresh(r *http.Request, etag string, info fs.FileInfo) bool {
	for _, name := range []string{"If-Match", "If-None-Match", "If-Modified-Since", "If-Unmodified-Since"} {
		if r.Header.Get(name) != "" {
			return false
		}
	}
	v := r.Header.Get("If-Range")
	if v == "" || v == etag {
		return true
	}
	t, err := http.ParseTime(v)
	return err == nil && t.Equal(info.ModTime().Truncate(time.Second))
}

// blank takes off what counts as blank around a part of a field, and no more: what
// net/http would not read must not pass here.
func blank(s string) string { return strings.Trim(s, " \t") }
