package sshx_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/pyops-go/pyops/internal/peers"
	"github.com/pyops-go/pyops/internal/sftpwire"
	"github.com/pyops-go/pyops/sshx"
)

// speaking is a client of a server whose SFTP a test speaks by hand.
func speaking(t *testing.T, talk func(ctx context.Context, h *hand)) *sshx.SFTPClient {
	t.Helper()
	return speakingAs(t, &sshx.SFTPOptions{MaxRequests: 4}, talk)
}

func speakingAs(t *testing.T, o *sshx.SFTPOptions, talk func(ctx context.Context, h *hand)) *sshx.SFTPClient {
	t.Helper()
	return speakingWith(t, o, nil, talk)
}

// speakingWith is one whose server knows extensions.
func speakingWith(t *testing.T, o *sshx.SFTPOptions, extensions []string, talk func(ctx context.Context, h *hand)) *sshx.SFTPClient {
	t.Helper()
	v := serve(t, func(s *sshx.Server) {
		s.Subsystems = map[string]func(context.Context, *sshx.ServerSession) int{"sftp": func(ctx context.Context, s *sshx.ServerSession) int {
			h := &hand{Reader: s.Stdin, Writer: s.Stdout}
			h.next()
			version := sftpwire.NewWriter(sftpwire.VersionReply, 3)
			for _, name := range extensions {
				version.Text(name).Text("1")
			}
			h.Write(version.Packet())
			talk(ctx, h)
			return 0
		}}
	})
	c, err := v.connect(t).OpenSFTP(ctx(t), o)
	must(t, err)
	t.Cleanup(func() { c.Close() })
	return c
}

// A hand reads requests and writes answers.
type hand struct {
	io.Reader
	io.Writer
}

type request struct {
	kind byte
	id   uint32
	body *sftpwire.Reader
}

func (h *hand) next() *request {
	kind, body, err := sftpwire.ReadPacket(h, func(n int) []byte { return make([]byte, n) })
	if err != nil {
		return nil
	}
	r := sftpwire.NewReader(body)
	return &request{kind, r.Uint32(), r}
}

func (h *hand) status(id, code uint32) {
	h.Write(sftpwire.NewWriter(sftpwire.Status, id).Uint32(code).Text("").Text("").Packet())
}

func (h *hand) handle(id uint32) {
	h.Write(sftpwire.NewWriter(sftpwire.Handle, id).Text("h").Packet())
}

func TestADirectoryThatNeverSaysEOF(t *testing.T) {
	told := 0
	c := speaking(t, func(_ context.Context, h *hand) {
		for r := h.next(); r != nil; r = h.next() {
			switch r.kind {
			case sftpwire.Opendir:
				h.handle(r.id)
			case sftpwire.Readdir:
				w := sftpwire.NewWriter(sftpwire.Name, r.id)
				if told++; told == 1 {
					w.Uint32(2).Text("a").Text("long a").Attrs(&sftpwire.Attrs{}).Text(".").Text(".").Attrs(&sftpwire.Attrs{})
				} else {
					w.Uint32(0)
				}
				h.Write(w.Packet())
			default:
				h.status(r.id, 0)
			}
		}
	})
	list, err := c.ListdirAttr(ctx(t), "x")
	if err != nil || len(list) != 1 || list[0].Filename != "a" || list[0].Longname != "long a" || list[0].Size != nil || list[0].MTime != nil {
		t.Errorf("%v %v", list, err)
	}
	if a, err := c.FS(ctx(t), "x").Open("a"); err == nil {
		t.Errorf("%v", a)
	}
}

