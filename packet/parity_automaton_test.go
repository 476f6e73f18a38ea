package packet_test

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"testing"
	"time"

	"github.com/pyops-go/pyops/internal/original"
	"github.com/pyops-go/pyops/packet"
)

// automatonSource runs automata of scapy on sockets in memory. A script is steps of
// what is put into the machine and how many packets it sends then.
const automatonSource = `
import threading, time
from scapy.automaton import *
from scapy.layers.tftp import *

# A machine that is thrown away stops itself by its descriptors, which are closed then
# and may be another one's by now.
Automaton.__del__ = lambda self: None

class Memory(SuperSocket):
    def __init__(self):
        self.box, self.sent, self.closed = ObjectPipe(), ObjectPipe(), False
    def fileno(self):
        return self.box.fileno()
    def recv(self, x=None):
        return self.box.recv()
    def send(self, p):
        b = bytes(p)
        self.sent.send(b)
        return len(b)
    def close(self):
        pass
    def free(self):
        ObjectPipe.close(self.box)
        ObjectPipe.close(self.sent)
    @staticmethod
    def select(sockets, remain=None):
        return select_objects(sockets, remain)

def take(out, n):
    got = []
    for _ in range(n):
        if not select_objects([out.sent], 20):
            raise Exception("after %d of %d packets nothing more was sent" % (len(got), n))
        got.append(out.sent.recv())
    return got

def session(cls, kw, script, feed=None):
    inside, out = Memory(), Memory()
    kw = {k: (v.encode() if k == "data" and isinstance(v, str) else v) for k, v in kw.items()}
    a = cls(recvsock=lambda **k: inside, ll=lambda **k: out, **kw)
    said = []
    def go():
        try:
            said.append(["result", a.run()])
        except Exception as e:
            said.append([type(e).__name__, str(e)])
    t = threading.Thread(target=go, daemon=True)
    t.start()
    sent = []
    try:
        for data, n in script:
            if isinstance(data, str):
                getattr(a.io, "cmd").send(data)
            elif data is not None:
                inside.box.send(IP(data))
            sent += take(out, n)
        t.join(20)
        if t.is_alive():
            raise Exception("the machine goes on")
    finally:
        end = time.time() + 20
        while a.started.locked() and time.time() < end:
            time.sleep(0.001)  # its thread tells of the end before it ends
        a.destroy()
        inside.free(); out.free()
    return [sent, said[0]]

def transferred(name, kw, script):
    return session({"read": TFTP_read, "write": TFTP_write, "rrq": TFTP_RRQ_server, "wrq": TFTP_WRQ_server}[name], kw, script)

class Toy(Automaton):
    def parse_args(self, limit, after, **kw):
        Automaton.parse_args(self, **kw)
        self.limit, self.after, self.n, self.log = limit, after, 0, []
    def master_filter(self, pkt):
        return UDP in pkt and pkt[UDP].dport == 2000
    def reply(self, text):
        self.send(IP(src="10.0.0.1", dst="10.0.0.9") / UDP(sport=2000, dport=3333) / Raw(text))
    @ATMT.state(initial=1)
    def BEGIN(self):
        self.log.append("BEGIN")
    @ATMT.condition(BEGIN, prio=2)
    def second(self):
        self.log.append("second")
        raise self.WAIT()
    @ATMT.condition(BEGIN, prio=1)
    def first(self):
        self.log.append("first")
    @ATMT.action(second)
    def hello(self):
        self.log.append("hello")
        self.reply(b"hello")
    @ATMT.state()
    def WAIT(self):
        self.log.append("WAIT")
    @ATMT.receive_condition(WAIT, prio=1)
    def bad(self, pkt):
        self.log.append("bad?")
        if pkt[Raw].load == b"bad":
            raise self.ERROR("it was bad")
    @ATMT.receive_condition(WAIT, prio=2)
    def more(self, pkt):
        self.log.append("more?")
        if pkt[Raw].load.startswith(b"more"):
            self.n += 1
            raise self.COUNT(self.n).action_parameters(pkt[Raw].load)
    @ATMT.action(more, prio=1)
    def got(self, load):
        self.log.append("got %d" % len(load))
    @ATMT.action(more, prio=2)
    def answer(self, load):
        self.reply(load)
    @ATMT.receive_condition(WAIT, prio=3)
    def end(self, pkt):
        self.log.append("end?")
        if pkt[Raw].load == b"end":
            raise self.END()
    @ATMT.ioevent(WAIT, name="cmd")
    def cmd(self, fd):
        v = fd.recv()
        self.log.append("cmd " + v)
        if v == "stop":
            raise self.END()
    @ATMT.state()
    def COUNT(self, n):
        self.log.append("COUNT")
    @ATMT.condition(COUNT, prio=1)
    def enough(self):
        if self.n >= self.limit:
            raise self.END()
    @ATMT.condition(COUNT, prio=2)
    def back(self):
        raise self.WAIT()
    @ATMT.state(final=1)
    def END(self):
        self.log.append("END")
        return list(self.log)
    @ATMT.state(error=1)
    def ERROR(self, why):
        self.log.append("ERROR")
        return why

class Late(Automaton):
    def parse_args(self, **kw):
        Automaton.parse_args(self, **kw)
        self.log = []
    @ATMT.state(initial=1)
    def BEGIN(self):
        self.log.append("BEGIN")
    @ATMT.timeout(BEGIN, 0.06)
    def last(self):
        self.log.append("last")
        raise self.AGAIN()
    @ATMT.timeout(BEGIN, 0.02)
    def early(self):
        self.log.append("early")
    @ATMT.timeout(BEGIN, 9)
    def never(self):
        self.log.append("never")
    @ATMT.state()
    def AGAIN(self):
        self.log.append("AGAIN")
    @ATMT.timeout(AGAIN, 0.01)
    def finish(self):
        raise self.END()
    @ATMT.state(final=1)
    def END(self):
        return self.log

def played(name, kw, script):
    return session({"Toy": Toy, "Late": Late}[name], kw, script)
`

