package curlx

import (
	"bufio"
	"fmt"
	"net"
	"path/filepath"
	"strings"
	"sync"
	"testing"
)

// ftpAnswers is a plain FTP server: it keeps the commands, and says yes to most.
func ftpAnswers(refuse map[string]string) func(t *testing.T) (map[string]string, func() string) {
	return func(t *testing.T) (map[string]string, func() string) {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		data, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		s := &plainFTP{data: data, refuse: refuse}
		var wg sync.WaitGroup
		wg.Go(func() {
			for {
				c, err := l.Accept()
				if err != nil {
					return
				}
				wg.Go(func() { defer c.Close(); s.serve(c) })
			}
		})
		stop := sync.OnceFunc(func() { l.Close(); data.Close(); wg.Wait() })
		t.Cleanup(stop)
		return map[string]string{"PORT": fmt.Sprint(l.Addr().(*net.TCPAddr).Port)}, func() string { stop(); return s.log.String() }
	}
}

type plainFTP struct {
	data   net.Listener
	refuse map[string]string
	mu     sync.Mutex
	log    strings.Builder
	active string
}

func (s *plainFTP) serve(c net.Conn) {
	say := func(format string, args ...any) { fmt.Fprintf(c, format+"\r\n", args...) }
	say("220 hello")
	br := bufio.NewReader(c)
	for {
		line, err := br.ReadString('\n')
		if err != nil {
			return
		}
		line = strings.TrimRight(line, "\r\n")
		verb, arg, _ := strings.Cut(line, " ")
		s.mu.Lock()
		if verb == "EPRT" || verb == "PORT" {
			s.log.WriteString("[" + verb + "]")
			s.active = arg
		} else {
			s.log.WriteString("[" + line + "]")
		}
		s.mu.Unlock()
		if no, ok := s.refuse[verb]; ok {
			if no == "" {
				continue // it never answers
			}
			say("%s", no)
			continue
		}
		port := s.data.Addr().(*net.TCPAddr).Port
		switch verb {
		case "USER":
			say("331 password")
		case "PASS", "ACCT":
			say("230 in")
		case "PWD":
			say("257 \"/\"")
		case "EPSV":
			say("229 (|||%d|)", port)
		case "PASV":
			say("227 (127,0,0,1,%d,%d)", port/256, port%256)
		case "SIZE":
			say("213 5")
		case "MDTM":
			say("213 20200101000000")
		case "REST":
			say("350 go on")
		case "RETR", "LIST", "NLST":
			say("150 here")
			if d := s.open(); d != nil {
				if verb == "LIST" {
					fmt.Fprint(d, "-rw-r--r-- 1 u g 5 Jan 1 2020 file\r\n")
				} else {
					fmt.Fprint(d, "hello")
				}
				d.Close()
			}
			say("226 done")
		case "STOR", "APPE":
			say("150 give")
			if d := s.open(); d != nil {
				b, _ := bufio.NewReader(d).ReadString(0)
				s.log.WriteString(fmt.Sprintf("%q", b))
				d.Close()
			}
			say("226 done")
		case "AUTH":
			say("500 no")
		case "QUIT":
			say("221 bye")
			return
		default:
			say("250 fine")
		}
	}
}

// open is the data connection, by whoever connects.
func (s *plainFTP) open() net.Conn {
	if s.active == "" {
		c, err := s.data.Accept()
		if err != nil {
			return nil
		}
		return c
	}
	var a, b, c, d, hi, lo int
	address := ""
	if f := strings.Split(s.active, "|"); len(f) > 3 {
		address = net.JoinHostPort(f[2], f[3])
	} else if n, _ := fmt.Sscanf(s.active, "%d,%d,%d,%d,%d,%d", &a, &b, &c, &d, &hi, &lo); n == 6 {
		address = fmt.Sprintf("%d.%d.%d.%d:%d", a, b, c, d, hi*256+lo)
	}
	s.active = ""
	conn, err := net.Dial("tcp", address)
	if err != nil {
		return nil
	}
	return conn
}

func ftpProofs(t *testing.T) []proof {
	dir := t.TempDir()
	all := ftpAnswers(nil)
	in := func(o AnyOption, v any, more ...any) proof {
		return proof{option: o, value: v, base: append([]any{URL, "ftp://127.0.0.1:PORT/a/b"}, more...), server: all}
	}
	up := []any{UPLOAD, 1, READDATA, reader("x")}
	with := func(p proof, refuse map[string]string) proof {
		p.server = ftpAnswers(refuse)
		return p
	}
	ends := func(p proof, refuse map[string]string) proof {
		p.ends = true
		return with(p, refuse)
	}
	return []proof{
		in(TRANSFERTEXT, 1), in(APPEND, 1, up...), in(DIRLISTONLY, 1, URL, "ftp://127.0.0.1:PORT/a/"),
		in(QUOTE, []string{"NOOP 1"}), in(PREQUOTE, []string{"NOOP 1"}), in(POSTQUOTE, []string{"NOOP 1"}),
		in(FTPPORT, "127.0.0.1"), in(FTP_USE_EPSV, 0), in(FTP_USE_EPRT, 0, FTPPORT, "127.0.0.1"), in(FTP_USE_PRET, 1),
		with(in(FTP_SKIP_PASV_IP, 0, FTP_USE_EPSV, 0), map[string]string{"PASV": "227 (127,0,0,9,0,1)"}),
		in(FTP_FILEMETHOD, FTPMETHOD_NOCWD), with(in(FTP_CREATE_MISSING_DIRS, 1, up...), map[string]string{"CWD": "550 no"}),
		with(in(FTP_ACCOUNT, "acct"), map[string]string{"PASS": "332 account"}), with(in(FTP_ALTERNATIVE_TO_USER, "USER other"), map[string]string{"USER": "530 no"}),
		in(USE_SSL, USESSL_TRY), in(FTPSSLAUTH, FTPAUTH_TLS, USE_SSL, USESSL_TRY),
		ends(in(FTP_RESPONSE_TIMEOUT, 1), map[string]string{"PWD": ""}),
		ends(in(ACCEPTTIMEOUT_MS, 300, ACCEPTTIMEOUT_MS, 3_600_000, FTPPORT, "127.0.0.1"), map[string]string{"RETR": "150 never"}),
		in(WILDCARDMATCH, 1, URL, "ftp://127.0.0.1:PORT/a/*"),
		in(FNMATCH_FUNCTION, called(func(say func(string, ...any)) any {
			return MatchFunc(func(pattern, name string) (bool, error) { say("match"); return false, nil })
		}), WILDCARDMATCH, 1, URL, "ftp://127.0.0.1:PORT/a/*"),
		{option: TELNETOPTIONS, value: []string{"TTYPE=vt100"}, base: []any{URL, "telnet://127.0.0.1:PORT/", READDATA, reader("")},
			server: func(t *testing.T) (map[string]string, func() string) {
				return rawServer(t, func(c net.Conn) string {
					c.Write([]byte{255, 253, 24})
					b := make([]byte, 64)
					n, _ := c.Read(b)
					return string(b[:n])
				})
			}},
		{option: NEW_FILE_PERMS, value: 0o600, base: []any{URL, "file://" + filepath.Join(dir, "new"), UPLOAD, 1, READDATA, reader("x")}, server: modeOf(filepath.Join(dir, "new"))},
	}
}
