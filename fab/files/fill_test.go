package files_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/pyops-go/pyops/fab/files"
	"github.com/pyops-go/pyops/internal/original"
)

// Python's own % is the judge of what is filled in.
func TestFillingIn(t *testing.T) {
	py := original.Start(t, "string")
	py.Define("def fill(text, data):\n    return text % data\n")
	data := map[string]any{"host": "it's $HOME", "port": 80, "big": uint64(1) << 63, "": "nameless", "a b": -5, "on": "yes"}
	for _, text := range []string{
		"", "plain", "%(host)s", "%(port)d %(port)i %(port)s", "%(big)d", "%()s", "100%%", "%%(host)s", "%(a b)d%(a b)s", "%(host)s\n%(host)s", "%%%%", "%(on)s%%%(on)s", "ü%(on)sü",
	} {
		got, err := files.Fill(text, data, false)
		want, wrong := py.Call("fill", text, original.Plain(data))
		if wrong != nil {
			t.Fatalf("%q: Python says %v", text, wrong)
		}
		if err != nil || got != want {
			t.Errorf("%q: %q, %v; Python fills in %q", text, got, err, want)
		}
	}
	// What Python refuses is refused.
	for text, want := range map[string]string{
		"%(none)s": `%(none)s: the data has no "none"`, "%(host)d": "%(host)d: the value is a string: expected a whole number", "%": `"%": expected %(name)s, or %% for a percent sign`,
		"%(host)": "%(host): expected %(name)s or %(name)d", "5% of it": `"%": expected %(name)s, or %% for a percent sign`, "%(host)y": "%(host)y: expected %(name)s or %(name)d",
	} {
		if _, err := py.Call("fill", text, original.Plain(data)); err == nil {
			t.Errorf("Python fills in %q", text)
		}
		if got, err := files.Fill(text, data, false); err == nil || err.Error() != want {
			t.Errorf("%q: %q, %v, want %s", text, got, err, want)
		}
	}
}

func TestWhatIsFilledIn(t *testing.T) {
	for what, q := range map[string]struct {
		text string
		data any
		goes bool
		want string
		err  string
	}{
		"nothing":          {"%(x)s 5%", nil, false, "%(x)s 5%", ""},
		"texts":            {"%(x)s", map[string]string{"x": "1"}, false, "1", ""},
		"a list":           {"x", []string{"x"}, false, "", "the data is a []string: expected a map with texts as keys"},
		"Go's":             {"{{.x}} %(x)s", map[string]int{"x": 1}, true, "1 %(x)s", ""},
		"of anything":      {"{{len .}}", []int{1, 2}, true, "2", ""},
		"Go's, none there": {"{{.y}}", map[string]int{"x": 1}, true, "", `map has no entry for key "y"`},
		"Go's, damaged":    {"{{", nil, true, "", "unclosed action"},
	} {
		got, err := files.Fill(q.text, q.data, q.goes)
		if got != q.want && err == nil || (err == nil) != (q.err == "") || err != nil && !strings.Contains(err.Error(), q.err) {
			t.Errorf("%s: %q, %v", what, got, err)
		}
	}
	for _, v := range []any{int8(1), int16(1), int32(1), int64(1), uint(1), uint8(1), uint16(1), uint32(1)} {
		if got, err := files.Fill("%(x)d", map[string]any{"x": v}, false); got != "1" || err != nil {
			t.Errorf("%T: %q, %v", v, got, err)
		}
	}
}

func TestErrorsNameTheFile(t *testing.T) {
	cause := errors.New("cause")
	e := &files.Error{Kind: files.ErrFile, Op: "sed", Path: "a\nb", Reason: "why", Err: cause}
	if got, want := e.Error(), `files: sed "a\nb": why`; got != want || !errors.Is(e, files.ErrFile) || !errors.Is(e, cause) {
		t.Errorf("%s, want %s", got, want)
	}
	if e := (&files.Error{Kind: files.ErrFile}); !errors.Is(e, files.ErrFile) || errors.Is(e, cause) || files.ErrFile.Error() != "files: the file cannot be used" {
		t.Errorf("%v", e)
	}
}
