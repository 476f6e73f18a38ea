// Package cgi runs programs for a web server by the Common Gateway Interface, RFC
// 3875: with a clean environment, a time limit that ends all that a program has
// started, and a body whose length the program knows.
package cgi

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/textproto"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"time"
)

// Software is what programs are told of the server.
const Software = "pyops-webserver"

// A Program is one to run for a request.
type Program struct {
	File     string        // of the program
	Root     string        // of the site, for PATH_TRANSLATED
	Script   string        // SCRIPT_NAME: its path in the URL
	PathInfo string        // what follows it
	Timeout  time.Duration // from start to end

	// Environment are names of the server's own variables that it gets.
	Environment []string

	// Log gets what it writes to standard error, and what goes wrong.
	Log func(format string, args ...any)

	// Fail writes the page of an error; Local serves another path of the same
	// site, for a local redirect.
	Fail  func(http.ResponseWriter, *http.Request, int)
	Local http.Handler
}

// mostHeader is how long the header of a program's answer may be.
const mostHeader = 64 << 10

// Serve runs the program and passes its answer on.
func (p *Program) Serve(w http.ResponseWriter, r *http.Request) {
	ctx, cancel := context.WithTimeout(r.Context(), p.Timeout)
	defer cancel()
	body, length, drop, err := spool(ctx, r)
	if err != nil {
		var tooLarge *http.MaxBytesError
		switch {
		case errors.As(err, &tooLarge):
			p.Fail(w, r, http.StatusRequestEntityTooLarge)
			return
		case ctx.Err() != nil && r.Context().Err() == nil, errors.Is(err, os.ErrDeadlineExceeded):
			w.Header().Set("Connection", "close")
			p.Fail(w, r, http.StatusRequestTimeout)
			return
		}
		p.Log("%s: the request's body: %v", p.File, err)
		p.Fail(w, r, http.StatusBadRequest)
		return
	}
	defer drop()
	run, err := p.start(r, body, length)
	if err != nil {
		p.Log("%s: %v", p.File, err)
		p.Fail(w, r, http.StatusInternalServerError)
		return
	}
	defer run.end()
	stop := context.AfterFunc(ctx, run.kill)
	defer stop()
	p.answer(ctx, w, r, run)
}

// mostInMemory is how long a body may be that is not kept in a file.
const mostInMemory = 64 << 10

// spool reads the body before the program runs. One that comes in chunks has no length
// until then; of any other, net/http throws away what is left when the answer begins,
// and a program may begin it before it has read. A client that sends its body by the
// byte has the program's time for all of it, not for each.
func spool(ctx context.Context, r *http.Request) (body io.Reader, length int64, drop func(), err error) {
	from := until{ctx, r.Body}
	head, err := io.ReadAll(io.LimitReader(from, mostInMemory))
	if err != nil {
		return nil, 0, nil, err
	}
	if len(head) < mostInMemory {
		return bytes.NewReader(head), int64(len(head)), func() {}, nil
	}
	f, err := os.CreateTemp("", "webserver-body-")
	if err != nil {
		return nil, 0, nil, err
	}
	os.Remove(f.Name()) // it goes with the last descriptor
	length, err = io.Copy(f, io.MultiReader(bytes.NewReader(head), from))
	if err == nil {
		_, err = f.Seek(0, io.SeekStart)
	}
	if err != nil {
		f.Close()
		return nil, 0, nil, err
	}
	return f, length, func() { f.Close() }, nil
}

// until reads no more once its context has ended.
type until struct {
	ctx context.Context
	io.Reader
}

func (u until) Read(p []byte) (int, error) {
	if err := u.ctx.Err(); err != nil {
		return 0, err
	}
	return u.Reader.Read(p)
}

// A running program.
type running struct {
	cmd    *exec.Cmd
	out    *os.File
	exited chan struct{} // closed when it has been waited for
	state  error
	killed sync.Once
}

func (p *Program) start(r *http.Request, body io.Reader, length int64) (*running, error) {
	read, write, err := os.Pipe()
	if err != nil {
		return nil, err
	}
	c := exec.Command(p.File)
	c.Dir = filepath.Dir(p.File)
	c.Env = p.environ(r, length)
	c.Stdin, c.Stdout, c.Stderr = body, write, &errorLog{p: p}
	group(c)
	// What holds standard error or input after the program's end must not hold us.
	c.WaitDelay = time.Second
	err = c.Start()
	write.Close()
	if err != nil {
		read.Close()
		return nil, err
	}
	run := &running{cmd: c, out: read, exited: make(chan struct{})}
	go func() {
		run.state = c.Wait()
		// A child that keeps the output open does not hold the request: what
		// is in the pipe is read, and no more waited for.
		close(run.exited)
	}()
	return run, nil
}

