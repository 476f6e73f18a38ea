package curlx

import (
	_ "embed"
	"errors"
	"fmt"
	"maps"
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
	l.debug = append(l.debug, fmt.Sprintf("%d %s", kind, maskTime.ReplaceAllString(callbackPort.ReplaceAllString(text, "${1}PORT"), "N ms")))
}

// What libcurl says of its own insides: its caches, and what it is about to do.
var libcurlAlone = []string{"0 Found bundle for host", "0 Can not multiplex", "0 Hostname 127.0.0.1 was found in DNS cache", "0 Please rewind output",
	"0 Authentication problem. Ignoring this.", "0 allocate connect buffer", "0 Clear auth, redirects to port"}

// Replies of the tests of callbacks.
const (
	chunky   = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
	moved    = "HTTP/1.1 302 X\r\nLocation: /\r\nContent-Length: 2\r\n\r\nno"
	unknown  = "HTTP/1.1 401 X\r\nWWW-Authenticate: Digest realm=\"r\", nonce=\"n\"\r\nContent-Length: 2\r\n\r\nno"
	zippedOK = "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n"
)

// A tale is a transfer whose callbacks are compared.
type tale struct {
	options map[string]any
	replies []string
	jar     bool
}

func tales() map[string]tale {
	// Within the 400 days that a cookie lives at most, of whole minutes.
	soon := time.Now().AddDate(0, 1, 0).UTC().Truncate(time.Minute).Format(time.RFC1123)
	soon = strings.Replace(soon, "UTC", "GMT", 1)
	cookies := "Set-Cookie: s=1; path=/a\r\nSet-Cookie: h=2; HttpOnly\r\nSet-Cookie: long=3; Expires=" + soon + "\r\nSet-Cookie: d=4; Domain=127.0.0.1\r\n" +
		"Set-Cookie: gone=5; Max-Age=0\r\nSet-Cookie: h=6\r\nSet-Cookie: d=; Max-Age=-1\r\n"
	zipped := gzipOf("hello hello hello")
	follow := func(more ...any) map[string]any {
		o := map[string]any{"FOLLOWLOCATION": 1}
		for i := 0; i < len(more); i += 2 {
			o[more[i].(string)] = more[i+1]
		}
		return o
	}
	expect := []any{"Expect: 100-continue"}
	digest := map[string]any{"USERPWD": "u:p", "HTTPAUTH": HTTPAUTH_DIGEST}
	return map[string]tale{
		"a GET":               {replies: []string{okay}},
		"HEAD":                {options: map[string]any{"NOBODY": 1}, replies: []string{okay[:len(okay)-2]}},
		"a POST":              {options: map[string]any{"POSTFIELDS": "a=1"}, replies: []string{okay}},
		"a PUT":               {options: map[string]any{"UPLOAD": 1, "INFILESIZE": 3, "READDATA": "abc", "HTTPHEADER": []any{"Expect:"}}, replies: []string{okay}},
		"a PUT in chunks":     {options: map[string]any{"UPLOAD": 1, "READDATA": "abc", "HTTPHEADER": []any{"Expect:"}}, replies: []string{okay}},
		"a PUT refused":       {options: map[string]any{"UPLOAD": 1, "INFILESIZE": 3, "READDATA": "abc", "HTTPHEADER": expect}, replies: []string{"\x05HTTP/1.1 413 X\r\nContent-Length: 2\r\n\r\nno\x04"}},
		"Expect refused":      {options: map[string]any{"UPLOAD": 1, "INFILESIZE": 3, "READDATA": "abc", "HTTPHEADER": expect}, replies: []string{"\x05HTTP/1.1 417 X\r\nConnection: close\r\nContent-Length: 2\r\n\r\nno\x04"}},
		"chunks":              {replies: []string{chunky + "2\r\nok\r\n3;x=y\r\nabc\r\n0\r\n\r\n"}},
		"trailers":            {replies: []string{chunky + "2\r\nok\r\n0\r\nX-T: 1\r\n\r\n"}},
		"chunks as they are":  {options: map[string]any{"HTTP_TRANSFER_DECODING": 0}, replies: []string{chunky + "2\r\nok\r\n0\r\nX-T: 1\r\n\r\n"}},
		"a bad chunk":         {replies: []string{chunky + "2\r\nok\r\nzz\r\n"}},
		"chunks cut":          {replies: []string{chunky + "5\r\nok" + close4}},
		"gzip":                {options: map[string]any{"ACCEPT_ENCODING": "gzip"}, replies: []string{fmt.Sprintf("%sContent-Length: %d\r\n\r\n%s", zippedOK, len(zipped), zipped)}},
		"gzip in chunks":      {options: map[string]any{"ACCEPT_ENCODING": "gzip"}, replies: []string{fmt.Sprintf("%sTransfer-Encoding: chunked\r\n\r\n%x\r\n%s\r\n0\r\n\r\n", zippedOK, len(zipped), zipped)}},
		"bad gzip":            {options: map[string]any{"ACCEPT_ENCODING": "gzip"}, replies: []string{zippedOK + "Content-Length: 5\r\n\r\nabcde"}},
		"an unknown coding":   {options: map[string]any{"ACCEPT_ENCODING": "gzip"}, replies: []string{"HTTP/1.1 200 OK\r\nContent-Encoding: x\r\nContent-Length: 5\r\n\r\nabcde"}},
		"more than a body":    {replies: []string{okay + "MORE"}},
		"until the end":       {replies: []string{"HTTP/1.1 200 OK\r\n\r\nabc" + close4}},
		"an interim":          {replies: []string{"HTTP/1.1 103 Early\r\nLink: </a>\r\n\r\n" + okay}},
		"100":                 {replies: []string{"HTTP/1.1 100 Continue\r\n\r\n" + okay}},
		"an error":            {options: map[string]any{"FAILONERROR": 1}, replies: []string{"HTTP/1.1 404 No\r\nContent-Length: 2\r\n\r\nno"}},
		"an error, none yet":  {options: map[string]any{"FAILONERROR": 1, "USERPWD": "u:p", "HTTPAUTH": HTTPAUTH_DIGEST}, replies: []string{unknown, unknown}},
		"a short body":        {replies: []string{"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nok" + close4}},
		"nothing":             {replies: []string{close4}},
		"no HTTP":             {replies: []string{"SSH-2.0\r\n"}},
		"HTTP/0.9":            {options: map[string]any{"HTTP09_ALLOWED": 1}, replies: []string{"hello\r\n" + close4}},
		"no colon":            {replies: []string{"HTTP/1.1 200 OK\r\nfoo\r\n\r\n"}},
		"a folded header":     {replies: []string{"HTTP/1.1 200 OK\r\nX-A: one\r\n two\r\n\tthree\r\nContent-Length: 2\r\n\r\nok"}},
		"too large":           {options: map[string]any{"MAXFILESIZE": 1}, replies: []string{okay}},
		"not resumed":         {options: map[string]any{"RESUME_FROM": 1}, replies: []string{okay}},
		"nothing left":        {options: map[string]any{"RESUME_FROM": 2}, replies: []string{okay}},
		"not new":             {options: map[string]any{"TIMECONDITION": 1, "TIMEVALUE": 1600000000}, replies: []string{"HTTP/1.1 200 OK\r\nLast-Modified: Wed, 01 Jan 2020 00:00:00 GMT\r\nContent-Length: 2\r\n\r\nok"}},
		"chunks in bare LFs":  {replies: []string{"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\nok\n0\n\n"}},
		"204":                 {replies: []string{"HTTP/1.1 204 No\r\n\r\n"}},
		"304":                 {replies: []string{"HTTP/1.1 304 No\r\n\r\n"}},
		"HTTP/1.0":            {replies: []string{"HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nok" + close4}},
		"HTTP/1.0 kept":       {replies: []string{"HTTP/1.0 200 OK\r\nConnection: keep-alive\r\nContent-Length: 2\r\n\r\nok"}},
		"the writer refuses":  {options: map[string]any{"REFUSE": "WRITEFUNCTION"}, replies: []string{okay}},
		"no header is taken":  {options: map[string]any{"REFUSE": "HEADERFUNCTION"}, replies: []string{okay}},
		"a redirect":          {options: follow(), replies: []string{moved, okay}},
		"one that closes":     {options: follow(), replies: []string{"HTTP/1.1 302 X\r\nLocation: /\r\nConnection: close\r\nContent-Length: 2\r\n\r\nno" + close4, okay}},
		"a POST redirected":   {options: follow("POSTFIELDS", "a=1"), replies: []string{moved, okay}},
		"303":                 {options: follow("POSTFIELDS", "a=1"), replies: []string{strings.Replace(moved, "302", "303", 1), okay}},
		"redirects ended":     {options: follow("MAXREDIRS", 0), replies: []string{moved}},
		"after one":           {options: follow("MAXREDIRS", 1), replies: []string{moved, moved}},
		"ended in chunks":     {options: follow("MAXREDIRS", 0), replies: []string{"HTTP/1.1 302 X\r\nLocation: /\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nno\r\n0\r\n\r\n"}},
		"ended at the end":    {options: follow("MAXREDIRS", 0), replies: []string{"HTTP/1.1 302 X\r\nLocation: /\r\n\r\nno" + close4}},
		"to nowhere":          {options: follow(), replies: []string{"HTTP/1.1 302 X\r\nLocation: http://[bad\r\nContent-Length: 2\r\n\r\nno"}},
		"an old one lost":     {options: follow(), replies: []string{moved, close4, okay}},
		"a user":              {options: map[string]any{"USERPWD": "u:p"}, replies: []string{okay}},
		"the user's own":      {options: map[string]any{"USERPWD": "u:p", "HTTPHEADER": []any{"Authorization: x"}}, replies: []string{okay}},
		"a token":             {options: map[string]any{"XOAUTH2_BEARER": "tok", "HTTPAUTH": authBearer}, replies: []string{okay}},
		"Digest":              {options: digest, replies: []string{unknown, okay}},
		"Digest refused":      {options: digest, replies: []string{unknown, unknown}},
		"Digest in chunks":    {options: digest, replies: []string{strings.Replace(unknown, "Content-Length: 2\r\n\r\nno", "Transfer-Encoding: chunked\r\n\r\n2\r\nno\r\n0\r\n\r\n", 1), okay}},
		"a proxy":             {options: map[string]any{"URL": "http://x.test/", "PROXY": "http://pu:pp@127.0.0.1:PORT"}, replies: []string{okay}},
		"a tunnel refused":    {options: map[string]any{"URL": "https://x.test/", "PROXY": "http://pu:pp@127.0.0.1:PORT"}, replies: []string{"HTTP/1.1 403 No\r\nContent-Length: 0\r\n\r\n"}},
		"refused":             {options: map[string]any{"URL": "http://127.0.0.1:1/"}},
		"an unknown protocol": {options: map[string]any{"URL": "foo://x/"}},
		"cookies":             {replies: []string{"HTTP/1.1 200 OK\r\n" + cookies + "Content-Length: 2\r\n\r\nok"}, jar: true},
		"no cookies":          {replies: []string{okay}, jar: true},
	}
}

