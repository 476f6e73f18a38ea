package curlx

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// Handles that share HSTS know what the others learnt.
func TestHSTSIsShared(t *testing.T) {
	port := headerServer(t)
	s := NewCurlShare()
	if err := s.Share(LOCK_DATA_HSTS); err != nil {
		t.Fatal(err)
	}
	first, second, stranger := NewCurl(), NewCurl(), NewCurl()
	for _, c := range []*Curl{first, second, stranger} {
		if err := errors.Join(hstsHandle(c, int64(port)), c.Setopt(HSTS_CTRL, CURLHSTS_ENABLE)); err != nil {
			t.Fatal(err)
		}
	}
	set(t, first, SHARE, s)
	set(t, second, SHARE, s)
	hstsRounds(first, []any{telling("ex.test", port, sts("max-age=600; includeSubDomains")...)})
	plain := fmt.Sprintf("http://a.ex.test:%d/", port)
	if got := hstsRounds(second, []any{plain})[0]; got != "0 "+strings.Replace(plain, "http", "https", 1) {
		t.Errorf("a handle that shares: %v", got)
	}
	if got := fmt.Sprint(hstsRounds(stranger, []any{plain})[0]); !strings.HasSuffix(got, plain) {
		t.Errorf("a handle that does not share: %v", got)
	}
	for _, c := range []*Curl{first, second, stranger} {
		if err := c.Close(); err != nil {
			t.Error(err)
		}
	}
	if err := s.Close(); err != nil {
		t.Error(err)
	}
}

// What HSTS says is not believed of a plain connection, and holds for redirects and
// for handles made of handles.
func TestHSTSOnTheWay(t *testing.T) {
	port := headerServer(t)
	sv, err := script([][]byte{[]byte("HTTP/1.1 200 OK\r\nStrict-Transport-Security: max-age=600\r\nContent-Length: 2\r\n\r\nok"), []byte(okay),
		[]byte(fmt.Sprintf("HTTP/1.1 302 X\r\nLocation: http://ex.test:%d/\r\nContent-Length: 0\r\n\r\n", port))})
	if err != nil {
		t.Fatal(err)
	}
	defer sv.stop()
	c := handle(t, HSTS, "")
	if err := errors.Join(hstsHandle(c, int64(atoi(sv.port())))); err != nil {
		t.Fatal(err)
	}
	u := "http://plain.test:" + sv.port() + "/"
	if got := fmt.Sprint(hstsRounds(c, []any{u, u})); got != fmt.Sprintf("[0 %s 0 %s]", u, u) {
		t.Errorf("told by a plain connection: %s", got)
	}
	set(t, c, RESOLVE, []string{fmt.Sprintf("+*:%d:127.0.0.1", port), fmt.Sprintf("+*:%s:127.0.0.1", sv.port())}, FOLLOWLOCATION, 1)
	hstsRounds(c, []any{telling("ex.test", port, sts("max-age=600")...)})
	want := fmt.Sprintf("0 https://ex.test:%d/", port)
	if got := hstsRounds(c, []any{u})[0]; got != want {
		t.Errorf("a redirect leads to %v, want %s", got, want)
	}
	// The secrets of the URL stay with the host that it now is of.
	set(t, c, HSTS_CTRL, 0, URL, strings.Replace(want[2:], "https", "http", 1))
	if _, err := body(c); err == nil || !strings.HasPrefix(info(t, c, EFFECTIVE_URL), "http:") {
		t.Errorf("HSTS that was turned off: %v, %s", err, info(t, c, EFFECTIVE_URL))
	}
}

