package main

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/google/gopacket/pcapgo"

	"github.com/pyops-go/pyops/packet"
	"github.com/pyops-go/pyops/packet/pcap"
)

var packetWireWorkloads = []Workload{
	{"packet", "read a capture of 3,000 packets", readCapture},
	{"packet", "sniff a capture of 3,000 packets", sniffCapture},
	{"packet", "raw records of 100,000 packets", rawRecords},
	{"packet", "SYN scan of 1,000 ports", synScan},
}

// captureFile writes a capture of TCP and UDP packets.
func captureFile(n int) (file string, remove func(), err error) {
	dir, err := os.MkdirTemp("", "pyops-versus-")
	if err != nil {
		return "", nil, err
	}
	file = filepath.Join(dir, "x.pcap")
	var packets []*packet.Packet
	for i := range n {
		p := packet.Stack(packet.Ether{Src: "02:00:00:00:00:01", Dst: "02:00:00:00:00:02"}, packet.IP{Src: "10.0.0.1", Dst: "10.0.0.2"})
		if i%2 == 0 {
			p = p.Div(packet.TCP{SPort: 1024 + i%60000, DPort: 8080, Flags: "A"}).Div(strings.Repeat("x", 100))
		} else {
			p = p.Div(packet.UDP{SPort: 1024 + i%60000, DPort: 9999}).Div(strings.Repeat("y", 60))
		}
		p.Time = time.Unix(1700000000, int64(i)*1000)
		packets = append(packets, p)
	}
	if err := packet.WrPcap(file, packets, nil); err != nil {
		os.RemoveAll(dir)
		return "", nil, err
	}
	return file, func() { os.RemoveAll(dir) }, nil
}

// readCapture reads and dissects a whole file; the value counts what was found.
func readCapture() (*Contest, error) {
	file, remove, err := captureFile(3000)
	if err != nil {
		return nil, err
	}
	return &Contest{
		Ours: repeating("", 0, func() any {
			l, err := packet.RdPcap(file, nil)
			if err != nil {
				return err
			}
			return fmt.Sprint(l.Len(), " ", l.With("TCP").Len(), " ", l.With("UDP").Len())
		}),
		Peers: []Contestant{{
			Name: "scapy", Bar: 100,
			Python: &Python{
				Setup:     fmt.Sprintf("from scapy.utils import rdpcap\nfrom scapy.layers.l2 import Ether\nfrom scapy.layers.inet import TCP, UDP\npath = %q", file),
				Statement: "l = rdpcap(path)\ngot = '%d %d %d' % (len(l), len(l[TCP]), len(l[UDP]))",
				Value:     "got",
			},
		}},
		Close: remove,
	}, nil
}

// sniffCapture sums up the packets of a file one by one and keeps none; the value is
// how long all summaries are.
func sniffCapture() (*Contest, error) {
	file, remove, err := captureFile(3000)
	if err != nil {
		return nil, err
	}
	return &Contest{
		Ours: repeating("", 0, func() any {
			ctx, stop := context.WithCancel(context.Background())
			defer stop()
			total := 0
			for p, err := range packet.Capture(ctx, &packet.SniffOptions{Offline: file}) {
				if err != nil {
					return err
				}
				total += len(p.Summary())
			}
			return total
		}),
		Peers: []Contestant{{
			Name: "scapy", Bar: 100,
			Python: &Python{
				Setup: fmt.Sprintf("from scapy.sendrecv import sniff\nfrom scapy.layers.l2 import Ether\nfrom scapy.layers.inet import TCP, UDP\npath = %q\ntotal = [0]\n"+
					"def add(p):\n    total[0] += len(p.summary())\n", file),
				Statement: "total[0] = 0\nsniff(offline=path, store=False, prn=add)",
				Value:     "total[0]",
			},
		}},
		Close: remove,
	}, nil
}

// rawRecords reads a file record by record; the value is how many bytes there are.
func rawRecords() (*Contest, error) {
	file, remove, err := captureFile(100000)
	if err != nil {
		return nil, err
	}
	data, err := os.ReadFile(file)
	if err != nil {
		remove()
		return nil, err
	}
	return &Contest{
		Ours: repeating("", 0, func() any {
			r, err := pcap.NewReader(bytes.NewReader(data))
			if err != nil {
				return err
			}
			total := 0
			for rec, err := range r.All() {
				if err != nil {
					return err
				}
				total += len(rec.Data)
			}
			return total
		}),
		Peers: []Contestant{
			{
				Name: "scapy", Bar: 4,
				Python: &Python{
					Setup:     fmt.Sprintf("import io\nfrom scapy.utils import RawPcapReader\ndata = open(%q, 'rb').read()", file),
					Statement: "total = 0\nfor p, _ in RawPcapReader(io.BytesIO(data)):\n    total += len(p)",
					Value:     "total",
				},
			},
			repeating("gopacket", 1, func() any {
				r, err := pcapgo.NewReader(bufio.NewReaderSize(bytes.NewReader(data), 1<<18))
				if err != nil {
					return err
				}
				total := 0
				for {
					p, _, err := r.ReadPacketData()
					if err == io.EOF {
						return total
					}
					if err != nil {
						return err
					}
					total += len(p)
				}
			}),
		},
		Close: remove,
	}, nil
}

