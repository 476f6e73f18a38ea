package curlx

import (
	"bufio"
	"bytes"
	"context"
	"crypto/sha1"
	"crypto/tls"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/pyops-go/pyops/internal/peers"
)

// A wsServer agrees to a WebSocket, says what it has to say, and keeps what it hears
// until the other side has said enough.
type wsServer struct {
	reply  func(accept string) string // nil for one that agrees
	say    []byte
	wants  int // how many bytes to hear before the connection ends; -1 until the other side ends it
	heads  []string
	heard  bytes.Buffer
	mu     sync.Mutex
	secure *tls.Config
}

var wsKeyLine = regexp.MustCompile(`(?im)^sec-websocket-key: *(\S+)`)

func (s *wsServer) start(t *testing.T) (addr string) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	if s.secure != nil {
		l = tls.NewListener(l, s.secure)
	}
	var all sync.WaitGroup
	all.Go(func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			all.Go(func() {
				defer c.Close()
				c.SetDeadline(time.Now().Add(30 * time.Second))
				s.serve(c)
			})
		}
	})
	t.Cleanup(func() { l.Close(); all.Wait() })
	return l.Addr().String()
}

func (s *wsServer) serve(c net.Conn) {
	br := bufio.NewReader(c)
	head, ok := readRequestHead(br)
	if !ok {
		return
	}
	s.mu.Lock()
	s.heads = append(s.heads, string(head))
	s.mu.Unlock()
	key := ""
	if m := wsKeyLine.FindSubmatch(head); m != nil {
		key = string(m[1])
	}
	sum := sha1.Sum([]byte(key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11")) // RFC 6455, 1.3
	reply := s.reply
	if reply == nil {
		reply = agree
	}
	io.WriteString(c, reply(base64.StdEncoding.EncodeToString(sum[:]))+string(s.say))
	for s.wants < 0 || s.hears() < s.wants {
		b := make([]byte, 4096)
		n, err := br.Read(b)
		s.mu.Lock()
		s.heard.Write(b[:n])
		s.mu.Unlock()
		if err != nil {
			return
		}
	}
}

func agree(accept string) string {
	return "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: " + accept + "\r\n\r\n"
}

func (s *wsServer) hears() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.heard.Len()
}

// frames are what the server heard, unmasked: first byte and payload.
func (s *wsServer) frames(t *testing.T) (list []string) {
	t.Helper()
	s.mu.Lock()
	defer s.mu.Unlock()
	for b := s.heard.Bytes(); len(b) > 0; {
		if len(b) < 6 || b[1]&0x80 == 0 {
			t.Fatalf("no masked frame: %x", b)
		}
		n, at := int(b[1]&0x7f), 2
		switch n {
		case 126:
			n, at = int(binary.BigEndian.Uint16(b[2:])), 4
		case 127:
			n, at = int(binary.BigEndian.Uint64(b[2:])), 10
		}
		mask, payload := b[at:at+4], bytes.Clone(b[at+4:at+4+n])
		for i := range payload {
			payload[i] ^= mask[i%4]
		}
		list = append(list, fmt.Sprintf("%02x %.20s", b[0], payload))
		b = b[at+4+n:]
	}
	return list
}

// fr is a frame of a server's.
func fr(first byte, payload string) string {
	switch n := len(payload); {
	case n < 126:
		return string([]byte{first, byte(n)}) + payload
	case n < 1<<16:
		return string(binary.BigEndian.AppendUint16([]byte{first, 126}, uint16(n))) + payload
	default:
		return string(binary.BigEndian.AppendUint64([]byte{first, 127}, uint64(n))) + payload
	}
}

// drain receives until an error, and gives its code.
func drain(t *testing.T, c *Curl, room int) (list []string, err error) {
	t.Helper()
	for len(list) < 10 {
		p := make([]byte, room)
		n, f, err := c.WSRecv(t.Context(), p)
		if err != nil {
			return append(list, fmt.Sprint(codeOf(err))), err
		}
		list = append(list, fmt.Sprintf("%s %d %d %d", p[:n], f.Flags, f.Offset, f.BytesLeft))
		if f.Len != n {
			t.Errorf("%d bytes, said to be %d", n, f.Len)
		}
	}
	return list, nil
}

// What comes of what a server sends: pieces with flags, offset and what is left, and
// the code of the error at the end. It is what libcurl 8.22 gives, but for raw mode,
// in which that one decodes frames all the same and swallows pings.
func TestWebSocketReceives(t *testing.T) {
	big := strings.Repeat("A", 300)
	for name, c := range map[string]struct {
		say     string
		options int
		room    int
		want    []string
		pongs   []string
	}{
		"text and binary": {say: fr(0x81, "hello") + fr(0x82, "bin"), want: []string{"hello 1 0 0", "bin 2 0 0", "52"}},
		"more than fits":  {say: fr(0x81, big), want: []string{big[:100] + " 1 0 200", big[:100] + " 1 100 100", big[:100] + " 1 200 0", "52"}},
		"no payload":      {say: fr(0x81, "") + fr(0x82, "x"), want: []string{" 1 0 0", "x 2 0 0", "52"}},
		"fragments":       {say: fr(0x01, "a") + fr(0x89, "ping") + fr(0x00, "b") + fr(0x80, "c"), want: []string{"a 5 0 0", "b 5 0 0", "c 1 0 0", "52"}, pongs: []string{"8a ping"}},
		"no pong wanted":  {say: fr(0x89, "ping") + fr(0x8a, "pong"), options: WS_NOAUTOPONG, want: []string{"ping 16 0 0", "pong 64 0 0", "52"}},
		"raw":             {say: fr(0x89, "x"), options: WS_RAW_MODE, want: []string{"\x89\x01x 0 0 0", "52"}},
		"close":           {say: fr(0x88, "\x03\xe8bye"), want: []string{"\x03\xe8bye 8 0 0", "52"}},
		"masked":          {say: "\x81\x85abcdhello", want: []string{"56"}},
		"reserved bits":   {say: "\xc1\x05hello", want: []string{"56"}},
		"odd opcode":      {say: "\x83\x05hello", want: []string{"56"}},
		"odd control":     {say: "\x8b\x00", want: []string{"56"}},
		"control in two":  {say: fr(0x09, "x"), want: []string{"56"}},
		"long control":    {say: fr(0x89, strings.Repeat("x", 126)), want: []string{"56"}},
		"lost fragment":   {say: fr(0x80, "x"), want: []string{"56"}},
		"two messages":    {say: fr(0x01, "a") + fr(0x81, "b"), want: []string{"a 5 0 0", "56"}},
		"64 bits":         {say: "\x81\x7f\xff\xff\xff\xff\xff\xff\xff\xffabc", want: []string{"56"}},
		"roundabout size": {say: "\x81\x7e\x00\x05hello", want: []string{"hello 1 0 0", "52"}},
		"not UTF-8":       {say: fr(0x81, "\xff\xfe"), want: []string{"\xff\xfe 1 0 0", "52"}},
		"cut short":       {say: "\x81\x05hel", want: []string{"hel 1 0 2", "52"}},
		"cut in the head": {say: "\x81\x7e\x00", want: []string{"52"}},
		"nothing":         {want: []string{"52"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := &wsServer{say: []byte(c.say)}
			for range c.pongs {
				s.wants += 10
			}
			h := handle(t, URL, "ws://"+s.start(t)+"/", CONNECT_ONLY, 2, WS_OPTIONS, c.options)
			if err := h.Perform(t.Context()); err != nil {
				t.Fatal(err)
			}
			got, err := drain(t, h, 100)
			if !slices.Equal(got, c.want) {
				t.Errorf("got %q, want %q", got, c.want)
			}
			if cut := strings.HasPrefix(name, "cut"); cut != errors.Is(err, io.ErrUnexpectedEOF) {
				t.Errorf("the end is %v", err)
			}
			if _, _, again := h.WSRecv(t.Context(), make([]byte, 9)); codeOf(again) != codeOf(err) {
				t.Errorf("once more: %v, and %v before", again, err)
			}
			if got := s.frames(t); !slices.Equal(got, c.pongs) {
				t.Errorf("the server heard %q, want %q", got, c.pongs)
			}
		})
	}
}

// Without room a frame is told of and stays, unless there is nothing in it.
func TestWebSocketTellsOfAFrameFirst(t *testing.T) {
	s := &wsServer{say: []byte(fr(0x81, "hello") + fr(0x82, "") + fr(0x81, "x"))}
	c := handle(t, URL, "ws://"+s.start(t)+"/", CONNECT_ONLY, 2)
	if err := c.Perform(t.Context()); err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, room := range []int{0, 0, 3, 0, 9, 0, 1} {
		p := make([]byte, room)
		n, f, err := c.WSRecv(t.Context(), p)
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, fmt.Sprintf("%s %d %d %d", p[:n], f.Flags, f.Offset, f.BytesLeft))
	}
	if want := []string{" 1 0 5", " 1 0 5", "hel 1 0 2", " 1 3 2", "lo 1 3 0", " 2 0 0", "x 1 0 0"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

// What is sent for flags, and which are refused with error 43, as libcurl 8.22 does.
// That one refuses a control frame that is too long with error 100, which pycurl has
// no name for.
func TestWebSocketSends(t *testing.T) {
	s := &wsServer{wants: -1}
	c := handle(t, URL, "ws://"+s.start(t)+"/", CONNECT_ONLY, 2)
	if err := c.Perform(t.Context()); err != nil {
		t.Fatal(err)
	}
	long := strings.Repeat("x", 70_000)
	var want []string
	for i, c2 := range []struct {
		p     string
		flags int
		whole int64
		wire  string // "" where it is refused, "-" where it belongs to the frame before
	}{
		{"hi", WS_TEXT, 0, "81 hi"}, {"hi", WS_BINARY, 0, "82 hi"}, {"hi", 0, 0, "82 hi"},
		{"frag1", WS_TEXT | WS_CONT, 0, "01 frag1"}, {"frag2", WS_TEXT | WS_CONT, 0, "00 frag2"}, {"", WS_PING, 0, "89 "}, {"end", WS_TEXT, 0, "80 end"},
		{"c1", WS_BINARY | WS_CONT, 0, "02 c1"}, {"c2", WS_CONT, 0, "00 c2"}, {"c3", WS_BINARY, 0, "80 c3"},
		{long[:125], WS_PING, 0, "89 " + long[:20]}, {long[:126], WS_PING, 0, ""}, {"p", WS_PONG, 0, "8a p"},
		{"x", WS_CONT, 0, ""}, {"x", WS_TEXT | WS_BINARY, 0, ""}, {"x", WS_PING | WS_CONT, 0, ""}, {"x", WS_TEXT | WS_PING, 0, ""}, {"x", 512, 0, ""},
		{"abc", WS_TEXT | WS_OFFSET, 6, "81 abcdef"}, {"def", WS_TEXT | WS_OFFSET, 0, "-"},
		{"ab", WS_TEXT | WS_OFFSET, 3, "81 abq"}, {"cd", WS_TEXT | WS_OFFSET, 0, ""}, {"zz", WS_TEXT, 0, ""}, {"q", WS_TEXT, 5, "-"},
		{"abc", WS_TEXT | WS_OFFSET, 2, ""}, {"abc", WS_TEXT | WS_OFFSET, -1, ""},
		{"", WS_TEXT, 0, "81 "}, {long[:126], WS_TEXT, 0, "81 " + long[:20]}, {long, WS_TEXT, 0, "81 " + long[:20]}, {"\x03\xe8bye", WS_CLOSE, 0, "88 \x03\xe8bye"},
	} {
		n, err := c.WSSend(t.Context(), []byte(c2.p), &WSSendOptions{Flags: c2.flags, FragSize: c2.whole})
		switch {
		case c2.wire == "" && !errors.Is(err, E_BAD_FUNCTION_ARGUMENT), c2.wire != "" && (err != nil || n != len(c2.p)):
			t.Errorf("%d: %.9q with %#x: %d, %v", i, c2.p, c2.flags, n, err)
		case c2.wire != "" && c2.wire != "-":
			want = append(want, c2.wire)
		}
	}
	if n, err := c.WSSend(t.Context(), []byte("last"), nil); n != 4 || err != nil {
		t.Errorf("without options: %d, %v", n, err)
	}
	want = append(want, "82 last")
	peers.Eventually(t, "the last frame arrives", func() bool { return s.hears() > 0 && len(s.whole()) > 0 })
	if got := s.frames(t); !slices.Equal(got, want) {
		t.Errorf("the server heard\n%q, want\n%q", got, want)
	}
}

// whole is what was heard, once the last frame of TestWebSocketSends is there: its
// four bytes end the stream.
func (s *wsServer) whole() []byte {
	s.mu.Lock()
	defer s.mu.Unlock()
	b := s.heard.Bytes()
	if n := len(b); n >= 10 && b[n-10] == 0x82 && b[n-9] == 0x84 {
		return b
	}
	return nil
}

// The codes and reasons of a close are those that RFC 6455 lets a client send.
func TestWebSocketCloses(t *testing.T) {
	s := &wsServer{wants: -1}
	c := handle(t, URL, "ws://"+s.start(t)+"/", CONNECT_ONLY, 2)
	if err := c.Perform(t.Context()); err != nil {
		t.Fatal(err)
	}
	for _, bad := range []struct {
		code   int
		reason string
	}{{0, "x"}, {999, ""}, {1004, ""}, {1005, ""}, {1006, ""}, {1015, ""}, {2999, ""}, {5000, ""}, {-1, ""}, {1000, "\xff"}, {1000, strings.Repeat("x", 124)}} {
		if _, err := c.WSClose(t.Context(), bad.code, bad.reason); !errors.Is(err, E_BAD_FUNCTION_ARGUMENT) {
			t.Errorf("%d %.9q: %v", bad.code, bad.reason, err)
		}
	}
	var want []string
	for _, code := range []int{1000, 1003, 1007, 1014, 3000, 4999} {
		if n, err := c.WSClose(t.Context(), code, "bye"); n != 5 || err != nil {
			t.Errorf("%d: %d, %v", code, n, err)
		}
		want = append(want, "88 "+string(binary.BigEndian.AppendUint16(nil, uint16(code)))+"bye")
	}
	if n, err := c.WSClose(t.Context(), 0, ""); n != 0 || err != nil {
		t.Errorf("no code: %d, %v", n, err)
	}
	peers.Eventually(t, "the frames arrive", func() bool { return s.hears() == len(want)*11+6 })
	if got := s.frames(t); !slices.Equal(got, append(want, "88 ")) {
		t.Errorf("the server heard %q, want %q and one without payload", got, want)
	}
}

// The request for a WebSocket has libcurl 8.22's headers in its order.
func TestWebSocketRequest(t *testing.T) {
	for name, c := range map[string]struct {
		settings []any
		want     string
	}{
		"plain": {nil, "GET /p?q HTTP/1.1|Host: HOST|Accept: */*|Upgrade: websocket|Sec-WebSocket-Version: 13|Sec-WebSocket-Key: KEY|Connection: Upgrade||"},
		"others": {[]any{USERPWD, "u:p", USERAGENT, "agent", COOKIE, "a=b", REFERER, "ref", RANGE, "0-3", ACCEPT_ENCODING, "gzip", HTTP_VERSION, CURL_HTTP_VERSION_1_0},
			"GET /p?q HTTP/1.1|Host: HOST|Authorization: Basic dTpw|Range: bytes=0-3|User-Agent: agent|Accept: */*|Accept-Encoding: gzip|Referer: ref|Upgrade: websocket|Sec-WebSocket-Version: 13|Sec-WebSocket-Key: KEY|Cookie: a=b|Connection: Upgrade||"},
		"own headers": {[]any{HTTPHEADER, []string{"Sec-WebSocket-Protocol: chat", "Connection: X", "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==", "Host: other"}},
			"GET /p?q HTTP/1.1|Host: other|Accept: */*|Upgrade: websocket|Sec-WebSocket-Version: 13|Sec-WebSocket-Protocol: chat|Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==|Connection: X, Upgrade||"},
		"a body":  {[]any{POSTFIELDS, "abc"}, "GET /p?q HTTP/1.1|Host: HOST|Accept: */*|Upgrade: websocket|Sec-WebSocket-Version: 13|Sec-WebSocket-Key: KEY|Connection: Upgrade||"},
		"no body": {[]any{NOBODY, 1}, "GET /p?q HTTP/1.1|Host: HOST|Accept: */*|Upgrade: websocket|Sec-WebSocket-Version: 13|Sec-WebSocket-Key: KEY|Connection: Upgrade||"},
	} {
		s := &wsServer{}
		addr := s.start(t)
		h := handle(t, append([]any{URL, "ws://" + addr + "/p?q", USERAGENT, "", CONNECT_ONLY, 2}, c.settings...)...)
		if err := h.Perform(t.Context()); err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		key := wsKeyLine.FindStringSubmatch(s.heads[0])[1]
		if raw, err := base64.StdEncoding.DecodeString(key); len(raw) != 16 || err != nil {
			t.Errorf("%s: the key %q has %d bytes, %v", name, key, len(raw), err)
		}
		got := strings.NewReplacer("\r\n", "|", addr, "HOST").Replace(s.heads[0])
		if !strings.Contains(c.want, key) {
			got = strings.Replace(got, key, "KEY", 1)
		}
		if got != c.want {
			t.Errorf("%s:\n got %s\nwant %s", name, got, c.want)
		}
	}
}

// A server must prove that it agrees. libcurl takes any 101 for it.
func TestWebSocketAnswersAreJudged(t *testing.T) {
	head := func(lines ...string) func(string) string {
		return func(accept string) string {
			return strings.ReplaceAll("HTTP/1.1 101 X\r\n"+strings.Join(lines, "\r\n")+"\r\n\r\n", "ACCEPT", accept)
		}
	}
	up, conn, accept := "Upgrade: WebSocket", "Connection: keep-alive, upgrade", "Sec-WebSocket-Accept: ACCEPT"
	for name, c := range map[string]struct {
		reply func(string) string
		code  Code
	}{
		"as it should be": {head(up, conn, accept), E_OK}, "a chosen subprotocol": {head(up, conn, accept, "Sec-WebSocket-Protocol: b"), E_OK},
		"no Upgrade": {head(conn, accept), E_FTP_WEIRD_SERVER_REPLY}, "no Connection": {head(up, accept), E_FTP_WEIRD_SERVER_REPLY}, "no proof": {head(up, conn), E_FTP_WEIRD_SERVER_REPLY},
		"a wrong proof": {head(up, conn, "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo="), E_FTP_WEIRD_SERVER_REPLY}, "two proofs": {head(up, conn, accept, accept), E_FTP_WEIRD_SERVER_REPLY},
		"an extension": {head(up, conn, accept, "Sec-WebSocket-Extensions: permessage-deflate"), E_FTP_WEIRD_SERVER_REPLY}, "another subprotocol": {head(up, conn, accept, "Sec-WebSocket-Protocol: c"), E_FTP_WEIRD_SERVER_REPLY},
		"200":        {func(string) string { return okay }, E_HTTP_RETURNED_ERROR},
		"404":        {func(string) string { return "HTTP/1.1 404 X\r\nContent-Length: 0\r\n\r\n" }, E_HTTP_RETURNED_ERROR},
		"a redirect": {func(string) string { return "HTTP/1.1 302 X\r\nLocation: /2\r\nContent-Length: 0\r\n\r\n" }, E_HTTP_RETURNED_ERROR},
	} {
		s := &wsServer{reply: c.reply}
		h := handle(t, URL, "ws://"+s.start(t)+"/", CONNECT_ONLY, 2, FOLLOWLOCATION, 1, HTTPHEADER, []string{"Sec-WebSocket-Protocol: a, b"})
		err := h.Perform(t.Context())
		if Code(codeOf(err)) != c.code {
			t.Errorf("%s: %v, want %d", name, err, c.code)
		}
		if _, _, err := h.WSRecv(t.Context(), nil); err == nil || c.code != E_OK && !errors.Is(err, E_UNSUPPORTED_PROTOCOL) {
			t.Errorf("%s: WSRecv gives %v", name, err)
		}
	}
	// Nobody asked this one.
	sv := &wsServer{}
	if _, err := body(handle(t, URL, "http://"+sv.start(t)+"/")); !errors.Is(err, E_FTP_WEIRD_SERVER_REPLY) {
		t.Errorf("a 101 that nobody asked for: %v", err)
	}
}

// Perform delivers frame by frame; the callback may ask and answer.
func TestWebSocketByCallbacks(t *testing.T) {
	for name, c := range map[string]struct {
		say      string
		settings []any
		answer   bool
		want     []string
		code     Code
		heard    []string
	}{
		"frames":        {say: fr(0x81, "hello") + fr(0x89, "p") + fr(0x01, "a") + fr(0x80, "b") + fr(0x82, ""), want: []string{"hello 1", "a 5", "b 1", " 2"}, heard: []string{"8a p"}},
		"an answer":     {say: fr(0x81, "hello"), answer: true, want: []string{"hello 1"}, heard: []string{"82 ack"}},
		"raw":           {say: fr(0x81, "hello"), settings: []any{WS_OPTIONS, WS_RAW_MODE}, want: []string{"\x81\x05hello none"}},
		"a long frame":  {say: fr(0x82, strings.Repeat("z", 2048)), settings: []any{BUFFERSIZE, 1024}, want: []string{strings.Repeat("z", 1024) + " 2", strings.Repeat("z", 1024) + " 2"}},
		"broken rules":  {say: fr(0x81, "hello") + "\xc1\x00", want: []string{"hello 1"}, code: E_RECV_ERROR},
		"cut short":     {say: "\x81\x05hel", want: []string{"hel 1"}, code: E_RECV_ERROR},
		"more than may": {say: fr(0x81, "hello") + fr(0x81, "world"), settings: []any{MAXFILESIZE, 7}, want: []string{"hello 1", "wo 1"}, code: E_FILESIZE_EXCEEDED},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := &wsServer{say: []byte(c.say)}
			for _, f := range c.heard {
				s.wants += len(f) - 3 + 6
			}
			h := handle(t, append([]any{URL, "ws://" + s.start(t) + "/"}, c.settings...)...)
			var got []string
			set(t, h, WRITEFUNCTION, func(p []byte) (int, error) {
				f := "none"
				if m := h.WSMeta(); m != nil {
					f = fmt.Sprint(m.Flags)
					if m.Len < len(p) {
						t.Errorf("%d bytes, said to be %d", len(p), m.Len)
					}
				}
				if got = append(got, string(p)+" "+f); c.answer {
					if n, err := h.WSSend(t.Context(), []byte("ack"), nil); n != 3 || err != nil {
						t.Errorf("the answer: %d, %v", n, err)
					}
				}
				if _, _, err := h.WSRecv(t.Context(), nil); !errors.Is(err, E_RECURSIVE_API_CALL) {
					t.Errorf("WSRecv in a callback: %v", err)
				}
				return len(p), nil
			})
			if err := h.Perform(t.Context()); Code(codeOf(err)) != c.code {
				t.Errorf("%v, want %d", err, c.code)
			}
			if !slices.Equal(got, c.want) {
				t.Errorf("got %.99q, want %.99q", got, c.want)
			}
			if got := s.frames(t); !slices.Equal(got, c.heard) {
				t.Errorf("the server heard %q, want %q", got, c.heard)
			}
			if h.WSMeta() != nil {
				t.Error("something is told after the transfer")
			}
			if _, err := h.WSSend(t.Context(), nil, nil); err == nil {
				t.Error("a frame can be sent after the transfer")
			}
			if n := info(t, h, RESPONSE_CODE); n != http.StatusSwitchingProtocols {
				t.Errorf("the code is %d", n)
			}
		})
	}
}

