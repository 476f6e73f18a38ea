package diffx

import "iter"

// DiffBytes runs [UnifiedDiff] or [ContextDiff] over lines of bytes, of whatever
// encoding. It is Python's diff_bytes. Go's strings may hold any bytes, so that
// the functions themselves do as well; this one saves the conversions.
func DiffBytes(dfunc func(a, b []string, opts *DiffOptions) iter.Seq[string], a, b [][]byte, opts *DiffOptions) iter.Seq[[]byte] {
	return func(yield func([]byte) bool) {
		for line := range dfunc(toStrings(a), toStrings(b), opts) {
			if !yield([]byte(line)) {
				return
			}
		}
	}
}

func toStrings(lines [][]byte) []string {
	list := make([]string, len(lines))
	for i, line := range lines {
		list[i] = string(line)
	}
	return list
}
