package confobj_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/pyops-go/pyops/confobj"
	"github.com/pyops-go/pyops/internal/original"
)

var literals = []string{
	"", "1", "-1", "+1", "--1", "- 1", "-(1)", "01", "00", "0_0", "1_000", "1__0", "1_", "0x1f", "0X_1F", "0x", "0b101", "0b2", "0o17", "0o8", "1.", ".5", "1e5", "1E-5", "1e", "1_0.0_1e1_0", "1e400",
	"1j", "1.5J", "1+2j", "1-2j", "-1+2j", "2j+1", "1+2", "1+-2j", "-1-0j", "01j", "010.5", "-2j", "1 + 2j", "(1)+2j", "99999999999999999999999", "-99999999999999999999999", "1e16", "123456789012345678.0", "1e-5", "0.0001", "1e22",
	"'a'", `"a"`, "'a' 'b'", `'a'"b"`, "r'a\\n'", "b'x'", "b'\\xff\\101'", "b'a' 'b'", "b'é'", "u'x'", "ub'x'", "rb'\\n'", "f'x'", `'\n\t\\\'\"\a\b\f\v\r'`, `'\x41\101\0\8'`, `'\u00e9\U0001F600'`, `'\q'`, `'\x4'`, `'\u12'`, `'\ud800'`,
	"'''a\nb'''", `"""a"b"""`, "'a", "'a\nb'", "'a\\\nb'", "r'\\''", "'''a\r\nb'''",
	"[]", "[1]", "[1,]", "[1, 2]", "[,]", "[1 2]", "()", "(1)", "(1,)", "(1, 2)", "1,", "1, 2", "1, 2,", ",", "{}", "{1}", "{1, 1.0, True}", "{'a': 1}", "{'a': 1,}", "{'a': 1, 'a': 2}", "{1: 2, 3}", "{1, 2: 3}", "{[]: 1}", "{(1,): 2}", "{([],): 1}", "set()", "set( )", "set(1)", "{1: {2: [3, (4, 'x')]}}",
	"None", "True", "False", "true", "x", "x.y", "__import__('os')", "-True", "not 1", "1 if 1 else 2", "[x for x in ()]", "lambda: 1", "1 # c", "# c", "[1, # c\n 2]", " 1", "\t1", "\n1", "\n 1", "1\n", "1\n\n", "1\n2", "1\n ", "1;", "1 \\\n", "1\\\n+2j", "\x00", "é", "1é", "'é'", "*[1]", "[*[1]]", "{**{}}",
	"[" + strings.Repeat("[", 50) + strings.Repeat("]", 50) + "]", strings.Repeat("[", 300) + strings.Repeat("]", 300), "1.2.3", "1_j", "0xfj", "0x_", "nan", "inf", "-nan", "[1, [2, ['a', None]]]",
}

// notLiterals are what ast.literal_eval reads and Unrepr refuses, with why.
var notLiterals = map[string]string{
	"...":        "Ellipsis has no counterpart in Go",
	`'\ud800'`:   "half a surrogate pair is no text in Go",
	`'\N{DASH}'`: "characters by name would take Unicode's table of names",
}

func TestParityUnrepr(t *testing.T) {
	py := startConfigObj(t)
	for text, why := range notLiterals {
		_, ours := confobj.Unrepr(text)
		_, theirs := py.Call("configobj.unrepr", text)
		if !errors.Is(ours, confobj.ErrUnrepr) || (theirs != nil) != (text == `'\N{DASH}'`) {
			t.Errorf("%q: %v here, %v there: not any more what the table says (%s)", text, ours, theirs, why)
		}
	}
	compareLiterals(t, py, literals)
}

func TestParityUnreprGenerated(t *testing.T) {
	rng := original.Rand(t)
	texts := make([]string, original.Rounds(t, 3000))
	for i := range texts {
		texts[i] = randomLiteral(rng, 3)
		if rng.IntN(3) == 0 {
			r := []rune(texts[i])
			if len(r) > 0 {
				r[rng.IntN(len(r))] = []rune(`'"()[]{},:+-# 01eEjx_.\nru`)[rng.IntN(26)]
			}
			texts[i] = string(r)
		}
	}
	compareLiterals(t, startConfigObj(t), texts)
}

