package main

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"

	"github.com/pyops-go/pyops/internal/original"
)

var webserverWorkloads = []Workload{
	{"examples/webserver", "128 GETs of 1 kB over 16 connections", servedSmall},
	{"examples/webserver", "GET of 1 GiB", servedLarge},
}

// startOurs builds examples/webserver and serves a folder with it.
func startOurs(www string) (*webServer, error) {
	dir, err := os.MkdirTemp("", "pyops-versus-")
	if err != nil {
		return nil, err
	}
	broken := func(err error) (*webServer, error) { return nil, errors.Join(err, os.RemoveAll(dir)) }
	out, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}", "github.com/pyops-go/pyops").Output()
	if err != nil {
		return broken(err)
	}
	program := filepath.Join(dir, "webserver")
	build := exec.Command("go", "build", "-o", program, "./examples/webserver")
	build.Dir = strings.TrimSpace(string(out))
	if out, err := build.CombinedOutput(); err != nil {
		return broken(fmt.Errorf("%w: %s", err, out))
	}
	address, err := freeAddress()
	if err != nil {
		return broken(err)
	}
	config := filepath.Join(dir, "web.ini")
	text := fmt.Sprintf("[server]\nlisten = %s,\nroot = %s\n[log]\naccess = \"\"\n", address, www) // nginx and Python write no log either
	if err := os.WriteFile(config, []byte(text), 0o600); err != nil {
		return broken(err)
	}
	return startServer(exec.Command(program, "-c", config), address, dir)
}

// pythonServer is http.server as its documents have it, but silent.
const pythonServer = `
import functools, http.server, sys
class Silent(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *args): pass
http.server.ThreadingHTTPServer(("127.0.0.1", int(sys.argv[2])), functools.partial(Silent, directory=sys.argv[1])).serve_forever()
`

func startHTTPServer(www string) (*webServer, error) {
	address, err := freeAddress()
	if err != nil {
		return nil, err
	}
	_, port, _ := strings.Cut(address, ":")
	return startServer(exec.Command(original.Interpreter, "-c", pythonServer, www, port), address, "")
}

func freeAddress() (string, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	return l.Addr().String(), l.Close()
}

// startServer starts a program and waits until it answers. dir, unless empty, is
// removed with it.
func startServer(cmd *exec.Cmd, address, dir string) (*webServer, error) {
	s := &webServer{dir: dir, url: "http://" + address + "/", close: func() {
		if cmd.Process != nil {
			// Killed, nginx would leave its worker behind.
			cmd.Process.Signal(syscall.SIGTERM)
			cmd.Wait()
		}
		if dir != "" {
			os.RemoveAll(dir)
		}
	}}
	if err := cmd.Start(); err != nil {
		s.close()
		return nil, err
	}
	if err := ready(func() error { return listens(address) }); err != nil {
		s.close()
		return nil, err
	}
	return s, nil
}

// listens tells why nobody answers at an address, nil where somebody does.
func listens(address string) error {
	c, err := net.Dial("tcp", address)
	if err != nil {
		return err
	}
	return c.Close()
}

// A loader is a client that costs little beside the server: it knows what comes, and
// looks at no more than the status and the length.
type loader struct {
	address, path string
	c             net.Conn
	r             *bufio.Reader
}

func (s *webServer) loader(path string) *loader {
	return &loader{address: strings.Trim(strings.TrimPrefix(s.url, "http://"), "/"), path: path}
}

func (l *loader) close() {
	if l.c != nil {
		l.c.Close()
		l.c = nil
	}
}

