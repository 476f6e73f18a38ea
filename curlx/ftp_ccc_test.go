package curlx

import (
	"bufio"
	"bytes"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"strings"
	"testing"
	"time"
)

// cccServer speaks FTP in TLS until CCC; it ends TLS first, or waits for the client
// to do so. It tells what it read after that, as it came.
func cccServer(t *testing.T, cert string, first bool, answer string) (port int, plain *bytes.Buffer) {
	pair, err := tls.LoadX509KeyPair(cert, cert)
	if err != nil {
		t.Fatal(err)
	}
	plain = &bytes.Buffer{}
	u := faulty(t, func(_ int, c net.Conn, _ *bufio.Reader) {
		tc := tls.Server(&recordConn{Conn: c}, &tls.Config{Certificates: []tls.Certificate{pair}})
		var w io.Writer = tc
		br := bufio.NewReader(tc)
		clear := false
		io.WriteString(w, "220 hello\r\n")
		for {
			line, err := br.ReadString('\n')
			if err != nil {
				return
			}
			if clear {
				plain.WriteString(line)
			}
			word, _, _ := strings.Cut(strings.TrimSpace(line), " ")
			switch word {
			case "CCC":
				io.WriteString(w, answer+"\r\n")
				if answer[0] != '2' {
					continue
				}
				if first {
					tc.CloseWrite()
				}
				if _, err := tc.Read(make([]byte, 1)); err != io.EOF {
					return
				}
				if !first {
					tc.CloseWrite()
				}
				// TLS forbids writing by a deadline.
				c.SetWriteDeadline(time.Time{})
				w, br, clear = c, bufio.NewReader(c), true
			case "USER":
				io.WriteString(w, "331 who\r\n")
			case "PASS":
				io.WriteString(w, "230 in\r\n")
			case "PWD":
				io.WriteString(w, "257 \"/\"\r\n")
			case "QUIT":
				io.WriteString(w, "221 bye\r\n")
				return
			default:
				io.WriteString(w, "200 fine\r\n")
			}
		}
	})
	return atoi(portOf(u)), plain
}

// A recordConn reads one TLS record at a time: what comes after TLS is left.
type recordConn struct {
	net.Conn
	head []byte
	left int
}

func (r *recordConn) Read(p []byte) (int, error) {
	if len(r.head) == 0 && r.left == 0 {
		head := make([]byte, 5)
		if _, err := io.ReadFull(r.Conn, head); err != nil {
			return 0, err
		}
		r.head, r.left = head, int(head[3])<<8|int(head[4])
	}
	if len(r.head) > 0 {
		n := copy(p, r.head)
		r.head = r.head[n:]
		return n, nil
	}
	n, err := r.Conn.Read(p[:min(len(p), r.left)])
	r.left -= n
	return n, err
}

func portOf(u string) string { return strings.Trim(u[strings.LastIndex(u, ":"):], ":/") }

func TestFTPEndsTLSAfterTheLogin(t *testing.T) {
	cert := selfSigned(t)
	pem, err := os.ReadFile(cert)
	if err != nil {
		t.Fatal(err)
	}
	for _, version := range []int{SSLVERSION_MAX_TLSv1_2, SSLVERSION_MAX_TLSv1_3} {
		for _, x := range []struct {
			ccc    int
			first  bool
			answer string
			plain  bool
		}{{0, false, "200 go", false}, {1, true, "200 go", true}, {2, false, "200 go", true}, {2, false, "534 no", false}} {
			port, plain := cccServer(t, cert, x.first, x.answer)
			c := handle(t, URL, fmt.Sprintf("ftps://localhost:%d/", port), FTP_SSL_CCC, x.ccc, CAINFO_BLOB, pem, SSLVERSION, version, NOBODY, 1, TIMEOUT, 20,
				QUOTE, []string{"NOOP"}, RESOLVE, []string{fmt.Sprintf("localhost:%d:127.0.0.1", port)})
			// The second transfer goes over the same connection.
			for range 2 {
				if _, err := body(c); err != nil && !errors.Is(err, E_FTP_COULDNT_RETR_FILE) {
					t.Errorf("FTP_SSL_CCC %d, %s: %v", x.ccc, x.answer, err)
				}
			}
			c.Close()
			got := plain.String()
			if x.plain != strings.HasPrefix(got, "PWD\r\nNOOP\r\n") || x.plain && strings.Count(got, "NOOP") != 2 || strings.Contains(got, "PASS") {
				t.Errorf("FTP_SSL_CCC %d, %s: in the clear came %q", x.ccc, x.answer, got)
			}
		}
	}
	for _, x := range []struct {
		name   string
		ccc    int
		server bool
	}{{"both wait", 1, false}} {
		port, _ := cccServer(t, cert, x.server, "200 go")
		c := handle(t, URL, fmt.Sprintf("ftps://localhost:%d/", port), FTP_SSL_CCC, x.ccc, CAINFO_BLOB, pem, NOBODY, 1, TIMEOUT_MS, 400)
		if _, err := body(c); !errors.Is(err, E_SSL_SHUTDOWN_FAILED) && !errors.Is(err, E_OPERATION_TIMEDOUT) {
			t.Errorf("%s: %v", x.name, err)
		} else if errors.Is(err, E_SSL_SHUTDOWN_FAILED) && !strings.HasSuffix(c.Errstr(), "the server does not end TLS") {
			t.Errorf("%s: %q does not say why", x.name, c.Errstr())
		}
	}
}
