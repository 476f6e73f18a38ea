package dnsq_test

import (
	"context"
	"errors"
	"net"
	"net/netip"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/pyops-go/pyops/dnsq"
	"github.com/pyops-go/pyops/dnsq/doh"
	"github.com/pyops-go/pyops/internal/original"
	"github.com/pyops-go/pyops/internal/peers"
)

// TestParityQueryFunctions asks servers that do right and wrong with each option
// of the functions of dns.query.
func TestParityQueryFunctions(t *testing.T) {
	py, ours, originals := startResolving(t), startFaulty(t), startFaulty(t)
	two := always(records(dnsq.SectionAnswer, "a.example. 60 IN A 1.2.3.4", "a.example. 60 IN A 4.3.2.1"))
	whence := func(a *asking) { // the client's address comes back
		host := a.clientAddress()
		always(records(dnsq.SectionAnswer, "a.example. 60 IN A "+host))(a)
	}
	type options = map[string]any
	for _, c := range []struct {
		how   string
		serve func(*asking)
		kw    options
		where string
		late  bool // nothing comes, so that the time need not be long
	}{
		{how: "udp", serve: two}, {how: "tcp", serve: two}, {how: "udp_with_fallback", serve: two},
		{how: "udp", serve: two, kw: options{"one_rr_per_rrset": true}},
		{how: "tcp", serve: two, kw: options{"one_rr_per_rrset": true}},
		{how: "udp_with_fallback", serve: two, kw: options{"one_rr_per_rrset": true}},
		{how: "udp", serve: trailing}, {how: "udp", serve: trailing, kw: options{"ignore_trailing": true}},
		{how: "tcp", serve: trailing}, {how: "tcp", serve: trailing, kw: options{"ignore_trailing": true}},
		{how: "udp", serve: elsewhere, kw: options{"ignore_unexpected": true}, late: true},
		{how: "udp", serve: spoiled(elsewhere), kw: options{"ignore_unexpected": true}},
		{how: "udp", serve: elsewhere},
		{how: "udp", serve: always(wrongID)}, {how: "udp", serve: always(wrongQuestion)}, {how: "udp", serve: always(noQuestion)},
		{how: "udp", serve: refused}, {how: "udp", serve: always(both(rcode(dnsq.RcodeREFUSED), noQuestion))},
		{how: "udp", serve: echo}, {how: "udp", serve: garbage}, {how: "udp", serve: bytesOf(1, 2)}, {how: "udp", serve: cut(40)},
		{how: "udp", serve: always(truncate)}, {how: "udp", serve: always(truncate), kw: options{"raise_on_truncation": true}},
		{how: "udp_with_fallback", serve: byTransport(always(truncate), two)},
		{how: "udp_with_fallback", serve: byTransport(elsewhere, two)},
		{how: "udp_with_fallback", serve: always(truncate)},
		{how: "udp", serve: silent, late: true}, {how: "tcp", serve: silent, late: true},
		{how: "udp", serve: whence, kw: options{"source": "127.0.0.9"}}, {how: "tcp", serve: whence, kw: options{"source": "127.0.0.9"}},
		{how: "udp", serve: whence, where: "127.0.0.2"}, {how: "tcp", serve: whence, where: "127.0.0.2"},
	} {
		if c.where == "" {
			c.where = "127.0.0.1"
		}
		timeout := 10 * time.Second
		if c.late {
			timeout = 100 * time.Millisecond
		}
		o := &dnsq.TransportOptions{Port: ours.port, Timeout: timeout}
		for k, v := range c.kw {
			switch k {
			case "one_rr_per_rrset":
				o.OneRRPerRRset = true
			case "ignore_trailing":
				o.IgnoreTrailing = true
			case "ignore_unexpected":
				o.IgnoreUnexpected = true
			case "raise_on_truncation":
				o.RaiseOnTruncation = true
			case "source":
				o.Source = netip.MustParseAddr(v.(string))
			}
		}
		kw := options{}
		for k, v := range c.kw {
			kw[k] = v
		}
		ours.begin(c.serve)
		originals.begin(c.serve)
		q := dnsq.MakeQuery(dnsq.MustName("a.example."), dnsq.TypeA, nil)
		var m *dnsq.Message
		var used any
		var err error
		switch c.how {
		case "udp":
			m, err = dnsq.QueryUDP(t.Context(), q, c.where, o)
		case "tcp":
			m, err = dnsq.QueryTCP(t.Context(), q, c.where, o)
		case "udp_with_fallback":
			m, used, err = fallback(t.Context(), q, c.where, o)
		}
		got := outcome(nil, err)
		if err == nil {
			sets := []any{}
			for _, s := range m.Answer {
				sets = append(sets, s.String())
			}
			got = []any{written(m.ToText(nil)), sets, used}
		}
		v, perr := py.Call("ask", c.how, originals.port, c.where, int(q.ID), timeout.Seconds(), kw)
		want := raised(original.Result{Value: v, Err: perr})
		if original.Same(got, want) {
			continue
		}
		// The words of an error name ports, or there are none.
		if class := failure(got); class == nil || class != failure(want) || class != "UnexpectedSource" && want.(original.Dict)[1].Value != "" {
			t.Errorf("%s %v:\n  got %v\n want %v", c.how, c.kw, original.Plain(got), want)
		}
	}
}