// A wait for a frame ends with its context, and the next one goes on where it was:
// nothing that came in between is lost. Another goroutine may send meanwhile.
func TestWebSocketWaitsEndWithTheirContext(t *testing.T) {
	for _, secure := range []bool{false, true} {
		t.Run(fmt.Sprint("TLS ", secure), func(t *testing.T) {
			a := newAuthority(t)
			cfg := &tls.Config{Certificates: []tls.Certificate{a.issue(t, 2)}}
			l, err := net.Listen("tcp", "127.0.0.1:0")
			if err != nil {
				t.Fatal(err)
			}
			defer l.Close()
			steps := make(chan string)
			served := make(chan struct{})
			go func() {
				defer close(served)
				c, err := l.Accept()
				if err != nil {
					return
				}
				defer c.Close()
				if secure {
					c = tls.Server(c, cfg)
				}
				br := bufio.NewReader(c)
				head, _ := readRequestHead(br)
				if m := wsKeyLine.FindSubmatch(head); m != nil {
					sum := sha1.Sum(append(m[1], "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"...))
					io.WriteString(c, agree(base64.StdEncoding.EncodeToString(sum[:])))
				}
				for s := range steps {
					if s == "echo" {
						b := make([]byte, 7)
						io.ReadFull(br, b)
						s = fr(0x82, "heard")
					}
					io.WriteString(c, s)
				}
			}()
			scheme := "ws"
			if secure {
				scheme = "wss"
			}
			c := handle(t, URL, scheme+"://"+l.Addr().String()+"/", CONNECT_ONLY, 2, SSL_VERIFYPEER, 0, SSL_VERIFYHOST, 0)
			if err := c.Perform(t.Context()); err != nil {
				t.Fatal(err)
			}
			cause := errors.New("enough")
			wait := func() {
				t.Helper()
				ctx, cancel := context.WithCancelCause(t.Context())
				timer := time.AfterFunc(20*time.Millisecond, func() { cancel(cause) })
				defer timer.Stop()
				if _, _, err := c.WSRecv(ctx, make([]byte, 9)); !errors.Is(err, cause) {
					t.Errorf("a wait that was ended: %v", err)
				}
			}
			wait()
			steps <- "\x81"
			wait() // half a head
			steps <- "\x03ab"
			p := make([]byte, 9)
			total := ""
			for total != "ab" {
				n, _, err := c.WSRecv(t.Context(), p)
				if err != nil {
					t.Fatal(err)
				}
				total += string(p[:n])
			}
			wait() // half a payload
			steps <- "c"
			if n, f, err := c.WSRecv(t.Context(), p); err != nil || string(p[:n]) != "c" || f.Offset != 2 || f.BytesLeft != 0 {
				t.Errorf("the rest: %q, %+v, %v", p[:n], f, err)
			}
			got := make(chan string)
			go func() {
				n, _, err := c.WSRecv(t.Context(), p)
				got <- fmt.Sprint(string(p[:n]), err)
			}()
			if _, err := c.WSSend(t.Context(), []byte("x"), nil); err != nil {
				t.Error(err)
			}
			steps <- "echo"
			if s := <-got; s != "heard<nil>" {
				t.Errorf("beside a sender: %s", s)
			}
			ended, cancel := context.WithCancelCause(t.Context())
			cancel(cause)
			if _, err := c.WSSend(ended, make([]byte, 100), nil); !errors.Is(err, cause) {
				t.Errorf("sending with a context that has ended: %v", err)
			}
			close(steps)
			<-served
		})
	}
}

