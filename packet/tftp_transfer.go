package packet

import (
	"context"
	"fmt"
	"net/netip"
	"strconv"
	"strings"
	"time"
)

// TransferOptions are the options of [TFTPReader], [TFTPWriter], [TFTPReadServer] and
// [TFTPWriteServer]. Zero fields are the defaults.
type TransferOptions struct {
	// Addr is the own address. A client's zero Addr means the route's, a server's that
	// which it is asked at.
	Addr netip.Addr

	// SPort is the own port of the transfer; zero means 4000, where the kernel should
	// have nothing bound.
	SPort int

	// Port is the port that servers are asked at; zero means 69.
	Port int

	// Retry is after how long a message is sent again; zero means three seconds.
	Retry time.Duration

	// Limit is how many bytes of a file are taken; a longer one ends the transfer with
	// an error. Zero means 1 GiB.
	Limit int

	// Many has a server answer one request after the other until its context ends,
	// instead of one.
	Many bool
}

// An Upload is a file that came to a [TFTPWriteServer].
type Upload struct {
	Name string
	Data []byte
}

// transfer is what one run of a machine knows.
type transfer struct {
	opts TransferOptions
	peer netip.Addr
	own  netip.Addr
	port int // the peer's, zero before it has answered

	name  string
	data  []byte
	block int // the number of the block that was sent, or that is awaited
	size  int // of a block

	options []Layer
	last    []any // the message that was sent last, upon UDP
}

// tftpBlock is the size of a block where nothing else was agreed on.
const tftpBlock = 512

func newTransfer(opts *TransferOptions) func() *transfer {
	var o TransferOptions
	if opts != nil {
		o = *opts
	}
	if o.SPort == 0 {
		o.SPort = 4000
	}
	if o.Port == 0 {
		o.Port = 69
	}
	if o.Retry <= 0 {
		o.Retry = 3 * time.Second
	}
	if o.Limit <= 0 {
		o.Limit = 1 << 30
	}
	return func() *transfer { return &transfer{opts: o, own: o.Addr, size: tftpBlock} }
}

// transferOf is a machine's transfer.
func transferOf(m *Machine) *transfer {
	t, _ := m.Data["tftp"].(*transfer)
	return t
}

// begin has a state make a new transfer.
func begin(fresh func() *transfer, more func(t *transfer)) func(m *Machine) error {
	return func(m *Machine) error {
		t := fresh()
		if more != nil {
			more(t)
		}
		m.Data["tftp"] = t
		return nil
	}
}

// send sends a message to the peer, and keeps it in case it gets lost.
func (t *transfer) send(m *Machine, message ...any) error {
	t.last = message
	return t.again(m)
}

func (t *transfer) again(m *Machine) error {
	ip := Layer(IP{Dst: t.peer})
	switch {
	case t.peer.Is6() && t.own.IsValid():
		ip = IPv6{Dst: t.peer, Src: t.own}
	case t.peer.Is6():
		ip = IPv6{Dst: t.peer}
	case t.own.IsValid():
		ip = IP{Dst: t.peer, Src: t.own}
	}
	port := t.port
	if port == 0 {
		port = t.opts.Port
	}
	return m.Send(Stack(append([]any{ip, UDP{SPort: t.opts.SPort, DPort: port}, TFTP{}}, t.last...)...))
}

// retry sends the last message again and waits on.
func retry(state string, after time.Duration) []Timeout {
	return []Timeout{{After: after, Do: func(m *Machine) Transition {
		return Transition{To: state, Err: transferOf(m).again(m)}
	}}}
}

// message is what a packet of the peer says, or nil. The first answer tells the port
// that the peer goes on with.
func (t *transfer) message(p *Packet) *Packet {
	udp := p.Layer("UDP")
	if udp == nil || udp.Num("dport") != t.opts.SPort || networkAddr(p, "src") != t.peer || t.port != 0 && udp.Num("sport") != t.port {
		return nil
	}
	m := tftpOf(p)
	if m != nil && t.port == 0 {
		t.port = udp.Num("sport")
	}
	return m
}

// tftpOf is TFTP's part of a packet, whatever its ports are.
func tftpOf(p *Packet) *Packet {
	if q := p.From("TFTP"); q != nil {
		return q
	}
	load, ok := Bytes(loadOf(p))
	if !ok || len(load) < 2 || load[0] != 0 || load[1] < 1 || load[1] > 6 {
		return nil
	}
	q, err := Dissect(TFTP{}, load)
	if err != nil {
		return nil
	}
	return q
}

func loadOf(p *Packet) any {
	if h := p.Layer("Raw"); h != nil {
		v, _ := h.Get("load")
		return v
	}
	return nil
}