// A scriptStep is what is put into a machine, a packet or an input, and how many
// packets it sends then.
type scriptStep struct {
	packet *packet.Packet
	input  string
	sends  int
}

// runScript plays a script to a machine of ours: what it sent, as bytes, its result
// and its error.
func runScript(t *testing.T, a *packet.Automaton, script []scriptStep) (sent []any, result any, err error) {
	t.Helper()
	ctx, stop := context.WithTimeout(t.Context(), 30*time.Second)
	defer stop()
	packets, inputs, out := make(chan *packet.Packet, 64), make(chan any, 64), make(chan *packet.Packet, 64)
	a.Offline, a.Inputs, a.Sent = packets, inputs, func(p *packet.Packet) { out <- p }
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		result, err = a.Run(ctx, nil)
	}()
	defer func() { <-ended }()
	sent = []any{}
	for _, s := range script {
		switch {
		case s.packet != nil:
			packets <- s.packet
		case s.input != "":
			inputs <- s.input
		}
		for range s.sends {
			select {
			case p := <-out:
				b, berr := p.Build()
				if berr != nil {
					t.Error(berr)
				}
				sent = append(sent, b)
			case <-ctx.Done():
				t.Fatalf("after %d packets nothing more was sent", len(sent))
			}
		}
	}
	<-ended
	return sent, result, err
}

// theirScript is a script as scapy's half reads it.
func theirScript(t *testing.T, script []scriptStep) []any {
	var steps []any
	for _, s := range script {
		switch {
		case s.packet != nil:
			steps = append(steps, original.Tuple{must(t, s.packet), s.sends})
		case s.input != "":
			steps = append(steps, original.Tuple{s.input, s.sends})
		default:
			steps = append(steps, original.Tuple{nil, s.sends})
		}
	}
	return steps
}

// fromPeer is a packet of the peer at 10.0.0.9.
func fromPeer(sport, dport int, load ...any) *packet.Packet {
	return packet.Stack(append([]any{packet.IP{Src: "10.0.0.9", Dst: "10.0.0.1"}, packet.UDP{SPort: sport, DPort: dport}}, load...)...)
}

