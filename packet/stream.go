package packet

import (
	"net/netip"
	"slices"
	"time"
)

// A Flow is one direction of a TCP connection.
type Flow struct{ Src, Dst netip.AddrPort }

// Reverse is the other direction.
func (f Flow) Reverse() Flow { return Flow{f.Dst, f.Src} }

// String is the flow as "1.1.1.1:1234 > 2.2.2.2:80".
func (f Flow) String() string { return f.Src.String() + " > " + f.Dst.String() }

// A Segment is bytes of a flow, in their order.
type Segment struct {
	Flow Flow

	// Data is the bytes; none may stand before Start, End or after Lost.
	Data []byte

	// Lost is how many bytes before Data are missing.
	Lost uint64

	// Start tells that the connection's first packet was seen, so that nothing is
	// missing before Data.
	Start bool

	// End tells that the flow was closed or reset.
	End bool

	// Conflict tells that bytes came again with other content. The first stand.
	Conflict bool

	// Time is when the packet was captured that completed Data.
	Time time.Time
}

// StreamOptions are the options of [NewStreams].
type StreamOptions struct {
	// Buffer is how many bytes of a flow may wait for missing ones before these are
	// given up. Zero means 1 MiB.
	Buffer int

	// Age is how long bytes may wait for missing ones, by the packets' times, before
	// these are given up. Zero means 60 seconds.
	Age time.Duration

	// Flows is how many flows are followed at a time; beyond it the one that was
	// silent longest is flushed. Zero means 65536.
	Flows int
}

// Streams puts TCP streams together: each byte once and in order, whatever was
// retransmitted, duplicated or reordered, and each gap reported. One goroutine at a
// time may use it.
type Streams struct {
	opts  StreamOptions
	flows map[Flow]*flow
	clock time.Time
}

// NewStreams makes a Streams.
func NewStreams(opts *StreamOptions) *Streams {
	s := &Streams{flows: map[Flow]*flow{}}
	if opts != nil {
		s.opts = *opts
	}
	if s.opts.Buffer <= 0 {
		s.opts.Buffer = 1 << 20
	}
	if s.opts.Age <= 0 {
		s.opts.Age = time.Minute
	}
	if s.opts.Flows <= 0 {
		s.opts.Flows = 1 << 16
	}
	return s
}

// flow is what is known of one direction.
type flow struct {
	next    uint32 // sequence number of the next byte
	known   bool   // next is
	waiting []piece
	held    int // bytes waiting
	last    time.Time
	tail    []byte // the last bytes that were delivered, to see conflicts
}

// piece is bytes ahead of what is missing.
type piece struct {
	seq  uint32
	data []byte
	fin  bool
	when time.Time
}

// after is how far sequence number a lies beyond b, negative if before.
func after(a, b uint32) int { return int(int32(a - b)) }

// Add takes a packet and returns what it completes. A packet without TCP, or of a
// fragment, completes nothing.
func (s *Streams) Add(p *Packet) []Segment {
	ip, tcp := p.Layer("IP"), p.Layer("TCP")
	if tcp == nil {
		return nil
	}
	var src, dst netip.Addr
	if ip != nil {
		src, dst = ip.address(ipSrc), ip.address(ipDst)
	} else if ip6 := p.Layer("IPv6"); ip6 != nil {
		src, dst = ip6.address(ip6Src), ip6.address(ip6Dst)
	}
	k := Flow{netip.AddrPortFrom(src, uint16(tcp.num(tcpSPort))), netip.AddrPortFrom(dst, uint16(tcp.num(tcpDPort)))}
	data := p.tcpPayload(tcp)
	return s.add(k, uint32(tcp.num(tcpSeq)), TCPFlags(tcp.num(tcpFlags)), data, p.Time)
}

// tcpPayload is the bytes above TCP, padding left out.
func (p *Packet) tcpPayload(tcp *Header) []byte {
	i := slices.Index(p.layers, tcp)
	var data []byte
	for _, h := range p.layers[i+1:] {
		switch {
		case h.proto == paddingProto:
		case h.data != nil && data == nil:
			data = h.data
		case h.data != nil:
			data = append(slices.Clip(data), h.data...)
		default:
			b := builder{p: &Packet{layers: []*Header{h}}}
			b.offs = b.offsArray[:0]
			if b.run() == nil {
				data = append(slices.Clip(data), b.buf...)
			}
		}
	}
	return data
}

