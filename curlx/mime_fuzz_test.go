package curlx

import (
	"bytes"
	"encoding/base64"
	"io"
	"mime/quotedprintable"
	"strings"
	"testing"
	"testing/iotest"
)

// FuzzMimeEncoders: what an encoder writes is decoded to the same, in lines of 76
// characters, and is as long as it said.
func FuzzMimeEncoders(f *testing.F) {
	for _, s := range []string{"", "a", strings.Repeat("x", 57), strings.Repeat("x", 58), "h\xc3\xa9llo=\r\n x \r\n\ttab\t\r\n", "a\nb\rc", strings.Repeat("y", 76) + "=", "trail ", "\r", "\r\n\r\n", strings.Repeat("=", 80)} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, p []byte) {
		for name, e := range encoders {
			out, err := io.ReadAll(e.wrap(iotest.OneByteReader(bytes.NewReader(p))))
			if name == "7bit" {
				if ascii := bytes.IndexFunc(p, func(r rune) bool { return r >= 0x80 }) < 0; ascii != (err == nil) {
					t.Fatalf("7bit of %q: %v", p, err)
				}
				continue
			}
			if err != nil {
				t.Fatalf("%s of %q: %v", name, p, err)
			}
			if size := e.size(int64(len(p))); size >= 0 && size != int64(len(out)) {
				t.Fatalf("%s of %q: %d bytes, said %d", name, p, len(out), size)
			}
			again := out
			switch name {
			case "base64":
				again, err = base64.StdEncoding.DecodeString(string(out))
			case "quoted-printable":
				again, err = io.ReadAll(quotedprintable.NewReader(bytes.NewReader(out)))
			}
			if err != nil || !bytes.Equal(again, p) {
				t.Fatalf("%s of %q gives %q, and back %q (%v)", name, p, out, again, err)
			}
			if name == "base64" || name == "quoted-printable" {
				for _, line := range strings.Split(string(out), "\r\n") {
					if len(line) > 76 {
						t.Fatalf("%s of %q: a line of %d characters", name, p, len(line))
					}
				}
			}
		}
	})
}
