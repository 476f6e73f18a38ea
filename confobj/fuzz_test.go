package confobj_test

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"github.com/pyops-go/pyops/confobj"
)

func seedTexts(f *testing.F) {
	if len(texts) < 50 {
		f.Fatal("the seeds are gone")
	}
	for i, text := range texts {
		f.Add([]byte(text), byte(i))
	}
}

// optionsOf makes options of the bits of a number.
func optionsOf(bits byte) *confobj.ConfigObjOptions {
	return &confobj.ConfigObjOptions{
		NoListValues: bits&1 != 0, RaiseErrors: bits&2 != 0, Unrepr: bits&4 != 0, WriteEmptyValues: bits&8 != 0,
		Inspec: bits&16 != 0, Interpolation: confobj.Interpolation(bits >> 5 % 3),
	}
}

// What is read is, when written and read again, the same, or cannot be written; an
// error comes without a configuration, and names a line of the file.
func FuzzParse(f *testing.F) {
	seedTexts(f)
	f.Fuzz(func(t *testing.T, contents []byte, bits byte) {
		o := optionsOf(bits)
		c, err := confobj.Parse(contents, o)
		if err != nil {
			var e *confobj.ConfigObjError
			if c != nil || err.Error() == "" {
				t.Fatalf("%q: %v with %v", contents, c, err)
			}
			if errors.As(err, &e) {
				for _, one := range e.Errors {
					if one.LineNumber < 1 || one.LineNumber > bytes.Count(contents, []byte("\n"))+1 || one.Detail() == "" {
						t.Fatalf("%q: %v in line %d", contents, one, one.LineNumber)
					}
				}
			}
			return
		}
		_ = c.String()
		if _, err := c.Dict(); err != nil && !errors.Is(err, confobj.ErrInterpolation) {
			t.Fatalf("%q: %v", contents, err)
		}
		written, err := c.Bytes()
		if err != nil {
			if !errors.Is(err, confobj.ErrConfigObj) && !errors.Is(err, confobj.ErrValue) {
				t.Fatalf("%q: %v", contents, err)
			}
			return
		}
		again, err := confobj.Parse(written, o)
		if err != nil {
			t.Fatalf("%q was written as %q: %v", contents, written, err)
		}
		if confobj.Repr(raw(&again.Section)) != confobj.Repr(raw(&c.Section)) {
			t.Fatalf("%q was written as %q, which is %v and not %v", contents, written, raw(&again.Section), raw(&c.Section))
		}
	})
}

// raw is a section without interpolation.
func raw(s *confobj.Section) confobj.Dict {
	var d confobj.Dict
	for key := range s.All() {
		if below := s.Sub(key); below != nil {
			d = append(d, confobj.Pair{Key: key, Value: raw(below)})
		} else {
			d = append(d, confobj.Pair{Key: key, Value: s.Raw(key)})
		}
	}
	return d
}

// With PreserveFormat a file that was not changed is written as it was read, and
// one in which a key was added has all its old lines.
func FuzzPreserve(f *testing.F) {
	seedTexts(f)
	f.Fuzz(func(t *testing.T, contents []byte, bits byte) {
		o := optionsOf(bits)
		o.PreserveFormat = true
		c, err := confobj.Parse(contents, o)
		if err != nil {
			return
		}
		if written, err := c.Bytes(); err != nil || !bytes.Equal(written, contents) {
			t.Fatalf("%q became %q, %v", contents, written, err)
		}
		const key = "a key that is new"
		if err := c.Set(key, "value"); err != nil {
			t.Fatal(err)
		}
		written, err := c.Bytes()
		if err != nil {
			t.Fatalf("%q: %v", contents, err)
		}
		again, err := confobj.Parse(written, o)
		if err != nil || again.Raw(key) == nil {
			t.Fatalf("%q became %q: %v", contents, written, err)
		}
		if err := again.Delete(key); err != nil {
			t.Fatal(err)
		}
		if confobj.Repr(raw(&again.Section)) != confobj.Repr(raw(without(c, key))) {
			t.Fatalf("%q became %q", contents, written)
		}
	})
}

func without(c *confobj.ConfigObj, key string) *confobj.Section {
	_ = c.Delete(key)
	return &c.Section
}

// What Unrepr reads, Repr writes so that it reads as the same.
func FuzzUnrepr(f *testing.F) {
	for _, s := range literals {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		v, err := confobj.Unrepr(s)
		if err != nil {
			if v != nil || !errors.Is(err, confobj.ErrUnrepr) {
				t.Fatalf("%q: %v, %v", s, v, err)
			}
			return
		}
		text := confobj.Repr(v)
		if strings.Contains(text, "inf") || strings.Contains(text, `\udc`) || strings.Contains(text, "j") {
			return // inf is no literal, bytes that are no UTF-8 are told by escapes, and the zeros of complex numbers lose their signs, as in Python
		}
		again, err := confobj.Unrepr(text)
		if err != nil || confobj.Repr(again) != text {
			t.Fatalf("%q is %s, which is %v, %v", s, text, again, err)
		}
	})
}

// A check does not panic, whatever its text.
func FuzzCheck(f *testing.F) {
	for _, line := range checks {
		for check := range strings.SplitSeq(line, "\n") {
			f.Add(check, "1")
		}
	}
	v := confobj.NewValidator(nil)
	f.Fuzz(func(t *testing.T, check, value string) {
		if got, err := v.Check(check, value); err != nil && got != nil {
			t.Fatalf("%q of %q: %v with %v", check, value, got, err)
		}
		if got, err := v.CheckMissing(check); err != nil && got != nil {
			t.Fatalf("%q of nothing: %v with %v", check, got, err)
		}
		got, err := v.GetDefaultValue(check)
		if checked, again := v.CheckMissing(check); err == nil && (again != nil || confobj.Repr(checked) != confobj.Repr(got)) {
			t.Fatalf("%q: the default is %v, and as a value %v, %v", check, got, checked, again)
		}
	})
}

// An address that is read is, as a number and back, the same address.
func FuzzDottedQuadToNum(f *testing.F) {
	for _, v := range checkValues {
		if s, ok := v.(string); ok {
			f.Add(s)
		}
	}
	f.Fuzz(func(t *testing.T, s string) {
		n, err := confobj.DottedQuadToNum(s)
		if err != nil {
			return
		}
		text, err := confobj.NumToDottedQuad(int64(n))
		if err != nil {
			t.Fatal(err)
		}
		if again, err := confobj.DottedQuadToNum(text); err != nil || again != n {
			t.Fatalf("%q is %s and that %d, %v", s, text, again, err)
		}
	})
}
