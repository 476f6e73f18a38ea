package xfr_test

import (
	"errors"
	"net"
	"net/netip"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/pyops-go/pyops/dnsq"
	"github.com/pyops-go/pyops/dnsq/xfr"
	"github.com/pyops-go/pyops/dnsq/zone"
)

// A transfer that is read as messages ends with the same faults as one into a zone.
func TestMessagesOfFaultyMasters(t *testing.T) {
	for _, c := range []struct {
		what    string
		records []string
		rcode   dnsq.Rcode
		kind    error
		yielded int
	}{
		{"whole", []string{testSOA(2), testA, testSOA(2)}, 0, nil, 1},
		{"refused", nil, dnsq.RcodeREFUSED, xfr.ErrTransfer, 0},
		{"no SOA at the start", []string{testA, testSOA(2)}, 0, dnsq.ErrFormError, 0},
		{"another SOA at the end", []string{testSOA(2), testA, testSOA(3)}, 0, dnsq.ErrFormError, 0},
		{"records after the end", []string{testSOA(2), testA, testSOA(2), testB}, 0, dnsq.ErrFormError, 0},
	} {
		port := startFaultyMaster(t, func(q []byte, send func([]byte) error) {
			wire := response(q, c.records...)
			wire[3] |= byte(c.rcode)
			send(wire)
		})
		var last error
		yielded := 0
		for m, err := range xfr.Messages(t.Context(), "127.0.0.1", exampleTestName, &xfr.Options{Port: port, Timeout: time.Minute}) {
			if last = err; m != nil {
				yielded++
			}
		}
		if !errors.Is(last, c.kind) || yielded != c.yielded {
			t.Errorf("%s: %d messages, %v", c.what, yielded, last)
		}
	}
}

// A query for something else than a transfer is refused before it is sent.
func TestWhatIsNoTransfer(t *testing.T) {
	z, err := zone.New(exampleTestName, nil)
	if err != nil {
		t.Fatal(err)
	}
	for typ, want := range map[dnsq.RdataType]string{dnsq.TypeA: "", dnsq.TypeIXFR: "the query tells no serial"} {
		query := dnsq.MakeQuery(exampleTestName, typ, nil)
		into := xfr.InboundXFR(t.Context(), "127.0.0.1", z, &xfr.Options{Port: 1, Query: query})
		var read error
		for _, err := range xfr.Messages(t.Context(), "127.0.0.1", exampleTestName, &xfr.Options{Port: 1, Query: query}) {
			read = err
		}
		for _, err := range []error{into, read} {
			if err == nil || errors.As(err, new(net.Error)) || !strings.Contains(err.Error(), want) {
				t.Errorf("%v: %v", typ, err)
			}
		}
	}
	if _, err := xfr.NewInbound(z, &xfr.InboundOptions{Type: dnsq.TypeMX}); !errors.Is(err, dnsq.ErrValue) || !strings.Contains(err.Error(), "MX") {
		t.Errorf("a transfer of MX: %v", err)
	}
	if _, err := xfr.NewInbound(z, &xfr.InboundOptions{Type: dnsq.TypeAXFR, UDP: true}); !errors.Is(err, dnsq.ErrValue) {
		t.Errorf("an AXFR over UDP: %v", err)
	}
}

// The options of the query are those of MakeQuery, but for the class.
func TestOptionsOfTransferQueries(t *testing.T) {
	z, err := zone.New(exampleTestName, nil)
	if err != nil {
		t.Fatal(err)
	}
	id := uint16(4711)
	q, serial, err := xfr.MakeQuery(z, nil, &dnsq.QueryOptions{ID: &id, Class: dnsq.ClassCH})
	if err != nil || serial != nil || q.ID != id || q.Question[0].Class != dnsq.ClassIN {
		t.Errorf("%v, %v, %v", q, serial, err)
	}
}

// A truncated answer over UDP says that TCP is to be used.
func TestTruncatedOverUDP(t *testing.T) {
	z, err := zone.FromText(testOld, exampleTestName, nil)
	if err != nil {
		t.Fatal(err)
	}
	serial := uint32(1)
	in, err := xfr.NewInbound(z, &xfr.InboundOptions{Type: dnsq.TypeIXFR, Serial: &serial, UDP: true})
	if err != nil {
		t.Fatal(err)
	}
	m := dnsq.NewMessage()
	m.Flags |= dnsq.FlagQR | dnsq.FlagTC
	if done, err := in.ProcessMessage(t.Context(), m); done || !errors.Is(err, xfr.ErrUseTCP) {
		t.Errorf("%v, %v", done, err)
	}
}

// A transfer comes from the address that is asked for. Of systems that have more than
// one on loopback, Linux is tried.
func TestSourceOfTransfers(t *testing.T) {
	source := "127.0.0.1"
	if runtime.GOOS == "linux" {
		source = "127.0.0.2"
	}
	conn, err := net.ListenPacket("udp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	seen := make(chan string, 1)
	var wg sync.WaitGroup
	defer wg.Wait()
	defer conn.Close()
	wg.Go(func() {
		buf := make([]byte, 65535)
		n, from, err := conn.ReadFrom(buf)
		if err != nil {
			return
		}
		seen <- from.(*net.UDPAddr).IP.String()
		conn.WriteTo(response(buf[:n], testSOA(1)), from)
	})
	z, err := zone.FromText(testOld, exampleTestName, nil)
	if err != nil {
		t.Fatal(err)
	}
	opts := &xfr.Options{Port: conn.LocalAddr().(*net.UDPAddr).Port, UDP: xfr.UDPOnly, Source: netip.MustParseAddr(source), Timeout: time.Minute}
	if err := xfr.InboundXFR(t.Context(), "127.0.0.1", z, opts); err != nil {
		t.Fatal(err)
	}
	if from := <-seen; from != source {
		t.Errorf("it came from %s", from)
	}
}
