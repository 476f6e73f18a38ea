package curlx

import (
	"bufio"
	"bytes"
	"io"
	"net"
	"strconv"
	"strings"
	"sync"
	"time"
)

// A corpusServer answers as the HTTP server of curl's tests does: the number in
// the path, and what authenticates, choose among the <data> elements.
type corpusServer struct {
	c        *corpusCase
	l        net.Listener
	mu       sync.Mutex
	log      bytes.Buffer
	conns    map[net.Conn]bool
	wg       sync.WaitGroup
	commands map[string]string
	monitor  bool
	bounced  bool
	lastPart int
}

func serveCorpus(c *corpusCase, l net.Listener) *corpusServer {
	s := &corpusServer{c: c, l: l, conns: map[net.Conn]bool{}, commands: map[string]string{}}
	if text, _, ok := c.part("reply", "servercmd"); ok {
		for line := range strings.Lines(text) {
			name, value, _ := strings.Cut(strings.TrimSpace(line), ":")
			s.commands[name] = strings.TrimSpace(value)
		}
	}
	_, s.monitor = s.commands["connection-monitor"]
	s.wg.Add(1)
	go func() {
		defer s.wg.Done()
		for {
			nc, err := l.Accept()
			if err != nil {
				return
			}
			s.mu.Lock()
			s.conns[nc] = true
			s.mu.Unlock()
			s.wg.Add(1)
			go func() {
				defer s.wg.Done()
				s.serve(nc)
				nc.Close()
				s.mu.Lock()
				delete(s.conns, nc)
				s.mu.Unlock()
			}()
		}
	}()
	return s
}

func (s *corpusServer) stop() {
	s.l.Close()
	s.mu.Lock()
	for c := range s.conns {
		c.Close()
	}
	s.mu.Unlock()
	s.wg.Wait()
}

func (s *corpusServer) note(p []byte) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.log.Write(p)
}

func (s *corpusServer) logged() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.log.String()
}

// state of one connection: which marks of authentication were seen.
type corpusConn struct {
	digest, ntlm bool
}

func (s *corpusServer) serve(nc net.Conn) {
	br := bufio.NewReaderSize(nc, 64<<10)
	st := &corpusConn{}
	for {
		if !s.one(nc, br, st) {
			break
		}
	}
	if s.monitor {
		s.note([]byte("[DISCONNECT]\n"))
	}
}

// one serves one request; false ends the connection.
func (s *corpusServer) one(nc net.Conn, br *bufio.Reader, st *corpusConn) bool {
	head, ok := readRequestHead(br)
	if bytes.HasPrefix(head, []byte("PROXY TCP")) {
		head = append([]byte("proxy-line\r\n"), head[bytes.IndexByte(head, '\n')+1:]...)
	}
	s.note(head)
	if !ok {
		return false
	}
	text := string(head)
	text = strings.TrimPrefix(text, "proxy-line\r\n")
	line, _, _ := strings.Cut(text, "\r\n")
	word := strings.Fields(line)
	if len(word) < 2 {
		return false
	}
	connect := word[0] == "CONNECT"
	part := s.number(word[1])
	if connect {
		part = s.connectNumber(word[1])
	}
	part = s.marks(text, part, st, connect)
	length, chunked := int64(0), false
	for l := range strings.SplitSeq(text, "\r\n") {
		name, value, _ := strings.Cut(l, ":")
		switch strings.ToLower(name) {
		case "content-length":
			length, _ = strconv.ParseInt(strings.TrimSpace(value), 10, 64)
		case "transfer-encoding":
			chunked = strings.Contains(strings.ToLower(value), "chunked")
		}
	}
	_, skipBody := s.commands["auth_required"]
	skipBody = skipBody && !strings.Contains(text, "Authorization:")
	if n, ok := s.commands["skip"]; ok {
		k, _ := strconv.ParseInt(n, 10, 64)
		length -= k
	}
	open := !strings.Contains(text, "Connection: close")
	expects := strings.Contains(text, "Expect: 100-continue")
	if _, no := s.commands["no-expect"]; no && expects {
		skipBody = true
	}
	reply, ok := s.reply(part, connect)
	if expects && !skipBody && strings.HasPrefix(reply, "HTTP/1.1 100") {
		end := strings.Index(reply, "\r\n\r\n")
		if end > 0 {
			nc.Write([]byte(reply[:end+4]))
			reply = reply[end+4:]
		}
	}
	if !skipBody && !connect {
		var body bytes.Buffer
		err := readRequestBody(br, &body, length, chunked)
		s.note(body.Bytes())
		if err != nil {
			return false
		}
	}
	if _, idle := s.commands["idle"]; idle {
		io.Copy(io.Discard, br)
		return false
	}
	if !ok {
		return false
	}
	if d, slow := s.commands["writedelay"]; slow {
		ms, _ := strconv.Atoi(d)
		for i := range len(reply) {
			if _, err := nc.Write([]byte(reply[i : i+1])); err != nil {
				return false
			}
			if i%10 == 0 && ms > 0 {
				wait(time.Duration(min(ms, 2)) * time.Millisecond)
			}
		}
	} else if _, err := nc.Write([]byte(reply)); err != nil {
		return false
	}
	if strings.Contains(reply, "swsbounce") {
		s.mu.Lock()
		s.bounced = true
		s.mu.Unlock()
	}
	if text, _, ok := s.c.part("reply", "postcmd"); ok && strings.Contains(text, "wait") {
		io.Copy(io.Discard, br)
		return false
	}
	if strings.Contains(reply, "swsclose") || !open || reply == "" {
		return false
	}
	if connect && strings.HasPrefix(reply, "HTTP/1.1 2") || connect && strings.HasPrefix(reply, "HTTP/1.0 2") {
		st.digest, st.ntlm = false, false
	}
	return true
}

