package xfr_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/pyops-go/pyops/dnsq"
	"github.com/pyops-go/pyops/dnsq/internal/dnstest"
	"github.com/pyops-go/pyops/dnsq/xfr"
	"github.com/pyops-go/pyops/dnsq/zone"
	"github.com/pyops-go/pyops/internal/original"
	"github.com/pyops-go/pyops/internal/peers"
)

// startFaultyMaster answers queries for transfers over TCP on loopback with what a
// test sends, and returns its port.
func startFaultyMaster(t *testing.T, answer func(query []byte, send func(wire []byte) error)) int {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	var wg sync.WaitGroup
	t.Cleanup(func() {
		l.Close()
		wg.Wait()
	})
	wg.Go(func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			wg.Go(func() {
				defer conn.Close()
				var size [2]byte
				if _, err := io.ReadFull(conn, size[:]); err != nil {
					return
				}
				query := make([]byte, int(size[0])<<8|int(size[1]))
				if _, err := io.ReadFull(conn, query); err != nil {
					return
				}
				answer(query, func(wire []byte) error {
					_, err := conn.Write(append([]byte{byte(len(wire) >> 8), byte(len(wire))}, wire...))
					return err
				})
			})
		}
	})
	return l.Addr().(*net.TCPAddr).Port
}

// response is a message of a transfer in its wire form.
func response(query []byte, records ...string) []byte {
	q, err := dnsq.MessageFromWire(query, &dnsq.ParseOptions{QuestionOnly: true})
	if err != nil {
		panic(err)
	}
	text := "id 1\nopcode QUERY\nrcode NOERROR\nflags QR AA\n;QUESTION\nexample.test. IN " + q.Question[0].Type.String() + "\n;ANSWER\n" + strings.Join(records, "\n") + "\n"
	m, err := dnsq.MessageFromText(text, &dnsq.MessageTextOptions{OneRRPerRRset: true})
	if err != nil {
		panic(err)
	}
	m.ID = q.ID
	wire, err := m.ToWire(nil)
	if err != nil {
		panic(err)
	}
	return wire
}

func testSOA(serial int) string {
	return fmt.Sprintf("example.test. 300 IN SOA a.example.test. b.example.test. %d 2 3 4 5", serial)
}

const (
	testOld = "$TTL 300\n@ SOA a b 1 2 3 4 5\n@ NS a\na A 192.0.2.1\n"
	testA   = "a.example.test. 300 IN A 192.0.2.1"
	testB   = "b.example.test. 300 IN A 192.0.2.2"
)

// Whatever a server does wrong, the zone is as it was, and the fault is of the
// original's kind.
func TestFaultyMasters(t *testing.T) {
	py := startZones(t)
	one := func(records ...string) func([]byte, func([]byte) error) {
		return func(q []byte, send func([]byte) error) { send(response(q, records...)) }
	}
	for _, c := range []struct {
		what, rdtype string
		answer       func(query []byte, send func([]byte) error)
	}{
		{"a stream that ends", "AXFR", one(testSOA(2), testA)},
		{"half a message", "AXFR", func(q []byte, send func([]byte) error) {
			wire := response(q, testSOA(2), testA, testSOA(2))
			send(wire[:len(wire)-9])
		}},
		{"nothing", "AXFR", func([]byte, func([]byte) error) {}},
		{"garbage", "AXFR", func(_ []byte, send func([]byte) error) { send([]byte("wh\x80\x00t is this?")) }},
		{"no records", "AXFR", one()},
		{"no SOA at the start", "AXFR", one(testA, testSOA(2))},
		{"another SOA at the end", "AXFR", one(testSOA(2), testA, testSOA(3))},
		{"names of another zone", "AXFR", one(testSOA(2), "x.other. 300 IN A 192.0.2.1", testSOA(2))},
		{"serials that do not follow", "IXFR", one(testSOA(3), testSOA(1), testSOA(2), testSOA(1), testSOA(3), testSOA(3))},
		{"a serial that went back", "IXFR", one(testSOA(0))},
		{"deletes what is not there", "IXFR", one(testSOA(2), testSOA(1), testB, testSOA(2), testSOA(2))},
		{"no SOA of the old state", "IXFR", one(testSOA(3), testSOA(2), testSOA(3), testSOA(3))},
		{"refuses", "IXFR", func(q []byte, send func([]byte) error) {
			wire := response(q)
			wire[3] |= byte(dnsq.RcodeREFUSED)
			send(wire)
		}},
	} {
		port := startFaultyMaster(t, c.answer)
		got := inboundZone(t, testOld, nil, c.rdtype, nil, xfr.Options{Port: port, Timeout: 5 * time.Second}).([]any)
		want := py.Value("inbound", port, testOld, nil, c.rdtype, nil).([]any)
		if !original.Same(got[1], want[1]) || got[0] == true {
			t.Errorf("%s: the zone is\n%s\nwant\n%s%v", c.what, got[1], want[1], got[0])
		}
		ours, theirs := failure(original.Plain(got[0])), failure(want[0])
		if theirs == "EOFError" && strings.Contains(fmt.Sprint(got[0]), "unexpected EOF") {
			continue // io.ErrUnexpectedEOF is Go's word for it
		}
		if ours != theirs {
			t.Errorf("%s: got %v, want %v", c.what, got[0], want[0])
		}
	}
}