// A file is read once, kept when it cannot be read, and shown to nobody else.
func TestHSTSFile(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "hsts")
	if err := os.WriteFile(path, []byte("a.test \"20300101 00:00:00\"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	// No transfer: what is in the file stays there.
	c := NewCurl()
	set(t, c, HSTS, path)
	d, err := c.Duphandle()
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(c.Close(), d.Close()); err != nil {
		t.Fatal(err)
	}
	b, err := os.ReadFile(path)
	if err != nil || !strings.Contains(string(b), "\na.test \"20300101 00:00:00\"\n") {
		t.Errorf("after two handles without a transfer: %q, %v", b, err)
	}
	// A folder is no file.
	c = NewCurl()
	set(t, c, HSTS, dir, URL, "http://127.0.0.1:1/")
	if _, err := body(c); !errors.Is(err, E_READ_ERROR) {
		t.Errorf("a folder: %v", err)
	}
	if err := c.Close(); !errors.Is(err, E_READ_ERROR) {
		t.Errorf("a folder, at the end: %v", err)
	}
	// A new file is its owner's.
	fresh := filepath.Join(dir, "fresh")
	c = NewCurl()
	set(t, c, HSTS, fresh)
	if err := c.Close(); err != nil {
		t.Error(err)
	}
	if s, err := os.Stat(fresh); err != nil || s.Mode().Perm()&0o077 != 0 && os.PathSeparator == '/' {
		t.Errorf("a new file: %v, %v", s, err)
	}
}

// Callbacks that fail, and one that asks its handle.
func TestHSTSCallbacksThatFail(t *testing.T) {
	bad := errors.New("bad")
	c := NewCurl()
	set(t, c, HSTS_CTRL, CURLHSTS_ENABLE, URL, "http://127.0.0.1:1/", HSTSREADFUNCTION, HSTSReadFunc(func() (*HSTSEntry, error) { return nil, bad }))
	if _, err := body(c); !errors.Is(err, E_ABORTED_BY_CALLBACK) || !errors.Is(err, bad) {
		t.Errorf("reading fails: %v", err)
	}
	for name, answer := range map[string]struct {
		code int
		err  error
	}{"fail": {CURLSTS_FAIL, nil}, "error": {CURLSTS_OK, bad}, "nonsense": {17, nil}} {
		c := NewCurl()
		once := []*HSTSEntry{{Host: "a.test.", Expire: time.Now().Add(time.Hour)}}
		set(t, c, HSTS_CTRL, CURLHSTS_ENABLE, URL, "http://127.0.0.1:1/", HSTSREADFUNCTION, HSTSReadFunc(func() (*HSTSEntry, error) {
			if len(once) == 0 {
				return nil, nil
			}
			e := once[0]
			once = nil
			return e, nil
		}), HSTSWRITEFUNCTION, HSTSWriteFunc(func(e HSTSEntry, i HSTSIndex) (int, error) {
			if err := c.Setopt(URL, "x"); !errors.Is(err, E_RECURSIVE_API_CALL) || e.Host != "a.test" || i.Idx != 0 {
				t.Errorf("%s: %v, %+v of %+v", name, err, e, i)
			}
			return answer.code, answer.err
		}))
		body(c)
		if err := c.Close(); !errors.Is(err, E_ABORTED_BY_CALLBACK) || answer.err != nil && !errors.Is(err, bad) {
			t.Errorf("%s: %v", name, err)
		}
		if !c.Closed() {
			t.Errorf("%s: the handle is not closed", name)
		}
	}
}

func TestHSTSRemembersSoManyHosts(t *testing.T) {
	var h hstsCache
	for i := range maxHSTS + 2 {
		h.put(hstsHost{name: fmt.Sprintf("h%d.test", i), expires: forever})
	}
	h.put(hstsHost{name: "last.test", expires: forever})
	if h.wants("h2.test") || !h.wants("h3.test") || !h.wants("last.test") || len(h.all()) != maxHSTS {
		t.Errorf("%d hosts are left", len(h.all()))
	}
}

// What a server or a callback makes known reads back from a file, or is not taken.
func TestHSTSEntriesReadBack(t *testing.T) {
	var h hstsCache
	ages := []string{"1", "600000", "251000000000", "252000000000", "300000000000", "9223372036854775807", "99999999999999999999"}
	for i, age := range ages {
		h.learn(fmt.Sprintf("h%d.test", i), "max-age="+age)
	}
	long := strings.Repeat("a.", 40_000) + "test"
	h.learn(long, "max-age=600; includeSubDomains")
	h.learn("test."+strings.Repeat("b", 251), "max-age=600")
	all := h.all()
	if len(all) != len(ages) || h.wants(long) || h.wants("x."+long) {
		t.Errorf("%d hosts are known, want %d", len(all), len(ages))
	}
	for _, e := range all {
		if back, ok := parseHSTSLine(e.line()); !ok || back != e {
			t.Errorf("%+v is written as %q and read as %+v, %v", e, e.line(), back, ok)
		}
	}
	for name, good := range map[string]bool{"a.test": true, "a.test.": true, "a.test..": false, "": false, ".": false, ".a.test": false, "#a.test": false, "a b": false, "a\n.b \"unlimited\"": false,
		"a\"": false, "a\x00": false, "a\u00a0b": false, strings.Repeat("a", 255): true, strings.Repeat("a", 256): false} {
		for _, at := range []time.Time{{}, time.Now().Add(time.Hour), time.Date(9999, 12, 31, 23, 59, 59, 0, time.UTC), time.Date(20000, 1, 1, 0, 0, 0, 0, time.UTC)} {
			e, err := (&HSTSEntry{Host: name, IncludeSubdomains: true, Expire: at}).host()
			if (err == nil) != good || err != nil && !errors.Is(err, E_BAD_FUNCTION_ARGUMENT) {
				t.Errorf("%.20q: %v", name, err)
			}
			if back, ok := parseHSTSLine(e.line()); good && (!ok || back != e) {
				t.Errorf("%+v is written as %q and read as %+v, %v", e, e.line(), back, ok)
			}
		}
	}
	c := handle(t, URL, "http://127.0.0.1:1/", HSTS, "", HSTSREADFUNCTION, func() (*HSTSEntry, error) { return &HSTSEntry{Host: "a b"}, nil })
	if _, err := body(c); !errors.Is(err, E_BAD_FUNCTION_ARGUMENT) || !strings.Contains(err.Error(), `"a b"`) {
		t.Errorf("a callback that gives no host: %v", err)
	}
}

// What is written reads back, whatever was read before.
func FuzzHSTSLine(f *testing.F) {
	for line := range strings.Lines(hstsLines) {
		f.Add(line, "max-age=600; includeSubDomains")
	}
	f.Add("a \"unlimited\"", "max-age=\"99999999999999999999\"")
	f.Fuzz(func(t *testing.T, line, header string) {
		if age, _, ok := parseSTS(header); age < 0 || age != 0 && !ok {
			t.Errorf("%q: %d, %v", header, age, ok)
		}
		e, ok := parseHSTSLine(line)
		if !ok {
			return
		}
		again, ok := parseHSTSLine(e.line())
		if !ok || again != e {
			t.Errorf("%q is %+v, written as %q and read as %+v, %v", line, e, e.line(), again, ok)
		}
	})
}
