package confobj_test

import (
	"math/rand/v2"
	"strings"

	"github.com/pyops-go/pyops/confobj"
)

func pick(rng *rand.Rand, from ...string) string { return from[rng.IntN(len(from))] }

// randomValue is what may stand behind "key = ", most of it hostile. The
// original's time doubles with each comma, so there are few.
func randomValue(rng *rand.Rand) string {
	var b strings.Builder
	for range rng.IntN(7) {
		b.WriteString(pick(rng, "a", "b c", "x", "1", ",", ", ", " ,", `"`, "'", `"a"`, "'b'", `"a, b"`, "#", " # c", " ", "\t", "=", "[", "]", "\u00a0", "\u2028",
			"é", "日本", `"""`, "'''", "\\", "%(a)s", "$a", ";", ":", "\x0c", "''", `""`, "😀"))
	}
	return b.String()
}

func randomKey(rng *rand.Rand) string {
	switch rng.IntN(10) {
	case 0:
		return pick(rng, `"k 1"`, "'k'", `"k=1"`, "'k=2'", `"`, "'k", "k]", "[k", "k'", `k"`, `"k"x`, "é", "k k", "", " ", "k#", "#k", "k,", `"a" "b"`, "'''k'''", "\u00a0", "''")
	}
	return pick(rng, "a", "b", "c", "key", "name", "x1", "DEFAULT")
}

func randomMarker(rng *rand.Rand) string {
	name := pick(rng, "s", "t", "u", "a", "DEFAULT")
	if rng.IntN(5) == 0 {
		name = pick(rng, `"s t"`, "'t'", "s t", `"`, "'", `" "`, `"""`, "s]", "[s", "s#", `"s#"`, `"s]"`, "", " ", "é", "s]t", "s][t", `"a" b`, "'a]b'", "\u00a0")
	}
	open := rng.IntN(4)
	if open == 0 {
		open = 1
	}
	close := open
	if rng.IntN(10) == 0 {
		close = rng.IntN(4)
	}
	gap := func() string { return pick(rng, "", "", "", "", " ", "\t") }
	line := ""
	for range open {
		line += "[" + gap()
	}
	line += name
	for range close {
		line += gap() + "]"
	}
	return line + pick(rng, "", "", "", " ", " # c", "# ]", " x", "#")
}

func randomLine(rng *rand.Rand) string {
	indent := pick(rng, "", "", "", "    ", "\t", " ", "  ", "\u00a0")
	switch rng.IntN(12) {
	case 0:
		return indent + pick(rng, "", "# c", "#", "#c # d", "  ", "\x0c", "\u2028")
	case 1, 2:
		return indent + randomMarker(rng)
	case 3:
		return indent + randomValue(rng)
	case 4:
		q := pick(rng, `"""`, "'''")
		return indent + randomKey(rng) + " = " + q + randomValue(rng) + pick(rng, "\n", "\n", "") + randomValue(rng) + q + pick(rng, "", "", " # c", " x", "'", `"`)
	case 5, 6, 7:
		return indent + pick(rng, "a", "b", "c", "d", "e", "f", "g") + " = " + pick(rng, "1", "x y", "a, b", `"q"`, "yes", "") + pick(rng, "", "", " # c")
	}
	return indent + randomKey(rng) + pick(rng, " = ", "=", " =", "= ", "\t=\u00a0", "=\x0c") + randomValue(rng)
}

// randomFile is the text of a configuration, with line endings of all kinds.
func randomFile(rng *rand.Rand) string {
	var b strings.Builder
	ending := pick(rng, "\n", "\n", "\n", "\r\n", "\r")
	n := rng.IntN(9)
	for i := range n {
		b.WriteString(randomLine(rng))
		if rng.IntN(12) == 0 {
			b.WriteString(pick(rng, "\r", "\r\n", "\n", "\n\r", "\r\r\n", "\v", "\x1c", "\u0085", "\u2029"))
		} else if i < n-1 || rng.IntN(3) > 0 {
			b.WriteString(ending)
		}
	}
	return b.String()
}

func randomOptions(rng *rand.Rand) confobj.ConfigObjOptions {
	var o confobj.ConfigObjOptions
	o.Interpolation = confobj.Interpolation(rng.IntN(3))
	o.NoListValues = rng.IntN(5) == 0
	o.RaiseErrors = rng.IntN(6) == 0
	o.WriteEmptyValues = rng.IntN(5) == 0
	if rng.IntN(5) == 0 {
		indent := pick(rng, "", "\t", "  ", "    ")
		o.IndentType = &indent
	}
	if rng.IntN(15) == 0 {
		o.Inspec = true
	}
	return o
}
