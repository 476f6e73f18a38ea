package dnsq

import (
	"strconv"
	"strings"
)

// A code is a number of the protocol that has a name.
type code interface{ ~uint8 | ~uint16 }

// codeText is a code's name, or its number after a prefix.
func codeText[C code](names map[C]string, prefix string, c C) string {
	if name, ok := names[c]; ok {
		return name
	}
	return prefix + strconv.Itoa(int(c))
}

// byName turns a table of names round.
func byName[C code](names map[C]string) map[string]C {
	codes := make(map[string]C, len(names))
	for c, name := range names {
		codes[name] = c
	}
	return codes
}

// codeFromText reads a name, or a prefix and a number up to most. Case does not
// matter. Errors call it what.
func codeFromText[C code](what string, codes map[string]C, prefix, text string, most int, unknown error) (C, error) {
	upper := strings.ToUpper(text)
	if c, ok := codes[upper]; ok {
		return c, nil
	}
	if rest, ok := strings.CutPrefix(upper, prefix); ok && allDigits(rest) {
		n, err := strconv.Atoi(rest)
		if err != nil || n > most {
			return 0, failOn(ErrValue, what+" must be between >= 0 and <= "+strconv.Itoa(most), text)
		}
		return C(n), nil
	}
	return 0, failOn(unknown, "", text)
}