func randomLiteral(rng *rand.Rand, depth int) string {
	if depth == 0 || rng.IntN(3) == 0 {
		return pick(rng, "1", "-2", "3.5", "1e3", "0x1f", "1_0", "2j", "1+2j", "'a'", `"b'"`, `'\n'`, "b'x'", "r'\\d'", "None", "True", "False", "'é'", "''", "set()", "1.0", "0", "-0.0", "1e300", "12345678901234567890")
	}
	var items []string
	for range rng.IntN(4) {
		items = append(items, randomLiteral(rng, depth-1))
	}
	joined := strings.Join(items, pick(rng, ",", ", ", " , "))
	switch rng.IntN(4) {
	case 0:
		return "[" + joined + "]"
	case 1:
		return "(" + joined + pick(rng, "", ",") + ")"
	case 2:
		if len(items) == 1 {
			return "{" + joined + "}"
		}
		fallthrough
	default:
		for i := range items {
			items[i] = pick(rng, "'k'", "1", "1.0", "True", "(1,)", "'x'", "None", "[]") + pick(rng, ":", ": ") + items[i]
		}
		return "{" + strings.Join(items, ", ") + "}"
	}
}

func compareLiterals(t *testing.T, py *original.Python, texts []string) {
	t.Helper()
	calls := make([]original.Call, len(texts))
	for i, text := range texts {
		calls[i] = original.Call{Func: "unrepr", Args: []any{text}}
	}
	for i, r := range py.Batch(calls) {
		if notLiterals[texts[i]] != "" {
			continue
		}
		value, err := confobj.Unrepr(texts[i])
		if (err != nil) != (r.Err != nil) {
			t.Errorf("%q: %v, %v here, %v, %v there", texts[i], value, err, r.Value, r.Err)
			continue
		}
		if err != nil {
			if !errors.Is(err, confobj.ErrUnrepr) {
				t.Errorf("%q: %v is no ErrUnrepr", texts[i], err)
			}
			continue
		}
		want := r.Value.([]any)
		// The order within a set is Python's own, in repr() too.
		several := false
		got, theirs := sortSets(pythonic(value), &several), sortSets(want[0], &several)
		if !original.Same(got, theirs) || !several && confobj.Repr(value) != want[1] {
			t.Errorf("%q: %v, %s here, %v, %s there", texts[i], got, confobj.Repr(value), want[0], want[1])
		}
	}
}

// sortSets puts all sets within a value in one order, and tells whether there
// are any of more than one.
func sortSets(value any, several *bool) any {
	switch v := value.(type) {
	case original.Set:
		for _, item := range v {
			sortSets(item, several)
		}
		*several = *several || len(v) > 1
		slices.SortFunc(v, func(a, b any) int { return strings.Compare(fmt.Sprint(a), fmt.Sprint(b)) })
	case original.Tuple:
		for _, item := range v {
			sortSets(item, several)
		}
	case []any:
		for _, item := range v {
			sortSets(item, several)
		}
	case original.Dict:
		for _, p := range v {
			sortSets(p.Key, several)
			sortSets(p.Value, several)
		}
	}
	return value
}

func TestParityUnreprFiles(t *testing.T) {
	rng := original.Rand(t)
	var readings []reading
	for range original.Rounds(t, 1500) {
		var lines []string
		for range rng.IntN(5) {
			lines = append(lines, pick(rng, "a", "b", "c", "[s]", "# c", "'k'")+pick(rng, " = ", "=")+randomLiteral(rng, 2)+pick(rng, "", "", " # c", "x"))
		}
		lines = append(lines, "t = '''"+pick(rng, "[1,", "'a'", "", "x")+"\n"+pick(rng, "2]", " ", "")+"''' # c")
		readings = append(readings, reading{text: strings.Join(lines, "\n"), options: confobj.ConfigObjOptions{Unrepr: true, Interpolation: confobj.InterpolationOff}})
	}
	judge(t).Generated(t, callsOf(readings))
}
