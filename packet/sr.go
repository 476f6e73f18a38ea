package packet

import (
	"context"
	"errors"
	"iter"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/pyops-go/pyops/packet/bpf"
)

// SrOptions are the options of [Sr] and its kin. Zero fields are scapy's defaults.
type SrOptions struct {
	// Timeout is how long answers are waited for after the last packet was sent.
	// Zero means until all are answered, or ctx ends.
	Timeout time.Duration

	// Retry sends what is unanswered again so often.
	Retry int

	// Multi takes several answers to one packet, and waits the timeout out.
	Multi bool

	// Inter is how long to wait between two packets.
	Inter time.Duration

	// Interface is where packets leave; empty means where routes lead.
	Interface string

	// Routes are routes of one's own, instead of the system's.
	Routes *RouteTable

	// Filter is an expression of pcap-filter(7) for what may be an answer.
	Filter string

	// StopFilter ends the wait when it is true of a packet received.
	StopFilter func(*Packet) bool

	// Prn is called with each pair of a packet and its answer as it comes.
	Prn func(query, answer *Packet)

	// Answers change what counts as an answer.
	Answers AnswerOptions

	// ReceiveBuffer is as in [SocketOptions].
	ReceiveBuffer int

	// Fragment is as in [SendOptions].
	Fragment bool
}

// A QueryAnswer is a packet that was sent, and what answered it. Their times tell
// how long it took.
type QueryAnswer struct{ Query, Answer *Packet }

// RTT is the time from the query to its answer.
func (q QueryAnswer) RTT() time.Duration {
	if q.Query == nil || q.Answer == nil {
		return 0
	}
	return q.Answer.Time.Sub(q.Query.Time)
}

// A SndRcvList is packets and their answers: scapy's SndRcvList.
type SndRcvList struct {
	Name  string
	Pairs []QueryAnswer
}

// Len is how many pairs there are.
func (l SndRcvList) Len() int { return len(l.Pairs) }

// All yields the pairs with their numbers.
func (l SndRcvList) All() iter.Seq2[int, QueryAnswer] { return slices.All(l.Pairs) }

// Answers are the answers alone.
func (l SndRcvList) Answers() PacketList {
	q := PacketList{Name: l.Name}
	for _, p := range l.Pairs {
		q.Packets = append(q.Packets, p.Answer)
	}
	return q
}

// String counts the answers by protocol, as scapy's repr does.
func (l SndRcvList) String() string { return l.Answers().String() }

// Summary is a line a pair.
func (l SndRcvList) Summary() string {
	var b strings.Builder
	for _, p := range l.Pairs {
		b.WriteString(p.Query.Summary() + " ==> " + p.Answer.Summary() + "\n")
	}
	return b.String()
}

// Filter is the pairs that keep wants.
func (l SndRcvList) Filter(keep func(query, answer *Packet) bool) SndRcvList {
	q := SndRcvList{Name: "filtered " + l.Name}
	for _, p := range l.Pairs {
		if keep(p.Query, p.Answer) {
			q.Pairs = append(q.Pairs, p)
		}
	}
	return q
}

// Sr sends IP packets and collects their answers: scapy's sr. The receiver runs
// before the first packet leaves. What it takes is as with [Send].
//
// What was not answered in time is returned as such and is no error. If ctx ends,
// what was answered until then comes with an error that wraps its cause.
func Sr(ctx context.Context, p any, opts *SrOptions) (answered SndRcvList, unanswered PacketList, err error) {
	return sndRcv(ctx, "sr", p, opts, false)
}

// Srp is [Sr] for frames with their link headers: scapy's srp.
func Srp(ctx context.Context, p any, opts *SrOptions) (answered SndRcvList, unanswered PacketList, err error) {
	return sndRcv(ctx, "srp", p, opts, true)
}

// Sr1 sends IP packets and returns the first answer, or nil if none came in time:
// scapy's sr1.
func Sr1(ctx context.Context, p any, opts *SrOptions) (*Packet, error) {
	return firstAnswer(Sr(ctx, p, opts))
}

// Srp1 is [Sr1] for frames with their link headers: scapy's srp1.
func Srp1(ctx context.Context, p any, opts *SrOptions) (*Packet, error) {
	return firstAnswer(Srp(ctx, p, opts))
}

func firstAnswer(answered SndRcvList, _ PacketList, err error) (*Packet, error) {
	if len(answered.Pairs) > 0 {
		return answered.Pairs[0].Answer, nil
	}
	return nil, err
}