// A listing is told as it comes: the first names before the last are there.
func TestAListingThatComesSlowly(t *testing.T) {
	more := make(chan struct{})
	c := speaking(t, func(ctx context.Context, h *hand) {
		n := 0
		for r := h.next(); r != nil; r = h.next() {
			switch {
			case r.kind == sftpwire.Opendir:
				h.handle(r.id)
			case r.kind == sftpwire.Readdir && n < 2:
				if n++; n == 2 {
					select {
					case <-more:
					case <-ctx.Done():
					}
				}
				h.Write(sftpwire.NewWriter(sftpwire.Name, r.id).Uint32(1).Text(fmt.Sprint("n", n)).Text("").Attrs(&sftpwire.Attrs{}).Packet())
			case r.kind == sftpwire.Readdir:
				h.status(r.id, sftpwire.EOF)
			default:
				h.status(r.id, 0)
			}
		}
	})
	var names []string
	for a, err := range c.ListdirIter(ctx(t), "x") {
		must(t, err)
		if names = append(names, a.Filename); len(names) == 1 {
			close(more)
		}
	}
	if !slices.Equal(names, []string{"n1", "n2"}) {
		t.Errorf("%q", names)
	}
}

// A server that sends less than it was asked for is asked again; never are more
// requests on their way than were allowed, which are 64 where nobody says.
func TestShortAnswersAndBoundedRequests(t *testing.T) {
	t.Parallel()
	for allowed, most := range map[int]int{0: 64, 1: 1, 2: 2, 5: 5} {
		data := noise(200_000)
		if most == 64 {
			data = noise(3_000_000) // more than 64 requests of 32 kB
		}
		var waiting, worst int // requests, at the server; the client says what changed
		var mu sync.Mutex
		count := func(n int) {
			mu.Lock()
			waiting += n
			worst = max(worst, waiting)
			mu.Unlock()
		}
		c := speakingAs(t, &sshx.SFTPOptions{MaxRequests: allowed}, func(ctx context.Context, h *hand) {
			requests := make(chan *request, 1000)
			go func() {
				defer close(requests)
				for r := h.next(); r != nil; r = h.next() {
					if r.kind == sftpwire.Read {
						count(1)
					}
					requests <- r
				}
			}()
			var held []*request
			answer := func() {
				for _, r := range slices.Backward(held) { // in the wrong order
					r.body.Text()
					off, n := int(r.body.Uint64()), int(r.body.Uint32())
					count(-1)
					if off >= len(data) {
						h.status(r.id, sftpwire.EOF)
						continue
					}
					n = min(n, 17_001, len(data)-off)
					h.Write(sftpwire.NewWriter(sftpwire.Data, r.id).Bytes(data[off : off+n]).Packet())
				}
				held = nil
			}
			for {
				select {
				case r := <-requests:
					switch {
					case r == nil:
						return
					case r.kind == sftpwire.Read:
						held = append(held, r)
					case r.kind == sftpwire.Open:
						h.handle(r.id)
					case r.kind == sftpwire.Fstat:
						h.Write(sftpwire.NewWriter(sftpwire.AttrsReply, r.id).Attrs(&sftpwire.Attrs{}).Packet())
					default:
						h.status(r.id, 0)
					}
				case <-time.After(time.Millisecond): // whoever asks for too much does it before an answer
					answer()
				}
			}
		})
		var out bytes.Buffer
		if n, err := c.GetFO(ctx(t), "x", &out, nil); err != nil || n != int64(len(data)) || !bytes.Equal(out.Bytes(), data) {
			t.Errorf("%d bytes, %v", n, err)
		}
		if mu.Lock(); worst < 1 || worst > most {
			t.Errorf("%d requests at a time, expected at most %d", worst, most)
		}
		mu.Unlock()
	}
}