func (r *running) kill() { r.killed.Do(func() { killGroup(r.cmd) }) }

// end ends what is left of the program and waits for it.
func (r *running) end() {
	r.kill()
	r.out.Close()
	<-r.exited
}

// drained is how long the pipe of a program that has ended must be silent to count
// as empty.
const drained = 50 * time.Millisecond

// Read reads what the program says, to its end or, after its death, as long as
// more is there.
func (r *running) Read(b []byte) (int, error) {
	for {
		dead := false
		select {
		case <-r.exited:
			dead = true
		default:
		}
		r.out.SetReadDeadline(time.Now().Add(drained))
		n, err := r.out.Read(b)
		switch {
		case n > 0 || !errors.Is(err, os.ErrDeadlineExceeded):
			return n, err
		case dead:
			return 0, io.EOF
		}
	}
}

// answer reads the program's header and passes its body on.
func (p *Program) answer(ctx context.Context, w http.ResponseWriter, r *http.Request, run *running) {
	limited := &io.LimitedReader{R: run, N: mostHeader}
	out := bufio.NewReader(limited)
	header, err := textproto.NewReader(out).ReadMIMEHeader()
	switch {
	case ctx.Err() != nil && r.Context().Err() == nil:
		p.Log("%s: has not answered within %v and was ended", p.File, p.Timeout)
		p.Fail(w, r, http.StatusGatewayTimeout)
		return
	case r.Context().Err() != nil:
		return // nobody waits
	case err != nil:
		p.Log("%s: its answer has no header: %v", p.File, err)
		p.Fail(w, r, http.StatusInternalServerError)
		return
	}
	limited.N = 1 << 62
	code, location := http.StatusOK, header.Get("Location")
	if status := header.Get("Status"); status != "" {
		n, err := strconv.Atoi(firstWord(status))
		if err != nil || n < 200 || n > 599 {
			p.Log("%s: its status is %q", p.File, status)
			p.Fail(w, r, http.StatusInternalServerError)
			return
		}
		code = n
	} else if location != "" {
		if strings.HasPrefix(location, "/") && !strings.HasPrefix(location, "//") {
			p.redirectHere(w, r, location)
			return
		}
		code = http.StatusFound
	} else if header.Get("Content-Type") == "" {
		p.Log("%s: its answer has neither Content-Type nor Location nor Status", p.File)
		p.Fail(w, r, http.StatusInternalServerError)
		return
	}
	for name, values := range header {
		switch name {
		case "Status", "Connection", "Keep-Alive", "Transfer-Encoding", "Upgrade":
			continue // of this hop
		}
		for _, v := range values {
			w.Header().Add(name, v)
		}
	}
	w.WriteHeader(code)
	if r.Method == http.MethodHead {
		return
	}
	if _, err := io.Copy(flushing{w, http.NewResponseController(w)}, out); err != nil && r.Context().Err() == nil {
		p.Log("%s: its answer broke off: %v", p.File, err)
	}
	if ctx.Err() != nil && r.Context().Err() == nil {
		p.Log("%s: was ended after %v", p.File, p.Timeout)
		// The client must not take a part for the whole.
		panic(http.ErrAbortHandler)
	}
}

// redirectHere serves another path of this site instead (RFC 3875, 6.2.2).
func (p *Program) redirectHere(w http.ResponseWriter, r *http.Request, location string) {
	u, err := url.ParseRequestURI(location)
	depth, _ := r.Context().Value(depthKey{}).(int)
	if err != nil || depth >= 5 {
		p.Log("%s: redirects to %q, which leads nowhere", p.File, location)
		p.Fail(w, r, http.StatusInternalServerError)
		return
	}
	next := r.Clone(context.WithValue(r.Context(), depthKey{}, depth+1))
	next.Method, next.URL, next.RequestURI, next.Body, next.ContentLength = http.MethodGet, u, location, http.NoBody, 0
	p.Local.ServeHTTP(w, next)
}

type depthKey struct{}

func firstWord(s string) string {
	word, _, _ := strings.Cut(strings.TrimSpace(s), " ")
	return word
}

// flushing passes on what comes as it comes: a program may report progress.
type flushing struct {
	io.Writer
	c *http.ResponseController
}

func (f flushing) Write(p []byte) (int, error) {
	n, err := f.Writer.Write(p)
	if err == nil {
		f.c.Flush()
	}
	return n, err
}

