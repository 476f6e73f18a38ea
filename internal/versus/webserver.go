package main

import (
	"bufio"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"net"
	"net/textproto"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/pyops-go/pyops/internal/original"
)

// Each server has one core, as nginx with one worker has and Python can use no more,
// so that on two cores the clients have the other.
var webserverWorkloads = []Workload{
	{"webserver", "GET of 1 kB, 50 connections", serveSmall},
	{"webserver", "GET of 1 GiB", serveLarge},
}

// A server is a program that serves the folder of an nginx.
type server struct {
	address string
	cmd     *exec.Cmd
	log     io.Closer
}

func (s *server) close() {
	s.cmd.Process.Kill()
	s.log.Close()
	s.cmd.Wait()
}

// startServer starts a program and waits until it says where it serves, on standard
// error or output.
func startServer(says string, cmd *exec.Cmd) (*server, error) {
	read, write, err := os.Pipe()
	if err != nil {
		return nil, err
	}
	cmd.Stdout, cmd.Stderr = write, write
	err = cmd.Start()
	write.Close()
	if err != nil {
		return nil, errors.Join(err, read.Close())
	}
	s := &server{cmd: cmd, log: read}
	lines := bufio.NewReader(read)
	var said strings.Builder
	for place := regexp.MustCompile(says); ; {
		line, err := lines.ReadString('\n')
		said.WriteString(line)
		if m := place.FindStringSubmatch(line); m != nil {
			s.address = net.JoinHostPort("127.0.0.1", m[1])
			go io.Copy(io.Discard, lines) // Python logs each request
			return s, nil
		}
		if err != nil {
			s.close()
			return nil, fmt.Errorf("%s: %w: %s", cmd.Path, err, said.String())
		}
	}
}

// startOurs builds the web server and starts it.
func (w *webServer) startOurs() (*server, error) {
	program, config := filepath.Join(w.dir, "webserver"), filepath.Join(w.dir, "web.ini")
	if out, err := exec.Command("go", "build", "-o", program, "github.com/pyops-go/pyops/examples/webserver").CombinedOutput(); err != nil {
		return nil, fmt.Errorf("%w: %s", err, out)
	}
	text := "[server]\nlisten = 127.0.0.1:0,\nroot = " + filepath.Join(w.dir, "www") + "\n[log]\naccess = \"\"\n"
	if err := os.WriteFile(config, []byte(text), 0o644); err != nil {
		return nil, err
	}
	cmd := exec.Command(program, "-c", config)
	cmd.Env = append(os.Environ(), "GOMAXPROCS=1")
	return startServer(`serving \S+ on http://127\.0\.0\.1:(\d+)`, cmd)
}

// startPython starts the server that comes with Python, which is the one that a
// program of a few lines gets.
func (w *webServer) startPython() (*server, error) {
	return startServer(`port (\d+)`, exec.Command(original.Interpreter, "-u", "-m", "http.server", "0", "--bind", "127.0.0.1", "--directory", filepath.Join(w.dir, "www")))
}

// A client gets one file again and again over a connection, or a new one where the
// server ends it.
type client struct {
	address, request string
	conn             net.Conn
	in               *bufio.Reader
}