// A ping that comes while a frame is being sent in pieces is answered after it.
func TestWebSocketPongsDoNotBreakFrames(t *testing.T) {
	s := &wsServer{say: []byte(fr(0x89, "one") + fr(0x89, "two") + fr(0x81, "x")), wants: -1}
	c := handle(t, URL, "ws://"+s.start(t)+"/", CONNECT_ONLY, 2)
	if err := c.Perform(t.Context()); err != nil {
		t.Fatal(err)
	}
	if _, err := c.WSSend(t.Context(), []byte("ab"), &WSSendOptions{Flags: WS_TEXT | WS_OFFSET, FragSize: 4}); err != nil {
		t.Fatal(err)
	}
	if _, _, err := c.WSRecv(t.Context(), make([]byte, 1)); err != nil {
		t.Fatal(err)
	}
	if _, err := c.WSSend(t.Context(), []byte("cd"), &WSSendOptions{Flags: WS_TEXT | WS_OFFSET}); err != nil {
		t.Fatal(err)
	}
	peers.Eventually(t, "the pong arrives", func() bool { return s.hears() == 10+9 })
	if got, want := s.frames(t), []string{"81 abcd", "8a two"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestWebSocketCallsThatMakeNoSense(t *testing.T) {
	var none *Curl
	var noCtx context.Context
	if _, err := none.WSSend(t.Context(), nil, nil); !errors.Is(err, E_BAD_FUNCTION_ARGUMENT) {
		t.Errorf("nil: %v", err)
	}
	if _, _, err := none.WSRecv(t.Context(), nil); !errors.Is(err, E_BAD_FUNCTION_ARGUMENT) || none.WSMeta() != nil {
		t.Errorf("nil: %v", err)
	}
	c := handle(t)
	if _, err := c.WSSend(t.Context(), nil, nil); !errors.Is(err, E_UNSUPPORTED_PROTOCOL) {
		t.Errorf("no connection: %v", err)
	}
	if _, _, err := c.WSRecv(noCtx, nil); !errors.Is(err, E_BAD_FUNCTION_ARGUMENT) {
		t.Errorf("no context: %v", err)
	}
	s := &wsServer{}
	addr := s.start(t)
	set(t, c, URL, "http://"+addr+"/", CONNECT_ONLY, 1)
	if err := c.Perform(t.Context()); err != nil {
		t.Fatal(err)
	}
	if _, _, err := c.WSRecv(t.Context(), nil); !errors.Is(err, E_BAD_FUNCTION_ARGUMENT) {
		t.Errorf("a connection of HTTP: %v", err)
	}
	// Its server waits for a request.
	if err := c.Close(); err != nil {
		t.Error(err)
	}
	if err := handle(t, URL, "ws://"+addr+"/", PROTOCOLS, 1).Perform(t.Context()); !errors.Is(err, E_UNSUPPORTED_PROTOCOL) {
		t.Errorf("PROTOCOLS of HTTP alone: %v", err)
	}
	// A proxy is asked for a tunnel, as nothing else goes through it.
	p, err := script([][]byte{[]byte("HTTP/1.1 403 No\r\nContent-Length: 0\r\n\r\n")})
	if err != nil {
		t.Fatal(err)
	}
	defer p.stop()
	if err := handle(t, URL, "ws://"+addr+"/", PROXY, "http://127.0.0.1:"+p.port()).Perform(t.Context()); !errors.Is(err, E_COULDNT_CONNECT) || !strings.Contains(fmt.Sprint(p.wire), "CONNECT "+addr+" HTTP/1.1") {
		t.Errorf("through a proxy: %v, %v", err, p.wire)
	}
}

// What is written reads back when its mask is taken off, and what is read keeps to
// its limits.
func FuzzFrameHead(f *testing.F) {
	for _, s := range []string{"\x81\x05", "\x82\x7e\x01\x00", "\x00\x7f\x00\x00\x00\x00\x00\x01\x00\x00", "\x89\x7d", "\xc1\x00", "\x88\xff\xff\xff\xff\xff\xff\xff\xff\xff"} {
		f.Add([]byte(s), []byte("payload"), int64(3))
	}
	f.Fuzz(func(t *testing.T, b, payload []byte, at int64) {
		at = int64(uint64(at) >> 1)
		mask := [4]byte{1, 2, 3, 4}
		if back := appendMasked(nil, appendMasked(nil, payload, mask, at), mask, at); !bytes.Equal(back, payload) {
			t.Errorf("%x is not what %x was", back, payload)
		}
		if len(b) < 2 || len(b) < headSize(b) {
			return
		}
		h, err := parseFrameHead(b)
		if err != nil {
			return
		}
		if h.size < 0 || h.control() && (h.size > maxControl || !h.fin) {
			t.Errorf("%x is %+v", b, h)
		}
		out := appendFrameHead(nil, h, mask)
		again := bytes.Clone(out[:len(out)-4])
		again[1] &^= 128
		if got, err := parseFrameHead(again); err != nil || got != h || len(again) != headSize(again) || len(again) > headSize(b) {
			t.Errorf("%+v is written as %x and read as %+v, %v", h, out, got, err)
		}
	})
}