// environ is the environment of RFC 3875, 4.1, and nothing else but what the
// configuration names.
func (p *Program) environ(r *http.Request, length int64) []string {
	host, port := r.Host, "80"
	if r.TLS != nil {
		port = "443"
	}
	if h, n, err := net.SplitHostPort(r.Host); err == nil {
		host, port = h, n
	} else if a, ok := r.Context().Value(http.LocalAddrContextKey).(*net.TCPAddr); ok {
		port = strconv.Itoa(a.Port)
	}
	remote, remotePort, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		remote = r.RemoteAddr
	}
	env := []string{
		"GATEWAY_INTERFACE=CGI/1.1", "SERVER_SOFTWARE=" + Software, "SERVER_NAME=" + strings.Trim(host, "[]"), "SERVER_PORT=" + port, "SERVER_PROTOCOL=" + r.Proto,
		"REQUEST_METHOD=" + r.Method, "REQUEST_URI=" + requestURI(r), "SCRIPT_NAME=" + p.Script, "SCRIPT_FILENAME=" + p.File,
		"QUERY_STRING=" + r.URL.RawQuery, "REMOTE_ADDR=" + remote, "REMOTE_HOST=" + remote, "REMOTE_PORT=" + remotePort, "DOCUMENT_ROOT=" + p.Root,
	}
	if p.PathInfo != "" {
		env = append(env, "PATH_INFO="+p.PathInfo, "PATH_TRANSLATED="+filepath.Join(p.Root, filepath.FromSlash(p.PathInfo)))
	}
	if r.TLS != nil {
		env = append(env, "HTTPS=on")
	}
	if length > 0 || r.Method == http.MethodPost || r.Method == http.MethodPut {
		env = append(env, "CONTENT_LENGTH="+strconv.FormatInt(length, 10))
	}
	if t := r.Header.Get("Content-Type"); t != "" {
		env = append(env, "CONTENT_TYPE="+t)
	}
	env = append(env, "HTTP_HOST="+r.Host)
	for name, values := range r.Header {
		if v, ok := variable(name); ok {
			sep := ", "
			if name == "Cookie" {
				sep = "; "
			}
			env = append(env, v+"="+strings.Join(values, sep))
		}
	}
	for _, name := range p.Environment {
		if v, ok := os.LookupEnv(name); ok {
			env = append(env, name+"="+v)
		}
	}
	kept := env[:0]
	for _, e := range env {
		if !strings.ContainsRune(e, 0) {
			kept = append(kept, e)
		}
	}
	return kept
}

// requestURI is the path as the client wrote it, where it wrote one.
func requestURI(r *http.Request) string {
	if strings.HasPrefix(r.RequestURI, "/") {
		return r.RequestURI
	}
	return r.URL.RequestURI()
}

// variable is the variable of a header field. A name with an underscore would pass
// for one with a hyphen; Proxy would become a setting of many programs (httpoxy);
// credentials are not the program's business, nor are those of the connection.
func variable(name string) (string, bool) {
	switch {
	case strings.ContainsRune(name, '_'):
		return "", false
	case name == "Proxy", name == "Authorization", name == "Proxy-Authorization", name == "Content-Length", name == "Content-Type", name == "Connection":
		return "", false
	}
	return "HTTP_" + strings.ToUpper(strings.ReplaceAll(name, "-", "_")), true
}

// errorLog passes what a program writes to standard error to the log, by line.
type errorLog struct {
	p   *Program
	buf bytes.Buffer
}

// mostErrors bounds how much of it is kept for a line.
const mostErrors = 8 << 10

func (e *errorLog) Write(b []byte) (int, error) {
	e.buf.Write(b)
	for {
		line, rest, ok := bytes.Cut(e.buf.Bytes(), []byte("\n"))
		if !ok && len(line) < mostErrors {
			return len(b), nil
		}
		e.p.Log("%s: %q", e.p.File, line)
		e.buf = *bytes.NewBuffer(append([]byte(nil), rest...))
	}
}

// Split finds the program of a path below the folder for programs: the first part
// that is a file. What follows it is the path info.
func Split(stat func(name string) (os.FileInfo, error), folder, path string) (script, info string, err error) {
	if len(path) <= len(folder) {
		return "", "", os.ErrNotExist
	}
	at, rest := path[:len(folder)], path[len(folder)+1:]
	for rest != "" {
		part, more, _ := strings.Cut(rest, "/")
		at += "/" + part
		fi, err := stat(at)
		if err != nil {
			return "", "", err
		}
		if fi.Mode().IsRegular() {
			return at, path[len(at):], nil
		}
		if !fi.IsDir() {
			return "", "", fmt.Errorf("%s: %w", at, os.ErrNotExist)
		}
		rest = more
	}
	return "", "", os.ErrNotExist
}