// A server that says what it takes gets as much at a time, and one that says it badly no
// more than every server takes.
func TestWhatServersTakeAtATime(t *testing.T) {
	const small = 32 << 10
	for name, e := range map[string]struct {
		limits func(w *sftpwire.Writer)
		want   int
	}{
		"as OpenSSH says it": {func(w *sftpwire.Writer) { w.Uint64(256 << 10).Uint64(255 << 10).Uint64(255 << 10).Uint64(5) }, 255 << 10},
		"little":             {func(w *sftpwire.Writer) { w.Uint64(0).Uint64(5000).Uint64(4000).Uint64(0) }, 4000},
		"cut short":          {func(w *sftpwire.Writer) { w.Uint64(256 << 10).Uint64(255 << 10) }, small},
		"nothing":            {func(w *sftpwire.Writer) {}, small},
	} {
		var mu sync.Mutex
		largest := 0
		c := speakingWith(t, nil, []string{"limits@openssh.com"}, func(_ context.Context, h *hand) {
			for r := h.next(); r != nil; r = h.next() {
				switch r.kind {
				case sftpwire.Extended:
					w := sftpwire.NewWriter(sftpwire.ExtendedReply, r.id)
					e.limits(w)
					h.Write(w.Packet())
				case sftpwire.Open:
					h.handle(r.id)
				case sftpwire.Lstat, sftpwire.Stat, sftpwire.Fstat:
					h.status(r.id, sftpwire.NoSuchFile)
				case sftpwire.Write:
					r.body.Text()
					r.body.Uint64()
					mu.Lock()
					largest = max(largest, len(r.body.Text()))
					mu.Unlock()
					h.status(r.id, 0)
				default:
					h.status(r.id, 0)
				}
			}
		})
		_, err := c.PutFO(ctx(t), bytes.NewReader(noise(600_000)), "x", 600_000, &sshx.TransferOptions{NoConfirm: true})
		mu.Lock()
		if err != nil || largest != e.want {
			t.Errorf("%s: %d bytes at a time, expected %d, %v", name, largest, e.want, err)
		}
		mu.Unlock()
	}
}

// An upload that fails before anything is written leaves no new file.
func TestNothingIsLeft(t *testing.T) {
	for removed, want := range map[bool]string{true: "nothing is left on the server", false: "a part of it may be left on the server"} {
		var mu sync.Mutex
		asked := false
		c := speaking(t, func(_ context.Context, h *hand) {
			for r := h.next(); r != nil; r = h.next() {
				switch r.kind {
				case sftpwire.Open:
					h.handle(r.id)
				case sftpwire.Lstat, sftpwire.Stat, sftpwire.Fstat:
					h.status(r.id, sftpwire.NoSuchFile)
				case sftpwire.Write:
					h.status(r.id, sftpwire.Failure)
				case sftpwire.Remove:
					mu.Lock()
					asked = true
					mu.Unlock()
					if removed {
						h.status(r.id, 0)
					} else {
						h.status(r.id, sftpwire.Failure)
					}
				default:
					h.status(r.id, 0)
				}
			}
		})
		_, err := c.PutFO(ctx(t), bytes.NewReader(noise(1000)), "x", 1000, nil)
		var e *sshx.SFTPError
		mu.Lock()
		if !errors.As(err, &e) || !strings.HasPrefix(e.Leftover, want) || !strings.Contains(err.Error(), want) || !asked {
			t.Errorf("%v, the file was to be removed: %t", err, asked)
		}
		mu.Unlock()
	}
}