// An arena is two network namespaces with a cable between them.
type arena struct {
	name string
	dir  string
	scan string // examples/synscan, built
}

func newArena() (_ *arena, err error) {
	a := &arena{name: fmt.Sprintf("pyops-v%d", os.Getpid())}
	if a.dir, err = os.MkdirTemp("", "pyops-versus-"); err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			a.close()
		}
	}()
	a.scan = filepath.Join(a.dir, "synscan")
	if out, err := exec.Command("go", "build", "-C", filepath.Join("..", ".."), "-o", a.scan, "./examples/synscan").CombinedOutput(); err != nil {
		return nil, fmt.Errorf("building synscan: %w: %s", err, out)
	}
	for _, line := range []string{
		"ip netns add " + a.name, "ip netns add " + a.name + "s",
		a.within("") + "ip link add e0 type veth peer name e0 netns " + a.name + "s",
		a.within("") + "ip addr add 10.88.1.1/24 dev e0", a.within("s") + "ip addr add 10.88.1.2/24 dev e0",
		a.within("") + "ip link set e0 up", a.within("s") + "ip link set e0 up", a.within("") + "ip link set lo up",
	} {
		words := strings.Fields(line)
		if out, err := exec.Command(words[0], words[1:]...).CombinedOutput(); err != nil {
			return nil, fmt.Errorf("%s: %w: %s", line, err, out)
		}
	}
	return a, nil
}

// within begins a command line that runs in one of the namespaces. It is not ip's own
// way of going there, which cannot work where the root folder is no mount point.
func (a *arena) within(which string) string {
	return "nsenter --net=/run/netns/" + a.name + which + " "
}

func (a *arena) close() {
	exec.Command("ip", "netns", "del", a.name).Run()
	exec.Command("ip", "netns", "del", a.name+"s").Run()
	os.RemoveAll(a.dir)
}

func (a *arena) run(argv ...string) (string, error) {
	words := append(strings.Fields(a.within("")), argv...)
	out, err := exec.Command(words[0], words[1:]...).CombinedOutput()
	if err != nil {
		err = fmt.Errorf("%s: %w: %s", argv[0], err, out)
	}
	return string(out), err
}

// scanner is a contestant that runs a program and reads from its output how many
// ports answered and how long the scan itself took, without the program's start.
func (a *arena) scanner(name string, bar float64, answered, took *regexp.Regexp, unit time.Duration, argv ...string) Contestant {
	once := func() (string, float64, error) {
		out, err := a.run(argv...)
		if err != nil {
			return "", 0, err
		}
		n, d := answered.FindStringSubmatch(out), took.FindStringSubmatch(out)
		if n == nil || d == nil {
			return "", 0, fmt.Errorf("%s said %q", argv[0], out)
		}
		v, err := strconv.ParseFloat(d[1], 64)
		return n[1], v * float64(unit), err
	}
	return Contestant{
		Name: name, Bar: bar,
		Cost: func(n int) (total float64, err error) {
			for range n {
				_, v, err := once()
				if err != nil {
					return 0, err
				}
				total += v
			}
			return total, nil
		},
		Value: func() any {
			n, _, err := once()
			if err != nil {
				return err
			}
			return n
		},
	}
}

// scapyScan is a scan with the buffer that scapy needs to lose nothing.
const scapyScan = `
from scapy.all import *
import time
conf.verb = 0
conf.iface = 'e0'
conf.route.resync()
conf.bufsize = 16 << 20
getmacbyip('10.88.1.2')
t = time.time()
a, u = sr(IP(dst='10.88.1.2') / TCP(dport=(1, 1000), flags='S'), timeout=5)
print(len(a), 'answered in', time.time() - t)
`

// synScan asks 1,000 closed ports over a cable between two namespaces.
func synScan() (*Contest, error) {
	if os.Getuid() != 0 {
		return nil, errors.New("a scan between namespaces takes root's rights")
	}
	a, err := newArena()
	if err != nil {
		return nil, err
	}
	return &Contest{
		Ours: a.scanner("", 0, regexp.MustCompile(`(\d+) closed`), regexp.MustCompile(`in ([0-9.]+)ms`), time.Millisecond, a.scan, "-p", "1-1000", "10.88.1.2"),
		Peers: []Contestant{
			a.scanner("scapy, 16 MB buffer", 50, regexp.MustCompile(`(\d+) answered`), regexp.MustCompile(`in ([0-9.]+)`), time.Second, "/usr/bin/python3", "-W", "ignore", "-c", scapyScan),
			a.scanner("nmap -sS -n", 1, regexp.MustCompile(`closed \((\d+)\)`), regexp.MustCompile(`scanned in ([0-9.]+) seconds`), time.Second, "nmap", "-sS", "-n", "-Pn", "-oG", "-", "-p", "1-1000", "10.88.1.2"),
		},
		Close: a.close,
	}, nil
}