// toy is the machine Toy of scapy's half.
func toy(limit int) *packet.Automaton {
	log := func(m *packet.Machine, word string) {
		all, _ := m.Data["log"].([]any)
		m.Data["log"] = append(all, word)
	}
	load := func(p *packet.Packet) string {
		b, _ := packet.Bytes(packet.GetLayer[packet.Raw](p).Load)
		return string(b)
	}
	reply := func(m *packet.Machine, text string) error {
		return m.Send(packet.Stack(packet.IP{Src: "10.0.0.1", Dst: "10.0.0.9"}, packet.UDP{SPort: 2000, DPort: 3333}, packet.Raw{Load: text}))
	}
	enter := func(name string) func(m *packet.Machine) error {
		return func(m *packet.Machine) error {
			log(m, name)
			return nil
		}
	}
	stay := packet.Transition{}
	return &packet.Automaton{
		Wants: func(p *packet.Packet) bool { n, err := p.Uint("UDP.dport"); return err == nil && n == 2000 },
		States: []packet.State{
			{Name: "BEGIN", Initial: true, Enter: enter("BEGIN"), Conditions: []func(*packet.Machine) packet.Transition{
				func(m *packet.Machine) packet.Transition { log(m, "first"); return stay },
				func(m *packet.Machine) packet.Transition {
					log(m, "second")
					log(m, "hello")
					return packet.Transition{To: "WAIT", Err: reply(m, "hello")}
				},
			}},
			{
				Name: "WAIT", Enter: enter("WAIT"),
				Receives: []func(*packet.Machine, *packet.Packet) packet.Transition{
					func(m *packet.Machine, p *packet.Packet) packet.Transition {
						log(m, "bad?")
						if load(p) == "bad" {
							return packet.Go("ERROR")
						}
						return stay
					},
					func(m *packet.Machine, p *packet.Packet) packet.Transition {
						log(m, "more?")
						if !strings.HasPrefix(load(p), "more") {
							return stay
						}
						n, _ := m.Data["n"].(int)
						m.Data["n"] = n + 1
						log(m, fmt.Sprint("got ", len(load(p))))
						return packet.Transition{To: "COUNT", Err: reply(m, load(p))}
					},
					func(m *packet.Machine, p *packet.Packet) packet.Transition {
						log(m, "end?")
						if load(p) == "end" {
							return packet.Go("END")
						}
						return stay
					},
				},
				Inputs: []func(*packet.Machine, any) packet.Transition{func(m *packet.Machine, v any) packet.Transition {
					log(m, "cmd "+v.(string))
					if v == "stop" {
						return packet.Go("END")
					}
					return stay
				}},
			},
			{Name: "COUNT", Enter: enter("COUNT"), Conditions: []func(*packet.Machine) packet.Transition{
				func(m *packet.Machine) packet.Transition {
					if n, _ := m.Data["n"].(int); n >= limit {
						return packet.Go("END")
					}
					return stay
				},
				func(m *packet.Machine) packet.Transition { return packet.Go("WAIT") },
			}},
			{Name: "END", Final: true, Enter: func(m *packet.Machine) error { log(m, "END"); m.Result = m.Data["log"]; return nil }},
			{Name: "ERROR", Error: true, Enter: enter("ERROR")},
		},
	}
}

// A machine of states, conditions, inputs and times goes the way that scapy's goes.
func TestAutomataAreScapys(t *testing.T) {
	py := startScapy(t)
	py.Define(automatonSource)
	say := func(s string, sends int) scriptStep {
		return scriptStep{packet: fromPeer(3333, 2000, packet.Raw{Load: s}), sends: sends}
	}
	hello := scriptStep{sends: 1}
	for _, script := range [][]scriptStep{
		{hello, say("end", 0)}, {hello, say("more", 1), say("what", 0), say("more and more", 1), say("end", 0)}, {hello, say("more", 1), say("more", 1), say("more", 1)},
		{hello, say("more", 1), say("bad", 0)}, {hello, {packet: fromPeer(3333, 2001, packet.Raw{Load: "end"})}, say("more", 1), say("end", 0)},
		{hello, {input: "go on"}, {input: "stop"}}, {hello, say("more", 1), {input: "stop"}},
	} {
		answer, err := py.Call("played", "Toy", map[string]any{"limit": 3, "after": 9}, theirScript(t, script))
		if err != nil {
			t.Fatal(err)
		}
		theirs := answer.([]any)
		sent, result, err := runScript(t, toy(3), script)
		if !original.Same(theirs[0], sent) {
			t.Errorf("%v: sent %s", script, difference(theirs[0], sent))
		}
		end := theirs[1].([]any)
		switch {
		case end[0] == "result" && (err != nil || !original.Same(end[1], result)):
			t.Errorf("%v:\nscapy %q\nhere  %q, %v", script, end[1], result, err)
		case end[0] != "result" && (end[0] != "ErrorState" || !errors.Is(err, packet.ErrAutomaton)):
			t.Errorf("%v:\nscapy %q\nhere  %q, %v", script, end, result, err)
		}
	}
	log := []any{}
	note := func(word string) func(m *packet.Machine) error {
		return func(*packet.Machine) error { log = append(log, word); return nil }
	}
	timeout := func(after time.Duration, word string, to string) packet.Timeout {
		return packet.Timeout{After: after, Do: func(*packet.Machine) packet.Transition {
			if word != "" {
				log = append(log, word)
			}
			return packet.Go(to)
		}}
	}
	late := &packet.Automaton{States: []packet.State{
		{Name: "BEGIN", Initial: true, Enter: note("BEGIN"), Timeouts: []packet.Timeout{timeout(60*time.Millisecond, "last", "AGAIN"), timeout(20*time.Millisecond, "early", ""), timeout(time.Hour, "never", "")}},
		{Name: "AGAIN", Enter: note("AGAIN"), Timeouts: []packet.Timeout{timeout(10*time.Millisecond, "", "END")}},
		{Name: "END", Final: true},
	}}
	if _, _, err := runScript(t, late, nil); err != nil {
		t.Fatal(err)
	}
	theirs := py.Value("played", "Late", map[string]any{}, []any{}).([]any)[1].([]any)
	if !original.Same(theirs, []any{"result", log}) {
		t.Errorf("times: scapy %q, here %q", theirs, log)
	}
}

