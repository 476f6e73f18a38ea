package main

import (
	"bufio"
	"fmt"
	"net"
	"path"
	"strings"
	"sync"
)

// A server speaks as much FTP as a client needs to fetch a file in passive mode.
type server struct {
	listener net.Listener
	port     int
	files    map[string]string
	done     sync.WaitGroup
}

// serve starts a server of the files on loopback.
func serve(files map[string]string) (*server, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	s := &server{listener: l, port: l.Addr().(*net.TCPAddr).Port, files: files}
	s.done.Go(func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			s.done.Go(func() { s.talk(conn) })
		}
	})
	return s, nil
}

// Close ends the server once its clients have gone.
func (s *server) Close() {
	s.listener.Close()
	s.done.Wait()
}

func (s *server) talk(conn net.Conn) {
	defer conn.Close()
	say := func(format string, args ...any) { fmt.Fprintf(conn, format+"\r\n", args...) }
	say("220 a server inside the program")
	dir := "/"
	var data net.Listener
	defer func() {
		if data != nil {
			data.Close()
		}
	}()
	lines := bufio.NewScanner(conn)
	for lines.Scan() {
		command, argument, _ := strings.Cut(lines.Text(), " ")
		switch strings.ToUpper(command) {
		case "USER":
			say("331 the password, please")
		case "PASS":
			say("230 welcome")
		case "SYST":
			say("215 UNIX Type: L8")
		case "TYPE", "NOOP", "OPTS":
			say("200 fine")
		case "PWD":
			say("257 %q", dir)
		case "CWD":
			dir = path.Join(dir, argument)
			say("250 in %s now", dir)
		case "SIZE", "MDTM", "FEAT":
			say("502 not here")
		case "EPSV", "PASV":
			if data != nil {
				data.Close()
			}
			var err error
			if data, err = net.Listen("tcp", "127.0.0.1:0"); err != nil {
				say("425 %v", err)
				return
			}
			port := data.Addr().(*net.TCPAddr).Port
			if strings.EqualFold(command, "EPSV") {
				say("229 come to (|||%d|)", port)
			} else {
				say("227 come to (127,0,0,1,%d,%d)", port>>8, port&255)
			}
		case "RETR":
			text, ok := s.files[strings.TrimPrefix(path.Join(dir, argument), "/")]
			if !ok || data == nil {
				say("550 no such file")
				continue
			}
			say("150 here it comes")
			if c, err := data.Accept(); err == nil {
				fmt.Fprint(c, text)
				c.Close()
			}
			say("226 that was it")
		case "QUIT":
			say("221 bye")
			return
		default:
			say("502 not here")
		}
	}
}
