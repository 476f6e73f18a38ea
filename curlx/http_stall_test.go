package curlx

import (
	"bufio"
	"errors"
	"net"
	"strings"
	"testing"

	"github.com/pyops-go/pyops/internal/peers"
)

var errOnce = errors.New("no more")

// Data of a chunk is told to progress when it has come, also where the reading that
// brought it ends inside a line of the framing, as libcurl tells it.
func TestDataBeforeACutLineCounts(t *testing.T) {
	for _, first := range []string{"5\r\nhello\r", "5\r\nhello\r\n0"} {
		for verbose := range 2 {
			rest := strings.TrimPrefix("5\r\nhello\r\n0\r\n\r\n", first)
			told := make(chan struct{}, 1)
			c := handle(t, URL, "http://"+inPieces(t, []string{chunky + first, rest}, told)+"/", VERBOSE, verbose, DEBUGFUNCTION, func(InfoType, []byte) {},
				TIMEOUT, int(peers.ReadyTimeout.Seconds()), NOPROGRESS, 0, XFERINFOFUNCTION, func(_, down, _, _ int64) error {
					if down == 5 {
						select {
						case told <- struct{}{}:
						default:
						}
					}
					return nil
				})
			if got, err := body(c); err != nil || got != "hello" {
				t.Errorf("%q, verbose %d: %q, %v", first, verbose, got, err)
			}
		}
	}
}

// A callback that ends the transfer does so, though it would not say so again and
// whatever is being waited for.
func TestAnAbortIsHeardOnce(t *testing.T) {
	for name, x := range map[string]struct {
		first string
		down  int64
	}{
		"a line of chunks":        {chunky + "5\r\nhello\r\n", 5},
		"a header that may go on": {"HTTP/1.1 200 OK\r\nX: 1\r\n", 0},
	} {
		t.Run(name, func(t *testing.T) {
			begun, calls := false, 0
			c := handle(t, URL, "http://"+inPieces(t, []string{x.first, "never"}, nil)+"/", VERBOSE, 1, DEBUGFUNCTION, func(kind InfoType, _ []byte) {
				begun = begun || kind == INFOTYPE_HEADER_IN
			}, TIMEOUT, int(peers.ReadyTimeout.Seconds()), NOPROGRESS, 0, XFERINFOFUNCTION, func(_, down, _, _ int64) error {
				if begun && down == x.down {
					calls++
				}
				if calls == 2 { // the first may be for what came
					calls++
					return errOnce
				}
				return nil
			})
			if _, err := body(c); !errors.Is(err, E_ABORTED_BY_CALLBACK) || !errors.Is(err, errOnce) {
				t.Errorf("%v; want the callback's end", err)
			}
		})
	}
}

// A short body that nobody takes holds up neither progress nor a reply.
func TestAShortBodyThatNobodyTakes(t *testing.T) {
	for _, reply := range []string{"", "HTTP/1.1 413 X\r\nContent-Length: 2\r\n\r\nno"} {
		ours, theirs := net.Pipe() // it holds nothing back
		done := make(chan struct{})
		go func() {
			defer close(done)
			if _, ok := readRequestHead(bufio.NewReaderSize(theirs, 16)); ok && reply != "" {
				theirs.Write([]byte(reply))
			}
			<-t.Context().Done()
		}()
		t.Cleanup(func() { ours.Close(); theirs.Close(); <-done })
		asked, want := 0, error(E_ABORTED_BY_CALLBACK)
		if reply != "" {
			want = nil
		}
		c := handle(t, URL, "http://127.0.0.1:1/", UPLOAD, 1, INFILESIZE, 9000, READFUNCTION, strings.NewReader(strings.Repeat("x", 9000)).Read,
			HTTPHEADER, []string{"Expect:"}, OPENSOCKETFUNCTION, func(_, _ string) (net.Conn, error) { return ours, nil },
			TIMEOUT, int(peers.ReadyTimeout.Seconds()), NOPROGRESS, 0, XFERINFOFUNCTION, func(_, _, _, _ int64) error {
				if asked++; asked > 6 && reply == "" {
					return errOnce
				}
				return nil
			})
		if _, err := body(c); !errors.Is(err, want) {
			t.Errorf("%q: %v; want %v", reply, err, want)
		}
	}
}
