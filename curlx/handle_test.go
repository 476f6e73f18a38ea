package curlx

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"runtime"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

func TestAHandleServesOneTransferAtATime(t *testing.T) {
	s, err := script([][]byte{[]byte(okay), []byte(okay)})
	if err != nil {
		t.Fatal(err)
	}
	defer s.stop()
	c := handle(t, URL, "http://127.0.0.1:"+s.port()+"/")
	errs := map[string]error{}
	set(t, c, WRITEFUNCTION, func(p []byte) {
		errs["perform"] = c.Perform(context.Background())
		errs["setopt"] = c.Setopt(URL, "x")
		errs["unsetopt"] = c.Unsetopt(URL)
		errs["reset"] = c.Reset()
		errs["close"] = c.Close()
		_, errs["duphandle"] = c.Duphandle()
	})
	if err := c.Perform(context.Background()); err != nil {
		t.Fatal(err)
	}
	for name, err := range errs {
		if err == nil || !strings.Contains(err.Error(), "perform() is currently running") {
			t.Errorf("%s inside a callback: %v", name, err)
		}
	}
	if len(errs) != 6 {
		t.Fatal("the callback was not called")
	}
	// A panic reaches the caller, and the handle is fit for use afterwards.
	set(t, c, WRITEFUNCTION, func([]byte) { panic("oh") })
	func() {
		defer func() {
			if recover() == nil {
				t.Error("the panic is lost")
			}
		}()
		c.Perform(context.Background())
	}()
	if c.running() {
		t.Error("the handle is still in a transfer")
	}
}

func TestClosedAndNilHandles(t *testing.T) {
	c := NewCurl()
	if err := c.Close(); err != nil {
		t.Fatal(err)
	}
	if err := c.Close(); err != nil {
		t.Errorf("closed twice: %v", err)
	}
	var none *Curl
	for name, c := range map[string]*Curl{"closed": c, "nil": none, "zero": {}} {
		if !c.Closed() {
			t.Errorf("%s: Closed is false", name)
		}
		_, rb := c.PerformRB(context.Background())
		_, rs := c.PerformRS(context.Background())
		_, dup := c.Duphandle()
		_, inf := c.Getinfo(TOTAL_TIME)
		_, rt := c.RoundTripper()
		_, send := c.Send(nil)
		_, recv := c.Recv(nil)
		for i, err := range []error{c.Perform(context.Background()), rb, rs, dup, inf, rt, send, recv, c.Setopt(URL, "x"), c.Unsetopt(URL), c.Reset(), c.Pause(0), c.Unpause()} {
			if err == nil {
				t.Errorf("%s: call %d is no error", name, i)
			}
		}
		if c.Errstr() != "" || len(c.Timeline().Hops) != 0 {
			t.Errorf("%s: tells of a transfer", name)
		}
	}
	var m *CurlMulti
	var sh *CurlShare
	var e *Error
	for i, err := range []error{m.AddHandle(nil), m.RemoveHandle(nil), m.Setopt(M_MAXCONNECTS, 1), sh.Setopt(SH_SHARE, LOCK_DATA_DNS), (&CurlShare{}).Share(LOCK_DATA_DNS), (&CurlMulti{}).AddHandle(none)} {
		if err == nil {
			t.Errorf("call %d of nil is no error", i)
		}
	}
	if _, err := m.Do(context.Background()); err == nil {
		t.Error("Do of a nil Multi is no error")
	}
	if m.Close() != nil || sh.Close() != nil || !m.Closed() || !sh.Closed() || m.Len() != 0 || m.Contains(nil) || e.Error() == "" || e.Detail() != "" {
		t.Error("nil does not answer")
	}
	if err := handle(t).Setopt(nil, 1); !errors.Is(err, E_UNKNOWN_OPTION) {
		t.Errorf("a nil option: %v", err)
	}
	if err := handle(t).Setopt(Option[int](399), 1); !errors.Is(err, E_UNKNOWN_OPTION) {
		t.Errorf("an option that nobody knows: %v", err)
	}
	if _, err := handle(t).Getinfo(Info[int](5)); !errors.Is(err, ErrBadInfo) {
		t.Errorf("an info that nobody knows: %v", err)
	}
}

