package diffx

import "iter"

// DiffBytes runs [UnifiedDiff] or [ContextDiff] over lines of bytes, of whatever
// encoding. It is Python's diff_bytes. Go's strings may hold any bytes, so that
// the functions themselves do as well; this one saves the conversions. The error
// is theirs.
func DiffBytes(dfunc func(a, b []string, opts *DiffOptions) (iter.Seq[string], error), a, b [][]byte, opts *DiffOptions) (iter.Seq[[]byte], error) {
	if dfunc == nil {
		return nil, &Error{ErrValue, "nil", "the function must be UnifiedDiff or ContextDiff: nil"}
	}
	diff, err := dfunc(toStrings(a), toStrings(b), opts)
	if err != nil {
		return nil, err
	}
	return func(yield func([]byte) bool) {
		for line := range diff {
			if !yield([]byte(line)) {
				return
			}
		}
	}, nil
}

func toStrings(lines [][]byte) []string {
	list := make([]string, len(lines))
	for i, line := range lines {
		list[i] = string(line)
	}
	return list
}