func (s *Streams) add(k Flow, seq uint32, flags TCPFlags, data []byte, when time.Time) []Segment {
	if when.After(s.clock) {
		s.clock = when
	}
	var out []Segment
	f := s.flows[k]
	if f == nil {
		if len(s.flows) >= s.opts.Flows {
			out = append(out, s.evict()...)
		}
		f = &flow{}
		s.flows[k] = f
	}
	f.last = when
	if flags.Has(SYN) {
		if !f.known {
			f.next, f.known = seq+1, true
			out = append(out, Segment{Flow: k, Start: true, Time: when})
		}
		seq++
	}
	if !f.known && len(data) > 0 {
		// The beginning was not seen: this is where the reading starts.
		f.next, f.known = seq, true
	}
	if len(data) > 0 || flags.Has(FIN) {
		out = append(out, f.put(k, piece{seq, data, flags.Has(FIN), when})...)
	}
	if flags.Has(RST) {
		out = append(out, f.flush(k)...)
		out = append(out, Segment{Flow: k, End: true, Time: when})
		delete(s.flows, k)
		return out
	}
	for f.held > s.opts.Buffer || len(f.waiting) > 0 && s.clock.Sub(f.waiting[0].when) > s.opts.Age {
		out = append(out, f.skip(k)...)
	}
	if n := len(out); n > 0 && out[n-1].End {
		delete(s.flows, k)
	}
	return out
}

// put takes a piece, and delivers what is in order.
func (f *flow) put(k Flow, p piece) []Segment {
	if after(p.seq, f.next) > 0 {
		p.data = slices.Clone(p.data)
		i, _ := slices.BinarySearchFunc(f.waiting, p, func(a, b piece) int { return after(a.seq, b.seq) })
		if i < len(f.waiting) && f.waiting[i].seq == p.seq && len(f.waiting[i].data) >= len(p.data) {
			return nil
		}
		f.waiting = slices.Insert(f.waiting, i, p)
		f.held += len(p.data) + 1
		return nil
	}
	out := f.deliver(k, p, 0)
	return append(out, f.drain(k)...)
}

// deliver gives out the part of a piece that is new.
func (f *flow) deliver(k Flow, p piece, lost uint64) []Segment {
	old := -after(p.seq, f.next)
	conflict := false
	if old > 0 {
		n := min(old, len(p.data))
		// Of what was delivered, the last bytes are known.
		for i := range n {
			if at := len(f.tail) - old + i; at >= 0 && f.tail[at] != p.data[i] {
				conflict = true
				break
			}
		}
		p.data = p.data[n:]
	}
	end := p.fin && old <= len(p.data)+max(old, 0)
	if len(p.data) == 0 && !p.fin && !conflict {
		return nil
	}
	f.next += uint32(len(p.data))
	if p.fin {
		f.next++
	}
	f.remember(p.data)
	return []Segment{{Flow: k, Data: slices.Clone(p.data), Lost: lost, End: end, Conflict: conflict, Time: p.when}}
}

// remember keeps the last bytes.
func (f *flow) remember(data []byte) {
	const kept = 4096
	f.tail = append(f.tail, data[max(len(data)-kept, 0):]...)
	if len(f.tail) > kept {
		f.tail = slices.Clone(f.tail[len(f.tail)-kept:])
	}
}

// drain gives out waiting pieces that are in order now.
func (f *flow) drain(k Flow) []Segment {
	var out []Segment
	for len(f.waiting) > 0 && after(f.waiting[0].seq, f.next) <= 0 {
		p := f.waiting[0]
		f.waiting = f.waiting[1:]
		f.held -= len(p.data) + 1
		out = append(out, f.deliver(k, p, 0)...)
	}
	return out
}

// skip gives up what is missing before the first waiting piece.
func (f *flow) skip(k Flow) []Segment {
	if len(f.waiting) == 0 {
		f.held = 0
		return nil
	}
	p := f.waiting[0]
	f.waiting = f.waiting[1:]
	f.held -= len(p.data) + 1
	lost := uint64(max(after(p.seq, f.next), 0))
	if lost > 0 {
		f.next, f.tail = p.seq, nil
	}
	return append(f.deliver(k, p, lost), f.drain(k)...)
}

// flush gives up all that is missing.
func (f *flow) flush(k Flow) []Segment {
	var out []Segment
	for len(f.waiting) > 0 {
		out = append(out, f.skip(k)...)
	}
	return out
}

// evict flushes the flow that was silent longest.
func (s *Streams) evict() []Segment {
	var oldest Flow
	first := true
	for k, f := range s.flows {
		if first || f.last.Before(s.flows[oldest].last) {
			oldest, first = k, false
		}
	}
	out := s.flows[oldest].flush(oldest)
	delete(s.flows, oldest)
	return out
}

// Flush returns all that waits, with the gaps before it, and forgets all flows: at
// the end of a capture.
func (s *Streams) Flush() []Segment {
	if s == nil {
		return nil
	}
	var keys []Flow
	for k := range s.flows {
		keys = append(keys, k)
	}
	slices.SortFunc(keys, func(a, b Flow) int { return a.Src.Compare(b.Src)*2 + a.Dst.Compare(b.Dst) })
	var out []Segment
	for _, k := range keys {
		out = append(out, s.flows[k].flush(k)...)
	}
	s.flows = map[Flow]*flow{}
	return out
}