func TestOptionsTakeWhatFits(t *testing.T) {
	c := handle(t)
	for _, x := range []struct {
		o  AnyOption
		v  any
		ok bool
	}{
		{TIMEOUT, 30, true}, {TIMEOUT, int64(30), true}, {TIMEOUT, uint8(3), true}, {VERBOSE, false, true}, {TIMEOUT, 1.5, false}, {TIMEOUT, "30", false}, {TIMEOUT, -1, false},
		{URL, "x", true}, {URL, []byte("x"), true}, {URL, 5, false}, {HTTPHEADER, []string{"a: b"}, true}, {HTTPHEADER, "a: b", false},
		{WRITEFUNCTION, func([]byte) {}, true}, {WRITEFUNCTION, func([]byte) int { return 0 }, true}, {WRITEFUNCTION, func(string) {}, false}, {WRITEDATA, io.Discard, true}, {WRITEDATA, 5, false},
		{READDATA, strings.NewReader(""), true}, {CAINFO_BLOB, "pem", true}, {INFILESIZE, int64(1) << 40, true}, {MAXREDIRS, -2, false}, {NETRC, 3, false}, {HTTP_VERSION, 30, false}, {SSLVERSION, 2, false},
	} {
		if err := c.Setopt(x.o, x.v); (err == nil) != x.ok {
			t.Errorf("%s of %T %v: %v", x.o, x.v, x.v, err)
		}
	}
	// Functions of the shapes that callbacks have.
	for o, f := range map[AnyOption]any{
		READFUNCTION: func([]byte) (int, error) { return 0, nil }, SEEKFUNCTION: func(int64, int) (int, error) { return 0, nil }, XFERINFOFUNCTION: func(_, _, _, _ int64) error { return nil },
		DEBUGFUNCTION: func(InfoType, []byte) {}, SOCKOPTFUNCTION: func(syscall.RawConn, int) (int, error) { return 0, nil }, OPENSOCKETFUNCTION: func(string, string) (net.Conn, error) { return nil, nil },
		CLOSESOCKETFUNCTION: func(net.Conn) error { return nil }, PREREQFUNCTION: func(_, _ string, _, _ int) error { return nil }, TRAILERFUNCTION: func() ([]string, error) { return nil, nil },
		FNMATCH_FUNCTION: func(_, _ string) (bool, error) { return false, nil }, HSTSREADFUNCTION: func() (*HSTSEntry, error) { return nil, nil }, HSTSWRITEFUNCTION: func(HSTSEntry, HSTSIndex) (int, error) { return 0, nil },
		WRITEFUNCTION: func([]byte) (int, error) { return 0, nil },
	} {
		if err := c.Setopt(o, f); err != nil {
			t.Errorf("%s: %v", o, err)
		}
		if err := c.Setopt(o, func(int) {}); !errors.Is(err, ErrOptionType) {
			t.Errorf("%s of another function: %v", o, err)
		}
		if err := c.Setopt(o, reflect.Zero(reflect.TypeOf(f)).Interface()); !errors.Is(err, ErrOptionType) {
			t.Errorf("%s of a function that is nil: %v", o, err)
		}
	}
	for _, o := range []AnyOption{USERAGENT, REFERER, COOKIE, RANGE, CUSTOMREQUEST, REQUEST_TARGET, USERPWD, USERNAME, PASSWORD, PROXYUSERPWD, XOAUTH2_BEARER, ACCEPT_ENCODING,
		FTP_ACCOUNT, FTP_ALTERNATIVE_TO_USER, HAPROXY_CLIENT_IP, URL} {
		for _, evil := range []string{"a\r\nb", "a\nb", "a\x00b", "a\rb"} {
			err := c.Setopt(o, evil)
			if !errors.Is(err, E_BAD_FUNCTION_ARGUMENT) {
				t.Errorf("%s of %q: %v", o, evil, err)
			}
		}
	}
	for _, o := range []AnyOption{HTTPHEADER, PROXYHEADER, QUOTE, PREQUOTE, POSTQUOTE} {
		if err := c.Setopt(o, []string{"fine", "a: b\r\nc: d"}); !errors.Is(err, E_BAD_FUNCTION_ARGUMENT) {
			t.Errorf("%s with a line end: %v", o, err)
		}
	}
	for _, x := range []struct {
		o    AnyOption
		d    time.Duration
		want any
	}{
		{TIMEOUT, 90 * time.Second, 90}, {TIMEOUT_MS, 1500 * time.Millisecond, 1500}, {CONNECTTIMEOUT, time.Minute, 60}, {DNS_CACHE_TIMEOUT, -time.Second, -1},
		{TIMEOUT, 1500 * time.Millisecond, nil}, {TIMEOUT_MS, time.Microsecond, nil}, {PORT, 80, nil}, {URL, time.Second, nil},
	} {
		c := handle(t)
		err := c.Setopt(x.o, x.d)
		if got := c.o.vals[slot(x.o.number())]; got != x.want || (err == nil) != (x.want != nil) {
			t.Errorf("%s of %v is %v, %v, want %v", x.o, x.d, got, err, x.want)
		}
	}
	if err := c.Setopt(HTTPHEADER, map[string]string{}); !errors.Is(err, ErrOptionType) || !strings.Contains(err.Error(), "HTTPHEADER takes a []string, not a map[string]string") {
		t.Errorf("a map for a list: %v", err)
	}
	if err := c.Setopt(USERPWD, "user:secret\n"); err == nil || strings.Contains(err.Error(), "secret") {
		t.Errorf("a secret stands in the error, or there is none: %v", err)
	}
}

