package diffx

import (
	"iter"
	"strconv"
	"strings"
)

// Restore gives back one of the lists of lines that [NDiff] or [Differ.Compare]
// compared: 1 is the first, 2 the second. It is Python's restore. For any other
// which, the error is of kind [ErrValue].
func Restore(delta iter.Seq[string], which int) (iter.Seq[string], error) {
	own := "- "
	switch which {
	case 1:
	case 2:
		own = "+ "
	default:
		return nil, &Error{ErrValue, strconv.Itoa(which), "unknown delta choice (must be 1 or 2): " + strconv.Itoa(which)}
	}
	return func(yield func(string) bool) {
		if delta == nil {
			return
		}
		for line := range delta {
			if strings.HasPrefix(line, "  ") || strings.HasPrefix(line, own) {
				if !yield(line[2:]) {
					return
				}
			}
		}
	}, nil
}
