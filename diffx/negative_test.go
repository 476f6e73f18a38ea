package diffx_test

import (
	"errors"
	"io"
	"io/fs"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/pyops-go/pyops/diffx"
)

// A negative number is refused alike wherever one may be given.
func TestNegativeNumbersAreRefused(t *testing.T) {
	minus := new(-1)
	one := []string{"a"}
	h := diffx.NewHTMLDiff(nil)
	for name, err := range map[string]error{
		"unified_diff":        second(diffx.UnifiedDiff(one, one, &diffx.DiffOptions{N: minus})),
		"context_diff":        second(diffx.ContextDiff(one, one, &diffx.DiffOptions{N: minus})),
		"diff_bytes":          second(diffx.DiffBytes(diffx.UnifiedDiff, nil, nil, &diffx.DiffOptions{N: minus})),
		"get_grouped_opcodes": second(diffx.NewStringMatcher("a", "b", nil).GetGroupedOpcodes(&diffx.GroupOptions{N: minus})),
		"get_close_matches":   second(diffx.GetCloseMatches("a", one, &diffx.CloseMatchesOptions{N: minus})),
		"make_table":          second(h.MakeTable(one, one, &diffx.MakeOptions{NumLines: minus})),
		"make_file":           second(h.MakeFile(one, one, &diffx.MakeOptions{NumLines: minus})),
		"wrapcolumn":          second(diffx.NewHTMLDiff(&diffx.HTMLDiffOptions{WrapColumn: -1}).MakeFile(one, one, nil)),
		"Apply":               second((&diffx.Patch{}).Apply(one, &diffx.ApplyOptions{MaxOffset: -1})),
	} {
		var e *diffx.Error
		if !errors.As(err, &e) || !errors.Is(err, diffx.ErrValue) || e.Input != "-1" || !strings.Contains(err.Error(), "-1") {
			t.Errorf("%s: %v", name, err)
		}
	}
	for name, err := range map[string]error{
		"no function":               second(diffx.DiffBytes(nil, nil, nil, nil)),
		"no matches":                second(diffx.GetCloseMatches("a", one, &diffx.CloseMatchesOptions{N: new(0)})),
		"an end that patch has not": second(diffx.UnifiedDiff(one, one, &diffx.DiffOptions{NoNewline: true, LineTerm: new("")})),
	} {
		if !errors.Is(err, diffx.ErrValue) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func second[T any](_ T, err error) error { return err }

// Nil and zero values answer, or say what is wrong.
func TestNilAndZeroValuesDoNotPanic(t *testing.T) {
	for _, v := range []any{
		(*diffx.SequenceMatcher[string])(nil), &diffx.SequenceMatcher[string]{}, (*diffx.DirCmp)(nil), &diffx.DirCmp{}, (*diffx.HTMLDiff)(nil), &diffx.HTMLDiff{},
		(*diffx.Differ)(nil), &diffx.Differ{}, (*diffx.Patch)(nil), &diffx.Patch{}, &diffx.RejectError{}, &diffx.PatchError{}, &diffx.Error{},
		(*diffx.RejectError)(nil), (*diffx.PatchError)(nil), (*diffx.Error)(nil),
	} {
		r := reflect.ValueOf(v)
		for i := range r.NumMethod() {
			name := r.Type().Method(i).Name
			m := r.Method(i)
			var args []reflect.Value
			for k := range m.Type().NumIn() {
				arg := reflect.Zero(m.Type().In(k))
				if m.Type().In(k).String() == "io.Writer" {
					arg = reflect.ValueOf(&strings.Builder{})
				}
				args = append(args, arg)
			}
			func() {
				defer func() {
					if p := recover(); p != nil {
						t.Errorf("%v.%s of %#v panics: %v", r.Type(), name, v, p)
					}
				}()
				m.Call(args)
			}()
		}
	}
	var zero diffx.SequenceMatcher[string]
	zero.SetSeq1([]string{"a", "b"})
	if got := zero.GetOpcodes(); len(got) != 1 || got[0].Tag != diffx.Delete {
		t.Errorf("%v", got)
	}
	lines, err := diffx.Restore(nil, 1)
	if err != nil {
		t.Fatal(err)
	}
	for range lines {
		t.Error("a line of nothing")
	}
}

func TestNothingToReadOrWrite(t *testing.T) {
	d := diffx.NewDirCmp(t.TempDir(), t.TempDir(), nil)
	for what, err := range map[string]error{
		"Report": d.Report(nil), "ReportPartialClosure": d.ReportPartialClosure(nil), "ReportFullClosure": d.ReportFullClosure(nil), "Encode": diffx.NewHTMLDiff(nil).Encode(nil, nil, nil, nil),
		"WriteLines": second(diffx.WriteLines(nil, slices.Values([]string{"a"}))),
	} {
		if !errors.Is(err, diffx.ErrValue) || err.Error() != "diffx: the writer is nil" {
			t.Errorf("%s: %v", what, err)
		}
	}
	if _, err := diffx.ReadLines(nil); !errors.Is(err, diffx.ErrValue) || err.Error() != "diffx: the reader is nil" {
		t.Errorf("ReadLines: %v", err)
	}
	if n, err := diffx.WriteLines(io.Discard, nil); n != 0 || err != nil {
		t.Errorf("no lines: %d, %v", n, err)
	}
}

// Whoever prints an error that he made, or that is not there, gets a line that begins
// with the name of the package.
func TestErrorsOfNothing(t *testing.T) {
	for _, c := range []struct {
		err  error
		want string
	}{
		{(*diffx.Error)(nil), `diffx: no error`},
		{&diffx.Error{}, `diffx: an error of no kind`},
		{&diffx.Error{Kind: diffx.ErrLookup}, `diffx: unknown character set`},
		{(*diffx.PatchError)(nil), `diffx: no error`},
		{&diffx.PatchError{Reason: "a\nb"}, `diffx: patch line 0: a\nb`},
		{(*diffx.RejectError)(nil), `diffx: no error`},
		{&diffx.RejectError{Path: "f\ng"}, `diffx: "f\ng":0: hunk 0 rejected: expected "", found ""`},
	} {
		if got := c.err.Error(); got != c.want {
			t.Errorf("%T: %q, want %q", c.err, got, c.want)
		}
		errors.Is(c.err, fs.ErrNotExist)
	}
}
