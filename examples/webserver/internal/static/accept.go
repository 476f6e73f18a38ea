package static

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
)

// identity is the encoding that changes nothing.
const identity = "identity"

// accepted lists encodings in the order in which a client wants them by its
// Accept-Encoding (RFC 9110, 12.5.3): by weight, and by our preference where it
// likes several alike. What it refuses is not there; identity is, unless it is
// refused.
func accepted(header string, ours []string) []string {
	weights := map[string]float64{}
	star, starred := 0.0, false
	for part := range strings.SplitSeq(header, ",") {
		name, params, _ := strings.Cut(part, ";")
		name = strings.ToLower(strings.TrimSpace(name))
		if name == "" {
			continue
		}
		q := weight(params)
		if name == "*" {
			star, starred = q, true
			continue
		}
		if name == "x-gzip" {
			name = "gzip"
		}
		weights[name] = q
	}
	weightOf := func(name string) float64 {
		if q, ok := weights[name]; ok {
			return q
		}
		if starred {
			return star
		}
		return 0
	}
	var list []string
	for _, name := range ours {
		if weightOf(name) > 0 {
			list = append(list, name)
		}
	}
	plain := 1.0
	if q, ok := weights[identity]; ok {
		plain = q
	} else if starred && star == 0 {
		plain = 0
	}
	// Nothing said of it, plain comes after everything that was.
	if _, said := weights[identity]; !said && plain > 0 {
		plain = 0.0001
	}
	if plain > 0 {
		list = append(list, identity)
	}
	slices.SortStableFunc(list, func(a, b string) int {
		wa, wb := weightOf(a), weightOf(b)
		if a == identity {
			wa = plain
		}
		if b == identity {
			wb = plain
		}
		return cmp.Compare(wb, wa)
	})
	return list
}

// weight reads ;q=0.5. What is malformed counts as 0, so that nothing is sent that
// was perhaps refused.
func weight(params string) float64 {
	for p := range strings.SplitSeq(params, ";") {
		name, value, _ := strings.Cut(p, "=")
		if !strings.EqualFold(strings.TrimSpace(name), "q") {
			continue
		}
		q, err := strconv.ParseFloat(strings.TrimSpace(value), 64)
		if err != nil || !(q >= 0 && q <= 1) {
			return 0
		}
		return q
	}
	return 1
}
