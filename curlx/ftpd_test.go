package curlx

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

// An ftpd is an FTP server that can be told to be wrong.
type ftpd struct {
	addr string

	replies map[string]string // other answers, by the command's word; %H and %L are the port's two bytes, %P the port
	data    string            // what a file or a listing holds
	final   string            // the answer after it, "" for 226
	stall   string            // the command that gets no answer; "data" never ends, "final" says nothing after it
	hangup  string            // the command at which the control connection is closed, or "data", "final"
	reset   bool              // by a reset
	refuse  bool              // nobody listens at the port of EPSV

	mu    sync.Mutex
	heard [][]string // commands of each connection
	all   sync.WaitGroup
	done  chan struct{}
	conns map[net.Conn]bool
}

func (s *ftpd) start(t *testing.T) *ftpd {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s.addr, s.done, s.conns = l.Addr().String(), make(chan struct{}), map[net.Conn]bool{}
	s.all.Go(func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			s.mu.Lock()
			s.conns[c] = true
			s.heard = append(s.heard, nil)
			n := len(s.heard) - 1
			s.mu.Unlock()
			s.all.Go(func() { (&ftpdConn{s: s, c: c, n: n}).serve() })
		}
	})
	t.Cleanup(func() {
		l.Close()
		close(s.done)
		s.mu.Lock()
		for c := range s.conns {
			c.Close()
		}
		s.mu.Unlock()
		s.all.Wait()
	})
	return s
}

// commands are what the last connection's commands were.
func (s *ftpd) commands() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.heard) == 0 {
		return nil
	}
	return slices.Clone(s.heard[len(s.heard)-1])
}

type ftpdConn struct {
	s       *ftpd
	c       net.Conn
	n       int
	passive net.Listener
	active  string
}

func (f *ftpdConn) serve() {
	s := f.s
	defer func() {
		if s.reset {
			f.c.(*net.TCPConn).SetLinger(0)
		}
		f.c.Close()
		if f.passive != nil {
			f.passive.Close()
		}
	}()
	if f.fault("welcome") {
		return
	}
	f.say("welcome", "220 ready")
	for in := bufio.NewReaderSize(f.c, 1<<16); ; {
		text, err := in.ReadString('\n')
		if err != nil {
			return
		}
		text = strings.TrimRight(text, "\r\n")
		s.mu.Lock()
		s.heard[f.n] = append(s.heard[f.n], text)
		s.mu.Unlock()
		word, arg, _ := strings.Cut(text, " ")
		if f.fault(word) || !f.command(word, arg) {
			return
		}
	}
}

// fault stalls, or reports that the connection is to be closed.
func (f *ftpdConn) fault(stage string) bool {
	if f.s.stall == stage {
		<-f.s.done
	}
	return f.s.hangup == stage
}

// say answers a command, by what the test wants or as usual.
func (f *ftpdConn) say(word, usual string) {
	text, ok := f.s.replies[word]
	if !ok {
		text = usual
	}
	if f.passive != nil {
		_, port, _ := net.SplitHostPort(f.passive.Addr().String())
		p, _ := strconv.Atoi(port)
		text = strings.NewReplacer("%H", strconv.Itoa(p>>8), "%L", strconv.Itoa(p&255), "%P", port).Replace(text)
	}
	if text != "" {
		io.WriteString(f.c, text+"\r\n")
	}
}

func (f *ftpdConn) command(word, arg string) bool {
	usual := map[string]string{
		"USER": "331 password?", "PASS": "230 in", "PWD": `257 "/"`, "TYPE": "200 ok", "CWD": "250 ok", "MKD": "257 made", "REST": "350 ok", "NOOP": "200 ok",
		"SIZE": fmt.Sprintf("213 %d", len(f.s.data)), "QUIT": "221 bye", "ABOR": "226 ok", "MDTM": "213 20010909014640",
	}[word]
	switch word {
	case "EPSV", "PASV":
		if f.passive != nil {
			f.passive.Close()
		}
		f.passive, _ = net.Listen("tcp", "127.0.0.1:0")
		reply := "229 passive (|||%P|)"
		if word == "PASV" {
			reply = "227 passive (127,0,0,1,%H,%L)"
		}
		if f.s.refuse && word == "EPSV" {
			f.passive.Close() // its port is still known
		}
		f.say(word, reply)
		return true
	case "EPRT", "PORT":
		if n := strings.FieldsFunc(arg, func(c rune) bool { return c == '|' || c == ',' }); word == "EPRT" {
			f.active = net.JoinHostPort(n[1], n[2])
		} else {
			high, _ := strconv.Atoi(n[4])
			low, _ := strconv.Atoi(n[5])
			f.active = net.JoinHostPort(strings.Join(n[:4], "."), strconv.Itoa(high<<8|low))
		}
		usual = "200 ok"
	case "RETR", "LIST", "NLST", "STOR", "APPE":
		return f.transfer(word)
	}
	if usual == "" {
		usual = "500 what?"
	}
	f.say(word, usual)
	return word != "QUIT"
}

func (f *ftpdConn) transfer(word string) bool {
	f.say(word, "150 here it is")
	if text, ok := f.s.replies[word]; ok && !strings.HasPrefix(text, "1") {
		return true
	}
	var c net.Conn
	if f.active != "" {
		c, _ = net.DialTimeout("tcp", f.active, 5*time.Second)
	} else if f.passive != nil {
		f.passive.(*net.TCPListener).SetDeadline(time.Now().Add(5 * time.Second))
		c, _ = f.passive.Accept()
	}
	if c == nil {
		return true
	}
	if word == "STOR" || word == "APPE" {
		io.Copy(io.Discard, c)
	} else {
		io.WriteString(c, f.s.data)
	}
	if f.s.stall == "data" {
		<-f.s.done
	}
	c.Close()
	if f.s.hangup == "data" || f.fault("final") {
		return false
	}
	if f.s.final != "" {
		io.WriteString(f.c, f.s.final+"\r\n")
	} else {
		io.WriteString(f.c, "226 done\r\n")
	}
	return true
}