// A message of another id is no answer, over TCP either. The original takes it.
func TestTransferOfAnotherID(t *testing.T) {
	py := startZones(t)
	port := startFaultyMaster(t, func(q []byte, send func([]byte) error) {
		wire := response(q, testSOA(2), testSOA(2))
		wire[0]++
		send(wire)
	})
	got := inboundZone(t, testOld, nil, "AXFR", nil, xfr.Options{Port: port}).([]any)
	if failure(original.Plain(got[0])) != "BadResponse" || got[1] != zoneText(t, testOld) {
		t.Errorf("got %v", got)
	}
	if want := py.Value("inbound", port, testOld, nil, "AXFR", nil).([]any); want[0] != true {
		t.Errorf("the original looks at the id now: %v", want)
	}
}

// A signedPart is a message of a transfer: its records, and whether it is signed,
// unsigned, or foreign to the signatures after it.
type signedPart struct {
	How     string
	Records []string
}

// The signatures of a transfer: which messages must have one, and what an unsigned
// one among them does.
func TestSignaturesOfTransfers(t *testing.T) {
	py := startZones(t)
	signer := dnstest.StartWith(t, nil)
	key := peers.NamedKey{Name: "faulty-key.", Secret: "YSBrZXkgb2YgZmF1bHR5IHNlcnZlcnM=", Algorithm: "hmac-sha256"}
	ours, err := dnsq.TSIGKeyFromText(key.Name, key.Secret, key.Algorithm)
	if err != nil {
		t.Fatal(err)
	}
	part := func(how string, records ...string) signedPart { return signedPart{how, records} }
	many := func(n int) (parts []signedPart) {
		parts = append(parts, part("signed", testSOA(2)))
		for i := range n {
			parts = append(parts, part("unsigned", fmt.Sprintf("h%d.example.test. 300 IN A 192.0.2.1", i)))
		}
		return append(parts, part("signed", testSOA(2)))
	}
	for _, c := range []struct {
		what    string
		parts   []signedPart
		kind    string // of our error, empty for none
		diverge string // why the original differs
	}{
		{"all signed", []signedPart{part("signed", testSOA(2)), part("signed", testA, testB), part("signed", testSOA(2))}, "", ""},
		{"one message", []signedPart{part("signed", testSOA(2), testA, testSOA(2))}, "", ""},
		{"unsigned within", []signedPart{part("signed", testSOA(2)), part("unsigned", testA), part("unsigned", testB), part("signed", testSOA(2))}, "", ""},
		{"99 unsigned", many(99), "", ""},
		{"100 unsigned", many(100), "FormError", "the original counts not"},
		{"put in between", []signedPart{part("signed", testSOA(2), testA), part("foreign", testB), part("signed", testSOA(2))}, "BadSignature", ""},
		{"last unsigned", []signedPart{part("signed", testSOA(2), testA), part("unsigned", testSOA(2))}, "FormError", ""},
		{"first unsigned", []signedPart{part("unsigned", testSOA(2), testB), part("signed", testA, testSOA(2))}, "FormError", "the original takes what no signature covers"},
		{"none signed", []signedPart{part("unsigned", testSOA(2), testA, testSOA(2))}, "FormError", ""},
		{"two transfers' signatures", []signedPart{part("signed", testSOA(2)), part("signed", testA), part("foreign", testB), part("foreign", testSOA(2))}, "FormError", ""},
	} {
		port := startFaultyMaster(t, func(q []byte, send func([]byte) error) {
			for _, wire := range signer.Value("signed_transfer", q, key, c.parts).([]any) {
				if send(wire.([]byte)) != nil {
					return
				}
			}
		})
		got := inboundZone(t, testOld, ours, "AXFR", nil, xfr.Options{Port: port, Timeout: 5 * time.Second}).([]any)
		kind, _ := failure(original.Plain(got[0])).(string)
		if kind != c.kind {
			t.Errorf("%s: got %v, want %q", c.what, got[0], c.kind)
		}
		if changed := got[1] != zoneText(t, testOld); changed != (c.kind == "") {
			t.Errorf("%s: the zone is\n%s", c.what, got[1])
		}
		want := py.Value("inbound", port, testOld, key, "AXFR", nil).([]any)
		theirs, _ := failure(want[0]).(string)
		if same := theirs == kind; same == (c.diverge != "") {
			t.Errorf("%s: got %v, the original %v", c.what, got[0], want[0])
		}
		if c.kind == "FormError" && c.diverge == "" && !original.Same(got[0], want[0]) {
			t.Errorf("%s: got %v, the original's words are %v", c.what, got[0], want[0])
		}
	}
}