// Of the options that do a part of what libcurl's do, each other value says that it is
// not there.
func TestPartialOptionsSayWhatTheyCannot(t *testing.T) {
	for _, x := range []struct {
		option AnyOption
		value  any
		code   Code
	}{
		{SSL_OPTIONS, SSLOPT_ALLOW_BEAST, E_NOT_BUILT_IN}, {PROXY_SSL_OPTIONS, SSLOPT_NO_REVOKE, E_NOT_BUILT_IN}, {HTTPAUTH, HTTPAUTH_GSSNEGOTIATE, E_NOT_BUILT_IN},
		{PROXYAUTH, HTTPAUTH_GSSNEGOTIATE, E_NOT_BUILT_IN}, {SSLVERSION, SSLVERSION_SSLv3, E_BAD_FUNCTION_ARGUMENT}, {HTTP_VERSION, 30, E_UNSUPPORTED_PROTOCOL},
		{TLS13_CIPHERS, "TLS_AES_128_GCM_SHA256", E_NOT_BUILT_IN}, {SSLENGINE, "x", E_NOT_BUILT_IN}, {MAIL_FROM, "a@b.test", E_NOT_BUILT_IN},
	} {
		err := handle(t).Setopt(x.option, x.value)
		if Code(codeOf(err)) != x.code || err == nil || !strings.Contains(err.Error(), x.option.String()) {
			t.Errorf("%s of %v: %v, want code %d", x.option, x.value, err, x.code)
		}
	}
}