func wait(d time.Duration) {
	t := time.NewTimer(d)
	defer t.Stop()
	<-t.C
}

func readRequestHead(br *bufio.Reader) ([]byte, bool) {
	var b bytes.Buffer
	for {
		line, err := br.ReadBytes('\n')
		b.Write(line)
		if err != nil {
			return b.Bytes(), false
		}
		if len(bytes.TrimRight(line, "\r\n")) == 0 {
			return b.Bytes(), true
		}
	}
}

func readRequestBody(br *bufio.Reader, w *bytes.Buffer, length int64, chunked bool) error {
	if !chunked {
		_, err := io.CopyN(w, br, length)
		return err
	}
	for {
		line, err := br.ReadBytes('\n')
		w.Write(line)
		if err != nil {
			return err
		}
		n, err := strconv.ParseInt(strings.TrimSpace(strings.Split(string(line), ";")[0]), 16, 64)
		if err != nil {
			return err
		}
		if n == 0 {
			for {
				line, err := br.ReadBytes('\n')
				w.Write(line)
				if err != nil || len(bytes.TrimRight(line, "\r\n")) == 0 {
					return err
				}
			}
		}
		if _, err := io.CopyN(w, br, n+2); err != nil {
			return err
		}
	}
}

// number is which <data> a path asks for: 99 is <data>, 990002 is <data2>.
func (s *corpusServer) number(target string) int {
	if i := strings.IndexAny(target, "?#"); i >= 0 && !strings.Contains(target[:i], strconv.Itoa(s.c.number)) {
		target = target[i+1:]
	} else if i >= 0 {
		target = target[:i]
	}
	n := strconv.Itoa(s.c.number)
	for i := strings.LastIndex(target, n); i >= 0; i = strings.LastIndex(target[:i], n) {
		if i > 0 && target[i-1] >= '0' && target[i-1] <= '9' {
			continue
		}
		rest := target[i+len(n):]
		j := 0
		for j < len(rest) && rest[j] >= '0' && rest[j] <= '9' {
			j++
		}
		if j == 4 {
			part, _ := strconv.Atoi(rest[:4])
			return part
		}
		return 0
	}
	return 0
}

// connectNumber is that of a CONNECT: the number after the last dot of the host.
func (s *corpusServer) connectNumber(target string) int {
	host, _, err := net.SplitHostPort(target)
	if err != nil {
		return 0
	}
	return s.number("/" + host[strings.LastIndexByte(host, '.')+1:])
}

// marks adds to the number what authentication adds.
func (s *corpusServer) marks(text string, part int, st *corpusConn, connect bool) int {
	switch {
	case !st.digest && strings.Contains(text, "Authorization: Digest"):
		part += 1000
		st.digest = true
	case !st.ntlm && strings.Contains(text, "Authorization: NTLM TlRMTVNTUAAD"):
		part += 1002
		st.ntlm = true
	case !st.ntlm && strings.Contains(text, "Authorization: NTLM TlRMTVNTUAAB"):
		part += 1001
	case part >= 1000 && strings.Contains(text, "Authorization: Basic"):
		part++
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.bounced && part == s.lastPart {
		part++
	}
	s.lastPart, s.bounced = part, false
	return part
}

// reply is the element for a number.
func (s *corpusServer) reply(part int, connect bool) (string, bool) {
	name := "data"
	if connect {
		name = "connect"
	}
	if part > 0 {
		name += strconv.Itoa(part)
	}
	text, _, ok := s.c.part("reply", name)
	if !ok && connect {
		return "HTTP/1.1 200 Mighty fine indeed\r\n\r\n", true
	}
	return text, ok
}
