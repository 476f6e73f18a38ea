package curlx

import (
	"bufio"
	_ "embed"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
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
	for name, text := range map[string]string{"f.txt": "hello", "e": "", "a\"b.GIF": "gif", "x.unk": "unk", "q.pdf": "pdf", "big": strings.Repeat("0123456789", 20000), "sp ace;x=é\\.txt": "x", "-": "dash"} {
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

// asTuples is HTTPPOST's value as pycurl takes it.
func asTuples(fields []FormField) (all []any) {
	for _, f := range fields {
		var value any = []byte(f.Value)
		if f.With != nil {
			flat := []any{}
			for _, v := range f.With {
				flat = append(flat, int(v.Option), []byte(v.Value))
			}
			value = flat
		}
		all = append(all, []any{[]byte(f.Name), value})
	}
	return all
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
		{{Name: "f", With: []FormValue{{FORM_FILE, file("f.txt")}, {FORM_FILENAME, "n.gif"}}}}, {{Name: "f", With: []FormValue{{FORM_FILE, file("x.unk")}, {FORM_FILENAME, "n.gif"}}}},
		{{Name: "f", With: []FormValue{{FORM_FILE, file("f.txt")}, {FORM_FILE, file("x.unk")}, {FORM_FILE, file("q.pdf")}, {FORM_FILE, file("big")}}}, {Name: "g", With: []FormValue{{FORM_FILE, file("big")}}}},
		{{Name: "f", With: []FormValue{{FORM_FILE, file("f.txt")}, {FORM_CONTENTTYPE, "a/b"}, {FORM_FILE, file("x.unk")}}}},
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
		theirs := asTuples(fields)
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
		{{{"name", "n"}, {"subparts", [][]step{{{"data", "d"}, {"name", "q"}}}}, {"type", "multipart/form-data"}}},
		{{{"name", "n"}, {"subparts", [][]step{{{"data", "d"}}}}, {"type", "multipart/form-data; x=y"}}},
		{{{"name", "n"}, {"subparts", [][]step{{{"data", "d"}}}}, {"type", "Multipart/Form-Datax"}}},
		{{{"name", "n"}, {"subparts", [][]step{{{"data", "d"}}}}, {"headers", []string{"Content-Type: multipart/form-data"}}}},
		{{{"name", "n"}, {"subparts", [][]step{{{"data", "d"}}}}, {"type", "text/plain"}}},
		{{{"subparts", [][]step{{{"data", "d"}}}}, {"filename", "a.txt"}}}, {{{"subparts", [][]step{{{"data", "d"}}}}, {"data", "x"}}},
		{{{"subparts", [][]step{{{"data", "d"}}}}, {"subparts", [][]step{{{"data", "e"}}}}}}, {{{"subparts", [][]step{{{"data", "d\xff"}}}}, {"encoder", "7bit"}}},
		{{{"data", "d"}, {"headers", []string{"Content-Type : q/r"}}}}, {{{"data", "d"}, {"headers", []string{"Content-Type:"}}}}, {{{"data", "d"}, {"headers", []string{"Content-Type:   "}}}},
		{{{"data", "d"}, {"headers", []string{"Content-Type;"}}}}, {{{"data", "d"}, {"headers", []string{"Content-Type: a/b", "Content-Type: c/d"}}}}, {{{"data", "d"}, {"headers", []string{" Content-Type: a/b"}}}},
		{{{"data", "d"}, {"headers", []string{"Content-Disposition : foo"}}}}, {{{"data", "d"}, {"headers", []string{"Content-Disposition:"}}}}, {{{"data", "d"}, {"headers", []string{"Content-Disposition"}}}},
		{{{"data", "d"}, {"headers", []string{"", "x", ":", ": x", "A:b  ", "\tq: r"}}}}, {{{"data", "d"}, {"encoder", "base64"}, {"headers", []string{"Content-Transfer-Encoding : x"}}}},
		{{{"filedata", "/dev/null"}}}, {{{"filedata", filepath.Join(dir, "sp ace;x=é\\.txt")}}}, {{{"filedata", filepath.Join(dir, "f.txt")}, {"subparts", [][]step{{{"data", "d"}}}}}},
		{{{"data", "d"}, {"name", "a\\b\"c%0A\t\x01\x7f;='é\xff"}, {"filename", "a\\b\"c%0A\t\x01\x7f;='é\xff"}}}, {{{"data", "d\x00e"}, {"name", "x"}}}, {{{"name", "x"}, {"encoder", "quoted-printable"}}},
		{{{"data", strings.Repeat("x", 1<<20)}}}, {{{"data", strings.Repeat("x", 1<<20-200)}}},
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

// Forms are sent again after redirects and for authentication, and a Content-Type among
// the request's own headers is theirs.
func TestParityFormsAgain(t *testing.T) {
	py := original.Start(t, "pycurl")
	py.Define(formsSource)
	dir := formFiles(t)
	var mu sync.Mutex
	var wire []string
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		mu.Lock()
		wire = append(wire, fmt.Sprintf("%s %s length %d %v %v type %q expect %q authorized %v: %s", r.Method, r.URL.Path, r.ContentLength, r.TransferEncoding, err,
			r.Header["Content-Type"], r.Header["Expect"], r.Header["Authorization"] != nil, body))
		mu.Unlock()
		switch {
		case r.URL.Path == "/digest" && r.Header["Authorization"] == nil:
			w.Header().Set("WWW-Authenticate", `Digest realm="r", nonce="n", qop="auth"`)
			w.WriteHeader(401)
		case r.URL.Path != "/digest" && r.URL.Path != "/":
			w.Header().Set("Location", "/")
			status, _ := strconv.Atoi(r.URL.Path[1:])
			w.WriteHeader(status)
		}
	}))
	defer s.Close()
	sent := func() string {
		mu.Lock()
		defer mu.Unlock()
		// libcurl makes the boundaries of an HTTPPOST anew for each request.
		for i := range wire {
			wire[i] = unbound(wire[i])
		}
		all := strings.Join(wire, "\n")
		wire = nil
		return all
	}
	fields := []FormField{{Name: "a", Value: "1"}, {Name: "f", With: []FormValue{{FORM_FILE, filepath.Join(dir, "f.txt")}, {FORM_FILE, filepath.Join(dir, "big")}}},
		{Name: "b", With: []FormValue{{FORM_BUFFER, "up.gif"}, {FORM_BUFFERPTR, "data"}}}}
	theirs := asTuples(fields)
	for _, path := range []string{"/", "/302", "/307", "/digest"} {
		for _, auth := range []int{0, HTTPAUTH_DIGEST, HTTPAUTH_ANY} {
			for _, headers := range [][]string{{}, {"Content-Type: multipart/mixed"}, {"Content-Type: x/y"}, {"Content-Type:"}, {"Content-Type;"}, {"content-type:  multipart/form-data; a=b"},
				{"Content-Disposition: x"}} {
				lines := []any{}
				for _, line := range headers {
					lines = append(lines, line)
				}
				wantCode := int(py.Value("form_again", s.URL+path, theirs, lines, auth).(int64))
				want := sent()
				gotCode := postForm(t, s.URL+path, func(c *Curl) error {
					err := errors.Join(c.Setopt(HTTPPOST, fields), c.Setopt(HTTPHEADER, headers), c.Setopt(FOLLOWLOCATION, 1))
					if auth != 0 {
						err = errors.Join(err, c.Setopt(USERPWD, "u:p"), c.Setopt(HTTPAUTH, auth))
					}
					return err
				})
				if got := sent(); got != want || gotCode != wantCode {
					t.Errorf("%s, %d, %q:\n got %d %.1500q\nwant %d %.1500q", path, auth, headers, gotCode, got, wantCode, want)
				}
			}
		}
	}
}

