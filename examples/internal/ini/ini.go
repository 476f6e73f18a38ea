// Package ini reads the configuration of a program, ConfigObj's format, and refuses
// what cannot be meant: each mistake with file, line, and what was expected.
//
//	f, err := ini.Load("web.ini", spec)
//	err = f.Decode(&values)
//	f.Fail([]string{"server"}, "listen", "%q is no address", a)
//	return f.Err()
package ini

import (
	"errors"
	"fmt"
	"math"
	"os"
	"slices"
	"strconv"
	"strings"

	"github.com/pyops-go/pyops/confobj"
)

// A File is a configuration that its specification let through, and the mistakes
// that a specification cannot see.
type File struct {
	Name string
	Root *confobj.Section

	spec  *confobj.Section
	lines []string
	wrong []error
}

// Load reads a file. spec is its configspec, which is part of the program.
func Load(name string, spec []byte) (*File, error) {
	text, err := os.ReadFile(name)
	if err != nil {
		return nil, fmt.Errorf("the configuration: %w", err)
	}
	return Parse(name, text, spec)
}

// Parse reads a configuration from memory, as if it stood in a file of that name.
func Parse(name string, text, spec []byte) (*File, error) {
	s, err := confobj.Parse(spec, &confobj.ConfigObjOptions{Inspec: true, Interpolation: confobj.InterpolationOff, NoListValues: true})
	if err != nil {
		return nil, fmt.Errorf("%s: the program's own specification: %w", name, err)
	}
	c, err := confobj.Parse(text, &confobj.ConfigObjOptions{Interpolation: confobj.InterpolationOff, Configspec: s})
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	f := &File{Name: name, Root: &c.Section, spec: &s.Section, lines: strings.Split(string(text), "\n")}
	result, err := c.Validate(confobj.NewValidator(nil), &confobj.ValidateOptions{PreserveErrors: true})
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	for _, e := range confobj.FlattenErrors(f.Root, result) {
		reason := "is missing"
		if e.Err != nil {
			reason = e.Err.Error()
			var refused *confobj.ValidateError
			if errors.As(e.Err, &refused) && refused.Reason != "" {
				reason = refused.Reason // the place is told here
			}
		}
		f.Fail(e.Sections, e.Key, "%s; expected %s", strings.TrimRight(reason, "."), f.expected(e.Sections, e.Key))
	}
	for _, e := range confobj.GetExtraValues(f.Root) {
		what, section := "key", f.Root.Sub(append(slices.Clone(e.Sections), e.Key)...) != nil
		if section {
			what = "section"
		}
		f.Fail(e.Sections, e.Key, "there is no such %s%s", what, f.nearest(e.Sections, e.Key, section))
	}
	f.finite(f.Root, nil)
	return f, f.Err()
}

// Decode takes the values into a struct, as confobj.Unmarshal does.
func (f *File) Decode(to any, sections ...string) error {
	if err := confobj.Unmarshal(f.Root.Sub(sections...), to); err != nil {
		return fmt.Errorf("%s: %w", f.Name, err)
	}
	return nil
}

// Fail notes a mistake at a key, or at a section where key is empty.
func (f *File) Fail(sections []string, key, format string, args ...any) {
	where := f.Name
	line := f.line(sections, key)
	if line == 0 { // what is missing is missing in its section
		line = f.line(sections, "")
	}
	if line > 0 {
		where += ":" + strconv.Itoa(line)
	}
	name := ""
	for _, s := range sections {
		name += "[" + s + "] "
	}
	f.wrong = append(f.wrong, fmt.Errorf("%s: %s: %s", where, strings.TrimSpace(name+key), fmt.Sprintf(format, args...)))
}

// Err is all that is wrong, nil when nothing is.
func (f *File) Err() error { return errors.Join(f.wrong...) }

// finite refuses numbers that no comparison with a limit lets through or holds
// back: nan is neither above nor below anything.
func (f *File) finite(s *confobj.Section, sections []string) {
	for _, key := range s.Keys() {
		if sub := s.Sub(key); sub != nil {
			f.finite(sub, append(slices.Clone(sections), key))
			continue
		}
		v, err := s.Get(key)
		if err != nil {
			continue
		}
		list, ok := v.([]any)
		if !ok {
			list = []any{v}
		}
		for _, one := range list {
			if n, ok := one.(float64); ok && (math.IsNaN(n) || math.IsInf(n, 0)) {
				f.Fail(sections, key, "the value %v is no number to compare with; expected %s", n, f.expected(sections, key))
				break
			}
		}
	}
}

// section is what the specification says of a section.
func (f *File) section(sections []string) *confobj.Section {
	s := f.spec
	for _, name := range sections {
		next := s.Sub(name)
		if next == nil {
			next = s.Sub("__many__")
		}
		if s = next; s == nil {
			return nil
		}
	}
	return s
}

// expected is what the specification says of a key.
func (f *File) expected(sections []string, key string) string {
	s := f.section(sections)
	for _, k := range []string{key, "__many__"} {
		if s == nil {
			break
		}
		v, err := s.Get(k)
		if err != nil || s.Sub(k) != nil {
			continue
		}
		check, _, _ := strings.Cut(fmt.Sprint(v), "default=")
		check = strings.TrimRight(check, ", ")
		if name, empty := strings.CutSuffix(check, "("); empty {
			return strings.TrimSuffix(name, "()")
		}
		if strings.Contains(check, "(") && !strings.HasSuffix(check, ")") {
			check += ")"
		}
		return check
	}
	return "a section of that name"
}

// nearest suggests what a key or a section was meant to be, if one is near.
func (f *File) nearest(sections []string, key string, section bool) string {
	s := f.section(sections)
	if s == nil {
		return ""
	}
	best, least := "", 3
	for _, k := range s.Keys() {
		if d := distance(k, key); k != "__many__" && (s.Sub(k) != nil) == section && d < least {
			best, least = k, d
		}
	}
	if best == "" {
		return ""
	}
	return fmt.Sprintf(": did you mean %q?", best)
}

// distance is how many letters must be changed to come from one word to another.
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		before := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := before
			if a[i] != b[j] {
				cost++
			}
			before = row[j+1]
			row[j+1] = min(cost, before+1, row[j]+1)
		}
	}
	return row[len(b)]
}
