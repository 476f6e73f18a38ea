package curlx

import (
	_ "embed"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/pyops-go/pyops/internal/original"
)

//go:embed testdata/callbacks.py
var callbacksSource string

// A telltale is what a transfer tells by callbacks, by Errstr and in its jar.
type telltale struct {
	code            int
	errstr, jar     string
	debug, progress []string
}

var callbackPort = regexp.MustCompile(`(127\.0\.0\.1[: ]|port |localhost:)\d+`)

func (l *telltale) said(kind int, text string) {
	l.debug = append(l.debug, fmt.Sprintf("%d %s", kind, callbackPort.ReplaceAllString(text, "${1}PORT")))
}

// DEBUGFUNCTION gets the same pieces in the same order, XFERINFOFUNCTION comes to the same
// numbers, Errstr is the same, and so is the file of cookies.
func TestParityCallbacks(t *testing.T) {
	py := original.Start(t, "pycurl")
	py.Define(callbacksSource)
	// Within the 400 days that a cookie lives at most, of whole minutes.
	soon := time.Now().AddDate(0, 1, 0).UTC().Truncate(time.Minute).Format(time.RFC1123)
	soon = strings.Replace(soon, "UTC", "GMT", 1)
	cookies := "Set-Cookie: s=1; path=/a\r\nSet-Cookie: h=2; HttpOnly\r\nSet-Cookie: long=3; Expires=" + soon + "\r\nSet-Cookie: d=4; Domain=127.0.0.1\r\nSet-Cookie: gone=5; Max-Age=0\r\n"
	for name, x := range map[string]struct {
		options map[string]any
		replies []string
		jar     bool
		alike   int // so many of the first pieces for DEBUGFUNCTION, 0 for all
	}{
		"a GET":           {replies: []string{okay}},
		"a POST":          {options: map[string]any{"POSTFIELDS": "a=1"}, replies: []string{okay}},
		"chunks":          {replies: []string{"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\nX-T: 1\r\n\r\n"}, alike: 6},     // libcurl goes on with chunks as they came, trailers among them
		"an interim":      {replies: []string{"HTTP/1.1 103 Early\r\nLink: </a>\r\n\r\n" + okay}, alike: 5},                                         // libcurl does not show where an interim reply ends
		"an error":        {options: map[string]any{"FAILONERROR": 1}, replies: []string{"HTTP/1.1 404 No\r\nContent-Length: 0\r\n\r\n"}, alike: 5}, // nor of one that is an error
		"a short body":    {replies: []string{"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nok" + close4}},
		"nothing":         {replies: []string{close4}},
		"too large":       {options: map[string]any{"MAXFILESIZE": 1}, replies: []string{okay}},
		"redirects ended": {options: map[string]any{"FOLLOWLOCATION": 1, "MAXREDIRS": 0}, replies: []string{"HTTP/1.1 302 X\r\nLocation: /\r\nContent-Length: 0\r\n\r\n"}, alike: 7}, // libcurl keeps the connection
		"cookies":         {replies: []string{"HTTP/1.1 200 OK\r\n" + cookies + "Content-Length: 2\r\n\r\nok"}, jar: true},
		"no cookies":      {replies: []string{okay}, jar: true},
	} {
		t.Run(name, func(t *testing.T) {
			var both [2]telltale
			for i := range both {
				var texts [][]byte
				for _, r := range x.replies {
					texts = append(texts, []byte(r))
				}
				s, err := script(texts)
				if err != nil {
					t.Fatal(err)
				}
				jar := ""
				if x.jar {
					jar = filepath.Join(t.TempDir(), "jar")
				}
				u := "http://127.0.0.1:" + s.port() + "/a/b"
				if i == 0 {
					both[i] = pycurlTells(t, py, u, x.options, jar)
				} else {
					both[i] = weTell(t, u, x.options, jar)
				}
				s.stop()
			}
			theirs, ours := both[0], both[1]
			if ours.code != theirs.code || ours.errstr != theirs.errstr {
				t.Errorf("(%d) %q, pycurl's is (%d) %q", ours.code, ours.errstr, theirs.code, theirs.errstr)
			}
			if x.alike > 0 {
				ours.debug, theirs.debug = ours.debug[:min(x.alike, len(ours.debug))], theirs.debug[:min(x.alike, len(theirs.debug))]
			}
			if name == "cookies" {
				theirs.debug = slices.DeleteFunc(theirs.debug, func(s string) bool { return strings.HasPrefix(s, "0 Added cookie") })
				theirs.jar = strings.ReplaceAll(theirs.jar, "/a/\t", "/a\t") // the path that it compares with
			}
			// Before it closes a connection, libcurl says again what went wrong.
			theirs.debug = slices.DeleteFunc(theirs.debug, func(s string) bool { return theirs.errstr != "" && s == "0 "+theirs.errstr+"\n" })
			if !reflect.DeepEqual(ours.debug, theirs.debug) {
				t.Errorf("DEBUGFUNCTION is given\n%s\npycurl's\n%s", strings.Join(ours.debug, "\n"), strings.Join(theirs.debug, "\n"))
			}
			if !reflect.DeepEqual(ours.progress, theirs.progress) {
				t.Errorf("XFERINFOFUNCTION is given %q, pycurl's %q", ours.progress, theirs.progress)
			}
			if ours.jar != theirs.jar {
				t.Errorf("the jar holds\n%s\npycurl's\n%s", ours.jar, theirs.jar)
			}
		})
	}
}

