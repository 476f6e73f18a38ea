package curlx

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/iotest"
)

// bodyOf is what a request of the recorder's had after its head.
func bodyOf(request string) string {
	_, body, _ := strings.Cut(request, "\r\n\r\n")
	return unbound(body)
}

// oneField is a form of one field, as it is sent.
func oneField(header, content string) string {
	return "--------------------------boundary00000000\r\n" + header + "\r\n\r\n" + content + "\r\n--------------------------boundary00000000--\r\n"
}

func TestMimeReaders(t *testing.T) {
	r := record(t)
	send := func(fill func(m *CurlMime) error) (string, error) {
		m := NewCurlMime()
		if err := fill(m); err != nil {
			return "", err
		}
		c := NewCurl()
		defer c.Close()
		if err := errors.Join(c.Setopt(URL, r.url), Set(c, MIMEPOST, m)); err != nil {
			return "", err
		}
		err := c.Perform(t.Context())
		return r.last(t), err
	}
	long := strings.Repeat("0123456789", 5000)
	for name, c := range map[string]struct {
		reader  io.Reader
		size    int64
		chunked bool
	}{
		"known":         {strings.NewReader(long), int64(len(long)), false},
		"unknown":       {strings.NewReader(long), -1, true},
		"byte by byte":  {iotest.OneByteReader(strings.NewReader(long)), int64(len(long)), false},
		"longer":        {strings.NewReader(long + "more"), int64(len(long)), false},
		"data with EOF": {iotest.DataErrReader(strings.NewReader(long)), -1, true},
	} {
		request, err := send(func(m *CurlMime) error { return m.AddReader("f", c.reader, c.size, nil) })
		if err != nil || bodyOf(request) != oneField(`Content-Disposition: form-data; name="f"`, long) {
			t.Errorf("%s: %v, %d bytes", name, err, len(request))
		}
		if strings.Contains(request, "Transfer-Encoding: chunked") != c.chunked {
			t.Errorf("%s: chunked is not %v", name, c.chunked)
		}
	}
	broken := errors.New("broken")
	if _, err := send(func(m *CurlMime) error { return m.AddReader("f", iotest.ErrReader(broken), 10, nil) }); !errors.Is(err, broken) || !errors.Is(err, E_READ_ERROR) {
		t.Errorf("a reader that fails: %v", err)
	}
	if _, err := send(func(m *CurlMime) error { return m.AddReader("f", strings.NewReader("abc"), 10, nil) }); !errors.Is(err, io.ErrUnexpectedEOF) || !errors.Is(err, E_READ_ERROR) {
		t.Errorf("a reader that is too short: %v", err)
	}
	if err := NewCurlMime().AddReader("f", nil, 1, nil); !errors.Is(err, E_BAD_FUNCTION_ARGUMENT) {
		t.Errorf("no reader: %v", err)
	}
}

// A form can be sent again if its readers can go back.
func TestMimeIsSentAgain(t *testing.T) {
	r := record(t)
	file := filepath.Join(t.TempDir(), "f.txt")
	if err := os.WriteFile(file, []byte("file"), 0o600); err != nil {
		t.Fatal(err)
	}
	m := NewCurlMime()
	seeker := strings.NewReader("passed over: seeker")
	if _, err := io.CopyN(io.Discard, seeker, 13); err != nil {
		t.Fatal(err)
	}
	err := errors.Join(m.AddField("a", "1", nil), m.AddFile("b", file, &MimePartOptions{Filename: "other.bin", ContentType: "a/b", Encoder: "base64", Headers: []string{"X-A: 1"}}), m.AddReader("c", seeker, -1, nil))
	if err != nil {
		t.Fatal(err)
	}
	c := NewCurl()
	defer c.Close()
	if err := errors.Join(c.Setopt(URL, r.url), c.Setopt(MIMEPOST, m)); err != nil {
		t.Fatal(err)
	}
	var bodies []string
	for range 2 {
		if err := c.Perform(t.Context()); err != nil {
			t.Fatal(err)
		}
		bodies = append(bodies, bodyOf(r.last(t)))
	}
	for _, want := range []string{"\r\n\r\n1\r\n", "filename=\"other.bin\"\r\nContent-Type: a/b\r\nContent-Transfer-Encoding: base64\r\nX-A: 1\r\n\r\nZmlsZQ==\r\n", "name=\"c\"\r\n\r\nseeker\r\n"} {
		if !strings.Contains(bodies[0], want) {
			t.Errorf("%q does not have %q", bodies[0], want)
		}
	}
	if bodies[1] != bodies[0] {
		t.Errorf("the second time\n got %q\nwant %q", bodies[1], bodies[0])
	}
	// One that cannot go back is sent once.
	once := NewCurlMime()
	if err := errors.Join(once.AddReader("c", io.MultiReader(strings.NewReader("x")), 1, nil), c.Setopt(MIMEPOST, once)); err != nil {
		t.Fatal(err)
	}
	if err := c.Perform(t.Context()); err != nil {
		t.Error(err)
	}
	if err := c.Perform(t.Context()); !errors.Is(err, E_SEND_FAIL_REWIND) {
		t.Errorf("a reader that cannot go back, sent again: %v", err)
	}
	if err := m.Close(); err != nil || !m.Closed() {
		t.Error("the form is not closed", err)
	}
	if err := c.Setopt(MIMEPOST, m); !errors.Is(err, E_BAD_FUNCTION_ARGUMENT) {
		t.Errorf("a closed form: %v", err)
	}
}