// SrLoop sends IP packets again and again and yields what each round brought, until
// ctx ends or count rounds are done; a count of zero is no bound: scapy's srloop. A
// round waits opts.Timeout for answers, or a second if that is zero, and Inter
// passes between rounds, or a second if that is zero.
func SrLoop(ctx context.Context, p any, count int, opts *SrOptions) iter.Seq2[Round, error] {
	return loop(ctx, p, count, opts, false)
}

// SrpLoop is [SrLoop] for frames with their link headers: scapy's srploop.
func SrpLoop(ctx context.Context, p any, count int, opts *SrOptions) iter.Seq2[Round, error] {
	return loop(ctx, p, count, opts, true)
}

// A Round is what one round of [SrLoop] brought.
type Round struct {
	Answered   SndRcvList
	Unanswered PacketList
}

func loop(ctx context.Context, p any, count int, opts *SrOptions, l2 bool) iter.Seq2[Round, error] {
	var o SrOptions
	if opts != nil {
		o = *opts
	}
	between := o.Inter
	if between <= 0 {
		between = time.Second
	}
	o.Inter = 0
	if o.Timeout <= 0 {
		o.Timeout = time.Second
	}
	return func(yield func(Round, error) bool) {
		for n := 0; count <= 0 || n < count; n++ {
			if err := pause(ctx, between, n > 0); err != nil {
				yield(Round{}, err)
				return
			}
			answered, unanswered, err := sndRcv(ctx, "srloop", p, &o, l2)
			if !yield(Round{answered, unanswered}, err) || err != nil {
				return
			}
		}
	}
}

// An exchange is one run of Sr: what was sent, and what answered.
type exchange struct {
	opts SrOptions
	l2   bool
	stop context.CancelFunc

	mu       sync.Mutex
	queries  []*query
	byHash   map[string][]*query
	open     int // queries without an answer
	sending  bool
	answered []QueryAnswer
}

type query struct {
	packet *Packet // dissected from the bytes that were sent
	given  *Packet
	done   bool
}

func sndRcv(ctx context.Context, op string, p any, opts *SrOptions, l2 bool) (answered SndRcvList, unanswered PacketList, err error) {
	answered, unanswered = SndRcvList{Name: "Results"}, PacketList{Name: "Unanswered"}
	x := &exchange{l2: l2, byHash: map[string][]*query{}, sending: true}
	if opts != nil {
		x.opts = *opts
	}
	packets, err := packetsOf(op, p)
	if err != nil {
		return answered, unanswered, err
	}
	inner, stop := context.WithCancel(ctx)
	defer stop()
	x.stop = stop

	o := &outlet{ctx: inner, iface: x.opts.Interface, table: x.opts.Routes, listen: true, filter: x.opts.Filter, buffer: x.opts.ReceiveBuffer, fragment: x.opts.Fragment}
	var receivers sync.WaitGroup
	var failed []error
	o.opened = func(s *Socket) {
		receivers.Go(func() {
			for f, err := range s.All(inner) {
				if err != nil {
					if !isEnded(inner, err) {
						x.mu.Lock()
						failed = append(failed, err)
						x.mu.Unlock()
						stop()
					}
					return
				}
				x.received(f)
			}
		})
	}
	defer func() {
		stop()
		o.close()
		receivers.Wait()
	}()

	var parcels []parcel
	for q := range packets {
		if inner.Err() != nil {
			return answered, unanswered, context.Cause(ctx)
		}
		one, err := o.parcel(q, l2)
		if err != nil {
			return answered, unanswered, err
		}
		parcels = append(parcels, one)
	}
	// All sockets receive before anything is sent, and so does the loopback's for
	// what goes to this machine itself.
	for _, one := range parcels {
		if _, err := o.socket(x.receiveOn(o, one)); err != nil {
			return answered, unanswered, err
		}
		if !one.local && !l2 {
			if i, err := o.interfaceNamed(one.iface); err == nil && i.Link == bpf.LinkEthernet && !one.dst.IsMulticast() {
				o.resolve(i, one.dst)
			}
		}
	}
	if err := x.prepare(parcels); err != nil {
		return answered, unanswered, err
	}
	for try := 0; try <= max(x.opts.Retry, 0); try++ {
		if err = x.round(inner, o, parcels); err != nil || x.finished() {
			break
		}
	}
	end := time.Now()
	stop()
	receivers.Wait()
	if ctx.Err() == nil && !x.finished() {
		// On a busy machine answers may have come that nobody had looked at yet.
		for _, socket := range o.sockets {
			socket.drain(end, func(f Frame) bool { x.received(f); return true })
		}
	}
	x.mu.Lock()
	defer x.mu.Unlock()
	answered.Pairs = x.answered
	for _, q := range x.queries {
		if !q.done {
			unanswered.Packets = append(unanswered.Packets, q.packet)
		}
	}
	switch {
	case ctx.Err() != nil:
		return answered, unanswered, context.Cause(ctx)
	case len(failed) > 0:
		return answered, unanswered, errors.Join(failed...)
	case errors.Is(err, context.Canceled):
		err = nil // it was ended from here
	}
	return answered, unanswered, err
}