// refusal is the peer's error, if a message is one.
func refusal(state string, q *Packet) error {
	h := q.Layer("TFTP_ERROR")
	if h == nil {
		return nil
	}
	text, _ := h.Get("errormsg")
	b, _ := Bytes(text)
	code, _ := h.Text("errorcode")
	return automatonError(state, fmt.Sprintf("the other side says %s: %q", code, clip(string(b))), nil)
}

// awaited is the peer's message if it is that of a kind for the present block; a refusal
// is an error.
func (t *transfer) awaited(state, kind string, p *Packet) (*Packet, error) {
	q := t.message(p)
	if q == nil {
		return nil, nil
	}
	if err := refusal(state, q); err != nil {
		return nil, err
	}
	if h := q.Layer(kind); h == nil || h.Num("block") != t.block&0xffff {
		return nil, nil
	}
	return q, nil
}

// blocks takes the blocks of a file in their order, and acknowledges them.
func blocks(state, end string) func(m *Machine, p *Packet) Transition {
	return func(m *Machine, p *Packet) Transition {
		t := transferOf(m)
		q, err := t.awaited(state, "TFTP_DATA", p)
		if q == nil {
			return Transition{Err: err}
		}
		load, _ := Bytes(loadOf(q))
		if t.data = append(t.data, load...); len(t.data) > t.opts.Limit {
			return Transition{Err: automatonError(state, fmt.Sprintf("the file has more than %d bytes", t.opts.Limit), nil)}
		}
		t.block++
		to := state
		if len(load) < t.size {
			to = end
		}
		return Transition{To: to, Err: t.send(m, TFTPAck{Block: (t.block - 1) & 0xffff})}
	}
}

// sendBlocks sends a file's next block once the one before is acknowledged.
func sendBlocks(state, end string) func(m *Machine, p *Packet) Transition {
	return func(m *Machine, p *Packet) Transition {
		t := transferOf(m)
		q, err := t.awaited(state, "TFTP_ACK", p)
		if q == nil {
			return Transition{Err: err}
		}
		if t.block > 0 && t.block*t.size > len(t.data) {
			return Go(end)
		}
		return Transition{To: state, Err: t.next(m)}
	}
}

// next sends the block after the one that was sent last.
func (t *transfer) next(m *Machine) error {
	rest := t.data[min(t.block*t.size, len(t.data)):]
	t.block++
	message := []any{TFTPData{Block: t.block & 0xffff}}
	if load := rest[:min(t.size, len(rest))]; len(load) > 0 {
		message = append(message, Raw{Load: load})
	}
	return t.send(m, message...)
}

// TFTPReader is a machine that reads a file from a server: scapy's TFTP_read. Its
// result is the file, a []byte. The kernel knows nothing of the transfer, and refuses
// its answers unless a firewall keeps it from that.
func TFTPReader(server netip.Addr, file string, opts *TransferOptions) *Automaton {
	fresh := newTransfer(opts)
	after := fresh().opts.Retry
	return &Automaton{
		Filter: "udp and src host " + server.String(),
		States: []State{
			{Name: "BEGIN", Initial: true, Enter: begin(fresh, func(t *transfer) { t.peer, t.block = server, 1 }), Conditions: []func(*Machine) Transition{func(m *Machine) Transition {
				return Transition{To: "WAITING", Err: transferOf(m).send(m, TFTPRRQ{Filename: file})}
			}}},
			{Name: "WAITING", Receives: []func(*Machine, *Packet) Transition{blocks("WAITING", "END")}, Timeouts: retry("WAITING", after)},
			{Name: "END", Final: true, Enter: func(m *Machine) error {
				m.Result = append([]byte{}, transferOf(m).data...)
				return nil
			}},
		},
	}
}

// TFTPWriter is a machine that writes a file to a server: scapy's TFTP_write. See
// [TFTPReader] for the kernel's part.
func TFTPWriter(server netip.Addr, file string, data []byte, opts *TransferOptions) *Automaton {
	fresh := newTransfer(opts)
	after := fresh().opts.Retry
	return &Automaton{
		Filter: "udp and src host " + server.String(),
		States: []State{
			{Name: "BEGIN", Initial: true, Enter: begin(fresh, func(t *transfer) { t.peer, t.data = server, data }), Conditions: []func(*Machine) Transition{func(m *Machine) Transition {
				return Transition{To: "WAITING_ACK", Err: transferOf(m).send(m, TFTPWRQ{Filename: file})}
			}}},
			{Name: "WAITING_ACK", Receives: []func(*Machine, *Packet) Transition{sendBlocks("WAITING_ACK", "END")}, Timeouts: retry("WAITING_ACK", after)},
			{Name: "END", Final: true},
		},
	}
}

