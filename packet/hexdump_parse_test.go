package packet_test

import (
	"errors"
	"os/exec"
	"strings"
	"testing"

	"github.com/pyops-go/pyops/packet"
)

// Dumps of every kind are read as scapy reads them, whatever is in their text.
func TestParseHexdump(t *testing.T) {
	py := startScapy(t)
	g := newGenerator(t)
	for n := range 60 {
		data := g.bytes(n * n % 90)
		if n%3 == 0 {
			data = []byte(strings.Repeat("ab 0f", n))[:n]
		}
		dump := packet.Hexdump(data)
		theirs, err := py.Call("import_hexcap", dump)
		ours, oerr := packet.ParseHexdump(dump)
		if err != nil || oerr != nil || string(ours) != string(data) || string(theirs.([]byte)) != string(data) {
			t.Errorf("%s\nscapy %q %v\nhere  %q %v", dump, theirs, err, ours, oerr)
		}
		for _, program := range []string{"xxd", "hexdump -C", "od -A x -t x1"} {
			args := strings.Fields(program)
			if _, err := exec.LookPath(args[0]); err != nil {
				continue
			}
			c := exec.Command(args[0], args[1:]...)
			c.Stdin = strings.NewReader(string(data[:min(len(data), 60)]))
			out, err := c.Output()
			if err != nil {
				t.Fatal(err)
			}
			text := string(out)
			if got, err := packet.ParseHexdump(text); !strings.Contains(text, "*") && (err != nil || string(got) != string(data[:min(len(data), 60)])) {
				t.Errorf("%s:\n%s\n%x %v", program, text, got, err)
			}
		}
	}
	for dump, want := range map[string]string{
		"0x0000:  4500 0028 0001 0000 4006  E..(....@.\n0x000a:  0102 03                   ...": "E\x00\x00(\x00\x01\x00\x00@\x06\x01\x02\x03",
		"00000000: 4500 0028 0001 0000 4006 74ca 0101 0101  E..(....@.t.....":                   "E\x00\x00(\x00\x01\x00\x00@\x06t\xca\x01\x01\x01\x01",
		"0000   00 01 02   abc\r\n0003   03\r\n\r\n":                                            "\x00\x01\x02\x03",
	} {
		theirs, err := py.Call("import_hexcap", dump)
		ours, oerr := packet.ParseHexdump(dump)
		if err != nil || oerr != nil || string(ours) != want || string(theirs.([]byte)) != want {
			t.Errorf("%s\nscapy %q %v\nhere  %q %v", dump, theirs, err, ours, oerr)
		}
	}
	for _, bad := range []string{"45 00 00 28", "garbage", "0000  00 0", "0000  zz", "0000  00\n0002  01", "0010  00", "0000  000102030405060708090a0b0c0d0e0f1011"} {
		if b, err := packet.ParseHexdump(bad); !errors.Is(err, packet.ErrValue) || !strings.Contains(err.Error(), "line ") || b != nil {
			t.Errorf("%q: %x %v", bad, b, err)
		}
	}
}

// FuzzParseHexdump: what is read is dumped and read again as it was.
func FuzzParseHexdump(f *testing.F) {
	f.Add("0000  00 01  ..\n0002  02")
	f.Add("00000000: 4500 0028 0001 0000 4006 74ca 0101 0101  E..(....@.t.....")
	f.Fuzz(func(t *testing.T, dump string) {
		data, err := packet.ParseHexdump(dump)
		if err != nil {
			return
		}
		if len(data) > len(dump) {
			t.Fatalf("%d bytes of %d", len(data), len(dump))
		}
		if again, err := packet.ParseHexdump(packet.Hexdump(data)); err != nil || string(again) != string(data) {
			t.Errorf("%x became %x, %v", data, again, err)
		}
	})
}
