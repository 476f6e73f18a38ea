package packet

import (
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"os"
	"sync"
	"time"

	"github.com/pyops-go/pyops/internal/netctx"
	"github.com/pyops-go/pyops/packet/bpf"
	"github.com/pyops-go/pyops/packet/pcap"
)

// SniffOptions are the options of [Sniff]. Zero fields are scapy's defaults.
type SniffOptions struct {
	// Interfaces are where packets are captured. None means the default route's
	// ([DefaultInterface]), and "any" all of them.
	Interfaces []string

	// Count ends the capture after so many packets; zero is no bound.
	Count int

	// Timeout ends the whole capture, and Idle one that sees no packet for so
	// long. Zero is no bound. Neither is an error.
	Timeout, Idle time.Duration

	// Filter is an expression of pcap-filter(7), as tcpdump takes it.
	Filter string

	// LFilter wants a packet or not, once it is dissected.
	LFilter func(*Packet) bool

	// Prn is called with each packet. What it says is its own affair: nothing is
	// printed.
	Prn func(*Packet)

	// StopFilter ends the capture when it is true of a packet, which still belongs
	// to it.
	StopFilter func(*Packet) bool

	// NoStore keeps no packets, so that memory does not grow: store=False.
	NoStore bool

	// Offline takes packets from capture files instead of the wire: a path, a
	// []string of paths, an io.Reader, a *Packet, a []*Packet or a [PacketList].
	Offline any

	// NoPromisc and ReceiveBuffer are as in [SocketOptions].
	NoPromisc     bool
	ReceiveBuffer int

	// Started is called once packets are captured: started_callback.
	Started func()

	// Stats, if not nil, is told at the end what the kernel counted.
	Stats *SocketStats

	// Protos are protocols to know beside the package's own.
	Protos []*Proto
}

// Sniff captures packets until one of its bounds is reached: scapy's sniff. Where
// none is given it goes on until ctx ends; then what was captured comes with an
// error that wraps the context's cause.
func Sniff(ctx context.Context, opts *SniffOptions) (PacketList, error) {
	l := PacketList{Name: "Sniffed"}
	store := opts == nil || !opts.NoStore
	for p, err := range Capture(ctx, opts) {
		if err != nil {
			return l, err
		}
		if store {
			l.Packets = append(l.Packets, p)
		}
	}
	return l, nil
}

// Capture yields packets as they are captured, and keeps none: a loop over it is
// scapy's sniff(prn=…, store=False). It ends as [Sniff] does; an error is the last
// pair.
func Capture(ctx context.Context, opts *SniffOptions) iter.Seq2[*Packet, error] {
	var o SniffOptions
	if opts != nil {
		o = *opts
	}
	return func(yield func(*Packet, error) bool) {
		if ctx.Err() != nil {
			yield(nil, context.Cause(ctx))
			return
		}
		source, err := o.open(ctx)
		if err != nil {
			yield(nil, err)
			return
		}
		defer source.close()
		if o.Started != nil {
			o.Started()
		}
		if err := o.run(ctx, source, yield); err != nil {
			yield(nil, err)
		}
	}
}

// errEnough ends a capture that has reached one of its bounds.
var errEnough = errors.New("enough")

// run yields what passes. It returns what went wrong, nil also if the caller had
// enough.
func (o *SniffOptions) run(ctx context.Context, source source, yield func(*Packet, error) bool) error {
	inner, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	var idle *time.Timer
	if o.Timeout > 0 {
		t := time.AfterFunc(o.Timeout, func() { stop(errEnough) })
		defer t.Stop()
	}
	if o.Idle > 0 {
		idle = time.AfterFunc(o.Idle, func() { stop(errEnough) })
		defer idle.Stop()
	}
	n := 0
	for p, err := range source.packets(inner) {
		if err != nil {
			if errors.Is(err, errEnough) {
				return nil
			}
			return err
		}
		if idle != nil {
			idle.Reset(o.Idle)
		}
		if o.LFilter != nil && !o.LFilter(p) {
			continue
		}
		if o.Prn != nil {
			o.Prn(p)
		}
		n++
		if !yield(p, nil) || o.StopFilter != nil && o.StopFilter(p) || n == o.Count {
			return nil
		}
	}
	return nil
}

// A source is where a capture's packets come from.
type source interface {
	packets(ctx context.Context) iter.Seq2[*Packet, error]
	close()
}

