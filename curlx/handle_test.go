package curlx

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strings"
	"sync"
	"testing"
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
	if err := c.Setopt(USERPWD, "user:secret\n"); err == nil || strings.Contains(err.Error(), "secret") {
		t.Errorf("a secret stands in the error, or there is none: %v", err)
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
		if r := at(REDIRECT_TIME); r <= 0 || r > total || at(STARTTRANSFER_TIME) < r/2 {
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
	if info(t, c, NAMELOOKUP_TIME) <= 0 || info(t, c, CONNECT_TIME) != 0 || info(t, c, PRETRANSFER_TIME) != 0 || info(t, c, OS_ERRNO) == 0 {
		t.Error("times of a connection that failed")
	}
}