// Files are read and written by TFTP, and served, by the messages that scapy's automata
// send, whatever the other side does.
func TestTFTPIsScapys(t *testing.T) {
	py := startScapy(t)
	py.Define(automatonSource)
	data := func(n int, load string) *packet.Packet {
		layers := []any{packet.TFTP{}, packet.TFTPData{Block: n}}
		if load != "" {
			layers = append(layers, load)
		}
		return fromPeer(3333, 2000, layers...)
	}
	ack := func(n int) *packet.Packet { return fromPeer(3333, 2000, packet.TFTP{}, packet.TFTPAck{Block: n}) }
	fail := func(code int, text string) *packet.Packet {
		return fromPeer(3333, 2000, packet.TFTP{}, packet.TFTPError{ErrorCode: code, ErrorMsg: text})
	}
	other := func(p *packet.Packet) *packet.Packet {
		q := p.Copy()
		if err := q.Set("UDP.sport", 4444); err != nil {
			t.Fatal(err)
		}
		return q
	}
	ask := func(l packet.Layer, options ...packet.Layer) *packet.Packet {
		layers := []any{packet.TFTP{}, l}
		if options != nil {
			layers = append(layers, packet.TFTPOptions{Options: options})
		}
		return fromPeer(3333, 69, layers...)
	}
	full, kilo := strings.Repeat("x", 512), strings.Repeat("k", 1024)
	blksize := packet.TFTPOption{OName: "blksize", Value: "1024"}
	own := ip("10.0.0.1")
	o := &packet.TransferOptions{SPort: 2000, Addr: own, Retry: time.Hour}
	read := func() *packet.Automaton { return packet.TFTPReader(ip("10.0.0.9"), "file", o) }
	write := func(s string) func() *packet.Automaton {
		return func() *packet.Automaton { return packet.TFTPWriter(ip("10.0.0.9"), "file", []byte(s), o) }
	}
	served := func() *packet.Automaton {
		return packet.TFTPReadServer(func(_ context.Context, name string) ([]byte, error) {
			if name != "file" {
				return nil, fs.ErrNotExist
			}
			return []byte(full + full + "rest"), nil
		}, o)
	}
	taken := func() *packet.Automaton { return packet.TFTPWriteServer(nil, o) }
	client := map[string]any{"filename": "file", "server": "10.0.0.9", "sport": 2000}
	writing := func(s string) map[string]any {
		return map[string]any{"filename": "file", "server": "10.0.0.9", "sport": 2000, "data": s}
	}
	server := map[string]any{"ip": "10.0.0.1", "sport": 2000}
	serving := map[string]any{"ip": "10.0.0.1", "sport": 2000, "serve_one": true, "store": map[string]any{"file": []byte(full + full + "rest")}}
	for _, c := range []struct {
		name   string
		kw     map[string]any
		ours   func() *packet.Automaton
		script []scriptStep
	}{
		{"read", client, read, []scriptStep{{sends: 1}, {data(1, full), "", 1}, {data(2, full), "", 1}, {data(3, "end"), "", 1}}},
		{"read", client, read, []scriptStep{{sends: 1}, {data(1, full), "", 1}, {data(1, full), "", 0}, {data(3, full), "", 0}, {other(data(2, "?")), "", 0}, {data(2, ""), "", 1}}},
		{"read", client, read, []scriptStep{{sends: 1}, {fail(1, "no such file"), "", 0}}},
		{"read", client, read, []scriptStep{{sends: 1}, {data(1, full), "", 1}, {fail(2, "no more"), "", 0}}},
		{"write", writing(full + full + "end"), write(full + full + "end"), []scriptStep{{sends: 1}, {ack(0), "", 1}, {ack(1), "", 1}, {ack(1), "", 0}, {ack(2), "", 1}, {ack(3), "", 0}}},
		{"write", writing(full), write(full), []scriptStep{{sends: 1}, {ack(0), "", 1}, {ack(1), "", 1}, {ack(2), "", 0}}},
		{"write", writing("x"), write("x"), []scriptStep{{sends: 1}, {fail(3, "full"), "", 0}}},
		{"rrq", serving, served, []scriptStep{{ask(packet.TFTPRRQ{Filename: "file"}, blksize), "", 1}, {ack(0), "", 1}, {ack(1), "", 1}, {ack(2), "", 0}}},
		{"wrq", server, taken, []scriptStep{{ask(packet.TFTPWRQ{Filename: "up"}), "", 1}, {data(1, full), "", 1}, {data(1, full), "", 0}, {data(2, "end"), "", 1}}},
		{"wrq", server, taken, []scriptStep{{ask(packet.TFTPWRQ{Filename: "up"}, blksize), "", 1}, {data(1, kilo), "", 1}, {data(2, "end"), "", 1}}},
	} {
		title := fmt.Sprint(c.name, " ", c.script)
		answer, err := py.Call("transferred", c.name, c.kw, theirScript(t, c.script))
		if err != nil {
			t.Fatalf("%s: %v", title, err)
		}
		theirs := answer.([]any)
		sent, result, err := runScript(t, c.ours(), c.script)
		var same []any
		for _, b := range theirs[0].([]any) {
			// A client of scapy's takes its address of this machine's routes.
			p, _ := packet.Dissect(packet.IP{}, b.([]byte))
			if err := p.Set("IP.src", own); err != nil {
				t.Fatal(err)
			}
			p.Recompute()
			same = append(same, must(t, p))
		}
		if !original.Same(same, sent) {
			t.Errorf("%s: sent %s", title, difference(same, sent))
		}
		end := theirs[1].([]any)
		if u, ok := result.(packet.Upload); ok {
			result = original.Tuple{[]byte(u.Name), u.Data}
		}
		switch {
		case end[0] == "result" && (err != nil || !original.Same(end[1], result)):
			t.Errorf("%s:\nscapy %q\nhere  %q, %v", title, end[1], result, err)
		case end[0] != "result" && (end[0] != "ErrorState" || !errors.Is(err, packet.ErrAutomaton)):
			t.Errorf("%s:\nscapy %q\nhere  %q, %v", title, end, result, err)
		}
	}
}

