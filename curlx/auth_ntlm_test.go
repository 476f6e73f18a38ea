package curlx

import (
	"bufio"
	"bytes"
	"crypto/hmac"
	"crypto/md5"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"io"
	"net"
	"regexp"
	"strings"
	"sync"
	"testing"
)

// The hashes are those of the examples in [MS-NLMP] 4.2.
func TestNTLMHashesAreMicrosofts(t *testing.T) {
	if got := hex.EncodeToString(ntHash("Password")); got != "a4f49c406510bdcab6824ee7c30fd852" {
		t.Errorf("NTOWFv1 is %s", got)
	}
	if got := hex.EncodeToString(lmHash("Password")); got != "e52cac67419a9a224a3b108f3fa6cb6d" {
		t.Errorf("LMOWFv1 is %s", got)
	}
	nonce, _ := hex.DecodeString("0123456789abcdef")
	if got, err := ntlmResponse(ntHash("Password"), nonce); err != nil || hex.EncodeToString(got) != "67c43011f30298a2ad35ece64f16331c44bdbed927841f94" {
		t.Errorf("NTLMv1 response is %x, %v", got, err)
	}
}

// An ntlmServer lets in who answers its challenge, for as long as the connection
// stands.
type ntlmServer struct {
	old      bool // it tells nothing of itself, as before NTLMv2
	mu       sync.Mutex
	conns    int
	requests []string // number of the connection, method, and the kind of message
	bodies   []string
}

var ntlmLine = regexp.MustCompile(`(?m)^Authorization: NTLM (\S+)\r$`)

func (s *ntlmServer) start(t *testing.T) string {
	return faulty(t, func(n int, c net.Conn, br *bufio.Reader) {
		s.mu.Lock()
		s.conns = n
		s.mu.Unlock()
		user := ""
		for {
			head, ok := readRequestHead(br)
			if !ok {
				return
			}
			size := 0
			if m := lengthLine.FindSubmatch(head); m != nil {
				size = atoi(string(m[1]))
			}
			b := make([]byte, size)
			io.ReadFull(br, b)
			kind := 0
			answer := "NTLM"
			if m := ntlmLine.FindSubmatch(head); m != nil {
				msg, err := base64.StdEncoding.DecodeString(string(m[1]))
				if err != nil || len(msg) < 12 || !bytes.HasPrefix(msg, []byte("NTLMSSP\x00")) {
					t.Errorf("a message that is none: %q", m[1])
					return
				}
				switch kind = int(msg[8]); kind {
				case 1:
					answer = "NTLM " + base64.StdEncoding.EncodeToString(s.challenge())
				case 3:
					user = s.verify(msg)
				}
			}
			method, _, _ := strings.Cut(string(head), " ")
			s.mu.Lock()
			s.requests = append(s.requests, fmt.Sprint(n, method, kind))
			s.bodies = append(s.bodies, string(b))
			s.mu.Unlock()
			if user == "" {
				io.WriteString(c, "HTTP/1.1 401 Who\r\nWWW-Authenticate: "+answer+"\r\nContent-Length: 0\r\n\r\n")
				continue
			}
			text := user + " " + string(b)
			fmt.Fprintf(c, "HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s", len(text), text)
		}
	})
}

var ntlmNonce = []byte("\x01\x23\x45\x67\x89\xab\xcd\xef")

// challenge is the second message.
func (s *ntlmServer) challenge() []byte {
	le := binary.LittleEndian
	var info []byte
	flags := uint32(1 | 1<<9 | 1<<19)
	if !s.old {
		name := utf16le("DOM")
		info = le.AppendUint16(le.AppendUint16(nil, 2), uint16(len(name)))
		info = append(append(info, name...), 0, 0, 0, 0)
		flags |= 1 << 23
	}
	m := append([]byte("NTLMSSP\x00"), 2, 0, 0, 0)
	m = append(m, 0, 0, 0, 0, 56, 0, 0, 0)
	m = le.AppendUint32(m, flags)
	m = append(append(m, ntlmNonce...), make([]byte, 8)...)
	m = le.AppendUint16(le.AppendUint16(m, uint16(len(info))), uint16(len(info)))
	m = le.AppendUint32(m, 56)
	return append(append(m, make([]byte, 8)...), info...)
}

