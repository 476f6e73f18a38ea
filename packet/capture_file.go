package packet

import (
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"iter"
	"path/filepath"
	"time"

	"github.com/pyops-go/pyops/internal/atomicfile"
	"github.com/pyops-go/pyops/packet/bpf"
	"github.com/pyops-go/pyops/packet/pcap"
)

// RdPcapOptions are the options of [RdPcap].
type RdPcapOptions struct {
	// Count is how many packets are read at most; zero means all.
	Count int

	// Protos are protocols to know beside the package's own.
	Protos []*Proto
}

// RdPcap reads a capture file, pcap or pcapng, packed by gzip or not: scapy's
// rdpcap. A file that ends within a packet gives what there is of it, as scapy
// does. Where the file is broken, the packets before come with the error. A file
// that does not fit into memory is for [Capture] with Offline.
func RdPcap(path string, opts *RdPcapOptions) (PacketList, error) {
	var o RdPcapOptions
	if opts != nil {
		o = *opts
	}
	l := PacketList{Name: filepath.Base(path)}
	r, err := pcap.Open(path)
	if err != nil {
		return l, err
	}
	defer r.Close()
	d := dissectors{protos: o.Protos}
	for rec, err := range r.All() {
		if err != nil {
			return l, err
		}
		l.Packets = append(l.Packets, d.record(rec))
		if len(l.Packets) == o.Count {
			break
		}
	}
	return l, nil
}

// A PcapReader reads the packets of a capture file one by one: scapy's PcapReader
// and PcapNgReader.
type PcapReader struct {
	r *pcap.Reader
	d dissectors
}

// NewPcapReader begins to read.
func NewPcapReader(r io.Reader) (*PcapReader, error) {
	in, err := pcap.NewReader(r)
	if err != nil {
		return nil, err
	}
	return &PcapReader{r: in}, nil
}

// Next returns the next packet, or [io.EOF] behind the last one.
func (r *PcapReader) Next() (*Packet, error) {
	if r == nil || r.r == nil {
		return nil, io.EOF
	}
	rec, err := r.r.Next()
	if err != nil {
		return nil, err
	}
	return r.d.record(rec), nil
}

// All yields the packets to the end, or to an error.
func (r *PcapReader) All() iter.Seq2[*Packet, error] {
	return func(yield func(*Packet, error) bool) {
		for {
			p, err := r.Next()
			if err == io.EOF || !yield(p, err) || err != nil {
				return
			}
		}
	}
}

// WrPcapOptions are the options of [WrPcap]. Zero fields are scapy's defaults.
type WrPcapOptions struct {
	pcap.FileOptions

	// Link is the link type. Nil means that of the first packet; in a classic file
	// all others must have the same.
	Link *bpf.LinkType
}

// WrPcap writes packets into a capture file, which it replaces all or nothing, or
// with Append writes on: scapy's wrpcap, and with NG its wrpcapng. p is what
// [Send] takes. A packet without a time gets the present one; one that is not of
// the file's link type is an error and goes into a pcapng file only.
func WrPcap(path string, p any, opts *WrPcapOptions) error {
	var o WrPcapOptions
	if opts != nil {
		o = *opts
	}
	packets, err := packetsOf("wrpcap", p)
	if err != nil {
		return err
	}
	if o.Append {
		w, err := CreatePcap(path, &o)
		if err != nil {
			return err
		}
		for q := range packets {
			if err := w.Write(q); err != nil {
				return errors.Join(err, w.Close())
			}
		}
		return w.Close()
	}
	f, err := atomicfile.Create(path, nil)
	if err != nil {
		return err
	}
	defer f.Close()
	w := &PcapWriter{o: o, to: f}
	for q := range packets {
		if err := w.Write(q); err != nil {
			return err
		}
	}
	if err := w.Close(); err != nil {
		return err
	}
	return f.Commit()
}

// A PcapWriter writes packets into a capture file one by one: scapy's PcapWriter
// and PcapNgWriter. Close it in the end. It is for one goroutine.
type PcapWriter struct {
	o    WrPcapOptions
	to   io.Writer
	path string // if it opens the file itself
	out  interface {
		Write(pcap.Record) error
		Flush() error
		Close() error
	}
	closed bool
}

