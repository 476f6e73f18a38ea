package curlx

import (
	_ "embed"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/pyops-go/pyops/internal/original"
)

//go:embed testdata/forms.py
var formsSource string

var boundary = regexp.MustCompile(`-{24}[0-9a-f]{16}`)

// unbound numbers the boundaries of a request, which are random.
func unbound(s string) string {
	numbers := map[string]string{}
	return boundary.ReplaceAllStringFunc(s, func(b string) string {
		if numbers[b] == "" {
			numbers[b] = fmt.Sprintf("------------------------boundary%08d", len(numbers)) // as long, for Content-Length
		}
		return numbers[b]
	})
}

func codeOf(err error) int {
	var code Code
	if err != nil && !errors.As(err, &code) {
		return -1
	}
	return int(code)
}

// formFiles are files to send.
func formFiles(t *testing.T) (dir string) {
	dir = t.TempDir()
	for name, text := range map[string]string{"f.txt": "hello", "e": "", "a\"b.GIF": "gif", "x.unk": "unk", "q.pdf": "pdf", "big": strings.Repeat("0123456789", 20000)} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// postForm posts fields with this package.
func postForm(t *testing.T, url string, set func(c *Curl) error) int {
	c := NewCurl()
	defer c.Close()
	if err := errors.Join(c.Setopt(URL, url), c.Setopt(USERAGENT, "x")); err != nil {
		t.Fatal(err)
	}
	if err := set(c); err != nil {
		return codeOf(err)
	}
	return codeOf(c.Perform(t.Context()))
}

func TestParityForm(t *testing.T) {
	py := original.Start(t, "pycurl")
	py.Define(formsSource)
	r := record(t)
	dir := formFiles(t)
	file := func(name string) string { return filepath.Join(dir, name) }
	tables := [][]FormField{
		{{Name: "a", Value: "1"}, {Name: "b", Value: "x y&\r\nz"}},
		{{Name: "", Value: ""}},
		{{Name: "n\"a\r\nm%e\\é", Value: "v"}},
		{{Name: "f", With: []FormValue{{FORM_FILE, file("f.txt")}}}},
		{{Name: "f", With: []FormValue{{FORM_FILE, file("f.txt")}, {FORM_FILENAME, "n\"a\\me\r\n.x"}, {FORM_CONTENTTYPE, "text/x"}}}},
		{{Name: "f", With: []FormValue{{FORM_FILE, file("f.txt")}, {FORM_FILE, file("a\"b.GIF")}}}},
		{{Name: "f", With: []FormValue{{FORM_FILE, file("f.txt")}, {FORM_CONTENTTYPE, "a/b"}, {FORM_FILE, file("x.unk")}, {FORM_CONTENTTYPE, "c/d"}, {FORM_FILENAME, "q"}}}},
		{{Name: "f", With: []FormValue{{FORM_CONTENTTYPE, "a/b"}, {FORM_FILE, file("f.txt")}}}},
		{{Name: "f", With: []FormValue{{FORM_FILENAME, "a"}, {FORM_FILE, file("f.txt")}}}},
		{{Name: "f", With: []FormValue{{FORM_BUFFER, "up.bin"}, {FORM_BUFFERPTR, "data"}}}},
		{{Name: "f", With: []FormValue{{FORM_BUFFER, "up.gif"}, {FORM_BUFFERPTR, "data"}}}},
		{{Name: "f", With: []FormValue{{FORM_BUFFER, "up.gif"}, {FORM_BUFFERPTR, "data"}, {FORM_CONTENTTYPE, "a/b"}}}},
		{{Name: "f", With: []FormValue{{FORM_BUFFERPTR, "data"}}}},
		{{Name: "f", With: []FormValue{{FORM_CONTENTS, "cc"}, {FORM_CONTENTTYPE, "text/html"}, {FORM_FILENAME, "fn.txt"}}}},
		{{Name: "f", With: []FormValue{{FORM_FILE, file("e")}}}, {Name: "g", With: []FormValue{{FORM_FILE, file("q.pdf")}}}, {Name: "h", With: []FormValue{{FORM_FILE, file("big")}}}},
		// Errors.
		{{Name: "f", With: []FormValue{{FORM_FILE, file("none")}}}},
		{{Name: "f", With: []FormValue{{FORM_FILENAME, "x"}}}},
		{{Name: "f", With: []FormValue{{FORM_BUFFER, "x"}}}},
		{{Name: "f", With: []FormValue{{FORM_CONTENTS, "a"}, {FORM_CONTENTS, "b"}}}},
		{{Name: "f", With: []FormValue{{FORM_CONTENTS, "a"}, {FORM_FILE, file("f.txt")}}}},
		{{Name: "f", With: []FormValue{{FORM_FILE, file("f.txt")}, {FORM_CONTENTS, "a"}}}},
		{{Name: "f", With: []FormValue{{FORM_CONTENTTYPE, "a/b"}, {FORM_CONTENTTYPE, "a/b"}, {FORM_CONTENTS, "a"}}}},
		{{Name: "f", With: []FormValue{{FORM_BUFFER, "a"}, {FORM_BUFFERPTR, "data"}, {FORM_FILENAME, "b"}}}},
	}
	for _, fields := range tables {
		var theirs []any
		for _, f := range fields {
			var value any = []byte(f.Value)
			if f.With != nil {
				flat := []any{}
				for _, v := range f.With {
					flat = append(flat, int(v.Option), []byte(v.Value))
				}
				value = flat
			}
			theirs = append(theirs, []any{[]byte(f.Name), value})
		}
		wantCode := int(py.Value("form", r.url, theirs).(int64))
		want := unbound(r.last(t))
		gotCode := postForm(t, r.url, func(c *Curl) error { return c.Setopt(HTTPPOST, fields) })
		got := unbound(r.last(t))
		if len(fields[0].With) == 5 {
			// libcurl 7.88 forgets the name that a second file was given.
			forgotten := strings.Replace(strings.Replace(got, `filename="q"`, `filename="x.unk"`, 1), "Content-Length: 504", "Content-Length: 508", 1)
			if forgotten == got || forgotten != want {
				t.Errorf("second file's name:\n got %q\nwant %q with another name", got, want)
			}
			continue
		}
		if got != want || gotCode != wantCode {
			t.Errorf("%v\n got %d %q\nwant %d %q", fields, gotCode, got, wantCode, want)
		}
	}
}

// A step sets something of a part.
type step struct {
	what  string
	value any // []byte, [][]byte of headers or []([]step) of parts
}

// mimeOf builds parts with this package.
func mimeOf(parts [][]step) (*CurlMime, error) {
	m := NewCurlMime()
	for _, steps := range parts {
		p := m.AddPart()
		for _, s := range steps {
			var err error
			switch value := s.value.(type) {
			case []string:
				err = p.Headers(value)
			case [][]step:
				var sub *CurlMime
				if sub, err = mimeOf(value); err == nil {
					err = p.Subparts(sub)
				}
			case string:
				err = map[string]func(string) error{
					"name": p.Name, "filename": p.Filename, "type": p.Type, "encoder": p.Encoder, "filedata": p.FileData,
					"data": func(s string) error { return p.Data([]byte(s)) },
				}[s.what](value)
			}
			if err != nil {
				return m, err
			}
		}
	}
	return m, nil
}

// pythonSteps are parts as testdata/forms.py takes them.
func pythonSteps(parts [][]step) (all []any) {
	for _, steps := range parts {
		list := []any{}
		for _, s := range steps {
			var value any
			switch v := s.value.(type) {
			case string:
				value = []byte(v)
			case []string:
				lines := []any{}
				for _, line := range v {
					lines = append(lines, []byte(line))
				}
				value = lines
			case [][]step:
				value = pythonSteps(v)
			}
			list = append(list, []any{s.what, value})
		}
		all = append(all, list)
	}
	if all == nil {
		all = []any{}
	}
	return all
}

// compareMime posts parts with libcurl and with this package.
func compareMime(t *testing.T, py *original.Python, r *recorder, parts [][]step) {
	t.Helper()
	wantCode := int(py.Value("mime", r.url, pythonSteps(parts)).(int64))
	want := unbound(r.last(t))
	gotCode := postForm(t, r.url, func(c *Curl) error {
		m, err := mimeOf(parts)
		if err != nil {
			return err
		}
		return Set(c, MIMEPOST, m)
	})
	got := unbound(r.last(t))
	if wantCode != 0 {
		// How much was sent until the content could not be read depends on buffers.
		got, want = "", ""
	}
	if got != want || gotCode != wantCode {
		t.Errorf("%v\n got %d %q\nwant %d %q", parts, gotCode, got, wantCode, want)
	}
}

func TestParityMime(t *testing.T) {
	py := original.Start(t, "pycurl")
	py.Define(formsSource)
	r := record(t)
	dir := formFiles(t)
	odd := strings.Repeat("héllo=\r\n x \r\n.\ttab\t \r\na  \nb\rc\r\n", 3) + strings.Repeat("y", 80) + "\r\n" + strings.Repeat("z", 75) + "=\r\n" + strings.Repeat("z", 76) + "\r\ntrail "
	for _, parts := range [][][]step{
		{}, {{}},
		{{{"data", "d"}}}, {{{"name", "n"}, {"data", "d"}}}, {{{"name", "n\"\r\n"}, {"data", "d"}}},
		{{{"name", "n"}, {"data", "d"}, {"filename", "x.unk"}}}, {{{"name", "n"}, {"data", "d"}, {"filename", "x.TXT"}}},
		{{{"data", "d"}, {"filename", ""}}}, {{{"name", ""}, {"data", "d"}}},
		{{{"name", "n"}, {"data", "d"}, {"type", "text/plain"}}},
		{{{"filedata", filepath.Join(dir, "x.unk")}}, {{"filedata", filepath.Join(dir, "x.unk")}, {"filename", "y.gif"}}, {{"filedata", filepath.Join(dir, "big")}, {"type", "a/b"}}},
		{{{"filename", "first"}, {"filedata", filepath.Join(dir, "x.unk")}}},
		{{{"data", "a"}, {"filedata", filepath.Join(dir, "e")}, {"data", "b"}}},
		{{{"name", "n"}, {"data", "d"}, {"headers", []string{"X-A: 1", "Content-Disposition: foo", "content-type: q/r"}}}},
		{{{"name", "n"}, {"data", "d"}, {"type", "a/b"}, {"headers", []string{"Content-Type: q/r"}}}},
		{{{"name", "n"}, {"data", "d"}, {"encoder", "base64"}, {"headers", []string{"X-A: 1", "X-B;", "Y", "Content-Transfer-Encoding: x"}}}},
		{{{"name", "n"}, {"data", odd}, {"encoder", "binary"}}}, {{{"name", "n"}, {"data", odd}, {"encoder", "8bit"}}}, {{{"name", "n"}, {"data", odd}, {"encoder", "7bit"}}},
		{{{"name", "n"}, {"data", "ascii"}, {"encoder", "7bit"}}}, {{{"data", odd}, {"encoder", "BASE64"}}}, {{{"data", odd}, {"encoder", "quoted-printable"}}}, {{{"data", "d"}, {"encoder", "foo"}}},
		{{{"data", ""}, {"encoder", "base64"}}, {{"filedata", filepath.Join(dir, "big")}, {"encoder", "base64"}}, {{"data", strings.Repeat("x", 57)}, {"encoder", "base64"}}, {{"data", strings.Repeat("x", 58)}, {"encoder", "base64"}}},
		{{{"name", "n"}, {"subparts", [][]step{{{"data", "d"}}, {{"name", "s"}, {"data", "d"}, {"filename", "f.txt"}}, {{"filedata", filepath.Join(dir, "x.unk")}}}}}},
		{{{"subparts", [][]step{{{"data", "d"}, {"type", "text/html"}}}}, {"type", "multipart/alternative"}}},
		{{{"name", "n"}, {"subparts", [][]step{{{"subparts", [][]step{{{"data", "d"}}}}}}}, {"type", "multipart/related; a=b"}}},
		{{{"subparts", [][]step{}}}},
		{{{"filedata", filepath.Join(dir, "none")}}},
	} {
		compareMime(t, py, r, parts)
	}
	random := original.Rand(t)
	for range original.Rounds(t, 60) {
		compareMime(t, py, r, randomParts(random, 0))
	}
}

func randomParts(r *rand.Rand, depth int) (parts [][]step) {
	text := func() string {
		var b strings.Builder
		for range r.IntN(60) {
			b.WriteString([]string{"a", "bc", " ", "\t", "\r\n", "\n", "\r", "=", "é", "\xff", ".", "0123456789", "~", "\""}[r.IntN(14)])
		}
		return b.String()
	}
	word := func(of ...string) string { return of[r.IntN(len(of))] }
	for range r.IntN(4) {
		var steps []step
		for range 1 + r.IntN(4) {
			switch r.IntN(7) {
			case 0:
				steps = append(steps, step{"name", word("n", "", "a\"b", "x\r\ny", "é")})
			case 1, 2:
				steps = append(steps, step{"data", text()})
			case 3:
				steps = append(steps, step{"filename", word("f.txt", "", "x", "q.PNG", "\"")})
			case 4:
				steps = append(steps, step{"type", word("a/b", "text/plain", "image/png; x=y")})
			case 5:
				steps = append(steps, step{"encoder", word("binary", "base64", "quoted-printable", "8bit", "7bit")})
			case 6:
				if depth < 2 {
					steps = append(steps, step{"subparts", randomParts(r, depth+1)})
				}
			}
		}
		// Boundaries are random, and an encoding would hide them.
		nested := slices.ContainsFunc(steps, func(s step) bool { return s.what == "subparts" })
		steps = slices.DeleteFunc(steps, func(s step) bool {
			return nested && s.what == "encoder" && (s.value == "base64" || s.value == "quoted-printable")
		})
		parts = append(parts, steps)
	}
	return parts
}