// Where scapy's server of files raises, at a request without options, ours answers as
// RFC 1350 says; a missing file and a file that is too long are errors, and silence is
// answered by the last message again.
func TestTFTPBeyondScapy(t *testing.T) {
	ack := func(n int) *packet.Packet { return fromPeer(3333, 2000, packet.TFTP{}, packet.TFTPAck{Block: n}) }
	load := func(b any) string { return string(b.([]byte)[28:]) }
	full := strings.Repeat("x", 512)
	serve := func() *packet.Automaton {
		return packet.TFTPReadServer(func(_ context.Context, name string) ([]byte, error) {
			if name == "none" {
				return nil, fs.ErrNotExist
			}
			return []byte(full), nil
		}, &packet.TransferOptions{SPort: 2000, Retry: time.Hour})
	}
	sent, _, err := runScript(t, serve(), []scriptStep{{fromPeer(3333, 69, packet.TFTP{}, packet.TFTPRRQ{Filename: "file"}), "", 1}, {ack(1), "", 1}, {ack(2), "", 0}})
	if err != nil || len(sent) != 2 || load(sent[0]) != "\x00\x03\x00\x01"+full || load(sent[1]) != "\x00\x03\x00\x02" {
		t.Errorf("%q, %v", sent, err)
	}
	sent, _, err = runScript(t, serve(), []scriptStep{{fromPeer(3333, 69, packet.TFTP{}, packet.TFTPRRQ{Filename: "none"}), "", 1}})
	if err != nil || len(sent) != 1 || load(sent[0]) != "\x00\x05\x00\x01File not found\x00" {
		t.Errorf("%q, %v", sent, err)
	}
	o := &packet.TransferOptions{SPort: 2000, Retry: time.Millisecond, Limit: 600}
	again := []scriptStep{{sends: 3}, {packet: fromPeer(3333, 2000, packet.TFTP{}, packet.TFTPData{Block: 1}, full)}, {packet: fromPeer(3333, 2000, packet.TFTP{}, packet.TFTPData{Block: 2}, full)}}
	sent, _, err = runScript(t, packet.TFTPReader(ip("10.0.0.9"), "file", o), again)
	if !errors.Is(err, packet.ErrAutomaton) || !strings.Contains(err.Error(), "600 bytes") || load(sent[0]) != load(sent[2]) {
		t.Errorf("%q, %v", sent, err)
	}
}
