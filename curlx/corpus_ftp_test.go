package curlx

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"net"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"time"
)

// A corpusFTP answers as the FTP server of curl's tests does.
type corpusFTP struct {
	c  *corpusCase
	l  net.Listener
	wg sync.WaitGroup

	mu      sync.Mutex
	conns   map[net.Conn]bool
	log     bytes.Buffer
	uploads string
	stopped bool

	replies map[string]string // REPLY COMMAND text
	counts  map[string]int    // COUNT COMMAND n: how often it applies
	words   map[string]string // other words of <servercmd>
}

func serveCorpusFTP(c *corpusCase, l net.Listener) *corpusFTP {
	s := &corpusFTP{c: c, l: l, conns: map[net.Conn]bool{}, replies: map[string]string{}, counts: map[string]int{}, words: map[string]string{}}
	text, _, _ := c.part("reply", "servercmd")
	for line := range strings.Lines(text) {
		word, rest, _ := strings.Cut(strings.Trim(line, "\r\n"), " ")
		switch word {
		case "REPLY":
			command, answer, _ := strings.Cut(rest, " ")
			s.replies[command] = strings.NewReplacer(`\r`, "\r", `\n`, "\n", `\x00`, "\x00").Replace(answer)
		case "COUNT":
			command, n, _ := strings.Cut(rest, " ")
			s.counts[command], _ = strconv.Atoi(n)
		default:
			s.words[word] = rest
		}
	}
	s.wg.Go(func() {
		for {
			nc, err := l.Accept()
			if err != nil {
				return
			}
			s.track(nc, func() { (&corpusFTPConn{s: s, nc: nc}).serve() })
		}
	})
	return s
}

// track runs f in a goroutine, and closes c afterwards or when the server stops.
func (s *corpusFTP) track(c net.Conn, f func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.stopped {
		c.Close()
		return
	}
	s.conns[c] = true
	s.wg.Go(func() {
		f()
		c.Close()
		s.mu.Lock()
		delete(s.conns, c)
		s.mu.Unlock()
	})
}

func (s *corpusFTP) stop() {
	s.l.Close()
	s.mu.Lock()
	s.stopped = true
	for c := range s.conns {
		c.Close()
	}
	s.mu.Unlock()
	s.wg.Wait()
}

func (s *corpusFTP) logged() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.log.String()
}

// corpusBanner is how the server greets.
const corpusBanner = "220-        _   _ ____  _\r\n220-    ___| | | |  _ \\| |\r\n220-   / __| | | | |_) | |\r\n" +
	"220-  | (__| |_| |  _ {| |___\r\n220    \\___|\\___/|_| \\_\\_____|"

var corpusAnswers = map[string]string{
	"USER": "331 We are happy you popped in!", "PASS": "230 Welcome you silly person", "PWD": `257 "/" is current directory`,
	"TYPE": "200 I modify TYPE as you wanted", "CWD": "250 CWD command successful.", "SYST": "215 UNIX Type: L8", "QUIT": "221 bye bye baby",
	"MKD": "257 Created your requested directory", "REST": "350 Yeah yeah we set it there for you", "DELE": "200 OK OK OK whatever you say",
	"RNFR": "350 Received your order. Please provide more", "RNTO": "250 Ok, thanks. File renaming completed.", "NOOP": "200 Sorry it took so long!",
	"PBSZ": "500 PBSZ not implemented", "PROT": "500 PROT not implemented", "ABOR": "226 aborted",
}

// A corpusFTPConn is one control connection.
type corpusFTPConn struct {
	s       *corpusFTP
	nc      net.Conn
	passive net.Listener
	active  string
	cwd     string
}

func (f *corpusFTPConn) say(text string) {
	out := []byte(text + "\r\n")
	if _, slow := f.s.words["SLOWDOWN"]; slow {
		for i := range out {
			f.nc.Write(out[i : i+1])
		}
		return
	}
	f.nc.Write(out)
}

func (f *corpusFTPConn) serve() {
	defer f.closePassive()
	s := f.s
	if text, ok := s.replies["welcome"]; ok {
		f.say(text)
	} else {
		f.say(corpusBanner)
	}
	for in := bufio.NewReaderSize(f.nc, 64<<10); ; {
		line, err := in.ReadString('\n')
		s.mu.Lock()
		s.log.WriteString(line)
		s.mu.Unlock()
		if err != nil {
			return
		}
		word, arg, _ := strings.Cut(strings.TrimRight(line, "\r\n"), " ")
		if text, ok := s.replies[word]; ok && f.applies(word) {
			f.say(text)
			if word == "QUIT" {
				return
			}
			continue
		}
		f.command(word, arg)
		if word == "QUIT" {
			return
		}
	}
}

// applies counts how often a reply was given.
func (f *corpusFTPConn) applies(word string) bool {
	f.s.mu.Lock()
	defer f.s.mu.Unlock()
	n, counted := f.s.counts[word]
	if counted {
		f.s.counts[word] = n - 1
	}
	return !counted || n > 0
}

var corpusDigits = regexp.MustCompile(`\d+`)

// dataOf is what a file's or directory's name stands for.
func (f *corpusFTPConn) dataOf(name string) (data string, ok bool) {
	all := corpusDigits.FindAllString(name, -1)
	element := "data"
	if all == nil {
		all = []string{"0"}
	}
	if n, err := strconv.Atoi(all[len(all)-1]); err == nil && n > 10000 {
		element += strconv.Itoa(n % 10000)
	}
	text, attrs, ok := f.s.c.part("reply", element)
	return text, ok && (text != "" || attrs["sendzero"] == "yes")
}