func fallback(ctx context.Context, q *dnsq.Message, where string, o *dnsq.TransportOptions) (*dnsq.Message, any, error) {
	m, tcp, err := dnsq.QueryUDPWithFallback(ctx, q, where, o)
	return m, tcp, err
}

func TestQueriesRefuseWhatIsNoServer(t *testing.T) {
	q := dnsq.MakeQuery(dnsq.MustName("a.example."), dnsq.TypeA, nil)
	for _, where := range []string{"dns.example", "", "1.2.3"} {
		for name, err := range map[string]error{
			"UDP": second(dnsq.QueryUDP(t.Context(), q, where, nil)), "TCP": second(dnsq.QueryTCP(t.Context(), q, where, nil)),
			"TLS": second(dnsq.QueryTLS(t.Context(), q, where, nil)), "HTTPS": second(doh.Query(t.Context(), q, where, nil)),
		} {
			if !errors.Is(err, dnsq.ErrValue) {
				t.Errorf("%s, %q: %v", name, where, err)
			}
		}
	}
	if _, err := dnsq.QueryUDP(t.Context(), q, "127.0.0.1", &dnsq.TransportOptions{Port: 70000}); !errors.Is(err, dnsq.ErrValue) || !strings.Contains(err.Error(), "70000") {
		t.Errorf("a port too large: %v", err)
	}
	if _, err := dnsq.QueryTCP(t.Context(), q, "127.0.0.1", &dnsq.TransportOptions{Port: peers.Port(t)}); err == nil || errors.Is(err, dnsq.ErrTimeout) {
		t.Errorf("nobody there: %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	for name, err := range map[string]error{"UDP": second(dnsq.QueryUDP(ctx, q, "127.0.0.1", nil)), "TCP": second(dnsq.QueryTCP(ctx, q, "127.0.0.1", nil)), "HTTPS": second(doh.Query(ctx, q, "127.0.0.1", nil))} {
		if !errors.Is(err, context.Canceled) {
			t.Errorf("%s, cancelled: %v", name, err)
		}
	}
}

// TestParityIPv6 asks a server that is reached by IPv6.
func TestParityIPv6(t *testing.T) {
	l, err := net.Listen("tcp6", "[::1]:0")
	if err != nil {
		peers.Lacking(t, "IPv6 on loopback")
	}
	defer l.Close()
	c, err := net.ListenPacket("udp6", l.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	var wait sync.WaitGroup
	wait.Go(func() {
		buf := make([]byte, 512)
		for {
			n, from, err := c.ReadFrom(buf)
			if err != nil {
				return
			}
			c.WriteTo(respond(buf[:n], nil), from)
		}
	})
	wait.Go(func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			answerAll(conn)
			conn.Close()
		}
	})
	defer func() { l.Close(); c.Close(); wait.Wait() }()
	py, port := startResolving(t), l.Addr().(*net.TCPAddr).Port
	q := dnsq.MakeQuery(dnsq.MustName("a.example."), dnsq.TypeA, nil)
	for how, query := range map[string]func(context.Context, *dnsq.Message, string, *dnsq.TransportOptions) (*dnsq.Message, error){"udp": dnsq.QueryUDP, "tcp": dnsq.QueryTCP} {
		for _, source := range []string{"", "::1"} {
			o, kw := &dnsq.TransportOptions{Port: port, Timeout: 10 * time.Second}, map[string]any{}
			if source != "" {
				o.Source, kw["source"] = netip.MustParseAddr(source), source
			}
			m, err := query(t.Context(), q, "::1", o)
			if err != nil {
				t.Errorf("%s: %v", how, err)
				continue
			}
			if want := py.Value("ask", how, port, "::1", int(q.ID), 10.0, kw).([]any); written(m.ToText(nil)) != want[0] {
				t.Errorf("%s: %s\nwant %s", how, written(m.ToText(nil)), want[0])
			}
		}
	}
	r := &dnsq.Resolver{Nameservers: []string{"::1"}, Port: port}
	if a, err := r.Resolve(t.Context(), "a.example.", "A", nil); err != nil || a.Nameserver != "::1" {
		t.Errorf("resolving: %v, %v", a, err)
	}
}

func second(_ *dnsq.Message, err error) error { return err }
