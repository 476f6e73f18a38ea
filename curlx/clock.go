package curlx

import "time"

// A stamp is a moment in a hop.
type stamp int

const (
	stampNamelookup stamp = iota
	stampConnect
	stampAppconnect
	stampPretransfer
	stampStarttransfer
	stamps
)

// A clock takes the times of a transfer. libcurl's times are sums over all hops;
// the timeline keeps each hop's own.
type clock struct {
	began  time.Time
	sums   [stamps]time.Duration
	hops   []Hop
	urls   []*urlParts // of the hops: their texts are made when somebody asks
	first  [1]Hop
	one    [1]*urlParts
	lastAt time.Time // begin of the present hop
	seen   [stamps]bool
	redir  time.Duration
	post   time.Duration
	total  time.Duration
}

func (k *clock) start() {
	k.began = time.Now()
	k.lastAt = k.began
}

func (k *clock) elapsed() time.Duration { return time.Since(k.began) }

// hop begins another request.
func (k *clock) hop(u *urlParts) {
	if len(k.hops) > 0 {
		k.lastAt = time.Now()
	}
	k.seen = [stamps]bool{}
	if k.hops == nil {
		k.hops, k.urls = k.first[:0], k.one[:0]
	}
	k.hops = append(k.hops, Hop{Start: k.lastAt.Sub(k.began)})
	k.urls = append(k.urls, u)
}

// stamp takes the time of a moment, once a hop.
func (k *clock) stamp(s stamp) {
	if k.seen[s] || len(k.hops) == 0 {
		return
	}
	k.seen[s] = true
	now := time.Now()
	d := max(now.Sub(k.lastAt), time.Microsecond)
	k.sums[s] += d
	at := now.Sub(k.began)
	h := &k.hops[len(k.hops)-1]
	switch s {
	case stampNamelookup:
		h.NameLookup = at
	case stampConnect:
		h.Connect = at
	case stampAppconnect:
		h.AppConnect = at
	case stampPretransfer:
		h.PreTransfer = at
	case stampStarttransfer:
		h.StartTransfer = at
	}
}

// reused notes that no connection had to be made.
func (k *clock) reused() {
	if len(k.hops) > 0 {
		k.hops[len(k.hops)-1].Reused = true
	}
}

// posted notes that the request has gone out.
func (k *clock) posted() { k.post = time.Since(k.began) }

// redirected notes that another hop follows.
func (k *clock) redirected() { k.redir = time.Since(k.began) }

func (k *clock) hopEnd(code int) {
	h := &k.hops[len(k.hops)-1]
	h.End = time.Since(k.began)
	h.ResponseCode = code
}

// finish ends a transfer. One that got nowhere took no time.
func (k *clock) finish() {
	if len(k.hops) > 0 {
		k.total = max(time.Since(k.began), time.Microsecond)
	}
}