func TestSFTPServersOfAnotherMind(t *testing.T) {
	for name, e := range map[string]struct {
		talk func(h *hand, r *request)
		kind error
		text string
	}{
		"another answer":       {func(h *hand, r *request) { h.handle(r.id) }, sshx.ErrSFTP, "packet 102"},
		"nobody asked":         {func(h *hand, r *request) { h.status(r.id+100, 0) }, sshx.ErrSFTP, "nobody made"},
		"too short":            {func(h *hand, r *request) { h.Write([]byte("\x00\x00\x00\x01\x65")) }, sshx.ErrSFTP, "no answer"},
		"huge":                 {func(h *hand, r *request) { h.Write([]byte("\x7f\xff\xff\xff\x65")) }, sshx.ErrSSH, "sftp"},
		"OK instead of a file": {func(h *hand, r *request) { h.status(r.id, 0) }, sshx.ErrSFTP, "says OK"},
		"half of the attributes": {func(h *hand, r *request) {
			h.Write(sftpwire.NewWriter(sftpwire.AttrsReply, r.id).Uint32(sftpwire.HasSize).Packet())
		}, sshx.ErrSFTP, "too early"},
		"an odd status": {func(h *hand, r *request) { h.status(r.id, 31) }, sshx.ErrSFTP, "status 31"},
		"goes away":     {func(h *hand, r *request) {}, sshx.ErrConnLost, "ended the session"},
	} {
		c := speaking(t, func(_ context.Context, h *hand) {
			if r := h.next(); r != nil {
				e.talk(h, r)
				if name != "goes away" {
					io.Copy(io.Discard, h)
				}
			}
		})
		if _, err := c.Stat(ctx(t), "x"); !errors.Is(err, e.kind) || !strings.Contains(err.Error(), e.text) || strings.Contains(err.Error(), "\n") {
			t.Errorf("%s: %v, expected %v and %q", name, err, e.kind, e.text)
		}
	}
	silent := speaking(t, func(ctx context.Context, h *hand) { io.Copy(io.Discard, h) })
	short, cancel := context.WithTimeout(ctx(t), 30*time.Millisecond)
	defer cancel()
	if _, err := silent.Stat(short, "x"); !errors.Is(err, sshx.ErrTimeout) || !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("never answers: %v", err)
	}
}

// opensshSFTP is OpenSSH's own SFTP server, which is on nobody's PATH.
func opensshSFTP(t *testing.T) string {
	t.Helper()
	const program = "/usr/lib/openssh/sftp-server"
	if _, err := os.Stat(program); err != nil {
		peers.Missing(t, program)
	}
	return program
}

// OpenSSH's own SFTP server on a disk that is too small.
func TestAFullDisk(t *testing.T) {
	program := opensshSFTP(t)
	disk := t.TempDir()
	argv := append(peers.PrivateMounts(t, `mount -t tmpfs -o size=400k none "$1" && cd "$1"`, disk), program)
	var said bytes.Buffer
	v := serve(t, func(s *sshx.Server) {
		s.Subsystems = map[string]func(context.Context, *sshx.ServerSession) int{"sftp": func(ctx context.Context, s *sshx.ServerSession) int {
			cmd := exec.CommandContext(ctx, argv[0], argv[1:]...)
			in, err := cmd.StdinPipe()
			must(t, err)
			cmd.Stdout, cmd.Stderr = s.Stdout, &said
			go func() {
				io.Copy(in, s.Stdin)
				in.Close()
			}()
			if err := cmd.Run(); err != nil {
				return 1
			}
			return 0
		}}
	})
	c, err := v.connect(t).OpenSFTP(ctx(t), nil)
	must(t, err)
	defer c.Close()
	_, err = c.PutFO(ctx(t), bytes.NewReader(noise(3_000_000)), disk+"/x", 3_000_000, nil)
	var e *sshx.SFTPError
	if !errors.As(err, &e) || !strings.Contains(err.Error(), "the disk of the server is full") || e.Acked <= 0 || e.Acked > 400<<10 {
		t.Fatalf("%v, %+v, %s", err, e, said.String())
	}
	var left bytes.Buffer
	if _, err := c.GetFO(ctx(t), disk+"/x", &left, nil); err != nil || !bytes.Equal(left.Bytes(), noise(3_000_000)[:e.Acked]) {
		t.Errorf("%d bytes are left, expected %d, %v", left.Len(), e.Acked, err)
	}
}

// A counter cuts a connection after so many bytes of the server's.
func cutAfter(t *testing.T, to string, bytes int64) int {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	must(t, err)
	var wg sync.WaitGroup
	wg.Go(func() {
		for {
			near, err := l.Accept()
			if err != nil {
				return
			}
			far, err := dialTCP(to)
			if err != nil {
				near.Close()
				continue
			}
			wg.Go(func() {
				io.Copy(struct{ io.Writer }{far}, near)
				far.Close()
			})
			wg.Go(func() {
				io.Copy(struct{ io.Writer }{near}, io.LimitReader(far, bytes))
				near.Close()
				far.Close()
			})
		}
	})
	t.Cleanup(func() { l.Close(); wg.Wait() })
	return l.Addr().(*net.TCPAddr).Port
}