// request takes a request to a server: it fills the transfer and returns whether the
// packet is one.
func (t *transfer) request(p *Packet, kind string) bool {
	udp := p.Layer("UDP")
	if udp == nil || udp.Num("dport") != t.opts.Port || t.opts.Addr.IsValid() && networkAddr(p, "dst") != t.opts.Addr {
		return false
	}
	q := tftpOf(p)
	if q == nil || q.Layer(kind) == nil {
		return false
	}
	name, _ := q.Layer(kind).Get("filename")
	b, _ := Bytes(name)
	t.peer, t.own, t.port, t.name = networkAddr(p, "src"), networkAddr(p, "dst"), udp.Num("sport"), string(b)
	if o := q.Layer("TFTP_Options"); o != nil {
		list, _ := o.Get("options")
		all, _ := list.([]Layer)
		t.agree(all)
	}
	return true
}

// agree takes the one option that servers here know: the size of a block, RFC 2348.
func (t *transfer) agree(options []Layer) {
	for _, l := range options {
		p, vals, err := described(l)
		if err != nil || p != tftpOptionProto {
			continue
		}
		name, _ := Bytes(vals[0])
		value, _ := Bytes(vals[1])
		if n, err := strconv.Atoi(string(value)); err == nil && strings.EqualFold(string(name), "blksize") && n >= 8 && n <= 65464 {
			t.size = n
			t.options = []Layer{TFTPOption{OName: name, Value: value}}
		}
	}
}

// serve is the states that servers have in common, in front of their own.
func serve(kind string, fresh func() *transfer, accepted func(m *Machine, t *transfer) Transition) State {
	return State{
		Name: "WAIT", Initial: true, Enter: begin(fresh, nil),
		Receives: []func(*Machine, *Packet) Transition{func(m *Machine, p *Packet) Transition {
			t := transferOf(m)
			if !t.request(p, kind) {
				return Transition{}
			}
			return accepted(m, t)
		}},
	}
}

// done is where a server's transfer ends.
func (o TransferOptions) done() string {
	if o.Many {
		return "WAIT"
	}
	return "END"
}

// TFTPReadServer is a machine that gives files to those who ask: scapy's
// TFTP_RRQ_server. find returns the file of a name, or an error that is told to the
// peer as "File not found". A size of blocks that a peer asks for is agreed to.
func TFTPReadServer(find func(ctx context.Context, name string) ([]byte, error), opts *TransferOptions) *Automaton {
	fresh := newTransfer(opts)
	o := fresh().opts
	return &Automaton{
		Filter: "udp",
		States: []State{
			serve("TFTP_RRQ", fresh, func(m *Machine, t *transfer) Transition {
				data, err := []byte(nil), error(ErrNotFound)
				if find != nil {
					data, err = find(m.Context(), t.name)
				}
				if err != nil {
					return Transition{To: o.done(), Err: t.send(m, TFTPError{ErrorCode: 1, ErrorMsg: "File not found"})}
				}
				t.data = data
				if t.options != nil {
					return Transition{To: "WAIT_ACK", Err: t.send(m, TFTPOack{}, TFTPOptions{Options: t.options})}
				}
				return Transition{To: "WAIT_ACK", Err: t.next(m)}
			}),
			{Name: "WAIT_ACK", Receives: []func(*Machine, *Packet) Transition{sendBlocks("WAIT_ACK", o.done())}, Timeouts: retry("WAIT_ACK", o.Retry)},
			{Name: "END", Final: true},
		},
	}
}

// TFTPWriteServer is a machine that takes a file that a peer writes: scapy's
// TFTP_WRQ_server. Its result is an [Upload]; accept, if not nil, is called with each
// file, which is what a server of many has. An error of it ends the machine.
func TFTPWriteServer(accept func(ctx context.Context, u Upload) error, opts *TransferOptions) *Automaton {
	fresh := newTransfer(opts)
	o := fresh().opts
	return &Automaton{
		Filter: "udp",
		States: []State{
			serve("TFTP_WRQ", fresh, func(m *Machine, t *transfer) Transition {
				t.block = 1
				if t.options != nil {
					return Transition{To: "WAIT_DATA", Err: t.send(m, TFTPOack{}, TFTPOptions{Options: t.options})}
				}
				return Transition{To: "WAIT_DATA", Err: t.send(m, TFTPAck{Block: 0})}
			}),
			{Name: "WAIT_DATA", Receives: []func(*Machine, *Packet) Transition{blocks("WAIT_DATA", "TAKEN")}, Timeouts: retry("WAIT_DATA", o.Retry)},
			{Name: "TAKEN", Conditions: []func(*Machine) Transition{func(m *Machine) Transition {
				t := transferOf(m)
				u := Upload{t.name, append([]byte{}, t.data...)}
				m.Result = u
				if accept == nil {
					return Go(o.done())
				}
				return Transition{To: o.done(), Err: accept(m.Context(), u)}
			}}},
			{Name: "END", Final: true},
		},
	}
}
