package confobj_test

import (
	"errors"
	"testing"

	"github.com/pyops-go/pyops/confobj"
	"github.com/pyops-go/pyops/internal/original"
)

const kept = "# first\r\n\n  name='x'   # why\nlist = 1,2 ,3\n\n\n[ s ]  # sec\n\tk =   v\n  text = '''one\ntwo'''  # t\n[[t]]\nz=1\n# last\n\n"

func TestPreserveFormat(t *testing.T) {
	for _, c := range []struct {
		name string
		do   func(c *confobj.ConfigObj) error
		want string
	}{
		{"nothing", func(*confobj.ConfigObj) error { return nil }, kept},
		{"a value", func(c *confobj.ConfigObj) error { return c.Set("name", "y z") },
			"# first\r\n\n  name=y z   # why\nlist = 1,2 ,3\n\n\n[ s ]  # sec\n\tk =   v\n  text = '''one\ntwo'''  # t\n[[t]]\nz=1\n# last\n\n"},
		{"a text", func(c *confobj.ConfigObj) error { return c.Sub("s").Set("text", "one") },
			"# first\r\n\n  name='x'   # why\nlist = 1,2 ,3\n\n\n[ s ]  # sec\n\tk =   v\n  text = one  # t\n[[t]]\nz=1\n# last\n\n"},
		{"a deletion", func(c *confobj.ConfigObj) error { return c.Delete("list") },
			"# first\r\n\n  name='x'   # why\n\n\n[ s ]  # sec\n\tk =   v\n  text = '''one\ntwo'''  # t\n[[t]]\nz=1\n# last\n\n"},
		{"a section gone", func(c *confobj.ConfigObj) error { return c.Sub("s").Delete("t") },
			"# first\r\n\n  name='x'   # why\nlist = 1,2 ,3\n\n\n[ s ]  # sec\n\tk =   v\n  text = '''one\ntwo'''  # t\n# last\n\n"},
		{"a new key", func(c *confobj.ConfigObj) error { return c.Sub("s").Set("new", []string{"a", "b"}) },
			"# first\r\n\n  name='x'   # why\nlist = 1,2 ,3\n\n\n[ s ]  # sec\n\tk =   v\n  text = '''one\ntwo'''  # t\n  new = a, b\r\n[[t]]\nz=1\n# last\n\n"},
		{"names", func(c *confobj.ConfigObj) error {
			return errors.Join(c.Rename("name", "n"), c.Rename("s", "S"), c.Sub("S").Rename("k", "a=b"))
		}, "# first\r\n\n  n='x'   # why\nlist = 1,2 ,3\n\n\n[S]  # sec\n\t\"a=b\" =   v\n  text = '''one\ntwo'''  # t\n[[t]]\nz=1\n# last\n\n"},
		{"comments", func(c *confobj.ConfigObj) error {
			c.FinalComment = []string{"# end"}
			return errors.Join(c.SetComments("s", "# new"), c.SetInlineComment("name", "# because"))
		}, "# first\r\n\n  name='x'  # because\nlist = 1,2 ,3\n# new\r\n[ s ]  # sec\n\tk =   v\n  text = '''one\ntwo'''  # t\n[[t]]\nz=1\n# end\r\n"},
	} {
		config, err := confobj.Parse([]byte(kept), &confobj.ConfigObjOptions{PreserveFormat: true})
		if err != nil {
			t.Fatal(err)
		}
		if err := c.do(config); err != nil {
			t.Fatal(c.name, err)
		}
		if got, err := config.Bytes(); string(got) != c.want || err != nil {
			t.Errorf("%s:\n got %q, %v\nwant %q", c.name, got, err, c.want)
		}
	}
}

// Validation makes numbers of texts, which is no change of the file.
func TestPreserveFormatThroughValidation(t *testing.T) {
	const text = "port=080\nmode   = yes # on\n"
	c, err := confobj.Parse([]byte(text), &confobj.ConfigObjOptions{PreserveFormat: true, Configspec: []string{"port=integer", "mode=boolean", "more=float(default=1)"}})
	if err != nil {
		t.Fatal(err)
	}
	if res, err := c.Validate(confobj.NewValidator(nil), nil); err != nil || !res.OK() {
		t.Fatal(res, err)
	}
	if got, err := c.Bytes(); string(got) != text || err != nil || c.Raw("port") != 80 {
		t.Errorf("%q, %v", got, err)
	}
	if err := c.Set("more", 2.5); err != nil {
		t.Fatal(err)
	}
	if got, err := c.Bytes(); string(got) != text+"more = 2.5\n" || err != nil {
		t.Errorf("%q, %v", got, err)
	}
}

// Random files come back byte for byte, and after random changes as what they
// then hold.
func TestPreserveFormatGenerated(t *testing.T) {
	rng := original.Rand(t)
	rounds, compared := original.Rounds(t, 2000), 0
	for range rounds {
		text := randomFile(rng)
		o := confobj.ConfigObjOptions{PreserveFormat: true, Interpolation: confobj.InterpolationOff, NoListValues: rng.IntN(4) == 0, WriteEmptyValues: rng.IntN(4) == 0, Inspec: rng.IntN(8) == 0}
		c, err := confobj.Parse([]byte(text), &o)
		if err != nil {
			continue
		}
		if got, err := c.Bytes(); string(got) != text || err != nil {
			t.Fatalf("%q became %q, %v", text, got, err)
		}
		for range 1 + rng.IntN(4) {
			s := randomStep(rng)
			if !s.broken(c) {
				s.run(c)
			}
		}
		written, err := c.Bytes()
		if err != nil {
			if !errors.Is(err, confobj.ErrConfigObj) && !errors.Is(err, confobj.ErrValue) {
				t.Fatalf("%q: %v", text, err)
			}
			continue
		}
		again, err := confobj.Parse(written, &o)
		if err != nil || !original.Same(texted(o, raw(&again.Section)), texted(o, raw(&c.Section))) {
			t.Fatalf("%q became %q: %v\n got %v\nwant %v", text, written, err, raw(&again.Section), raw(&c.Section))
		}
		compared++
	}
	if compared < rounds/5 {
		t.Errorf("only %d of %d were written", compared, rounds)
	}
}

// texted is what a configuration holds once it was written: text.
func texted(o confobj.ConfigObjOptions, value any) any {
	d, ok := value.(confobj.Dict)
	if !ok {
		return textOf(o, value)
	}
	out := original.Dict{}
	for _, p := range d {
		out = append(out, original.Pair{Key: p.Key, Value: texted(o, p.Value)})
	}
	return out
}
