package confobj_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/pyops-go/pyops/confobj"
)

// 100,000 items and an error at the end: in the original each item more doubles
// the time.
func TestHostileLinesAreReadInLinearTime(t *testing.T) {
	for _, unit := range []string{"x ,", `"a" ,`, `"a,`, `'a" ,`, `" ," `, `"#,`, " ,x", "''',"} {
		line := "a = "
		b := make([]byte, 0, len(line)+100_000*len(unit)+2)
		b = append(b, line...)
		for range 100_000 {
			b = append(b, unit...)
		}
		for _, end := range []string{",,", `"`, "", "#"} {
			// Nothing to compare with: it is enough to come to the end.
			_, err := confobj.NewConfigObj([]string{string(b) + end}, nil)
			if err != nil && !errors.Is(err, confobj.ErrParse) {
				t.Errorf("%s: %v", unit, err)
			}
		}
	}
}

// The parameters of a check, too: what has been looked at is not looked at again.
func TestHostileChecksAreReadInLinearTime(t *testing.T) {
	v := confobj.NewValidator(nil)
	for _, unit := range []string{"a", `"`, `"",`, "x=list(", `list("",`, "a b=", `a'"`, "x=list(a,", `x=list("a" ,`, "x=list('a)"} {
		for _, end := range []string{")", "=)", `")`} {
			// As above, with what nobody would write as a check.
			_, err := v.Check("integer("+strings.Repeat(unit, 50_000)+end, "1")
			if err != nil && !errors.Is(err, confobj.ErrValidate) && !errors.Is(err, confobj.ErrVdtParam) && !errors.Is(err, confobj.ErrType) {
				t.Errorf("%s…%s: %.80v", unit, end, err)
			}
		}
	}
}

// 40,000 parameters by name, each of which was looked for among all before it.
func TestManyParametersOfACheckAreReadInLinearTime(t *testing.T) {
	var check strings.Builder
	check.WriteString("integer(")
	for i := range 40_000 {
		fmt.Fprintf(&check, "k%d=1, ", i)
	}
	check.WriteString("min=0)")
	if _, err := confobj.NewValidator(nil).Check(check.String(), "1"); !errors.Is(err, confobj.ErrType) || !strings.Contains(err.Error(), "'k0'") {
		t.Errorf("%.200v", err)
	}
}

// bombs are configurations whose values would take more time and memory than
// there is.
func bombs() map[string][]string {
	doubled := func(seed string, n int) []string {
		lines := []string{"a0 = " + seed}
		for i := range n {
			lines = append(lines, fmt.Sprintf("a%d = %%(a%d)s%%(a%d)s", i+1, i, i))
		}
		return lines
	}
	many := doubled(strings.Repeat("x", 1000), 13) // 8 MB at the end
	for i := range 1000 {
		many = append(many, fmt.Sprintf("b%d = %%(a13)s", i))
	}
	return map[string][]string{
		"text that doubles":     doubled("x", 60),
		"nothing that doubles":  doubled("", 60),
		"many values":           many,
		"many items":            append(doubled(strings.Repeat("x", 1000), 13), "b = "+strings.Repeat("%(a13)s, ", 1000)),
		"a name long as a book": append(doubled("%("+strings.Repeat("n", 20_000)+")s", 40), strings.Repeat("n", 20_000)+" = ''"),
	}
}

// Whatever reads values has one budget for all of them.
func TestInterpolationHasOneBudgetACall(t *testing.T) {
	for name, lines := range bombs() {
		c, err := confobj.NewConfigObj(lines, nil)
		if err != nil {
			t.Fatal(err)
		}
		in, err := confobj.NewConfigObj([]string{"[s]"}, &confobj.ConfigObjOptions{Configspec: []string{"[s]", "__many__ = string"}})
		if err != nil {
			t.Fatal(err)
		}
		if err := in.Set("s", c); err != nil {
			t.Fatal(err)
		}
		var target struct {
			S map[string]any `confobj:"s"`
		}
		for call, do := range map[string]func() error{
			"Dict":      func() error { _, err := c.Dict(); return err },
			"Values":    func() error { _, err := c.Values(); return err },
			"Update":    func() error { return new(confobj.ConfigObj).Update(c) },
			"Unmarshal": func() error { return confobj.Unmarshal(&in.Section, &target) },
			"Validate":  func() error { _, err := in.Validate(confobj.NewValidator(nil), nil); return err },
		} {
			if err := do(); !errors.Is(err, confobj.ErrInterpolation) || !strings.Contains(err.Error(), "grows beyond all bounds") {
				t.Errorf("%s of %s: %.200v", call, name, err)
			}
		}
		// What cannot be put in is shown as it stands.
		if text := c.String(); len(text) > 64<<20 {
			t.Errorf("String of %s has %d bytes", name, len(text))
		}
	}
}

