package curlx

import (
	"fmt"
	"strings"
	"time"
)

// A Hop is one request of a transfer: the first one, one that a redirect or an
// authentication made necessary, or one made again. Its times count from the
// beginning of the transfer; a moment that the hop did not have is zero.
type Hop struct {
	URL           string // without a password that it may have had
	Reused        bool   // an earlier connection served it: there was no connecting
	ResponseCode  int
	Start         time.Duration // the hop began
	NameLookup    time.Duration // the host's addresses were known
	Connect       time.Duration // the connection stood, proxies' handshakes included
	AppConnect    time.Duration // TLS was set up
	PreTransfer   time.Duration // the request began to go out
	StartTransfer time.Duration // the first byte of the reply came
	End           time.Duration // the hop was over
}

// A Timeline is when what happened in a transfer, hop by hop. libcurl's own times,
// which [Curl.Getinfo] tells, add up those of all hops.
type Timeline struct {
	Hops  []Hop
	Total time.Duration
}

// Timeline tells when what happened in the last transfer.
func (c *Curl) Timeline() Timeline {
	if c == nil {
		return Timeline{}
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.info == nil {
		return Timeline{}
	}
	l := Timeline{Hops: append([]Hop(nil), c.info.hops...), Total: c.info.total}
	for i, u := range c.info.urls {
		l.Hops[i].URL = u.shown()
	}
	return l
}

// waterfallWidth is how many columns the bars of a waterfall have.
const waterfallWidth = 48

// String draws the timeline as a waterfall: a bar a phase, on one scale for all
// hops.
func (l Timeline) String() string {
	var b strings.Builder
	for i, h := range l.Hops {
		reused := ""
		if h.Reused {
			reused = ", connection reused"
		}
		fmt.Fprintf(&b, "%d  %s  [%d%s]\n", i+1, h.URL, h.ResponseCode, reused)
		at := h.Start
		for _, p := range []struct {
			name string
			end  time.Duration
		}{
			{"name", h.NameLookup}, {"connect", h.Connect}, {"tls", h.AppConnect}, {"send", h.PreTransfer},
			{"wait", h.StartTransfer}, {"receive", h.End},
		} {
			if p.end == 0 || p.end < at {
				continue
			}
			l.bar(&b, p.name, at, p.end)
			at = p.end
		}
	}
	fmt.Fprintf(&b, "   total %s\n", shortTime(l.Total))
	return b.String()
}

// bar draws one phase.
func (l Timeline) bar(b *strings.Builder, name string, from, to time.Duration) {
	total := max(l.Total, to, 1)
	start := int(int64(from) * waterfallWidth / int64(total))
	end := min(max(int(int64(to)*waterfallWidth/int64(total)), start+1), waterfallWidth)
	start = min(start, end-1)
	fmt.Fprintf(b, "   %-8s|%s%s%s| %9s\n", name, strings.Repeat(" ", start), strings.Repeat("=", end-start),
		strings.Repeat(" ", waterfallWidth-end), shortTime(to-from))
}

func shortTime(d time.Duration) string {
	return fmt.Sprintf("%.3f ms", float64(d.Microseconds())/1000)
}