func (f *corpusFTPConn) command(word, arg string) {
	switch word {
	case "PASV", "EPSV":
		f.listen(word)
	case "PORT", "EPRT":
		f.remember(word, arg)
	case "SIZE":
		if text, _, ok := f.s.c.part("reply", "size"); ok {
			if n, _ := strconv.Atoi(strings.TrimSpace(text)); n > -1 {
				f.say("213 " + strings.TrimSpace(text))
				return
			}
		} else if data, ok := f.dataOf(arg); ok {
			f.say(fmt.Sprintf("213 %d", len(data)))
			return
		}
		f.say("550 " + arg + ": No such file or directory.")
	case "MDTM":
		if text, _, ok := f.s.c.part("reply", "mdtm"); ok {
			f.say(strings.TrimSpace(text))
			return
		}
		f.say("500 MDTM: no such command.")
	case "REST":
		f.say(corpusAnswers[word]) // the cases have what remains
	case "RETR":
		f.retrieve(arg)
	case "LIST", "NLST":
		data, _ := f.dataOf(f.cwd + arg)
		f.send("150 here comes a directory", strings.ReplaceAll(strings.ReplaceAll(data, "\r\n", "\n"), "\n", "\r\n"), "226 ASCII transfer complete")
	case "STOR", "APPE":
		f.store()
	case "CWD":
		f.cwd = arg
		f.say(corpusAnswers[word])
	default:
		text, ok := corpusAnswers[word]
		if !ok {
			text = "500 " + word + " is not dealt with!"
		}
		f.say(text)
	}
}

func (f *corpusFTPConn) retrieve(name string) {
	data, ok := f.dataOf(name)
	if !ok {
		f.say("550 " + name + ": No such file or directory.")
		return
	}
	size := strconv.Itoa(len(data))
	name = corpusDigits.FindString(name)
	if told, ok := f.s.words["RETRSIZE"]; ok {
		size = told
	}
	first := fmt.Sprintf("150 Binary data connection for %s () (%s bytes).", name, size)
	if _, ok := f.s.words["RETRNOSIZE"]; ok {
		first = fmt.Sprintf("150 Binary data connection for %s ().", name)
	}
	f.send(first, data, "226 File transfer complete")
}

func (f *corpusFTPConn) listen(word string) {
	f.closePassive()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		f.say("500 " + err.Error())
		return
	}
	f.passive = l
	port := l.Addr().(*net.TCPAddr).Port
	if _, none := f.s.words["NODATACONN"]; none {
		f.closePassive()
	}
	if word == "EPSV" {
		f.say(fmt.Sprintf("229 Entering Passive Mode (|||%d|)", port))
		return
	}
	f.say(fmt.Sprintf("227 Entering Passive Mode (127,0,0,1,%d,%d)", port>>8, port&255))
}

func (f *corpusFTPConn) closePassive() {
	if f.passive != nil {
		f.passive.Close()
		f.passive = nil
	}
}

func (f *corpusFTPConn) remember(word, arg string) {
	if word == "EPRT" {
		if parts := strings.Split(arg, "|"); len(parts) == 5 {
			f.active = net.JoinHostPort(parts[2], parts[3])
		}
		f.say("200 Thanks for dropping by. We contact you later")
		return
	}
	if n := strings.Split(arg, ","); len(n) == 6 {
		high, _ := strconv.Atoi(n[4])
		low, _ := strconv.Atoi(n[5])
		f.active = net.JoinHostPort(strings.Join(n[:4], "."), strconv.Itoa(high<<8|low))
	}
	f.say("200 You said PORT - I say FINE")
}

// dataConn is the data connection, nil where the case wants none.
func (f *corpusFTPConn) dataConn() net.Conn {
	if f.active != "" {
		for _, word := range []string{"NODATACONN", "NODATACONN421", "NODATACONN425"} {
			if _, none := f.s.words[word]; none {
				return nil
			}
		}
		c, _ := net.DialTimeout("tcp", f.active, 5*time.Second)
		f.active = ""
		return c
	}
	if f.passive == nil {
		return nil
	}
	f.passive.(*net.TCPListener).SetDeadline(time.Now().Add(5 * time.Second))
	c, _ := f.passive.Accept()
	f.closePassive()
	return c
}

// noData says what the case wants where there is no data connection.
func (f *corpusFTPConn) noData() {
	if _, ok := f.s.words["NODATACONN425"]; ok {
		f.say("425 Can't open data connection.")
	}
	if _, ok := f.s.words["NODATACONN421"]; ok {
		f.say("421 Connection timed out.")
	}
}

func (f *corpusFTPConn) send(first, data, last string) {
	f.say(first)
	c := f.dataConn()
	if c == nil {
		f.noData()
		return
	}
	step := len(data) + 1
	if _, slow := f.s.words["SLOWDOWNDATA"]; slow {
		step = 1
	}
	for i := 0; i < len(data); i += step {
		io.WriteString(c, data[i:min(i+step, len(data))])
	}
	c.Close()
	f.say(last)
}

func (f *corpusFTPConn) store() {
	f.say("125 Gimme gimme gimme!")
	c := f.dataConn()
	if c == nil {
		f.noData()
		return
	}
	b, _ := io.ReadAll(c)
	c.Close()
	f.s.mu.Lock()
	f.s.uploads = string(b)
	f.s.mu.Unlock()
	if last, ok := f.s.words["STOR"]; ok {
		f.say(last)
		return
	}
	f.say("226 File transfer complete")
}

// verifyUpload compares what was uploaded.
func (s *corpusFTP) verifyUpload() error {
	want, _, ok := s.c.part("verify", "upload")
	if !ok {
		return nil
	}
	if s.uploads != want {
		return fmt.Errorf("uploaded\n%q, expected\n%q", s.uploads, want)
	}
	return nil
}