// Nothing that goes into a part's header ends its line.
func TestMimeHeadersHoldOneLine(t *testing.T) {
	p := NewCurlMime().AddPart()
	for name, err := range map[string]error{
		"type": p.Type("a/b\r\nX: 1"), "header": p.Headers([]string{"X: 1\nY: 2"}), "NUL": p.Headers([]string{"X: \x00"}), "name": p.Name("a\x00b"), "file name": p.Filename("a\x00b"), "encoder": p.Encoder("rot13"), "path": p.FileData(""),
		"form": NewCurl().Setopt(HTTPPOST, []FormField{{Name: "f", With: []FormValue{{FORM_CONTENTS, "x"}, {FORM_CONTENTTYPE, "a/b\r\nX: 1"}}}}),
		"none": NewCurl().Setopt(HTTPPOST, []FormField{{Name: "f", With: []FormValue{{99, "x"}}}}),
	} {
		var e *Error
		if !errors.As(err, &e) || e.Code != E_BAD_FUNCTION_ARGUMENT && name != "path" {
			t.Errorf("%s: %v, want error 43", name, err)
		} else if strings.ContainsAny(err.Error(), "\r\n") {
			t.Errorf("%s: the error has two lines: %q", name, err)
		}
	}
	r := record(t)
	if code := postForm(t, r.url, func(c *Curl) error { return c.Setopt(HTTPPOST, []FormField{{Name: "a\r\nb\"", Value: "v"}}) }); code != 0 {
		t.Fatal(code)
	}
	if got, want := bodyOf(r.last(t)), oneField(`Content-Disposition: form-data; name="a%0D%0Ab%22"`, "v"); got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestMimeHasNoCircles(t *testing.T) {
	m := NewCurlMime()
	p := m.AddPart()
	if err := p.Subparts(m); !errors.Is(err, E_BAD_FUNCTION_ARGUMENT) {
		t.Errorf("a form within itself: %v", err)
	}
	sub, err := m.AddMultipart("a", "alternative")
	if err != nil {
		t.Fatal(err)
	}
	if err := p.Subparts(sub); !errors.Is(err, E_BAD_FUNCTION_ARGUMENT) {
		t.Errorf("a form within two parts: %v", err)
	}
	if err := sub.AddPart().Subparts(m); !errors.Is(err, E_BAD_FUNCTION_ARGUMENT) {
		t.Errorf("a circle: %v", err)
	}
	var none *CurlMime
	if err := errors.Join(none.AddField("a", "b", nil)); !errors.Is(err, E_BAD_FUNCTION_ARGUMENT) {
		t.Errorf("no form: %v", err)
	}
	if none.AddPart() == nil || !none.Closed() || none.Close() != nil {
		t.Error("a nil form does not bear its methods")
	}
}

func ExampleCurlMime() {
	m := NewCurlMime()
	if err := m.AddField("user", "ann", nil); err != nil {
		fmt.Println(err)
	}
	if err := m.AddReader("notes", strings.NewReader("to be read while it is sent"), -1, &MimePartOptions{Filename: "notes.txt", ContentType: "text/plain"}); err != nil {
		fmt.Println(err)
	}
	c := NewCurl()
	defer c.Close()
	fmt.Println(Set(c, MIMEPOST, m))
	// Output: <nil>
}

func ExampleCurlURL() {
	u, err := NewCurlURL("HTTP://ann:secret@example.org:80/a/../b?q=1#top", 0)
	if err != nil {
		fmt.Println(err)
		return
	}
	host, _ := u.GetPart(UPART_HOST, 0)
	path, _ := u.GetPart(UPART_PATH, 0)
	fmt.Println(host, path)
	if err := u.SetPart(UPART_URL, "../c d", U_URLENCODE); err != nil {
		fmt.Println(err)
	}
	if err := u.SetPart(UPART_QUERY, "x=1&2", U_APPENDQUERY|U_URLENCODE); err != nil {
		fmt.Println(err)
	}
	if err := u.ClearPart(UPART_PASSWORD); err != nil {
		fmt.Println(err)
	}
	text, _ := u.GetPart(UPART_URL, U_NO_DEFAULT_PORT)
	fmt.Println(text)
	_, err = NewCurlURL("http://example.org:99999/", 0)
	fmt.Println(err)
	// Output:
	// example.org /b
	// http://ann@example.org/c%20d?x=1%262
	// curlx: set of a URL's url: Port number was not a decimal number between 0 and 65535: "http://example.org:99999/"
}

// A part of a known size is read exactly: what a callback says besides bytes is handed on
// and counts for nothing.
func TestPartsAreReadExactly(t *testing.T) {
	type answer struct {
		n   int
		err error
	}
	readAll := func(size int64, answers ...answer) (told []answer) {
		r := exactly(readFunc(func([]byte) (int, error) {
			if len(answers) == 0 {
				return 0, io.EOF
			}
			a := answers[0]
			answers = answers[1:]
			return a.n, a.err
		}), size)
		for range 6 {
			n, err := r.Read(make([]byte, 4))
			told = append(told, answer{n, err})
			if err != nil {
				break
			}
		}
		return told
	}
	for _, x := range []struct {
		size int64
		says []answer
		want []answer
	}{
		{3, []answer{{2, nil}, {1, nil}, {4, nil}}, []answer{{2, nil}, {1, nil}, {0, io.EOF}}},
		{3, []answer{{READFUNC_PAUSE, nil}, {3, nil}}, []answer{{READFUNC_PAUSE, nil}, {3, nil}, {0, io.EOF}}},
		{3, []answer{{READFUNC_ABORT, nil}, {3, nil}}, []answer{{READFUNC_ABORT, nil}, {3, nil}, {0, io.EOF}}},
		{3, []answer{{-1, nil}, {3, nil}}, []answer{{-1, nil}, {3, nil}, {0, io.EOF}}},
		{3, []answer{{3, io.EOF}}, []answer{{3, nil}, {0, io.EOF}}},
		{3, []answer{{2, nil}, {0, io.EOF}}, []answer{{2, nil}, {0, io.ErrUnexpectedEOF}}},
		{3, []answer{{0, io.EOF}}, []answer{{0, io.ErrUnexpectedEOF}}},
		{3, []answer{{0, nil}, {2, io.EOF}}, []answer{{0, nil}, {2, io.ErrUnexpectedEOF}}},
		{0, []answer{{2, nil}}, []answer{{0, io.EOF}}},
		{-1, []answer{{4, nil}, {4, nil}, {1, nil}}, []answer{{4, nil}, {4, nil}, {1, nil}, {0, io.EOF}}},
	} {
		got := readAll(x.size, x.says...)
		same := slices.EqualFunc(got, x.want, func(a, b answer) bool {
			return a.n == b.n && (a.err == b.err || b.err == io.ErrUnexpectedEOF && errors.Is(a.err, b.err))
		})
		if !same {
			t.Errorf("%d bytes of %v: read as %v, want %v", x.size, x.says, got, x.want)
		}
	}
}

type readFunc func([]byte) (int, error)

func (f readFunc) Read(p []byte) (int, error) { return f(p) }