// CreatePcap begins to write a capture file, which grows as packets are written.
func CreatePcap(path string, opts *WrPcapOptions) (*PcapWriter, error) {
	w := &PcapWriter{path: path}
	if opts != nil {
		w.o = *opts
	}
	if w.o.Link != nil {
		return w, w.begin(*w.o.Link)
	}
	return w, nil
}

// NewPcapWriter begins to write packets to anything; Append and Gzip are for files
// alone.
func NewPcapWriter(to io.Writer, opts *WrPcapOptions) *PcapWriter {
	w := &PcapWriter{to: to}
	if opts != nil {
		w.o = *opts
	}
	return w
}

func (w *PcapWriter) begin(link bpf.LinkType) (err error) {
	if w.path != "" {
		f, err := pcap.Create(w.path, uint32(link), &w.o.FileOptions)
		if err != nil {
			return err
		}
		w.out = f
		return nil
	}
	to := w.to
	if w.o.Gzip {
		z := gzip.NewWriter(to)
		to = z
		s, err := pcap.NewWriter(to, uint32(link), &w.o.WriterOptions)
		w.out = packed{s, z}
		return err
	}
	s, err := pcap.NewWriter(to, uint32(link), &w.o.WriterOptions)
	w.out = s
	return err
}

// linkOfPacket is the link type of a packet, by its outermost layer.
func linkOfPacket(p *Packet) bpf.LinkType {
	if len(p.layers) > 0 {
		switch p.layers[0].Name() {
		case "IP":
			return bpf.LinkIPv4
		case "IPv6":
			return bpf.LinkIPv6
		case "CookedLinux":
			return bpf.LinkSLL
		case "CookedLinuxV2":
			return bpf.LinkSLL2
		case "Loopback":
			return bpf.LinkNull
		case "PPP":
			return bpf.LinkPPP
		case "Dot11", "Dot11FCS":
			return 105
		case "PrismHeader":
			return 119
		case "RadioTap":
			return 127
		}
	}
	return bpf.LinkEthernet
}

// Write writes a packet.
func (w *PcapWriter) Write(p *Packet) error {
	switch {
	case w == nil || w.closed || w.to == nil && w.path == "":
		return pcap.ErrClosed
	case p == nil:
		return &Error{Kind: ErrValue, Op: "wrpcap", Reason: "there is no packet"}
	}
	link := linkOfPacket(p)
	if w.out == nil {
		first := link
		if w.o.Link != nil {
			first = *w.o.Link
		}
		if err := w.begin(first); err != nil {
			return err
		}
		w.o.Link = &first
	}
	data, err := p.Build()
	if err != nil {
		return err
	}
	if w.o.Link != nil && (link == bpf.LinkIPv4 || link == bpf.LinkIPv6) && w.o.Link.String() == bpf.LinkRaw.String() {
		link = *w.o.Link
	}
	r := pcap.Record{Time: p.Time, Data: data, WireLen: p.WireLen, Link: uint32(link), Interface: p.Interface, Comment: p.Comment, Outgoing: p.Outgoing}
	if r.Time.IsZero() {
		r.Time = time.Now()
	}
	if len(p.layers) > 0 && p.layers[0].Name() == "Raw" && w.o.Link != nil {
		r.Link = uint32(*w.o.Link)
	}
	if err := w.out.Write(r); err != nil {
		return fmt.Errorf("packet: %s: %w", p.Summary(), err)
	}
	return nil
}

// Flush hands what was collected on.
func (w *PcapWriter) Flush() error {
	if w == nil || w.out == nil {
		return nil
	}
	return w.out.Flush()
}

// Close ends the file; one without packets is an Ethernet capture.
func (w *PcapWriter) Close() error {
	if w == nil || w.closed || w.to == nil && w.path == "" {
		return nil
	}
	w.closed = true
	if w.out == nil {
		if err := w.begin(bpf.LinkEthernet); err != nil {
			return err
		}
	}
	return w.out.Close()
}

// packed is a writer whose output is packed by gzip.
type packed struct {
	*pcap.Writer
	z *gzip.Writer
}

// Close ends both.
func (p packed) Close() error { return errors.Join(p.Writer.Close(), p.z.Close()) }