// A body that is no text is told apart from a transfer that failed, as pycurl's
// UnicodeDecodeError is.
func TestPerformRSTakesTextAlone(t *testing.T) {
	for text, want := range map[string]error{"caf\xc3\xa9": nil, "caf\xe9": ErrNotText, "": nil} {
		s, err := script([][]byte{[]byte(fmt.Sprintf("HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s", len(text), text))})
		if err != nil {
			t.Fatal(err)
		}
		got, err := handle(t, URL, "http://127.0.0.1:"+s.port()+"/", TIMEOUT, 20).PerformRS(t.Context())
		s.stop()
		var failed *Error
		if !errors.Is(err, want) || want == nil && (err != nil || got != text) || errors.As(err, &failed) {
			t.Errorf("%q: %q, %v, want %v", text, got, err, want)
		}
	}
}

func TestResetAndDuphandle(t *testing.T) {
	s, err := script([][]byte{[]byte("HTTP/1.1 200 OK\r\nSet-Cookie: a=1\r\nContent-Length: 0\r\n\r\n"), []byte(okay), []byte(okay)})
	if err != nil {
		t.Fatal(err)
	}
	defer s.stop()
	u := "http://127.0.0.1:" + s.port() + "/"
	c := handle(t, URL, u, COOKIEFILE, "", HTTPHEADER, []string{"X-A: b"})
	body(c)
	if err := c.Reset(); err != nil {
		t.Fatal(err)
	}
	set(t, c, URL, u)
	body(c)
	if n := info(t, c, NUM_CONNECTS); n != 0 {
		t.Error("reset closed the connections")
	}
	set(t, c, HTTPHEADER, []string{"X-C: d"})
	d, err := c.Duphandle()
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	c.Close()
	if _, err := body(d); err != nil {
		t.Fatal(err)
	}
	wire := s.wire
	if got := wire[1].(string); strings.Contains(got, "X-A") || !strings.Contains(got, "Cookie: a=1") {
		t.Errorf("after reset: %s", got)
	}
	if got := wire[2].(string); !strings.Contains(got, "X-C: d") || strings.Contains(got, "Cookie") {
		t.Errorf("the copy sends %s", got)
	}
}

