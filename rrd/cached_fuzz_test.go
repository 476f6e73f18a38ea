package rrd

import (
	"bufio"
	"io"
	"net"
	"testing"
	"time"
)

// FuzzAnswers has a daemon say anything: a request comes back, rows that are taken are
// whole and of the times that were said, and after half an answer nothing more is asked.
func FuzzAnswers(f *testing.F) {
	const rows = "7 Success\nFlushVersion: 1\nStart: 1000000200\nEnd: 1000000500\nStep: 300\nDSCount: 1\nDSName: x\n1000000500: 1\n"
	for i, said := range []string{rows, "4 lines\nstep 1 300\nds[x].min 0 2.5\nfilename 2 a b.rrd\nds[x].unknown_sec 3 7\n", "1 line\nQueueLength: 5\n", "0 Go ahead.\n1 errors\n1 no\n",
		"0 1000000200\n", "2 updates\n1000000500:1\n1000000800:2\n", "2 RRDs\na.rrd\nb.rrd\n", "-1 no\n", "3 lines\none\n", "99999999999 x\n"} {
		f.Add(byte(i), said)
	}
	at := time.Unix(1000000200, 0)
	f.Fuzz(func(t *testing.T, which byte, said string) {
		ours, theirs := net.Pipe()
		c := &Cached{conn: ours, r: bufio.NewReader(ours), address: "a pipe", largest: largestReply}
		defer c.Close()
		read := make(chan struct{})
		go func() { // what the client asks
			defer close(read)
			_, _ = io.Copy(io.Discard, theirs) // it ends with the client
		}()
		wrote := make(chan struct{})
		go func() {
			defer close(wrote)
			_, _ = io.WriteString(theirs, said) // the client may go before its end
			theirs.Close()
		}()
		var err error
		switch which % 7 {
		case 0:
			var got *FetchResult
			if got, err = c.Fetch(t.Context(), "a.rrd", CFLast, at, at.Add(time.Hour)); err == nil {
				for i := range got.Len() {
					if when := got.Time(i); len(got.Row(i)) != len(got.Names) || when.After(got.End) || !when.After(got.Start) {
						t.Errorf("%q: row %d of %v is %v, from %v to %v", said, i, when, got.Row(i), got.Start, got.End)
					}
				}
			}
		case 1:
			_, err = c.Info(t.Context(), "a.rrd")
		case 2:
			_, err = c.Stats(t.Context())
		case 3:
			_, err = c.Batch(t.Context(), [][]string{{"FLUSHALL"}})
		case 4:
			_, err = c.Last(t.Context(), "a.rrd")
		case 5:
			_, err = c.Pending(t.Context(), "a.rrd")
		case 6:
			_, err = c.List(t.Context(), "/", true)
		}
		if said == "" && err == nil {
			t.Error("nothing is an answer")
		}
		if c.broken != nil && c.Ping(t.Context()) == nil {
			t.Errorf("%q: the broken conversation goes on", said)
		}
		c.Close()
		<-read
		<-wrote
	})
}