// A directory is an empty file to the original, and - its standard input. Here the first is
// an error, and the second a file like others.
func TestFormFilesMendTheOriginal(t *testing.T) {
	py := original.Start(t, "pycurl")
	py.Define(formsSource)
	r := record(t)
	dir := formFiles(t)
	t.Chdir(dir)
	for _, c := range []struct {
		path                  string
		theirs, ours          int
		theirBody, ourContent string
	}{{dir, 0, int(E_READ_ERROR), "octet-stream\r\n\r\n\r\n", ""}, {"-", 0, 0, "\r\n\r\nof stdin\r\n", "\r\n\r\ndash\r\n"}} {
		code := int(py.Value("form_aside", r.url, []any{[]any{"f", []any{int(FORM_FILE), c.path}}}, "of stdin").(int64))
		if got := r.last(t); code != c.theirs || !strings.Contains(got, c.theirBody) {
			t.Errorf("%s: the original comes to %d and sends %q", c.path, code, got)
		}
		code = postForm(t, r.url, func(c2 *Curl) error {
			return c2.Setopt(HTTPPOST, []FormField{{Name: "f", With: []FormValue{{FORM_FILE, c.path}}}})
		})
		if got := r.last(t); code != c.ours || !strings.Contains(got, c.ourContent) {
			t.Errorf("%s: %d, %q", c.path, code, got)
		}
	}
}

// While a body waits for authentication, the original keeps a Transfer-Encoding of
// HTTPHEADER beside a length of zero, and never sends the end that it promises.
func TestBodiesThatWaitHaveOneLength(t *testing.T) {
	py := original.Start(t, "pycurl")
	py.Define(formsSource)
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	heads, over := make(chan string, 2), make(chan struct{})
	go func() {
		defer close(over)
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			var head strings.Builder
			for in := bufio.NewReader(c); ; {
				line, err := in.ReadString('\n')
				head.WriteString(line)
				if err != nil || line == "\r\n" {
					break
				}
			}
			heads <- strings.ToLower(head.String())
			io.WriteString(c, "HTTP/1.1 403 No\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
			c.Close()
		}
	}()
	t.Cleanup(func() { l.Close(); <-over })
	url := "http://" + l.Addr().String() + "/"
	chunked := []string{"Transfer-Encoding: chunked"}
	py.Value("form_again", url, []any{[]any{"a", "1"}}, []any{chunked[0]}, HTTPAUTH_DIGEST)
	if head := <-heads; !strings.Contains(head, "transfer-encoding: chunked\r\n") || !strings.Contains(head, "content-length: 0\r\n") {
		t.Errorf("the original is mended: %q", head)
	}
	code := postForm(t, url, func(c *Curl) error {
		return errors.Join(c.Setopt(HTTPPOST, []FormField{{Name: "a", Value: "1"}}), c.Setopt(HTTPHEADER, chunked), c.Setopt(USERPWD, "u:p"), c.Setopt(HTTPAUTH, HTTPAUTH_DIGEST))
	})
	if head := <-heads; code != 0 || strings.Contains(head, "transfer-encoding") {
		t.Errorf("%d, %q", code, head)
	}
}