func (o *SniffOptions) open(ctx context.Context) (source, error) {
	if o.Offline != nil {
		return o.openOffline(ctx)
	}
	names := o.Interfaces
	if len(names) == 0 {
		i, err := DefaultInterface()
		if err != nil {
			return nil, err
		}
		names = []string{i.Name}
	}
	w := &wire{o: o, names: map[int]string{}}
	all, err := Interfaces()
	if err != nil {
		return nil, err
	}
	for _, i := range all {
		w.names[i.Index] = i.Name
	}
	for _, name := range names {
		if name == "any" {
			name = ""
		}
		s, err := OpenSocket(ctx, &SocketOptions{Interface: name, Filter: o.Filter, NoPromisc: o.NoPromisc, ReceiveBuffer: o.ReceiveBuffer})
		if err != nil {
			w.close()
			return nil, err
		}
		w.sockets = append(w.sockets, s)
	}
	return w, nil
}

// wire is a capture from interfaces.
type wire struct {
	o       *SniffOptions
	sockets []*Socket
	names   map[int]string
}

func (w *wire) close() {
	if w.o.Stats != nil {
		*w.o.Stats = SocketStats{}
	}
	for _, s := range w.sockets {
		if w.o.Stats != nil {
			st, _ := s.Stats()
			w.o.Stats.Packets += st.Packets
			w.o.Stats.Drops += st.Drops
		}
		s.Close()
	}
}

// drainTime bounds how long is read on after the end of a capture.
const drainTime = 50 * time.Millisecond

// rest yields what had come before a capture was told that it is enough. It
// reports whether the caller wants to go on.
func (w *wire) rest(ctx context.Context, yield func(Frame) bool) bool {
	if context.Cause(ctx) != errEnough {
		return true
	}
	// A packet may get its time only when it is read.
	now, more := time.Now().Add(drainTime), true
	for _, s := range w.sockets {
		if more {
			s.drain(now, func(f Frame) bool {
				more = yield(f)
				return more
			})
		}
	}
	return more
}

func (w *wire) packets(ctx context.Context) iter.Seq2[*Packet, error] {
	d := dissectors{protos: w.o.Protos}
	if len(w.sockets) == 1 {
		return func(yield func(*Packet, error) bool) {
			var ended error
			for f, err := range w.sockets[0].All(ctx) {
				if ended = err; err != nil {
					break
				}
				if !yield(d.frame(f, w.names), nil) {
					return
				}
			}
			if w.rest(ctx, func(f Frame) bool { return yield(d.frame(f, w.names), nil) }) {
				yield(nil, ended)
			}
		}
	}
	return func(yield func(*Packet, error) bool) {
		ctx, stop := context.WithCancel(ctx)
		type got struct {
			f   Frame
			err error
		}
		frames := make(chan got, 1024)
		var all sync.WaitGroup
		for _, s := range w.sockets {
			all.Go(func() {
				for f, err := range s.All(ctx) {
					if err != nil && ctx.Err() != nil {
						return // the receiver below knows
					}
					select {
					case frames <- got{f, err}:
						continue
					default:
					}
					select {
					case frames <- got{f, err}:
					case <-ctx.Done():
						return
					}
				}
			})
		}
		defer all.Wait()
		defer stop()
		for {
			select {
			case g := <-frames:
				if g.err != nil {
					yield(nil, g.err)
					return
				}
				if !yield(d.frame(g.f, w.names), nil) {
					return
				}
			case <-ctx.Done():
				cause := context.Cause(ctx)
				stop()
				all.Wait()
				for len(frames) > 0 {
					if g := <-frames; g.err == nil && !yield(d.frame(g.f, w.names), nil) {
						return
					}
				}
				if w.rest(ctx, func(f Frame) bool { return yield(d.frame(f, w.names), nil) }) {
					yield(nil, cause)
				}
				return
			}
		}
	}
}

// dissectors are those for link types, made when they are needed.
type dissectors struct {
	protos []*Proto
	made   map[string]*Dissector
}

// dissect takes bytes apart without copying them.
func (d *dissectors) dissect(link bpf.LinkType, data []byte) *Packet {
	layer := firstLayer(link, data)
	if name := linkProtos[link]; name != "" {
		for _, p := range d.protos {
			if h, err := NewLayer(p, nil); p.Name() == name && err == nil {
				layer = h
				break
			}
		}
	}
	proto, _ := layer.Describe()
	x, ok := d.made[proto.Name()]
	if !ok {
		x = NewDissector(layer, &DissectorOptions{Protos: d.protos, NoCopy: true})
		if d.made == nil {
			d.made = map[string]*Dissector{}
		}
		d.made[proto.Name()] = x
	}
	p, _ := x.Dissect(data) // what is wrong with it is told by its Err
	return p
}