// begin asks for the file, and reads the header of the answer.
func (l *loader) begin() (status string, length int64, stays bool, err error) {
	if l.c == nil {
		if l.c, err = net.Dial("tcp", l.address); err != nil {
			l.c = nil
			return "", 0, false, err
		}
		l.r = bufio.NewReaderSize(l.c, 64<<10)
	}
	if _, err := io.WriteString(l.c, "GET /"+l.path+" HTTP/1.1\r\nHost: x\r\n\r\n"); err != nil {
		return "", 0, false, err
	}
	length = -1
	for first := true; ; first = false {
		line, err := l.r.ReadSlice('\n')
		if err != nil {
			return "", 0, false, err
		}
		line = bytes.TrimRight(line, "\r\n")
		name, value, _ := bytes.Cut(line, []byte(": "))
		switch {
		case first:
			version, rest, _ := bytes.Cut(line, []byte(" "))
			status, stays = string(rest[:min(3, len(rest))]), string(version) == "HTTP/1.1"
		case len(line) == 0:
			return status, length, stays, nil
		case bytes.EqualFold(name, []byte("Content-Length")):
			if length, err = strconv.ParseInt(string(value), 10, 64); err != nil {
				return "", 0, false, err
			}
		}
	}
}

// get reads a whole answer, and returns its status and how long it was.
func (l *loader) get() (status string, n int64, err error) {
	status, length, stays, err := l.begin()
	if err == nil {
		n, err = io.CopyBuffer(struct{ io.Writer }{io.Discard}, io.LimitReader(struct{ io.Reader }{l.r}, length), make([]byte, 256<<10))
		if n < length {
			err = errors.Join(err, io.ErrUnexpectedEOF)
		}
	}
	if err != nil || !stays {
		l.close()
	}
	return status, n, err
}

// load is a contestant that gets a file so often over each of so many connections.
func (s *webServer) load(name string, bar float64, path string, connections, each int) Contestant {
	loaders := make([]*loader, connections)
	for i := range loaders {
		loaders[i] = s.loader(path)
	}
	stop := s.close
	s.close = func() {
		for _, l := range loaders {
			l.close()
		}
		stop()
	}
	return repeating(name, bar, func() any {
		var wait sync.WaitGroup
		failed := make([]error, connections)
		bodies := make([]int64, connections)
		for i, l := range loaders {
			wait.Go(func() {
				for range each {
					status, n, err := l.get()
					if err == nil && status != "200" {
						err = errors.New(status)
					}
					failed[i] = errors.Join(failed[i], err)
					bodies[i] += n
				}
			})
		}
		wait.Wait()
		if err := errors.Join(failed...); err != nil {
			return err.Error()
		}
		sum := int64(0)
		for _, n := range bodies {
			sum += n
		}
		return sum
	})
}

func servedSmall() (*Contest, error) {
	nginx, err := startNginx()
	if err != nil {
		return nil, err
	}
	www := filepath.Join(nginx.dir, "www")
	ours, err := startOurs(www)
	if err != nil {
		nginx.close()
		return nil, err
	}
	python, err := startHTTPServer(www)
	if err != nil {
		ours.close()
		nginx.close()
		return nil, err
	}
	const connections, each = 16, 8
	return &Contest{
		Ours: ours.load("", 0, "small", connections, each),
		Peers: []Contestant{
			nginx.load("nginx", 1, "small", connections, each),
			python.load("http.server", 25, "small", connections, each),
		},
		Close: func() { python.close(); ours.close(); nginx.close() },
	}, nil
}

func servedLarge() (*Contest, error) {
	nginx, err := startNginx()
	if err != nil {
		return nil, err
	}
	www := filepath.Join(nginx.dir, "www")
	f, err := os.Create(filepath.Join(www, "large"))
	if err == nil {
		err = errors.Join(f.Truncate(largeFile), f.Close())
	}
	if err != nil {
		nginx.close()
		return nil, err
	}
	ours, err := startOurs(www)
	if err != nil {
		nginx.close()
		return nil, err
	}
	return &Contest{
		Ours:  ours.load("", 0, "large", 1, 1),
		Peers: []Contestant{nginx.load("nginx", 1, "large", 1, 1)},
		Close: func() { ours.close(); nginx.close() },
	}, nil
}
