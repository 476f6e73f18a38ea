package curlx

import (
	"time"
)

// results is what Getinfo tells of a transfer.
type results struct {
	effectiveURL, effectiveMethod string
	responseCode, connectCode     int
	contentType                   string
	redirectURL                   string
	redirectCount                 int
	headerSize, requestSize       int64
	down, up                      int64
	downLength, upLength          int64 // -1 where there was none
	filetime                      int64 // -1 where it is not known
	conditionUnmet                bool
	httpVersion                   int
	primaryIP, localIP            string
	primaryPort, localPort        int
	numConnects                   int
	osErrno                       int
	verifyResult                  int
	authAvail, proxyAuthAvail     int
	certinfo                      [][][2]string
	entryPath                     string

	sums     [stamps]time.Duration
	redirect time.Duration
	post     time.Duration
	total    time.Duration
	hops     []Hop
	urls     []*urlParts // of the hops
	last     *urlParts   // where the transfer ended, nil for what effectiveURL says
}

// reset makes results those of a handle without a transfer.
func (r *results) reset() { r.downLength, r.upLength, r.filetime = -1, -1, -1 }

// goesTo notes the URL of the settings, which EFFECTIVE_URL tells until a transfer
// leads elsewhere.
func (r *results) goesTo(url any) {
	r.last = nil
	r.effectiveURL, _ = url.(string)
}

// connected notes the ends of the connection in use.
func (r *results) connected(c *conn) {
	r.primaryIP, r.primaryPort, r.localIP, r.localPort = c.remoteIP, c.remotePort, c.localIP, c.localPort
	if c.verified != nil {
		r.verifyResult = c.verified.result
		r.certinfo = c.verified.certinfo
	}
}

// take keeps what the transfer's clock and meter have.
func (r *results) take(t *transfer) {
	r.sums, r.redirect, r.total, r.hops = t.clock.sums, t.clock.redir, t.clock.total, t.clock.hops
	r.urls = t.clock.urls
	r.post = t.clock.post
	r.down, r.up = t.meter.down, t.meter.up
	if r.last = t.url; r.last == nil {
		r.effectiveURL = get(t.o, URL)
	}
	r.redirectCount = t.hops
}

// speed is bytes a second, whole ones.
func speed(n int64, d time.Duration) int64 {
	if d <= 0 {
		return 0
	}
	us := max(d.Microseconds(), 1)
	if n < 1<<40 {
		return n * 1e6 / us
	}
	return int64(float64(n) / d.Seconds())
}
