package diffx_test

import (
	"math/rand/v2"
	"strings"
)

// must is a value whose options are known to be right.
func must[T any](value T, err error) T {
	if err != nil {
		panic(err)
	}
	return value
}

// alphabets are what generated lines are made of: few pieces, so that lines tie.
var alphabets = [][]string{
	{"a", "b", "ab", "aab", "abb", "x  y", "\tq"},
	{"日", "本", "語", "日本", "誤", "テスト", " "},
	{"e\u0301", "e", "\u0301", "é", "a\u0308", "n\u0303o", "ก็", "\u200d", "😀", "👩\u200d🔧"},
	{"listen ", "server ", "80", "443", ";", "  ", "\t", "root /", "www", "{", "}", "#"},
	{"<b>", "&", "\"", " ", "  ", "'", "&amp;", "\t", "x"},
	{" ", "\t", "#", "\u00a0", "\u3000", "\x1c", "a"},
	{"the ", "quick ", "brown ", "fox ", "jumps ", "over ", "lazy ", "dog "},
	{"a", "\x01", "\x00", "+", "-", "^", "?", "\r", "\v", "\u2028"},
}

func pick[T any](rng *rand.Rand, from []T) T { return from[rng.IntN(len(from))] }

func genLine(rng *rand.Rand, alphabet []string) string {
	var s strings.Builder
	if rng.IntN(150) == 0 { // long enough for autojunk within the line
		for n := 190 + rng.IntN(60); s.Len() < n; {
			s.WriteString(pick(rng, alphabet))
		}
		return s.String()
	}
	for range rng.IntN(8) {
		s.WriteString(pick(rng, alphabet))
	}
	return s.String()
}

// genLines are two lists of lines that have something to do with each other.
func genLines(rng *rand.Rand) (a, b []string) {
	alphabet := pick(rng, alphabets)
	ends := "\n"
	switch rng.IntN(6) {
	case 0:
		ends = ""
	case 1:
		ends = "\r\n"
	}
	size := rng.IntN(14)
	if rng.IntN(60) == 0 {
		size = 190 + rng.IntN(60)
	}
	var pool []string
	for range 2 + rng.IntN(8) {
		pool = append(pool, genLine(rng, alphabet))
	}
	line := func() string {
		if rng.IntN(3) == 0 {
			return genLine(rng, alphabet) + ends
		}
		return pick(rng, pool) + ends
	}
	for range size {
		a = append(a, line())
	}
	if rng.IntN(12) == 0 {
		for range rng.IntN(14) {
			b = append(b, line())
		}
		return a, b
	}
	edits := 1 + rng.IntN(6)
	for _, l := range a {
		if rng.IntN(size+1) >= edits {
			b = append(b, l)
			continue
		}
		switch rng.IntN(5) {
		case 0: // gone
		case 1:
			b = append(b, line(), l)
		case 2:
			b = append(b, line())
		default:
			b = append(b, mutate(rng, l, alphabet))
		}
	}
	if len(b) > 0 && rng.IntN(8) == 0 {
		b[len(b)-1] = strings.TrimRight(b[len(b)-1], "\r\n")
	}
	return a, b
}

// mutate changes a character or two of a line.
func mutate(rng *rand.Rand, line string, alphabet []string) string {
	runes := []rune(line)
	for range 1 + rng.IntN(2) {
		at := rng.IntN(len(runes) + 1)
		switch rng.IntN(3) {
		case 0:
			if at < len(runes) && runes[at] != '\n' {
				runes = append(runes[:at:at], runes[at+1:]...)
			}
		case 1:
			runes = append(runes[:at:at], append([]rune(pick(rng, alphabet)), runes[at:]...)...)
		default:
			if at < len(runes) && runes[at] != '\n' {
				runes = append(runes[:at:at], append([]rune(pick(rng, alphabet)), runes[at+1:]...)...)
			}
		}
	}
	return string(runes)
}

// genSequence are two sequences over few numbers, often alike.
func genSequence(rng *rand.Rand) (a, b []int) {
	kinds := 1 + rng.IntN(6)
	size := rng.IntN(20)
	if rng.IntN(12) == 0 {
		size = 180 + rng.IntN(80)
		kinds = 1 + rng.IntN(150)
	}
	for range size {
		a = append(a, rng.IntN(kinds))
	}
	for _, x := range a {
		switch rng.IntN(8) {
		case 0:
		case 1:
			b = append(b, rng.IntN(kinds), x)
		case 2:
			b = append(b, rng.IntN(kinds))
		default:
			b = append(b, x)
		}
	}
	if rng.IntN(3) == 0 && len(b) > 2 { // pieces change places
		at := rng.IntN(len(b))
		b = append(append([]int{}, b[at:]...), b[:at]...)
	}
	return a, b
}
