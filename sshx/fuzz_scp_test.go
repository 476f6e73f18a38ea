package sshx_test

import (
	"bytes"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/pyops-go/pyops/sshx"
)

// scpFile is a file as a server's scp sends it: times that nobody asked for, and mode,
// size and name. The contents follow, and a zero byte.
var scpFile = regexp.MustCompile(`^(?:T[^\n]*\n)*C[^ \n]* \+?([0-9]+) [^\n]*\n`)

// Whatever a server's scp says: the file comes as it was announced, or there is an
// error of one line.
func FuzzSCP(f *testing.F) {
	for _, says := range []string{
		"C0644 3 x\nabc\x00", "T1 0 1 0\nT\nC0644 +3 ../../x\nabc\x00more", "C0644 3 x\nabc\x02disk on fire\n", "C0644 3 x\nab", "C0644 -1 x\n\x00", "D0755 0 x\n",
		"C0644 99999999999999999999 x\nabc\x00", "C  0 \n\x00", "\x01scp: out of\rpaper\n", "Welcome!\n", "", strings.Repeat("C", 20<<10),
	} {
		f.Add([]byte(says))
	}
	f.Fuzz(func(t *testing.T, says []byte) {
		var out bytes.Buffer
		n, err := sshx.ReceiveSCP(bytes.NewReader(says), &out)
		if n != int64(out.Len()) || err != nil && strings.Contains(err.Error(), "\n") {
			t.Errorf("%d bytes of %d, %v", out.Len(), n, err)
		}
		var want []byte
		complete := false
		if m := scpFile.FindSubmatchIndex(says); m != nil {
			size, wrong := strconv.ParseInt(string(says[m[2]:m[3]]), 10, 64)
			rest := says[m[1]:]
			if wrong == nil && size < int64(len(rest)) && rest[size] == 0 {
				want, complete = rest[:size], true
			}
		}
		switch {
		case err == nil && (!complete || !bytes.Equal(out.Bytes(), want)):
			t.Errorf("%q came of %q", out.Bytes(), says)
		case err != nil && complete && len(says) < 16<<10: // longer lines are refused
			t.Errorf("%q is refused: %v", says, err)
		}
	})
}