// DEBUGFUNCTION gets the same pieces in the same order, XFERINFOFUNCTION comes to the same
// numbers, Errstr is the same, and so is the file of cookies.
func TestParityCallbacks(t *testing.T) {
	py := original.Start(t, "pycurl")
	py.Define(callbacksSource)
	for name, x := range tales() {
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
				options := map[string]any{"URL": "http://127.0.0.1:PORT/a/b"}
				maps.Copy(options, x.options)
				for name, v := range options {
					if text, ok := v.(string); ok {
						options[name] = strings.ReplaceAll(text, "PORT", s.port())
					}
				}
				jar := ""
				if x.jar {
					jar = filepath.Join(t.TempDir(), "jar")
				}
				if i == 0 {
					both[i] = pycurlTells(t, py, options, jar)
				} else {
					both[i] = weTell(t, options, jar)
				}
				s.stop()
			}
			theirs, ours := both[0], both[1]
			if name == "a tunnel refused" && theirs.code == int(E_RECV_ERROR) {
				theirs.code = int(E_COULDNT_CONNECT) // as newer libcurls have it
			}
			if ours.code != theirs.code || ours.errstr != theirs.errstr {
				t.Errorf("(%d) %q, pycurl's is (%d) %q", ours.code, ours.errstr, theirs.code, theirs.errstr)
			}
			theirs.debug = slices.DeleteFunc(theirs.debug, func(s string) bool {
				return slices.ContainsFunc(libcurlAlone, func(own string) bool { return strings.HasPrefix(s, own) })
			})
			if name == "an unknown protocol" {
				// It has no connection, and closes it.
				theirs.debug = slices.DeleteFunc(theirs.debug, func(s string) bool { return s == "0 Closing connection -1\n" })
			}
			if name == "cookies" {
				theirs.newerCookies(t)
			}
			if !reflect.DeepEqual(ours.debug, theirs.debug) {
				t.Errorf("DEBUGFUNCTION is given\n%q\npycurl's\n%q", ours.debug, theirs.debug)
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

// newerCookies makes of what libcurl 7.88 tells of cookies what newer ones tell: a path
// stands as it is compared, without its last slash.
func (l *telltale) newerCookies(t *testing.T) {
	t.Helper()
	paths := 0
	for i, s := range l.debug {
		if strings.Contains(s, " cookie ") && strings.Contains(s, ", path /a/, ") {
			l.debug[i] = strings.Replace(s, ", path /a/, ", ", path /a, ", 1)
			paths++
		}
	}
	if !strings.Contains(l.jar, "\t/a/\t") || paths == 0 {
		t.Errorf("pycurl tells of paths without their last slash: the difference has healed\n%q\n%s", l.debug, l.jar)
	}
	l.jar = strings.ReplaceAll(l.jar, "\t/a/\t", "\t/a\t")
}

func pycurlTells(t *testing.T, py *original.Python, options map[string]any, jar string) (l telltale) {
	t.Helper()
	v := py.Value("told", options, jar).([]any)
	l.code, l.errstr, l.jar = int(v[0].(int64)), maskTime.ReplaceAllString(v[1].(string), "N ms"), v[4].(string)
	for _, d := range v[2].([]any) {
		pair := d.([]any)
		l.said(int(pair[0].(int64)), string(pair[1].([]byte)))
	}
	for _, p := range v[3].([]any) {
		l.progress = append(l.progress, strings.Trim(fmt.Sprint(p), "[]"))
	}
	return l
}

func weTell(t *testing.T, options map[string]any, jar string) (l telltale) {
	t.Helper()
	c := NewCurl()
	set(t, c, USERAGENT, "x", WRITEFUNCTION, func([]byte) {}, VERBOSE, 1, DEBUGFUNCTION, func(k InfoType, p []byte) { l.said(int(k), string(p)) },
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
		switch w := v.(type) {
		case []any:
			var lines []string
			for _, line := range w {
				lines = append(lines, line.(string))
			}
			v = lines
		case string:
			if name == "READDATA" {
				v = strings.NewReader(w)
			}
			if name == "REFUSE" {
				name, v = w, func([]byte) (int, error) { return 0, nil }
			}
		}
		set(t, c, optionNamed(t, name), v)
	}
	l.code = codeOf(c.Perform(t.Context()))
	l.errstr = maskTime.ReplaceAllString(c.Errstr(), "N ms")
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