// 50,000 keys, each with a default, validated twice, restored, and taken away one
// by one: each step looks at its own key alone.
func TestManyDefaultsTakeLinearTime(t *testing.T) {
	const n = 50_000
	spec, lines := make([]string, n), make([]string, 0, 2*n)
	for i := range spec {
		spec[i] = fmt.Sprintf("k%d = integer(default=%d)", i, i)
		lines = append(lines, fmt.Sprintf("extra%d = 1", i))
	}
	for i := range n / 2 {
		lines = append(lines, fmt.Sprintf("[s%d]", i))
	}
	c, err := confobj.NewConfigObj(lines, &confobj.ConfigObjOptions{Configspec: spec})
	if err != nil {
		t.Fatal(err)
	}
	for range 2 {
		res, err := c.Validate(confobj.NewValidator(nil), nil)
		if err != nil || !res.OK() {
			t.Fatal(err)
		}
		if d := c.Defaults(); len(d) != n || d[0] != "k0" || d[n-1] != fmt.Sprint("k", n-1) {
			t.Fatalf("%d defaults", len(d))
		}
	}
	if extra := confobj.GetExtraValues(&c.Section); len(extra) != n+n/2 {
		t.Errorf("%d extra values", len(extra))
	}
	if err := c.RestoreDefaults(); err != nil || len(c.Defaults()) != n || len(c.DefaultValues()) != n {
		t.Error(err)
	}
	if contents, err := c.Bytes(); err != nil || strings.Contains(string(contents), "k1 =") {
		t.Error(err)
	}
	for i := range n {
		if err := c.Set(fmt.Sprint("k", i), "1"); err != nil {
			t.Fatal(err)
		}
	}
	if len(c.Defaults()) != 0 || c.Len() != 2*n+n/2 {
		t.Errorf("%d defaults of %d", len(c.Defaults()), c.Len())
	}
	for c.Len() > 0 {
		if _, _, err := c.PopItem(); err != nil {
			t.Fatal(err)
		}
	}
}

// doubled holds twice what holds twice what holds ..., n times: a value that a program
// can make in n steps and that unfolds to 2**n.
func doubled(n int, two func(x any) any) any {
	x := any([]any{"leaf"})
	for range n {
		x = two(x)
	}
	return x
}

type twin struct {
	A, B *twin
	Name string
}

// What is shared is copied for each place it stands in, and that is bounded, whatever
// shares it.
func TestSharedValuesAreBounded(t *testing.T) {
	lists := func(x any) any { return []any{x, x} }
	dicts := func(x any) any { return confobj.Dict{{Key: "a", Value: x}, {Key: "b", Value: x}} }
	maps := func(x any) any { return map[string]any{"a": x, "b": x} }
	node := &twin{}
	for range 60 {
		node = &twin{A: node, B: node}
	}
	for name, do := range map[string]func(c *confobj.ConfigObj) error{
		"lists":    func(c *confobj.ConfigObj) error { return c.Set("k", doubled(60, lists)) },
		"dicts":    func(c *confobj.ConfigObj) error { return c.Set("k", doubled(60, dicts)) },
		"maps":     func(c *confobj.ConfigObj) error { return c.Set("k", doubled(60, maps)) },
		"in lists": func(c *confobj.ConfigObj) error { return c.Set("k", []any{doubled(60, maps)}) },
		"Update":   func(c *confobj.ConfigObj) error { return c.Update(doubled(60, maps)) },
		"Merge":    func(c *confobj.ConfigObj) error { return c.Merge(doubled(60, dicts)) },
		"new":      func(*confobj.ConfigObj) error { _, err := confobj.NewConfigObj(doubled(60, maps), nil); return err },
		"Marshal":  func(*confobj.ConfigObj) error { _, err := confobj.Marshal(node, nil); return err },
		"sections": func(c *confobj.ConfigObj) error {
			big := c.Sub("big")
			if big == nil {
				t.Fatal("no section")
			}
			return c.Set("k", doubled(40, func(x any) any {
				if _, leaf := x.([]any); leaf {
					x = big
				}
				return maps(x)
			}))
		},
	} {
		c, err := confobj.NewConfigObj(map[string]any{"big": map[string]any{"x": "1", "y": map[string]any{"z": "2"}}}, nil)
		if err != nil {
			t.Fatal(err)
		}
		if err := do(c); !errors.Is(err, confobj.ErrType) || !strings.Contains(err.Error(), "copied again") {
			t.Errorf("%s: %v", name, err)
		}
	}
	// A default that many share is no such value.
	many := confobj.Dict{}
	for i := range 10_000 {
		many = append(many, confobj.Pair{Key: fmt.Sprint("h", i), Value: map[string]any{"a": "1", "b": "2", "c": "3", "d": "4", "e": "5", "f": "6", "g": "7", "h": "8"}})
		many[i].Value = many[0].Value
	}
	if _, err := confobj.NewConfigObj(many, nil); err != nil {
		t.Error(err)
	}
	// What is shared within bounds is there in each place, and its own in each.
	c, err := confobj.NewConfigObj(map[string]any{"k": doubled(10, maps)}, nil)
	if err != nil {
		t.Fatal(err)
	}
	leaves := 0
	if _, err := c.Walk(func(s *confobj.Section, key string) (any, error) { leaves++; return nil, nil }, nil); err != nil || leaves != 1<<10 {
		t.Errorf("%d leaves, %v", leaves, err)
	}
	if text := confobj.Repr(doubled(60, lists)); len(text) > 64<<20 || !strings.Contains(text, "...") {
		t.Errorf("%d bytes", len(text))
	}
	if text := confobj.Repr(doubled(2, lists)); text != "[[['leaf'], ['leaf']], [['leaf'], ['leaf']]]" {
		t.Error(text)
	}
}

// Pointers that lead to themselves are said so.
func TestPointersToThemselves(t *testing.T) {
	type loop struct{ Value any }
	var x any
	x = &x
	type pointer *pointer
	var p pointer
	p = &p
	for _, v := range []any{&loop{x}, loop{[]any{x}}, loop{map[string]any{"a": x}}, p} {
		if _, err := confobj.Marshal(v, nil); !errors.Is(err, confobj.ErrType) {
			t.Errorf("%T: %v", v, err)
		}
	}
}
