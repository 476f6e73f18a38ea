package main

import (
	"context"
	"errors"
	"fmt"
	"hash/crc32"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/miekg/dns"

	"github.com/pyops-go/pyops/dnsq"
	"github.com/pyops-go/pyops/dnsq/xfr"
	"github.com/pyops-go/pyops/dnsq/zone"
	"github.com/pyops-go/pyops/internal/peers"
)

var dnsqZoneWorkloads = []Workload{
	{"dnsq", "zone of 100,000 records from text", zoneFromText},
	{"dnsq", "zone of 100,000 records to text", zoneToText},
	{"dnsq", "zone of 100,000 records by AXFR", zoneByAXFR},
}

// zoneRecords is how many records the zone has. The tests, which only look whether
// all come to the same, make it smaller.
var zoneRecords = 100_000

const zoneName = "big.test."

// zoneText is a zone of the kinds of records that zones have.
func zoneText() string {
	var b strings.Builder
	b.WriteString("$ORIGIN big.test.\n$TTL 300\n@ IN SOA ns1 hostmaster 1 3600 600 86400 60\n@ IN NS ns1\nns1 IN A 127.0.0.1\n")
	for i := range zoneRecords - 3 {
		switch i % 5 {
		case 0:
			fmt.Fprintf(&b, "host%d IN A 10.%d.%d.%d\n", i, i>>16&255, i>>8&255, i&255)
		case 1:
			fmt.Fprintf(&b, "host%d IN AAAA 2001:db8::%x:%x\n", i, i>>16+1, i&0xffff)
		case 2:
			fmt.Fprintf(&b, "host%d 600 IN MX 10 mail%d\n", i, i%7)
		case 3:
			fmt.Fprintf(&b, "host%d IN TXT \"text %d\" second\n", i, i)
		case 4:
			fmt.Fprintf(&b, "host%d.sub%d IN CNAME host%d\n", i, i%100, i-4)
		}
	}
	return b.String()
}

var keptZone struct {
	zone *zone.Zone
	text string
	n    int
}

func countRecords(z *zone.Zone) int {
	n := 0
	for range z.IterateRdatas(dnsq.TypeANY, dnsq.TypeNone) {
		n++
	}
	return n
}

const countInPython = "sum(len(r) for node in got.nodes.values() for r in node)"

// zoneFile is the zone in a file, where Python reads it before the clock starts.
func zoneFile(text string) (path string, remove func(), err error) {
	dir, err := os.MkdirTemp("", "pyops-versus-")
	if err != nil {
		return "", nil, err
	}
	path = filepath.Join(dir, "zone")
	remove = func() { os.RemoveAll(dir) }
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		remove()
		return "", nil, err
	}
	return path, remove, nil
}

func zoneFromText() (*Contest, error) {
	text := zoneText()
	path, remove, err := zoneFile(text)
	if err != nil {
		return nil, err
	}
	ours := func() (*zone.Zone, error) { return zone.FromText(text, dnsq.MustName(zoneName), nil) }
	return &Contest{
		Ours: Contestant{
			Run: func(n int) {
				for range n {
					keptZone.zone, _ = ours()
				}
			},
			Value: func() any {
				z, err := ours()
				if err != nil {
					return err.Error()
				}
				return countRecords(z)
			},
		},
		Peers: []Contestant{{
			Name: "dnspython", Bar: 15,
			Python: &Python{
				Setup:     fmt.Sprintf("import dns.zone\nwith open(%q) as f:\n    text = f.read()", path),
				Statement: fmt.Sprintf("got = dns.zone.from_text(text, %q)", zoneName),
				Value:     countInPython,
			},
		}, {
			Name: "miekg, records only",
			Run: func(n int) {
				for range n {
					keptZone.n = miekgRecords(text)
				}
			},
			Value: func() any { return miekgRecords(text) },
		}},
		Close: remove,
	}, nil
}

// miekgRecords reads a zone as the peer does, which makes records but no zone.
func miekgRecords(text string) int {
	p := dns.NewZoneParser(strings.NewReader(text), zoneName, "")
	n := 0
	for _, ok := p.Next(); ok; _, ok = p.Next() {
		n++
	}
	return n
}

func zoneToText() (*Contest, error) {
	text := zoneText()
	path, remove, err := zoneFile(text)
	if err != nil {
		return nil, err
	}
	z, err := zone.FromText(text, dnsq.MustName(zoneName), nil)
	if err != nil {
		remove()
		return nil, err
	}
	return &Contest{
		Ours: Contestant{
			Run: func(n int) {
				for range n {
					keptZone.text, _ = z.ToText(nil)
				}
			},
			Value: func() any { text, _ := z.ToText(nil); return int(crc32.ChecksumIEEE([]byte(text))) },
		},
		Peers: []Contestant{{
			Name: "dnspython", Bar: 20,
			Python: &Python{
				Setup:     fmt.Sprintf("import dns.zone, zlib\nz = dns.zone.from_file(%q, %q)", path, zoneName),
				Statement: "got = z.to_text()",
				Value:     "zlib.crc32(got.encode())",
			},
		}},
		Close: remove,
	}, nil
}