// receiveOn is the interface on which answers to a parcel arrive.
func (x *exchange) receiveOn(o *outlet, p parcel) string {
	if !p.local {
		return p.iface
	}
	all, err := Interfaces()
	if err == nil {
		for _, i := range all {
			if i.Loopback {
				return i.Name
			}
		}
	}
	return p.iface
}

// prepare dissects what will be sent, so that answers can be compared with it.
func (x *exchange) prepare(parcels []parcel) error {
	x.mu.Lock()
	defer x.mu.Unlock()
	for _, p := range parcels {
		var layer Layer = Ether{}
		if !x.l2 {
			layer = IP{}
			if p.dst.Is6() {
				layer = IPv6{}
			}
		}
		d, err := Dissect(layer, p.bytes)
		if err != nil {
			return err
		}
		d.Interface = p.iface
		q := &query{packet: d, given: p.packet}
		x.queries = append(x.queries, q)
		h := string(d.Hashret(&x.opts.Answers))
		x.byHash[h] = append(x.byHash[h], q)
	}
	x.open = len(x.queries)
	return nil
}

// round sends what is not answered, and waits.
func (x *exchange) round(ctx context.Context, o *outlet, parcels []parcel) error {
	x.mu.Lock()
	x.sending = true
	x.mu.Unlock()
	sent := 0
	for i, p := range parcels {
		x.mu.Lock()
		done := x.queries[i].done
		if !done {
			x.queries[i].packet.Time = time.Now()
		}
		x.mu.Unlock()
		if done {
			continue
		}
		if err := pause(ctx, x.opts.Inter, sent > 0); err != nil {
			return err
		}
		if err := o.send(p, x.l2); err != nil {
			return err
		}
		sent++
	}
	x.mu.Lock()
	x.sending = false
	ready := x.open == 0 && !x.opts.Multi
	x.mu.Unlock()
	if ready || sent == 0 {
		return nil
	}
	if x.opts.Timeout <= 0 {
		<-ctx.Done()
		return context.Canceled
	}
	t := time.NewTimer(x.opts.Timeout)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return context.Canceled
	case <-t.C:
		return nil
	}
}

func (x *exchange) finished() bool {
	x.mu.Lock()
	defer x.mu.Unlock()
	return x.open == 0
}

// received looks whether a packet answers a query.
func (x *exchange) received(f Frame) {
	if f.Outgoing {
		return
	}
	p, _ := Dissect(firstLayer(f.Link, f.Data), f.Data)
	p.Time, p.WireLen = f.Time, f.WireLen
	if !x.l2 {
		if p = networkOf(p); p == nil {
			return
		}
	}
	h := p.Hashret(&x.opts.Answers)
	x.mu.Lock()
	defer x.mu.Unlock()
	for _, q := range x.byHash[string(h)] {
		if q.done && !x.opts.Multi || q.packet.Time.IsZero() || !p.Answers(q.packet, &x.opts.Answers) {
			continue
		}
		if !q.done {
			q.done = true
			x.open--
		}
		x.answered = append(x.answered, QueryAnswer{q.packet, p})
		if x.opts.Prn != nil {
			x.opts.Prn(q.packet, p)
		}
		break
	}
	if x.opts.StopFilter != nil && x.opts.StopFilter(p) || x.open == 0 && !x.opts.Multi && !x.sending {
		x.stop()
	}
}

// networkOf is a packet without its link header, or nil if it carries no IP.
func networkOf(p *Packet) *Packet {
	for i, h := range p.layers {
		if name := h.Name(); name == "IP" || name == "IPv6" {
			q := *p
			q.layers, q.data = p.layers[i:len(p.layers):len(p.layers)], nil
			return &q
		}
	}
	return nil
}
