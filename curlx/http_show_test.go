package curlx

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"net"
	"reflect"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/pyops-go/pyops/internal/original"
)

// inPieces serves one reply: each piece goes out when the one before it has been shown.
func inPieces(t *testing.T, pieces []string, shown <-chan struct{}) (address string) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	done := make(chan struct{})
	t.Cleanup(func() { l.Close(); <-done })
	go func() {
		defer close(done)
		c, err := l.Accept()
		if err != nil {
			return
		}
		defer c.Close()
		if _, ok := readRequestHead(bufio.NewReader(c)); !ok {
			return
		}
		for i, p := range pieces {
			if i > 0 {
				select {
				case <-shown:
				case <-t.Context().Done():
					return
				}
			}
			io.WriteString(c, p)
		}
	}()
	return l.Addr().String()
}

// DEBUGFUNCTION is shown what each reading brought, wherever it cuts the framing.
func TestBodiesAreShownAsTheyCome(t *testing.T) {
	for name, pieces := range map[string][]string{
		"a size cut":         {"1", "0;x=", "y\r\n0123456789abcdef\r", "\n0\r\n\r\n"},
		"data cut":           {"5\r\nab", "cde\r\n0\r\n\r\n"},
		"trailers cut":       {"1\r\na\r\n0\r\nX-", "T: 1\r\n", "\r\n"},
		"a chunk in a piece": {"1\r\na\r\n", "1\r\nb\r\n", "0\r\n\r\n"},
	} {
		t.Run(name, func(t *testing.T) {
			sent := append([]string{chunky + pieces[0]}, pieces[1:]...)
			step := make(chan struct{}, len(pieces))
			var got []string
			c := handle(t, URL, "http://"+inPieces(t, sent, step)+"/", VERBOSE, 1, DEBUGFUNCTION, func(kind InfoType, p []byte) {
				if kind == INFOTYPE_DATA_IN {
					got = append(got, string(p))
					step <- struct{}{}
				}
			})
			if _, err := c.PerformRB(t.Context()); err != nil {
				t.Fatal(err)
			}
			if !reflect.DeepEqual(got, pieces) {
				t.Errorf("shown %q, want %q", got, pieces)
			}
		})
	}
}

// That a body is not wanted is said once, however it comes.
func TestABodyThatNobodyWantsIsToldOnce(t *testing.T) {
	step := make(chan struct{}, 3)
	u := inPieces(t, []string{"HTTP/1.1 302 X\r\nLocation: /\r\nContent-Length: 3\r\n\r\na", "b", "c"}, step)
	var got []string
	c := handle(t, URL, "http://"+u+"/", FOLLOWLOCATION, 1, MAXREDIRS, 0, VERBOSE, 1, DEBUGFUNCTION, func(kind InfoType, p []byte) {
		text := string(p)
		if kind == INFOTYPE_DATA_IN {
			got = append(got, text)
			step <- struct{}{}
		} else if kind == INFOTYPE_TEXT && strings.HasPrefix(text, "Ignoring") {
			got = append(got, text)
		}
	})
	if _, err := body(c); !errors.Is(err, E_TOO_MANY_REDIRECTS) {
		t.Fatal(err)
	}
	if want := []string{"Ignoring the response-body\n", "a", "b", "c"}; !reflect.DeepEqual(got, want) {
		t.Errorf("told %q, want %q", got, want)
	}
}

// However much a reading brings, it is shown in pieces of BUFFERSIZE, nothing twice.
func TestLongBodiesAreShownOnce(t *testing.T) {
	var body strings.Builder
	for i := 0; body.Len() < 200<<10; i++ {
		body.WriteString(strconv.Itoa(i) + " ")
	}
	for name, x := range map[string]struct{ reply, shown string }{
		"a length": {"HTTP/1.1 200 OK\r\nContent-Length: " + strconv.Itoa(body.Len()) + "\r\n\r\n" + body.String(), body.String()},
		"chunks":   {chunky + strconv.FormatInt(int64(body.Len()), 16) + "\r\n" + body.String() + "\r\n0\r\n\r\n", strconv.FormatInt(int64(body.Len()), 16) + "\r\n" + body.String() + "\r\n0\r\n\r\n"},
		"the end":  {"HTTP/1.1 200 OK\r\n\r\n" + body.String(), body.String()},
	} {
		t.Run(name, func(t *testing.T) {
			var got bytes.Buffer
			c := handle(t, URL, "http://"+inPieces(t, []string{x.reply}, nil)+"/", VERBOSE, 1, DEBUGFUNCTION, func(kind InfoType, p []byte) {
				if kind != INFOTYPE_DATA_IN {
					return
				}
				if len(p) > 16384 {
					t.Errorf("a piece of %d bytes", len(p))
				}
				got.Write(p)
			})
			b, err := c.PerformRB(t.Context())
			if err != nil || string(b) != body.String() {
				t.Fatalf("%d bytes, %v", len(b), err)
			}
			if got.String() != x.shown {
				t.Errorf("%d bytes are shown, want %d", got.Len(), len(x.shown))
			}
		})
	}
}

// No cookie lives longer than 400 days, as in newer libcurls; 7.88 keeps it as long as
// it was told.
func TestCookiesLiveFor400Days(t *testing.T) {
	const year = 365 * 24 * 3600
	py := original.Start(t, "pycurl")
	py.Define(callbacksSource)
	reply := "HTTP/1.1 200 OK\r\nSet-Cookie: a=b; Max-Age=" + strconv.Itoa(2*year) + "\r\nContent-Length: 2\r\n\r\nok"
	expires := func(lines []string) int64 {
		t.Helper()
		if len(lines) != 1 {
			t.Fatalf("cookies %q", lines)
		}
		n, err := strconv.ParseInt(strings.Split(lines[0], "\t")[4], 10, 64)
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	s, err := script([][]byte{[]byte(reply), []byte(reply)})
	if err != nil {
		t.Fatal(err)
	}
	defer s.stop()
	u := "http://127.0.0.1:" + s.port() + "/"
	before := time.Now().Unix()
	var list []string
	for _, l := range py.Value("cookies", u).([]any) {
		list = append(list, l.(string))
	}
	theirs := expires(list)
	c := handle(t, URL, u, COOKIEFILE, "")
	if _, err := c.PerformRB(t.Context()); err != nil {
		t.Fatal(err)
	}
	ours := expires(info(t, c, INFO_COOKIELIST))
	after := time.Now().Unix()
	if theirs < before+2*year || theirs > after+2*year {
		t.Errorf("pycurl's cookie ends %d s from now, and was kept for two years: the difference has healed", theirs-before)
	}
	const limit = 400 * 24 * 3600
	if ours < before+limit-60 || ours > after+limit+60 {
		t.Errorf("the cookie ends %d s from now, want 400 days", ours-before)
	}
}