// Wherever the connection ends, the error says so, and nothing here has changed.
func TestCutAtEveryStage(t *testing.T) {
	s := peers.StartSSHD(t)
	at := net.JoinHostPort("127.0.0.1", strconv.Itoa(s.Port))
	write(t, filepath.Join(s.Home, "big"), string(noise(400_000)))
	must(t, os.Chmod(filepath.Join(s.Home, "big"), 0o644))
	local := filepath.Join(t.TempDir(), "local")
	stages := map[string]int{}
	for n := int64(0); n < 450_000; n = n*4/3 + 13 {
		write(t, local, "precious")
		c := sshx.NewSSHClient()
		c.SetMissingHostKeyPolicy(sshx.AutoAddPolicy{})
		o := options(s)
		o.Port = cutAfter(t, at, n)
		stage, err := "connect", c.Connect(ctx(t), "127.0.0.1", o)
		var f *sshx.SFTPClient
		if err == nil {
			stage = "open"
			f, err = c.OpenSFTP(ctx(t), nil)
		}
		if err == nil {
			stage = "put"
			_, err = f.PutFO(ctx(t), bytes.NewReader(noise(100_000)), "up", 100_000, nil)
		}
		if err == nil {
			stage = "list"
			_, err = f.Listdir(ctx(t), ".")
		}
		if err == nil {
			stage = "get"
			err = f.Get(ctx(t), "big", local, nil)
		}
		c.Close()
		stages[stage]++
		if err == nil {
			t.Fatalf("%d bytes were enough", n)
		}
		if !errors.Is(err, sshx.ErrSSH) || strings.Contains(err.Error(), "\n") || errors.Is(err, sshx.ErrAuthentication) && !strings.Contains(err.Error(), "ended") {
			t.Errorf("after %d bytes, %s: %v", n, stage, err)
		}
		if stage != "connect" && stage != "open" && !errors.Is(err, sshx.ErrConnLost) {
			t.Errorf("after %d bytes, %s: %v is not that the connection was lost", n, stage, err)
		}
		if read(t, local) != "precious" {
			t.Errorf("after %d bytes, %s: the local file has changed", n, stage)
		}
	}
	for _, stage := range []string{"connect", "open", "get"} { // an upload is cut in TestAConnectionThatIsCut
		if stages[stage] == 0 {
			t.Errorf("never cut at %s: %v", stage, stages)
		}
	}
}

// Most files are small: one costs few questions.
func TestASmallFileCostsFewQuestions(t *testing.T) {
	var asked atomic.Int32
	c := speakingAs(t, nil, func(_ context.Context, h *hand) {
		for r := h.next(); r != nil; r = h.next() {
			switch r.kind {
			case sftpwire.Open:
				h.handle(r.id)
			case sftpwire.Fstat:
				h.Write(sftpwire.NewWriter(sftpwire.AttrsReply, r.id).Attrs(&sftpwire.Attrs{}).Packet())
			case sftpwire.Read:
				r.body.Text()
				if asked.Add(1); r.body.Uint64() == 0 {
					h.Write(sftpwire.NewWriter(sftpwire.Data, r.id).Bytes([]byte("abc")).Packet())
				} else {
					h.status(r.id, sftpwire.EOF)
				}
			default:
				h.status(r.id, 0)
			}
		}
	})
	// Two at first, the rest of the first, and two beyond those, as the first was not empty.
	if n, err := c.GetFO(ctx(t), "x", io.Discard, nil); n != 3 || err != nil || asked.Load() > 5 {
		t.Errorf("%d bytes for %d questions, %v", n, asked.Load(), err)
	}
}