func TestDuphandleMakesTheSameRequest(t *testing.T) {
	file := filepath.Join(t.TempDir(), "cookies")
	if err := os.WriteFile(file, []byte("127.0.0.1\tFALSE\t/\tFALSE\t0\tfrom\tfile\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, settings := range [][]any{
		{POSTFIELDS, "a=1"}, {NOBODY, 1}, {UPLOAD, 1, READDATA, strings.NewReader("x"), INFILESIZE, 1}, {HTTPPOST, []FormField{{Name: "a", Value: "b"}}},
		{POSTFIELDS, "a=1", HTTPGET, 1}, {COOKIEFILE, file},
	} {
		s, err := script([][]byte{[]byte(okay), []byte(okay)})
		if err != nil {
			t.Fatal(err)
		}
		c := handle(t, append(settings, URL, "http://127.0.0.1:"+s.port()+"/")...)
		d, err := c.Duphandle()
		if err != nil {
			t.Fatal(err)
		}
		if _, err := body(c); err != nil {
			t.Error(err)
		}
		if r, ok := settings[min(3, len(settings)-1)].(io.Seeker); ok {
			r.Seek(0, io.SeekStart)
		}
		if _, err := body(d); err != nil {
			t.Error(err)
		}
		d.Close()
		s.stop()
		if a, b := maskBoundary.ReplaceAllString(s.wire[0].(string), "B"), maskBoundary.ReplaceAllString(s.wire[1].(string), "B"); a != b {
			t.Errorf("the copy sends %s, and the first one %s", b, a)
		}
		if settings[0] == AnyOption(COOKIEFILE) && !strings.Contains(s.wire[0].(string), "Cookie: from=file") {
			t.Errorf("no cookie of the file in %s", s.wire[0])
		}
	}
}

var maskBoundary = regexp.MustCompile("-{20,}[0-9A-Za-z]+")

func TestWhatWasSetDoesNotChangeWithTheCallersLists(t *testing.T) {
	s, err := script([][]byte{[]byte(okay), []byte(okay)})
	if err != nil {
		t.Fatal(err)
	}
	defer s.stop()
	lines := []string{"X-A: 1"}
	c := handle(t, URL, "http://127.0.0.1:"+s.port()+"/", HTTPHEADER, lines)
	lines[0] = "X-A: 1\r\nX-Evil: 2"
	body(c)
	fields := []FormField{{Name: "a", With: []FormValue{{FORM_CONTENTS, "good"}}}}
	set(t, c, HTTPPOST, fields)
	fields[0].With[0].Value = "evil"
	body(c)
	if w := fmt.Sprint(s.wire); len(s.wire) != 2 || strings.Contains(strings.ToLower(w), "evil") {
		t.Errorf("sent %s", w)
	}
}

func TestANilContextIsAnError(t *testing.T) {
	c := handle(t, URL, "http://host.invalid/")
	var none context.Context
	_, rb := c.PerformRB(none)
	_, rs := c.PerformRS(none)
	m := NewCurlMulti()
	defer m.Close()
	_, do := m.Do(none, c)
	for i, err := range []error{c.Perform(none), rb, rs, do} {
		if err == nil || !strings.Contains(err.Error(), "context") {
			t.Errorf("call %d: %v", i, err)
		}
	}
}

func TestConnectOnlyLeavesAConnectionWithoutTimeLimits(t *testing.T) {
	answer := make(chan struct{})
	u := faulty(t, func(_ int, c net.Conn, br *bufio.Reader) {
		readRequestHead(br)
		<-answer
		io.WriteString(c, "hello")
		io.Copy(io.Discard, br)
	})
	c := handle(t, URL, u, CONNECT_ONLY, 1, TIMEOUT_MS, 60_000)
	if err := c.Perform(context.Background()); err != nil {
		t.Fatal(err)
	}
	k := c.user
	if !k.wire.rd.IsZero() || !k.wire.wr.IsZero() {
		t.Error("the transfer's deadline stays")
	}
	if _, err := c.Send([]byte("GET / HTTP/1.0\r\n\r\n")); err != nil {
		t.Fatal(err)
	}
	close(answer)
	b := make([]byte, 9)
	if n, err := c.Recv(b); err != nil || string(b[:n]) != "hello" {
		t.Errorf("received %q, %v", b[:n], err)
	}
	c.Close()
	if _, err := k.Write([]byte("x")); !errors.Is(err, net.ErrClosed) {
		t.Errorf("Close leaves the connection open: %v", err)
	}
}

func TestTheTimelineHidesPasswords(t *testing.T) {
	s, err := script([][]byte{[]byte(okay)})
	if err != nil {
		t.Fatal(err)
	}
	defer s.stop()
	c := handle(t, URL, "http://ann:sesame@127.0.0.1:"+s.port()+"/")
	body(c)
	l := c.Timeline()
	if text := fmt.Sprintf("%v %+v", l, l.Hops); strings.Contains(text, "sesame") || !strings.Contains(text, "http://ann:***@127.0.0.1") {
		t.Errorf("the timeline is %s", text)
	}
}

func TestPauseHoldsAndLetsGo(t *testing.T) {
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		b, _ := io.ReadAll(r.Body)
		w.Write(append([]byte("got "), b...))
	}))
	defer s.Close()
	c := handle(t, URL, s.URL)
	var got strings.Builder
	paused := 0
	var wg sync.WaitGroup
	set(t, c, WRITEFUNCTION, func(p []byte) (int, error) {
		if paused++; paused == 1 {
			wg.Go(func() {
				for c.pausing.Load() == 0 {
					runtime.Gosched()
				}
				c.Unpause()
			})
			return WRITEFUNC_PAUSE, nil
		}
		return got.Write(p)
	})
	read := 0
	set(t, c, UPLOAD, 1, READFUNCTION, func(p []byte) (int, error) {
		switch read++; read {
		case 1:
			wg.Go(func() {
				for c.pausing.Load() == 0 {
					runtime.Gosched()
				}
				c.Pause(PAUSE_CONT)
			})
			return READFUNC_PAUSE, nil
		case 2:
			return copy(p, "hello"), nil
		}
		return 0, io.EOF
	})
	if err := c.Perform(context.Background()); err != nil {
		t.Fatal(err)
	}
	wg.Wait()
	if got.String() != "got hello" || paused != 2 || read != 3 {
		t.Errorf("got %q after %d writes and %d reads", got.String(), paused, read)
	}
	// Time limits go on while a transfer is held.
	set(t, c, HTTPGET, 1, WRITEFUNCTION, func([]byte) (int, error) { return WRITEFUNC_PAUSE, nil }, TIMEOUT_MS, 150)
	if err := c.Perform(context.Background()); !errors.Is(err, E_OPERATION_TIMEDOUT) {
		t.Errorf("held for ever: %v", err)
	}
}