func newClient(address, path string) *client {
	return &client{address: address, request: "GET /" + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"}
}

func (c *client) close() {
	if c.conn != nil {
		c.conn.Close()
		c.conn = nil
	}
}

// get writes the body of one answer.
func (c *client) get(body io.Writer) error {
	if c.conn == nil {
		var err error
		if c.conn, err = net.Dial("tcp", c.address); err != nil {
			return err
		}
		c.in = bufio.NewReaderSize(c.conn, 64<<10)
	}
	if _, err := io.WriteString(c.conn, c.request); err != nil {
		return err
	}
	status, err := c.in.ReadString('\n')
	if err != nil {
		return err
	}
	if code := strings.Fields(status); len(code) < 2 || code[1] != "200" {
		return fmt.Errorf("it answers %q", status)
	}
	header, err := textproto.NewReader(c.in).ReadMIMEHeader()
	if err != nil {
		return err
	}
	n, err := strconv.ParseInt(header.Get("Content-Length"), 10, 64)
	if err != nil {
		return err
	}
	if _, err := io.CopyN(body, c.in, n); err != nil {
		return err
	}
	if strings.HasPrefix(status, "HTTP/1.0") || strings.EqualFold(header.Get("Connection"), "close") {
		c.close()
	}
	return nil
}

// window is how long clients get files for one figure; what they have begun then they
// end.
const window = 200 * time.Millisecond

// serving is the contestant of a server: so many clients get a file, and its value
// is what they get.
func serving(name string, bar float64, address, path string, clients int) (c Contestant, end func()) {
	all := make([]*client, clients)
	for i := range all {
		all[i] = newClient(address, path)
	}
	var begun bool // the connections of the first window are none of the others' cost
	load := func() (nanoseconds float64, err error) {
		var wait sync.WaitGroup
		var got atomic.Int64
		errs := make([]error, clients)
		start := time.Now()
		for i, client := range all {
			wait.Go(func() {
				for first := true; first || time.Since(start) < window; first = false {
					if errs[i] = client.get(io.Discard); errs[i] != nil {
						client.close()
						return
					}
					got.Add(1)
				}
			})
		}
		wait.Wait()
		return float64(time.Since(start)) / float64(got.Load()), errors.Join(errs...)
	}
	c = Contestant{
		Name: name, Bar: bar,
		Value: func() any {
			sum := crc32.NewIEEE()
			err := all[0].get(sum)
			return fmt.Sprintf("%08x, %v", sum.Sum32(), err)
		},
		Cost: func(n int) (total float64, err error) {
			if !begun {
				begun = true
				if _, err := load(); err != nil {
					return 0, err
				}
			}
			for range n {
				once, err := load()
				if err != nil {
					return 0, err
				}
				total += once
			}
			return total, nil
		},
	}
	return c, func() {
		for _, client := range all {
			client.close()
		}
	}
}

// served is a contest of servers over a file; Python's takes part where it has a bar.
func served(path string, clients int, nginx, python float64, prepare func(w *webServer) error) (*Contest, error) {
	w, err := startNginx()
	if err != nil {
		return nil, err
	}
	ends := []func(){w.close}
	closeAll := func() {
		for i := len(ends) - 1; i >= 0; i-- {
			ends[i]()
		}
	}
	join := func(name string, bar float64, address string) Contestant {
		c, end := serving(name, bar, address, path, clients)
		ends = append(ends, end)
		return c
	}
	if prepare != nil {
		if err := prepare(w); err != nil {
			closeAll()
			return nil, err
		}
	}
	ours, err := w.startOurs()
	if err != nil {
		closeAll()
		return nil, err
	}
	ends = append(ends, ours.close)
	contest := &Contest{Ours: join("", 0, ours.address), Close: closeAll}
	contest.Peers = append(contest.Peers, join("nginx", nginx, strings.TrimSuffix(strings.TrimPrefix(w.url, "http://"), "/")))
	if _, err := os.Stat(original.Interpreter); python > 0 && err == nil {
		p, err := w.startPython()
		if err != nil {
			closeAll()
			return nil, err
		}
		ends = append(ends, p.close)
		contest.Peers = append(contest.Peers, join("http.server", python, p.address))
	}
	return contest, nil
}

func serveSmall() (*Contest, error) { return served("small", 50, 1, 25, nil) }

func serveLarge() (*Contest, error) {
	return served("large", 1, 1, 0, func(w *webServer) error {
		f, err := os.Create(filepath.Join(w.dir, "www", "large"))
		if err != nil {
			return err
		}
		return errors.Join(f.Truncate(1<<30), f.Close())
	})
}
