package curlx

import (
	"context"
	"errors"
	"io"
	"net"
	"strings"
	"testing"
	"time"
)

// FuzzFTPControl: whatever a server says, a transfer ends, with an *Error if it
// fails, and sends whole lines without control characters.
func FuzzFTPControl(f *testing.F) {
	for _, s := range []string{
		"220 hi\r\n331 x\r\n230 y\r\n257 \"/\"\r\n229 (|||1|)\r\n227 (127,0,0,1,0,1)\r\n", "220-a\r\n220 b\r\n230 in\r\n257 \"/a\"\"b\"\r\n550 no\r\n", "421 bye\r\n", "220 \x00\r\n", "SSH-2.0\r\n",
		"220 hi\r\n331 x\r\n230 y\r\n257 \"C:/x\"\r\n215 OS/400\r\n250 ok\r\n257 \"/x\"\r\n", "220 hi\r\n530 no\r\n331 x\r\n332 y\r\n230 z\r\n",
	} {
		f.Add(s, uint8(0))
		f.Add(s, uint8(255))
	}
	f.Fuzz(func(t *testing.T, text string, switches uint8) {
		c := NewCurl()
		sent := make(chan string, 1)
		first := true
		dial := func(string, string) (net.Conn, error) {
			if !first {
				return nil, errors.New("there is no data connection")
			}
			first = false
			ours, theirs := net.Pipe()
			go func() {
				heard := make(chan string, 1)
				go func() {
					b, _ := io.ReadAll(theirs)
					heard <- string(b)
				}()
				_, _ = io.WriteString(theirs, text)
				theirs.SetReadDeadline(time.Now().Add(20 * time.Millisecond))
				s := <-heard
				theirs.Close()
				sent <- s
			}()
			return ours, nil
		}
		set := []error{c.Setopt(URL, "ftp://127.0.0.1/dir/x"), c.Setopt(WRITEDATA, io.Discard), c.Setopt(OPENSOCKETFUNCTION, dial), c.Setopt(TIMEOUT_MS, 2000), c.Setopt(PROXY, "")}
		for i, o := range []func() error{
			func() error { return c.Setopt(NOBODY, 1) }, func() error { return c.Setopt(OPT_FILETIME, 1) }, func() error { return c.Setopt(FTP_CREATE_MISSING_DIRS, 2) },
			func() error { return c.Setopt(FTP_ALTERNATIVE_TO_USER, "USER other") }, func() error { return c.Setopt(FTP_ACCOUNT, "acc") }, func() error { return c.Setopt(QUOTE, []string{"*NOOP"}) },
			func() error { return c.Setopt(FTP_USE_EPSV, 0) }, func() error { return c.Setopt(RANGE, "1-2") },
		} {
			if switches&(1<<i) != 0 {
				set = append(set, o())
			}
		}
		if err := errors.Join(set...); err != nil {
			t.Fatal(err)
		}
		err := c.Perform(context.Background())
		var e *Error
		if err != nil && !errors.As(err, &e) {
			t.Fatalf("%T %v", err, err)
		}
		if err := c.Close(); err != nil {
			t.Fatal(err)
		}
		if first {
			return
		}
		said := <-sent
		for line := range strings.Lines(said) {
			body, ok := strings.CutSuffix(line, "\r\n")
			if !ok || strings.ContainsFunc(body, func(c rune) bool { return c < ' ' }) {
				t.Fatalf("sent %q", line)
			}
		}
	})
}

// FuzzFTPListing: names of a listing can be sent back.
func FuzzFTPListing(f *testing.F) {
	for _, s := range []string{
		"total 20\r\ndrwxr-xr-x   8 98       98           512 Oct 22 13:06 .\r\n-r--r--r--   1 0        1             35 Jul 16  1996 README\r\nlrwxrwxrwx   1 0        1              7 Dec  9  1999 bin -> usr/bin\r\n",
		"01-29-97  11:32PM       <DIR>          prog\r\n01-11-10  02:00PM                   71 a file.txt\r\n", "-rw-r--r-- 1 u g 99999999999999999999 Jan 1 2000 x", "- 1 2 3 4 5 6 7 ", "d", "5", "0123456789 12:00 3 x",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		entries, err := parseListing(text)
		for _, e := range entries {
			if e.name == "" || strings.ContainsAny(e.name, "\r\n\x00/") || e.size < -1 || e.kind == 0 {
				t.Fatalf("%q gives %+v (%v)", text, e, err)
			}
		}
	})
}

// FuzzFTPAnswers: ports and sizes in answers are what their texts say.
func FuzzFTPAnswers(f *testing.F) {
	for _, s := range []string{"229 ok (|||1234|)", "227 ok (1,2,3,4,5,6)", "227 1,2,3,4,5,6", "227 ok 300,1,2,3,4,5,6", "150 x (12 bytes)", "257 \"/a\"\"b\" x", "213 20010909014640.5", "229 (", "227 ", ""} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if port, err := epsvPort(text); err == nil && (port < 1 || port > 65535) {
			t.Fatalf("%q: EPSV port %d", text, port)
		}
		if a, ok := pasvAddr(text); ok && (!a.Addr().Is4() || !strings.Contains(text, ",")) {
			t.Fatalf("%q: PASV %v", text, a)
		}
		if n := toldSize(text); n < -1 {
			t.Fatalf("%q: size %d", text, n)
		}
		if dir, ok := quotedDir(ftpReply{257, text}); ok && len(dir) > len(text)-2 {
			t.Fatalf("%q: directory %q", text, dir)
		}
		if at, ok := mdtm(text); ok && at.Year() > 9999 {
			t.Fatalf("%q: %v", text, at)
		}
		if code, last := replyCode([]byte(text)); last && (code < 0 || code > 999) {
			t.Fatalf("%q: code %d", text, code)
		}
	})
}

// FuzzTelnet: it does not matter how what comes is cut, and data hold no more than
// came.
func FuzzTelnet(f *testing.F) {
	for _, s := range []string{"login: ", tel("DO 24") + "x", tel("WILL 1", "SB 24 1", "DO 31"), "a\xff", "\xff\xfa\x18\xff", "\r\x00\r\n", tel("SB 39 1") + "\xff\xff"} {
		f.Add([]byte(s), uint8(1))
	}
	f.Fuzz(func(t *testing.T, p []byte, cut uint8) {
		read := func(pieces ...[]byte) (string, string) {
			n, err := newTelnet([]string{"TTYPE=vt100", "WS=80x24", "NEW_ENV=a,b", "XDISPLOC=:0"}, "u")
			if err != nil {
				t.Fatal(err)
			}
			var data []byte
			for _, piece := range pieces {
				data = append(data, n.receive(piece)...)
			}
			return string(data), string(n.answer)
		}
		at := min(int(cut), len(p))
		data, _ := read(p)
		cutData, _ := read(p[:at], p[at:])
		if data != cutData || len(data) > len(p) {
			t.Fatalf("%q gives %q, cut at %d %q", p, data, at, cutData)
		}
	})
}