func TestWritersThatFail(t *testing.T) {
	why := errors.New("full")
	for name, w := range map[string]func([]byte) (int, error){
		"short": func(p []byte) (int, error) { return len(p) - 1, nil }, "long": func(p []byte) (int, error) { return len(p) + 1, nil },
		"failing": func(p []byte) (int, error) { return 0, why },
	} {
		s, err := script([][]byte{[]byte(okay), []byte(okay)})
		if err != nil {
			t.Fatal(err)
		}
		defer s.stop()
		u := "http://127.0.0.1:" + s.port() + "/"
		err = handle(t, URL, u, WRITEFUNCTION, w).Perform(context.Background())
		if !errors.Is(err, E_WRITE_ERROR) || name == "failing" && !errors.Is(err, why) {
			t.Errorf("%s writer: %v", name, err)
		}
		err = handle(t, URL, u, WRITEDATA, io.Discard, HEADERFUNCTION, w).Perform(context.Background())
		if !errors.Is(err, E_WRITE_ERROR) {
			t.Errorf("%s header writer: %v", name, err)
		}
	}
}

func TestTimesAreInOrder(t *testing.T) {
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/end" {
			http.Redirect(w, r, "/end", http.StatusFound)
		}
	}))
	defer s.Close()
	c := handle(t, URL, s.URL, FOLLOWLOCATION, 1)
	for round := range 2 {
		if _, err := body(c); err != nil {
			t.Fatal(err)
		}
		at := func(i Info[float64]) float64 { return info(t, c, i) }
		total := at(TOTAL_TIME)
		order := []float64{0, at(NAMELOOKUP_TIME), at(PRETRANSFER_TIME), at(STARTTRANSFER_TIME), total}
		for i := range order[1:] {
			if order[i+1] < order[i] || order[i+1] > total {
				t.Errorf("round %d: times %v", round, order)
			}
		}
		if r := at(REDIRECT_TIME); r <= 0 || r > total || at(STARTTRANSFER_TIME) < r {
			t.Errorf("REDIRECT_TIME %v of %v", r, total)
		}
		if connect := at(CONNECT_TIME); (connect == 0) != (round == 1) {
			t.Errorf("round %d: CONNECT_TIME %v", round, connect)
		}
		l := c.Timeline()
		if len(l.Hops) != 2 || l.Hops[1].Start < l.Hops[0].End || !strings.Contains(l.String(), "/end  [200, connection reused]") {
			t.Errorf("timeline %v", l)
		}
	}
	c = handle(t, URL, "http://127.0.0.1:1/")
	if _, err := body(c); !errors.Is(err, E_COULDNT_CONNECT) {
		t.Fatal(err)
	}
	if info(t, c, NAMELOOKUP_TIME) <= 0 || info(t, c, CONNECT_TIME) != 0 || info(t, c, PRETRANSFER_TIME) != 0 || info(t, c, STARTTRANSFER_TIME) != 0 || info(t, c, OS_ERRNO) == 0 {
		t.Error("times of a connection that failed")
	}
}
