package pcap_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/pyops-go/pyops/internal/original"
	"github.com/pyops-go/pyops/internal/peers"
	"github.com/pyops-go/pyops/packet/pcap"
)

func records() []pcap.Record {
	at := time.Unix(1700000000, 123456789).UTC()
	return []pcap.Record{
		{Time: at, Data: []byte("\x01\x02\x03\x04\x05\x06\x02\x00\x00\x00\x00\x01\x08\x06hello")},
		{Time: at.Add(time.Nanosecond), Data: bytes.Repeat([]byte{1}, 61), WireLen: 1500},
		{Time: time.Unix(0, 999999999).UTC(), Data: nil, WireLen: 60},
		{Time: time.Unix(4294967295, 0).UTC(), Data: bytes.Repeat([]byte{2}, 60000), WireLen: 10},
	}
}

// forms are all ways of writing.
func forms() map[string]pcap.FileOptions {
	all := map[string]pcap.FileOptions{}
	for _, ng := range []bool{false, true} {
		for _, nano := range []bool{false, true} {
			for _, big := range []bool{false, true} {
				for _, z := range []bool{false, true} {
					o := pcap.FileOptions{Gzip: z}
					o.NG, o.Nano, o.BigEndian = ng, nano, big
					all[fmt.Sprintf("ng=%v nano=%v big=%v gzip=%v", ng, nano, big, z)] = o
				}
			}
		}
	}
	return all
}

func write(t testing.TB, path string, link uint32, o pcap.FileOptions, all []pcap.Record) {
	t.Helper()
	w, err := pcap.Create(path, link, &o)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range all {
		if err := w.Write(r); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	if err := w.Write(all[0]); !errors.Is(err, pcap.ErrClosed) {
		t.Errorf("after Close: %v", err)
	}
}

func read(t testing.TB, path string) (all []pcap.Record) {
	t.Helper()
	r, err := pcap.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	for rec, err := range r.All() {
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, rec)
	}
	return all
}

// What is written is read back, by us, by scapy and by tshark; and appended to.
func TestForms(t *testing.T) {
	tshark := peers.Need(t, "tshark")
	py := original.Start(t, "scapy")
	py.Define(`
import scapy.utils, warnings
def raw(path):
    r = scapy.utils.RawPcapReader(path)
    out = []
    for data, meta in r:
        if hasattr(meta, "sec"):
            out.append([bytes(data), meta.sec, meta.usec, meta.wirelen])
        else:
            out.append([bytes(data), (meta.tshigh << 32 | meta.tslow) // meta.tsresol, (meta.tshigh << 32 | meta.tslow) % meta.tsresol, meta.wirelen])
    r.close()
    return out
`)
	for name, o := range forms() {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "x.pcap")
			all := records()
			if o.NG {
				all = all[:3]
			}
			write(t, path, 1, o, all[:2])
			o.Append = true
			o.BigEndian = false
			write(t, path, 1, o, all[2:])
			got := read(t, path)
			if len(got) != len(all) {
				t.Fatalf("%d records", len(got))
			}
			theirs, err := py.Call("raw", path)
			if err != nil {
				t.Fatal(err)
			}
			unit := time.Microsecond
			if o.Nano {
				unit = time.Nanosecond
			}
			var want []any
			for i, r := range all {
				if r.WireLen == 0 {
					r.WireLen = len(r.Data)
				}
				r.Time, r.Link = r.Time.Truncate(unit), 1
				g := got[i]
				if !g.Time.Equal(r.Time) || !bytes.Equal(g.Data, r.Data) || g.WireLen != r.WireLen || g.Link != 1 || g.Cut {
					t.Errorf("%d: %v %x %d", i, g.Time, g.Data[:min(9, len(g.Data))], g.WireLen)
				}
				want = append(want, []any{append([]byte{}, r.Data...), r.Time.Unix(), int64(r.Time.Nanosecond()) / int64(unit), r.WireLen})
			}
			if !original.Same(want, theirs) {
				t.Errorf("scapy reads something else")
			}
			if !o.NG {
				return
			}
			out, err := exec.Command(tshark, "-r", path, "-T", "fields", "-e", "frame.time_epoch", "-e", "frame.cap_len", "-e", "frame.len").CombinedOutput()
			if err != nil {
				t.Fatalf("%v: %s", err, out)
			}
			lines := ""
			for _, r := range got {
				lines += fmt.Sprintf("%d.%09d\t%d\t%d\n", r.Time.Unix(), r.Time.Nanosecond(), len(r.Data), r.WireLen)
			}
			if !strings.HasSuffix(string(out), lines) {
				t.Errorf("tshark reads\n%s\ninstead of\n%s", out, lines)
			}
		})
	}
}