func pycurlTells(t *testing.T, py *original.Python, u string, options map[string]any, jar string) (l telltale) {
	t.Helper()
	list := map[string]any{}
	for name, v := range options {
		list[name] = v
	}
	v := py.Value("told", u, list, jar).([]any)
	l.code, l.errstr, l.jar = int(v[0].(int64)), v[1].(string), v[4].(string)
	for _, d := range v[2].([]any) {
		pair := d.([]any)
		l.said(int(pair[0].(int64)), string(pair[1].([]byte)))
	}
	for _, p := range v[3].([]any) {
		l.progress = append(l.progress, strings.Trim(fmt.Sprint(p), "[]"))
	}
	return l
}

func weTell(t *testing.T, u string, options map[string]any, jar string) (l telltale) {
	t.Helper()
	c := NewCurl()
	set(t, c, URL, u, USERAGENT, "x", WRITEFUNCTION, func([]byte) {}, VERBOSE, 1, DEBUGFUNCTION, func(k InfoType, p []byte) { l.said(int(k), string(p)) },
		NOPROGRESS, 0, TIMEOUT, 20, XFERINFOFUNCTION, func(a, b, c, d int64) error {
			if text := fmt.Sprint(a, b, c, d); len(l.progress) == 0 || l.progress[len(l.progress)-1] != text {
				l.progress = append(l.progress, text)
			}
			return nil
		})
	if jar != "" {
		set(t, c, COOKIEJAR, jar)
	}
	for name, v := range options {
		set(t, c, optionNamed(t, name), v)
	}
	l.code = codeOf(c.Perform(t.Context()))
	l.errstr = c.Errstr()
	if err := c.Close(); err != nil {
		t.Fatal(err)
	}
	if b, err := os.ReadFile(jar); err == nil {
		l.jar = string(b)
	} else if jar != "" && !errors.Is(err, os.ErrNotExist) {
		t.Fatal(err)
	}
	return l
}

// A header that goes on in further lines is one line, as newer libcurls tell it; 7.88
// tells the lines as they came.
func TestFoldedHeadersAreOneLine(t *testing.T) {
	py := original.Start(t, "pycurl")
	py.Define(wirePy)
	call := wireCall(transfers(round("URL", here)), "HTTP/1.1 200 OK\r\nX-A: one\r\n two\r\n\tthree\r\nx-a: four\r\nContent-Length: 2\r\n\r\nok")
	headers := func(all []any) (found []string) {
		for _, l := range all {
			if text := l.(string); strings.HasPrefix(text, "line ") {
				found = append(found, strings.TrimPrefix(text, "line "))
			}
		}
		return found
	}
	theirs := headers(py.Value(call.Func, call.Args...).([]any))
	if want := []string{`b'HTTP/1.1 200 OK\r\n'`, `b'X-A: one\r\n'`, `b' two\r\n'`, `b'\tthree\r\n'`, `b'x-a: four\r\n'`, `b'Content-Length: 2\r\n'`, `b'\r\n'`}; !reflect.DeepEqual(theirs, want) {
		t.Errorf("pycurl tells %q, and told %q", theirs, want)
	}
	ours := headers(runWire(call).Value.([]any))
	if want := []string{`b'HTTP/1.1 200 OK\r\n'`, `b'X-A: one two three\r\n'`, `b'x-a: four\r\n'`, `b'Content-Length: 2\r\n'`, `b'\r\n'`}; !reflect.DeepEqual(ours, want) {
		t.Errorf("we tell %q, want %q", ours, want)
	}
}
