package curlx

import (
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
)

// sharedSite sets a cookie, and says what it was sent; of TLS it counts the sessions
// that are gone on with.
func sharedSite(t *testing.T, resumed *atomic.Int32) (plain, secure *httptest.Server) {
	t.Helper()
	answer := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.TLS != nil && r.TLS.DidResume {
			resumed.Add(1)
		}
		if r.URL.Path == "/set" {
			http.SetCookie(w, &http.Cookie{Name: "a", Value: "1", Path: "/"})
		}
		io.WriteString(w, r.Header.Get("Cookie"))
	})
	plain, secure = httptest.NewServer(answer), httptest.NewTLSServer(answer)
	t.Cleanup(plain.Close)
	t.Cleanup(secure.Close)
	return plain, secure
}

// What is shared, others find; what is not, or no longer, they do not.
func TestHandlesFindWhatIsShared(t *testing.T) {
	var resumed atomic.Int32
	plain, secure := sharedSite(t, &resumed)
	share := NewCurlShare()
	one, two := handle(t, COOKIEFILE, "", SHARE, share, SSL_VERIFYPEER, 0, SSL_VERIFYHOST, 0), handle(t, COOKIEFILE, "", SHARE, share, SSL_VERIFYPEER, 0, SSL_VERIFYHOST, 0)
	get := func(c *Curl, settings ...any) string {
		t.Helper()
		set(t, c, settings...)
		got, err := body(c)
		if err != nil {
			t.Error(err)
		}
		return got
	}
	// Cookies.
	get(one, URL, plain.URL+"/set")
	if got := get(two, URL, plain.URL); got != "" {
		t.Errorf("a cookie that is not shared is sent: %s", got)
	}
	if err := share.Share(LOCK_DATA_COOKIE); err != nil {
		t.Fatal(err)
	}
	get(one, URL, plain.URL+"/set")
	if got := get(two, URL, plain.URL); got != "a=1" {
		t.Errorf("a shared cookie is not sent: %q", got)
	}
	if err := share.Unshare(LOCK_DATA_COOKIE); err != nil {
		t.Fatal(err)
	}
	if got := get(two, URL, plain.URL); got != "" {
		t.Errorf("a cookie that is no longer shared is sent: %s", got)
	}
	// Names.
	port := plain.Listener.Addr().(*net.TCPAddr).Port
	named := fmt.Sprintf("http://shared.test:%d/", port)
	if err := share.Share(LOCK_DATA_DNS); err != nil {
		t.Fatal(err)
	}
	get(one, URL, named, RESOLVE, []string{fmt.Sprintf("shared.test:%d:127.0.0.1", port)})
	get(two, URL, named, DNS_SERVERS, "127.0.0.1:1")
	if err := share.Unshare(LOCK_DATA_DNS); err != nil {
		t.Fatal(err)
	}
	set(t, two, FRESH_CONNECT, 1)
	if _, err := body(two); !errors.Is(err, E_COULDNT_RESOLVE_HOST) {
		t.Errorf("a name that is no longer shared: %v", err)
	}
	// Sessions of TLS.
	for _, shared := range []bool{false, true} {
		if shared {
			if err := share.Share(LOCK_DATA_SSL_SESSION); err != nil {
				t.Fatal(err)
			}
		}
		resumed.Store(0)
		for _, c := range []*Curl{one, two} {
			get(c, URL, secure.URL, FRESH_CONNECT, 1, HTTP_VERSION, CURL_HTTP_VERSION_1_1)
		}
		if got := resumed.Load() > 0; got != shared {
			t.Errorf("shared %v: gone on with is %v", shared, got)
		}
	}
	// A share in use is not closed, a closed one not used.
	if err := share.Close(); !errors.Is(err, E_SHARE_IN_USE) || share.Closed() {
		t.Errorf("closed while in use: %v", err)
	}
	set(t, one, SHARE, nil)
	set(t, two, SHARE, nil)
	if err := share.Close(); err != nil || !share.Closed() {
		t.Errorf("not closed: %v", err)
	}
	if err := one.Setopt(SHARE, share); !errors.Is(err, E_BAD_FUNCTION_ARGUMENT) {
		t.Errorf("a closed share: %v", err)
	}
	if err := share.Share(LOCK_DATA_DNS); !errors.Is(err, E_BAD_FUNCTION_ARGUMENT) {
		t.Errorf("a closed share shares: %v", err)
	}
	if err := NewCurlShare().Share(LockData(99)); !errors.Is(err, E_BAD_FUNCTION_ARGUMENT) {
		t.Errorf("nothing to share: %v", err)
	}
}

// One share serves many goroutines at once, with all that can be shared, while what is
// shared changes.
func TestAShareServesGoroutinesAtOnce(t *testing.T) {
	var resumed atomic.Int32
	plain, secure := sharedSite(t, &resumed)
	share := NewCurlShare()
	all := []LockData{LOCK_DATA_COOKIE, LOCK_DATA_DNS, LOCK_DATA_SSL_SESSION, LOCK_DATA_CONNECT, LOCK_DATA_HSTS}
	for _, what := range all {
		if err := share.Share(what); err != nil {
			t.Fatal(err)
		}
	}
	var group sync.WaitGroup
	for i := range 8 {
		c := handle(t, COOKIEFILE, "", HSTS_CTRL, CURLHSTS_ENABLE, SHARE, share, SSL_VERIFYPEER, 0, SSL_VERIFYHOST, 0)
		group.Go(func() {
			for round := range 10 {
				u := []string{plain.URL + "/set", secure.URL + "/set", plain.URL, secure.URL}[(i+round)%4]
				err := errors.Join(c.Setopt(URL, u), c.Setopt(FRESH_CONNECT, round%2))
				if err == nil {
					_, err = body(c)
				}
				if err != nil {
					t.Errorf("goroutine %d: %v", i, err)
				}
				if _, err := Get(c, INFO_COOKIELIST); err != nil {
					t.Error(err)
				}
			}
		})
	}
	group.Go(func() {
		for range 20 {
			for _, what := range all {
				if err := errors.Join(share.Unshare(what), share.Share(what)); err != nil {
					t.Error(err)
				}
			}
		}
	})
	group.Wait()
	c := handle(t, COOKIEFILE, "", SHARE, share, URL, plain.URL)
	if got, err := body(c); err != nil || !strings.Contains(got, "a=1") {
		t.Errorf("afterwards: %q, %v", got, err)
	}
}