// pcapng keeps link types, interfaces, comments and directions; tshark sees them.
func TestSections(t *testing.T) {
	tshark := peers.Need(t, "tshark")
	path := filepath.Join(t.TempDir(), "x.pcapng")
	all := []pcap.Record{
		{Time: time.Unix(1, 5000).UTC(), Data: []byte("\x45"), WireLen: 1, Link: 228, Interface: "tun0", Comment: "one: éü", Incoming: true},
		{Time: time.Unix(2, 0).UTC(), Data: []byte("\x01\x02\x03"), WireLen: 3, Link: 1, Interface: "eth0", Outgoing: true},
		{Time: time.Unix(3, 0).UTC(), Data: []byte("\x45\x00"), WireLen: 2, Link: 228, Interface: "tun0"},
	}
	o := pcap.FileOptions{}
	o.NG = true
	write(t, path, 1, o, all)
	got := read(t, path)
	for i := range all {
		if fmt.Sprint(got[i]) != fmt.Sprint(all[i]) {
			t.Errorf("%v\n%v", got[i], all[i])
		}
	}
	out, err := exec.Command(tshark, "-r", path, "-T", "fields", "-e", "frame.interface_name", "-e", "frame.comment", "-e", "frame.packet_flags_direction").Output()
	if want := "tun0\tone: éü\t0x00000001\neth0\t\t0x00000002\ntun0\t\t\n"; err != nil || string(out) != want {
		t.Errorf("%v\n%s\n%s", err, out, want)
	}
}

// A file that ends anywhere gives its whole records, then what there is of the
// last, and no error; scapy agrees on what there is in a classic file.
func TestCut(t *testing.T) {
	py := original.Start(t, "scapy")
	py.Define(`
import scapy.utils
def cut(path):
    try:
        r = scapy.utils.RawPcapReader(path)
    except EOFError:
        return []
    out = [bytes(d) for d, _ in r]
    r.close()
    return out
`)
	dir := t.TempDir()
	for name, o := range forms() {
		if o.BigEndian {
			continue
		}
		path := filepath.Join(dir, "whole")
		write(t, path, 1, o, records()[:2])
		whole, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		for n := range whole {
			r, err := pcap.NewReader(bytes.NewReader(whole[:n]))
			if err != nil {
				if !errors.Is(err, pcap.ErrFormat) || n == 0 && !errors.Is(err, pcap.ErrEmpty) {
					t.Fatalf("%s, %d bytes: %v", name, n, err)
				}
				continue
			}
			var data []any
			for rec, err := range r.All() {
				if err != nil {
					t.Fatalf("%s, %d bytes: %v", name, n, err)
				}
				if rec.Cut && !r.Cut() {
					t.Fatalf("%s, %d bytes: a record is cut, the file is not", name, n)
				}
				data = append(data, rec.Data)
			}
			if _, err := r.Next(); err != io.EOF {
				t.Fatalf("%s, %d bytes: %v behind the end", name, n, err)
			}
			if o.NG || o.Gzip || n < 24 || n%7 != 0 {
				continue
			}
			if err := os.WriteFile(path, whole[:n], 0o644); err != nil {
				t.Fatal(err)
			}
			theirs, err := py.Call("cut", path)
			if err != nil {
				t.Fatal(err)
			}
			if len(data) == 0 {
				data = []any{}
			}
			if !original.Same(theirs, data) {
				t.Errorf("%s, %d bytes: scapy reads %x, we %x", name, n, theirs, data)
			}
		}
		if err := os.WriteFile(path, whole[:len(whole)-3], 0o644); err != nil {
			t.Fatal(err)
		}
		o.Append = true
		if _, err := pcap.Create(path, 1, &o); !errors.Is(err, pcap.ErrFormat) {
			t.Errorf("%s: appending behind a cut record: %v", name, err)
		}
	}
}

func TestRefusals(t *testing.T) {
	path := filepath.Join(t.TempDir(), "x.pcap")
	write(t, path, 1, pcap.FileOptions{}, records()[:1])
	before, _ := os.ReadFile(path)
	if _, err := pcap.Create(path, 101, &pcap.FileOptions{Append: true}); !errors.Is(err, pcap.ErrLinkType) {
		t.Error(err)
	}
	w, err := pcap.Create(path, 1, &pcap.FileOptions{Append: true})
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range []pcap.Record{{Link: 101}, {Time: time.Unix(-1, 0)}, {Time: time.Unix(1<<32, 0)}, {WireLen: -1}} {
		if err := w.Write(r); !errors.Is(err, pcap.ErrLinkType) && !errors.Is(err, pcap.ErrRecord) {
			t.Errorf("%v: %v", r, err)
		}
	}
	w.Close()
	if after, _ := os.ReadFile(path); !bytes.Equal(before, after) {
		t.Error("what was refused changed the file")
	}
	if err := os.WriteFile(path, []byte("no capture file"), 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := pcap.Open(path); !errors.Is(err, pcap.ErrFormat) || !strings.Contains(err.Error(), path) {
		t.Error(err)
	}
	if _, err := pcap.Open(path + "x"); !errors.Is(err, os.ErrNotExist) {
		t.Error(err)
	}
}