// startBIND serves the zone, and tells how to end it.
func startBIND(text string) (n *peers.Named, stop func(), err error) {
	program, err := exec.LookPath("named")
	if err != nil {
		if program, err = exec.LookPath("/usr/sbin/named"); err != nil {
			return nil, nil, err
		}
	}
	dir, err := os.MkdirTemp("", "pyops-versus-")
	if err != nil {
		return nil, nil, err
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, nil, errors.Join(err, os.RemoveAll(dir))
	}
	port := l.Addr().(*net.TCPAddr).Port
	l.Close()
	n, config, err := peers.NamedFiles(dir, port, peers.NamedZone{Name: "big.test", Text: text})
	if err != nil {
		return nil, nil, errors.Join(err, os.RemoveAll(dir))
	}
	cmd := exec.Command(program, "-4", "-g", "-n", "1", "-c", config)
	if err := cmd.Start(); err != nil {
		return nil, nil, errors.Join(err, os.RemoveAll(dir))
	}
	stop = func() {
		cmd.Process.Kill()
		cmd.Wait()
		os.RemoveAll(dir)
	}
	query := dnsq.MakeQuery(dnsq.MustName(zoneName), dnsq.TypeSOA, nil)
	err = ready(func() error {
		m, err := dnsq.QueryTCP(context.Background(), query, n.Address, &dnsq.TransportOptions{Port: port, Timeout: time.Second})
		if err == nil && len(m.Answer) == 0 {
			err = errors.New("the zone is not there yet")
		}
		return err
	})
	if err != nil {
		stop()
		return nil, nil, fmt.Errorf("BIND does not answer: %w", err)
	}
	return n, stop, nil
}

func zoneByAXFR() (*Contest, error) {
	named, stop, err := startBIND(zoneText())
	if err != nil {
		return nil, err
	}
	key, err := dnsq.TSIGKeyFromText(named.XfrKey.Name, named.XfrKey.Secret, named.XfrKey.Algorithm)
	if err != nil {
		stop()
		return nil, err
	}
	ours := func() (*zone.Zone, error) {
		z, err := zone.New(dnsq.MustName(zoneName), nil)
		if err == nil {
			err = xfr.InboundXFR(context.Background(), named.Address, z, &xfr.Options{Port: named.Port, Key: key})
		}
		return z, err
	}
	return &Contest{
		Ours: Contestant{
			Run: func(n int) {
				for range n {
					keptZone.zone, _ = ours()
				}
			},
			Value: func() any {
				z, err := ours()
				if err != nil {
					return err.Error()
				}
				return countRecords(z)
			},
		},
		Peers: []Contestant{{
			Name: "dnspython", Bar: 30,
			Python: &Python{
				Setup: fmt.Sprintf("import dns.query, dns.xfr, dns.zone, dns.tsig\nkey = dns.tsig.Key(%q, %q, %q)", named.XfrKey.Name, named.XfrKey.Secret, named.XfrKey.Algorithm),
				Statement: fmt.Sprintf("got = dns.zone.Zone(%q)\nquery, _ = dns.xfr.make_query(got)\nquery.use_tsig(key)\ndns.query.inbound_xfr(%q, got, query, port=%d)",
					zoneName, named.Address, named.Port),
				Value: countInPython,
			},
		}, {
			Name: "miekg, records only",
			Run: func(n int) {
				for range n {
					keptZone.n, _ = miekgTransfer(named)
				}
			},
			Value: func() any {
				n, err := miekgTransfer(named)
				if err != nil {
					return err.Error()
				}
				return n - 1 // the SOA comes twice
			},
		}},
		Close: stop,
	}, nil
}

func miekgTransfer(named *peers.Named) (int, error) {
	m := new(dns.Msg)
	m.SetAxfr(zoneName)
	name := dns.Fqdn(named.XfrKey.Name)
	m.SetTsig(name, dns.HmacSHA256, 300, time.Now().Unix())
	t := &dns.Transfer{TsigSecret: map[string]string{name: named.XfrKey.Secret}}
	envelopes, err := t.In(m, net.JoinHostPort(named.Address, strconv.Itoa(named.Port)))
	if err != nil {
		return 0, err
	}
	n := 0
	for e := range envelopes {
		if e.Error != nil {
			return n, e.Error
		}
		n += len(e.RR)
	}
	return n, nil
}