func zoneText(t *testing.T, text string) string {
	z, err := zone.FromText(text, exampleTestName, nil)
	if err != nil {
		t.Fatal(err)
	}
	return z.String()
}

// A refusal that is not signed is told as what it is.
func TestUnsignedRefusal(t *testing.T) {
	port := startFaultyMaster(t, func(q []byte, send func([]byte) error) {
		wire := response(q)
		wire[3] |= byte(dnsq.RcodeREFUSED)
		send(wire)
	})
	z, err := zone.New(exampleTestName, nil)
	if err != nil {
		t.Fatal(err)
	}
	key := dnsq.NewTSIGKey(dnsq.MustName("a-key."), []byte("its secret"), dnsq.HMACSHA256)
	var refused *xfr.TransferError
	if err := xfr.InboundXFR(t.Context(), "127.0.0.1", z, &xfr.Options{Port: port, Key: key}); !errors.As(err, &refused) || refused.Rcode != dnsq.RcodeREFUSED {
		t.Errorf("got %v", err)
	}
}

// A server that falls silent does not hold a transfer for ever: not beyond the
// time for a message, nor that for the whole, nor the context.
func TestSilentMasters(t *testing.T) {
	done := make(chan struct{})
	port := startFaultyMaster(t, func(q []byte, send func([]byte) error) {
		send(response(q, testSOA(2), testA))
		<-done
	})
	defer close(done)
	z, err := zone.New(exampleTestName, nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, opts := range []xfr.Options{{Port: port, Timeout: 20 * time.Millisecond}, {Port: port, Lifetime: 20 * time.Millisecond}, {Port: port, Timeout: time.Hour, Lifetime: 20 * time.Millisecond}} {
		if err := xfr.InboundXFR(t.Context(), "127.0.0.1", z, &opts); !errors.Is(err, dnsq.ErrTimeout) || z.Len() != 0 {
			t.Errorf("%v: %v", opts, err)
		}
	}
	deaf, err := net.ListenPacket("udp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer deaf.Close()
	udp := xfr.Options{Port: deaf.LocalAddr().(*net.UDPAddr).Port, UDP: xfr.UDPOnly, Timeout: 20 * time.Millisecond}
	old, err := zone.FromText(testOld, exampleTestName, nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := xfr.InboundXFR(t.Context(), "127.0.0.1", old, &udp); !errors.Is(err, dnsq.ErrTimeout) {
		t.Errorf("over UDP: %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	seen := 0
	for m, err := range xfr.Messages(ctx, "127.0.0.1", exampleTestName, &xfr.Options{Port: port, Timeout: time.Hour}) {
		if m != nil {
			seen++
			cancel()
		} else if !errors.Is(err, context.Canceled) {
			t.Errorf("got %v", err)
		}
	}
	cancel()
	if seen != 1 {
		t.Errorf("%d messages", seen)
	}
}

// An IXFR over UDP waits for the message that answers it.
func TestTransferOverUDPIgnoresOthers(t *testing.T) {
	conn, err := net.ListenPacket("udp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	var wg sync.WaitGroup
	defer wg.Wait()
	defer conn.Close()
	wg.Go(func() {
		buf := make([]byte, 65535)
		n, from, err := conn.ReadFrom(buf)
		if err != nil {
			return
		}
		good := response(buf[:n], testSOA(2), testSOA(1), testSOA(2), testB, testSOA(2))
		other := response(buf[:n], testSOA(9), testSOA(1), testSOA(9), testSOA(9))
		other[1]++
		for _, wire := range [][]byte{[]byte("noise"), other, good} {
			if _, err := conn.WriteTo(wire, from); err != nil {
				return
			}
		}
	})
	z, err := zone.FromText(testOld, exampleTestName, nil)
	if err != nil {
		t.Fatal(err)
	}
	port := conn.LocalAddr().(*net.UDPAddr).Port
	if err := xfr.InboundXFR(t.Context(), "127.0.0.1", z, &xfr.Options{Port: port, UDP: xfr.UDPOnly, Timeout: 5 * time.Second}); err != nil {
		t.Fatal(err)
	}
	if soa, err := z.GetSOA(); err != nil || soa.Serial != 2 || !z.Contains(nameOf("b")) {
		t.Errorf("%v, %v in\n%s", soa, err, z.String())
	}
}

// An SOA without rdata, which no wire has and a caller may make, has no serial.
func TestSOAWithoutSerial(t *testing.T) {
	z, err := zone.New(exampleTestName, nil)
	if err != nil {
		t.Fatal(err)
	}
	in, err := xfr.NewInbound(z, nil)
	if err != nil {
		t.Fatal(err)
	}
	m := dnsq.NewMessage()
	m.Flags |= dnsq.FlagQR
	m.Add(dnsq.SectionAnswer, dnsq.NewRRset(dnsq.Empty, dnsq.ClassIN, dnsq.TypeSOA))
	if done, err := in.ProcessMessage(t.Context(), m); done || !errors.Is(err, dnsq.ErrFormError) {
		t.Errorf("%v, %v", done, err)
	}
}

// A refusal names what was asked for, and of whom, where that is known.
func TestWordsOfRefusals(t *testing.T) {
	for want, e := range map[string]*xfr.TransferError{
		"xfr: the transfer failed: REFUSED":                             {Rcode: dnsq.RcodeREFUSED},
		"xfr: the transfer failed of example.: NOTAUTH":                 {Rcode: dnsq.RcodeNOTAUTH, Zone: dnsq.MustName("example.")},
		"xfr: the transfer failed of example. by 127.0.0.1:53: REFUSED": {Rcode: dnsq.RcodeREFUSED, Zone: dnsq.MustName("example."), Server: "127.0.0.1:53"},
	} {
		if want = strings.Replace(want, "xfr: the transfer failed", xfr.ErrTransfer.Error(), 1); e.Error() != want {
			t.Errorf("%q, want %q", e.Error(), want)
		}
	}
	if _, err := (*xfr.Inbound)(nil).ProcessMessage(t.Context(), nil); err == nil || !strings.HasSuffix(err.Error(), "expected one of NewInbound") {
		t.Error(err)
	}
}
