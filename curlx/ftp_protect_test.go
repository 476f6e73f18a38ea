package curlx

import (
	"bufio"
	"crypto/tls"
	"io"
	"net"
	"slices"
	"strings"
	"sync"
	"testing"
)

// authServer speaks FTP that turns to TLS by AUTH, and answers PROT as it is told. It
// tells which PROT it was sent last.
func authServer(t *testing.T, cert, prot string) (address string, asked func() string) {
	pair, err := tls.LoadX509KeyPair(cert, cert)
	if err != nil {
		t.Fatal(err)
	}
	var mu sync.Mutex
	last := ""
	u := faulty(t, func(_ int, c net.Conn, br *bufio.Reader) {
		var w io.Writer = c
		io.WriteString(w, "220 hello\r\n")
		for {
			line, err := br.ReadString('\n')
			if err != nil {
				return
			}
			word, arg, _ := strings.Cut(strings.TrimSpace(line), " ")
			switch word {
			case "AUTH":
				io.WriteString(w, "234 go on\r\n")
				tc := tls.Server(c, &tls.Config{Certificates: []tls.Certificate{pair}})
				w, br = tc, bufio.NewReader(tc)
			case "PROT":
				mu.Lock()
				last = arg
				mu.Unlock()
				io.WriteString(w, prot+"\r\n")
			case "USER":
				io.WriteString(w, "331 who\r\n")
			case "PASS":
				io.WriteString(w, "230 in\r\n")
			case "PWD":
				io.WriteString(w, "257 \"/\"\r\n")
			default:
				io.WriteString(w, "200 fine\r\n")
			}
		}
	})
	return strings.TrimSuffix(strings.TrimPrefix(u, "http://"), "/"), func() string { mu.Lock(); defer mu.Unlock(); return last }
}

// Only who wants all of FTP in TLS fails where a server does not protect data, as with
// pycurl.
func TestDataThatIsNotProtected(t *testing.T) {
	cert := selfSigned(t)
	for _, prot := range []string{"200 fine", "534 no"} {
		for _, level := range []int{USESSL_TRY, USESSL_CONTROL, USESSL_ALL} {
			address, asked := authServer(t, cert, prot)
			j := []job{{url: "ftp://" + address + "/", options: map[string]any{"USE_SSL": level, "SSL_VERIFYPEER": 0, "SSL_VERIFYHOST": 0, "NOBODY": 1}}}
			theirs := pycurlJobs(t, j)[0]
			want := asked()
			ours := ourJobs(t, j)[0]
			if ours.code != theirs.code || asked() != want {
				t.Errorf("%s at level %d: (%d, %s) after PROT %s, pycurl's is (%d, %s) after PROT %s", prot, level, ours.code, ours.message, asked(), theirs.code, theirs.message, want)
			}
			if fails := prot[0] != '2' && level == USESSL_ALL; fails != (ours.code == int(E_USE_SSL_FAILED)) || !slices.Contains([]int{0, int(E_USE_SSL_FAILED)}, ours.code) {
				t.Errorf("%s at level %d: (%d, %s)", prot, level, ours.code, ours.message)
			}
		}
	}
}
