package story

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/pyops-go/pyops/examples/tlshandshake/internal/record"
	"github.com/pyops-go/pyops/internal/peers"
)

// capture writes chunks as packets of one TCP connection to port 443, for tshark.
func capture(chunks []record.Chunk) []byte {
	var b bytes.Buffer
	le := func(v ...any) {
		for _, x := range v {
			binary.Write(&b, binary.LittleEndian, x)
		}
	}
	le(uint32(0xa1b2c3d4), uint16(2), uint16(4), int32(0), uint32(0), uint32(1<<16), uint32(101)) // raw IP
	next := [2]uint32{1000, 2000}
	packet := func(from record.Direction, flags byte, data []byte) {
		to := 1 - from
		ip := []byte{0x45, 0, 0, 0, 0, 0, 0, 0, 64, 6, 0, 0, 127, 0, 0, 1 + byte(from), 127, 0, 0, 1 + byte(to)}
		binary.BigEndian.PutUint16(ip[2:], uint16(40+len(data)))
		tcp := make([]byte, 20)
		ports := [2]uint16{50000, 443}
		binary.BigEndian.PutUint16(tcp[0:], ports[from])
		binary.BigEndian.PutUint16(tcp[2:], ports[to])
		binary.BigEndian.PutUint32(tcp[4:], next[from])
		binary.BigEndian.PutUint32(tcp[8:], next[to])
		tcp[12], tcp[13] = 0x50, flags
		binary.BigEndian.PutUint16(tcp[14:], 0xffff)
		n := uint32(40 + len(data))
		le(uint32(1), uint32(0), n, n)
		b.Write(ip)
		b.Write(tcp)
		b.Write(data)
		next[from] += uint32(len(data))
		if flags&2 != 0 {
			next[from]++
		}
	}
	packet(record.FromClient, 2, nil)
	packet(record.FromServer, 0x12, nil)
	packet(record.FromClient, 0x10, nil)
	for _, c := range chunks {
		for data := c.Data; len(data) > 0; {
			n := min(len(data), 1400)
			packet(c.From, 0x18, data[:n])
			data = data[n:]
		}
	}
	return b.Bytes()
}

// seenByTshark are the handshake messages and alerts that tshark reads, per flight.
func seenByTshark(t *testing.T, chunks []record.Chunk, keylog []byte) string {
	t.Helper()
	dir := t.TempDir()
	pcap, keys := filepath.Join(dir, "x.pcap"), filepath.Join(dir, "keys")
	for path, content := range map[string][]byte{pcap: capture(chunks), keys: keylog} {
		if err := os.WriteFile(path, content, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	cmd := exec.Command("tshark", "-r", pcap, "-o", "tls.keylog_file:"+keys, "-Y", "tls", "-T", "fields", "-E", "separator=|", "-e", "tcp.srcport", "-e", "tls.handshake.type", "-e", "tls.alert_message.desc")
	cmd.Env = append(os.Environ(), "HOME="+dir)
	var complaint bytes.Buffer
	cmd.Stderr = &complaint
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%v: %s", err, &complaint)
	}
	var flights []string
	last := ""
	for line := range strings.Lines(string(out)) {
		f := strings.Split(strings.TrimSpace(line), "|")
		who := map[bool]string{true: "server", false: "client"}[f[0] == "443"]
		if f[1] == "" && f[2] == "" {
			continue
		}
		if who != last {
			flights = append(flights, who+":")
			last = who
		}
		n := len(flights) - 1
		for _, typ := range strings.Split(f[1], ",") {
			if typ != "" {
				flights[n] += " " + typ
			}
		}
		if f[2] != "" {
			flights[n] += " alert " + f[2]
		}
	}
	return strings.Join(flights, "; ")
}

// seenByUs is the same from our own reading.
func seenByUs(s *record.Session) string {
	var flights []string
	last := ""
	for _, m := range s.Messages {
		text := ""
		switch {
		case m.Sealed:
			continue // tshark shows nothing of it
		case m.Kind == record.Handshake:
			text = fmt.Sprintf(" %d", m.Type)
		case m.Kind == record.Alert:
			text = fmt.Sprintf(" alert %d", m.Type)
		default:
			continue
		}
		if who := m.From.String(); who != last {
			flights = append(flights, who+":")
			last = who
		}
		flights[len(flights)-1] += text
	}
	return strings.Join(flights, "; ")
}

// Tshark reads the same bytes, with the same key log, as we do.
func TestTsharkReadsTheSame(t *testing.T) {
	peers.Need(t, "tshark")
	for _, o := range stories() {
		t.Run(o.name, func(t *testing.T) {
			var log bytes.Buffer
			o.KeyLog = &log
			var taps [][]record.Chunk
			o.tapped = func(chunks []record.Chunk) { taps = append(taps, chunks) }
			if _, err := Tell(t.Context(), o.Options); err != nil {
				t.Fatal(err)
			}
			secrets, err := record.ReadKeyLog(bytes.NewReader(log.Bytes()))
			if err != nil {
				t.Fatal(err)
			}
			for i, chunks := range taps {
				if i > 0 && o.Mode == "ecdhe12" {
					continue // the first connection's secret is not in this capture
				}
				ours, theirs := seenByUs(record.Read(chunks, secrets)), seenByTshark(t, chunks, log.Bytes())
				if ours != theirs {
					t.Errorf("connection %d: we read %s\ntshark %s", i+1, ours, theirs)
				}
			}
		})
	}
}