// verify is who answered the challenge rightly, "" for nobody. ann's password is
// sesame, bob's is other.
func (s *ntlmServer) verify(m []byte) string {
	field := func(at int) []byte {
		n, off := int(binary.LittleEndian.Uint16(m[at:])), int(binary.LittleEndian.Uint32(m[at+4:]))
		if off+n > len(m) {
			return nil
		}
		return m[off : off+n]
	}
	nt, domain, name := field(20), field(28), field(36)
	user := strings.ReplaceAll(string(name), "\x00", "")
	password := map[string]string{"ann": "sesame", "bob": "other"}[user]
	if password == "" || len(nt) < 24 {
		return ""
	}
	if s.old {
		want, err := ntlmResponse(ntHash(password), ntlmNonce)
		if err != nil || !bytes.Equal(nt, want) {
			return ""
		}
		return user
	}
	sum := func(key []byte, parts ...[]byte) []byte {
		h := hmac.New(md5.New, key)
		for _, p := range parts {
			h.Write(p)
		}
		return h.Sum(nil)
	}
	key := sum(ntHash(password), utf16le(strings.ToUpper(user)), domain)
	if !hmac.Equal(sum(key, ntlmNonce, nt[16:]), nt[:16]) {
		return ""
	}
	return user
}

func (s *ntlmServer) seen() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	got := strings.Join(s.requests, " ")
	s.requests, s.bodies = nil, nil
	return got
}

func TestNTLMAgainstAServer(t *testing.T) {
	for _, old := range []bool{false, true} {
		s := &ntlmServer{old: old}
		u := s.start(t)
		share := NewCurlShare()
		if err := share.Share(LOCK_DATA_CONNECT); err != nil {
			t.Fatal(err)
		}
		c := handle(t, URL, u, HTTPAUTH, HTTPAUTH_NTLM, USERPWD, "ann:sesame", SHARE, share, TIMEOUT, 20)
		try := func(c *Curl, want, seen string) {
			t.Helper()
			got, err := body(c)
			if requests := s.seen(); err != nil || got != want || requests != seen {
				t.Errorf("old %v: got %q, %v by %s, want %q by %s", old, got, err, requests, want, seen)
			}
		}
		try(c, "ann ", "1GET1 1GET3")
		// The connection vouches for ann now.
		try(c, "ann ", "1GET0")
		set(t, c, POSTFIELDS, "text", FRESH_CONNECT, 1)
		got, err := body(c)
		s.mu.Lock()
		bodies := strings.Join(s.bodies, "|")
		s.mu.Unlock()
		if err != nil || got != "ann text" || bodies != "|text" {
			t.Errorf("POST: %q, %v, and the bodies %q: nothing is sent before the server asks", got, err, bodies)
		}
		s.seen()
		// Neither does it vouch for bob, nor for nobody.
		bob := handle(t, URL, u, HTTPAUTH, HTTPAUTH_NTLM, USERPWD, "bob:other", SHARE, share)
		try(bob, "bob ", "3GET1 3GET3")
		nobody := handle(t, URL, u, SHARE, share)
		try(nobody, "", "4GET0")
		wrong := handle(t, URL, u, HTTPAUTH, HTTPAUTH_NTLM, USERPWD, "ann:wrong", SHARE, share)
		try(wrong, "", "5GET1 5GET3")
		if code := info(t, wrong, RESPONSE_CODE); code != 401 {
			t.Errorf("a wrong password is answered by %d", code)
		}
		// Among several ways, it is asked for first.
		any := handle(t, URL, u, HTTPAUTH, HTTPAUTH_ANY, USERPWD, `DOM\ann:sesame`, FRESH_CONNECT, 1)
		try(any, "ann ", "6GET0 7GET1 7GET3")
		for _, h := range []*Curl{c, bob, nobody, wrong} {
			h.Close()
		}
		if err := share.Close(); err != nil {
			t.Error(err)
		}
	}
}