func (d *dissectors) frame(f Frame, names map[int]string) *Packet {
	p := d.dissect(f.Link, f.Data)
	p.Time, p.WireLen, p.Outgoing, p.Interface = f.Time, f.WireLen, f.Outgoing, names[f.Index]
	return p
}

func (d *dissectors) record(r pcap.Record) *Packet {
	p := d.dissect(bpf.LinkType(r.Link), r.Data)
	p.Time, p.WireLen, p.Outgoing, p.Interface, p.Comment = r.Time, r.WireLen, r.Outgoing, r.Interface, r.Comment
	return p
}

func (o *SniffOptions) openOffline(ctx context.Context) (source, error) {
	f := &files{o: o, ctx: ctx, filters: map[bpf.LinkType]*bpf.Program{}}
	switch v := o.Offline.(type) {
	case string:
		f.paths = []string{v}
	case []string:
		f.paths = v
	case io.Reader:
		f.reader = v
	case *Packet:
		f.list = []*Packet{v}
	case []*Packet:
		f.list = v
	case PacketList:
		f.list = v.Packets
	default:
		return nil, &Error{Kind: ErrValue, Op: "sniff", Input: fmt.Sprintf("%T", v), Reason: "a path, a []string, an io.Reader, a *Packet, a []*Packet or a PacketList were expected"}
	}
	for _, path := range f.paths {
		if _, err := os.Stat(path); err != nil {
			return nil, err
		}
	}
	// An expression that is no filter at all is told before anything is read.
	if _, err := compileFilter(ctx, o.Filter, bpf.LinkEthernet); err != nil && errors.Is(err, bpf.ErrSyntax) {
		return nil, err
	}
	return f, nil
}

// files is a capture from files, or from packets that are there already.
type files struct {
	o       *SniffOptions
	ctx     context.Context
	paths   []string
	reader  io.Reader
	list    []*Packet
	filters map[bpf.LinkType]*bpf.Program
}

func (f *files) close() {}

// wants asks the filter.
func (f *files) wants(link bpf.LinkType, data []byte, wireLen int, outgoing bool) (bool, error) {
	if f.o.Filter == "" {
		return true, nil
	}
	p, ok := f.filters[link]
	if !ok {
		var err error
		if p, err = bpf.Compile(f.ctx, f.o.Filter, &bpf.Options{Link: &link}); err != nil {
			return false, err
		}
		f.filters[link] = p
	}
	return p.MatchAbout(data, bpf.About{WireLen: wireLen, Outbound: outgoing}), nil
}

func (f *files) packets(ctx context.Context) iter.Seq2[*Packet, error] {
	return func(yield func(*Packet, error) bool) {
		d := dissectors{protos: f.o.Protos}
		more := func(r *pcap.Reader) bool {
			for rec, err := range r.All() {
				if ctx.Err() != nil {
					yield(nil, context.Cause(ctx))
					return false
				}
				if err != nil {
					yield(nil, err)
					return false
				}
				ok, err := f.wants(bpf.LinkType(rec.Link), rec.Data, rec.WireLen, rec.Outgoing)
				if err != nil {
					yield(nil, err)
					return false
				}
				if ok && !yield(d.record(rec), nil) {
					return false
				}
			}
			return true
		}
		for _, p := range f.list {
			if ctx.Err() != nil {
				yield(nil, context.Cause(ctx))
				return
			}
			data := p.Data()
			if data == nil {
				var err error
				if data, err = p.Build(); err != nil {
					yield(nil, err)
					return
				}
			}
			ok, err := f.wants(linkOfPacket(p), data, p.WireLen, p.Outgoing)
			if err != nil {
				yield(nil, err)
				return
			}
			if ok && !yield(p, nil) {
				return
			}
		}
		all := func(in io.Reader, path string) bool {
			// A pipe, or a reader of the caller's, may wait for its writer.
			r, err := pcap.NewReader(netctx.Reader(ctx, in))
			if ctx.Err() != nil {
				err = context.Cause(ctx)
			}
			if err != nil {
				if e, ok := err.(*pcap.FormatError); ok {
					e.Path = path
				}
				yield(nil, err)
				return false
			}
			return more(r)
		}
		for _, path := range f.paths {
			in, err := openWhenWritten(ctx, path)
			if err != nil {
				yield(nil, err)
				return
			}
			ok := all(in, path)
			in.Close()
			if !ok {
				return
			}
		}
		if f.reader != nil {
			all(f.reader, "")
		}
	}
}
