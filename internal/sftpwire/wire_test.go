package sftpwire_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net"
	"reflect"
	"testing"

	"github.com/pyops-go/pyops/internal/leak"
	"github.com/pyops-go/pyops/internal/sftpwire"
)

func TestMain(m *testing.M) { leak.Main(m) }

func fresh(n int) []byte { return make([]byte, n) }

// The bytes are those of draft-ietf-secsh-filexfer-02, section 6.3 and 5, by hand.
func TestAPacketIsWhatTheDraftSays(t *testing.T) {
	w := sftpwire.NewWriter(sftpwire.Open, 7).Text("a").Uint32(sftpwire.FlagRead)
	w.Attrs(&sftpwire.Attrs{Flags: sftpwire.HasSize | sftpwire.HasMode, Size: 2, Mode: 0o644, Extended: [][2]string{{"x", "yz"}}})
	want := "\x00\x00\x00\x2d\x03\x00\x00\x00\x07\x00\x00\x00\x01a\x00\x00\x00\x01" +
		"\x80\x00\x00\x05\x00\x00\x00\x00\x00\x00\x00\x02\x00\x00\x01\xa4\x00\x00\x00\x01\x00\x00\x00\x01x\x00\x00\x00\x02yz"
	if got := string(w.Packet()); got != want {
		t.Errorf("%q, expected %q", got, want)
	}
}

func TestFilledPacketsAreWhole(t *testing.T) {
	cause := errors.New("no more")
	w := sftpwire.NewWriter(sftpwire.Write, 1).On(make([]byte, 0, 4)).Text("h").Uint64(3)
	n, err := w.Fill(100, func(p []byte) (int, error) { return copy(p, "abc"), cause })
	if n != 3 || err != cause || len(w.Packet()) != 4+1+4+5+8+4+3 {
		t.Errorf("%d %v %q", n, err, w.Packet())
	}
	kind, body, err := sftpwire.ReadPacket(bytes.NewReader(w.Packet()), fresh)
	r := sftpwire.NewReader(body)
	id, handle, off, data := r.Uint32(), r.Text(), r.Uint64(), r.Text()
	if kind != sftpwire.Write || id != 1 || handle != "h" || off != 3 || data != "abc" || r.Err() != nil || err != nil || r.Len() != 0 {
		t.Errorf("%d %d %q %d %q %v %v", kind, id, handle, off, data, r.Err(), err)
	}
}

func TestPacketsOfNoSize(t *testing.T) {
	for name, text := range map[string]string{"empty": "\x00\x00\x00\x00\x01", "huge": "\x7f\xff\xff\xff\x01"} {
		if _, _, err := sftpwire.ReadPacket(bytes.NewReader([]byte(text)), fresh); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
	if _, _, err := sftpwire.ReadPacket(bytes.NewReader([]byte("\x00\x00\x00\x05\x01ab")), fresh); !errors.Is(err, io.ErrUnexpectedEOF) {
		t.Errorf("cut: %v", err)
	}
	if _, _, err := sftpwire.ReadPacket(bytes.NewReader(nil), fresh); err != io.EOF {
		t.Errorf("the end: %v", err)
	}
}

// A server that a test writes by hand.
type peer struct{ net.Conn }

func (p peer) next(t *testing.T) (kind byte, id uint32) {
	t.Helper()
	kind, body, err := sftpwire.ReadPacket(p, fresh)
	if err != nil {
		t.Fatal(err)
	}
	return kind, sftpwire.NewReader(body).Uint32()
}

func (p peer) status(id, code uint32) {
	p.Write(sftpwire.NewWriter(sftpwire.Status, id).Uint32(code).Text("").Text("").Packet())
}

// start is a conversation with a hand-written server.
func start(t *testing.T) (*sftpwire.Conn, peer) {
	t.Helper()
	near, far := net.Pipe()
	t.Cleanup(func() { near.Close(); far.Close() })
	p := peer{far}
	go func() {
		if kind, version := p.next(t); kind != sftpwire.Init || version != 3 {
			t.Errorf("begins with %d %d", kind, version)
		}
		p.Write(sftpwire.NewWriter(sftpwire.VersionReply, 3).Text("ext").Text("1").Packet())
	}()
	c, err := sftpwire.Start(near, near)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Fail(io.ErrClosedPipe) })
	if c.Extensions["ext"] != "1" {
		t.Errorf("%v", c.Extensions)
	}
	return c, p
}

func ask(t *testing.T, c *sftpwire.Conn) *sftpwire.Call {
	t.Helper()
	k, err := c.Send(t.Context(), sftpwire.NewWriter(sftpwire.Stat, 0).Text("x").Packet())
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func TestAnswersComeInAnyOrder(t *testing.T) {
	c, p := start(t)
	first, second := ask(t, c), ask(t, c)
	_, a := p.next(t)
	_, b := p.next(t)
	p.status(b, 2)
	p.status(a, 1)
	for i, k := range []*sftpwire.Call{first, second} {
		r, err := k.Wait(t.Context(), nil)
		if code := sftpwire.NewReader(r.Body).Uint32(); err != nil || code != uint32(i+1) {
			t.Errorf("%d: %d %v", i, code, err)
		}
	}
}

func TestTheEndOfAContextLeavesTheConversation(t *testing.T) {
	c, p := start(t)
	cause := errors.New("enough")
	ctx, cancel := context.WithCancelCause(t.Context())
	k := ask(t, c)
	_, id := p.next(t)
	cancel(cause)
	late := make(chan byte, 1)
	if _, err := k.Wait(ctx, func(r sftpwire.Reply) { late <- r.Kind }); !errors.Is(err, cause) {
		t.Errorf("%v", err)
	}
	p.status(id, 0)
	if kind := <-late; kind != sftpwire.Status {
		t.Errorf("late: %d", kind)
	}
	k = ask(t, c)
	_, id = p.next(t)
	p.status(id, 4)
	if r, err := k.Wait(t.Context(), nil); err != nil || r.Kind != sftpwire.Status {
		t.Errorf("afterwards: %v %v", r, err)
	}
}

func TestAServerThatBreaksTheRules(t *testing.T) {
	for name, do := range map[string]func(peer){
		"answers what nobody asked": func(p peer) { p.status(99, 0) },
		"asks":                      func(p peer) { p.Write(sftpwire.NewWriter(sftpwire.Stat, 1).Text("x").Packet()) },
		"says too little":           func(p peer) { p.Write([]byte("\x00\x00\x00\x02\x65\x00")) },
	} {
		c, p := start(t)
		k := ask(t, c)
		p.next(t)
		do(p)
		if _, err := k.Wait(t.Context(), nil); !errors.Is(err, sftpwire.ErrProtocol) || !errors.Is(c.Err(), sftpwire.ErrProtocol) {
			t.Errorf("%s: %v", name, err)
		}
		if _, err := c.Send(t.Context(), sftpwire.NewWriter(sftpwire.Stat, 0).Packet()); !errors.Is(err, sftpwire.ErrProtocol) {
			t.Errorf("%s: afterwards: %v", name, err)
		}
	}
	c, p := start(t)
	k := ask(t, c)
	p.next(t)
	p.Close()
	if _, err := k.Wait(t.Context(), nil); err != io.EOF {
		t.Errorf("gone: %v", err)
	}
	near, far := net.Pipe()
	defer near.Close()
	go func() {
		peer{far}.next(t)
		io.WriteString(far, "This account is not available.\n")
		far.Close()
	}()
	if _, err := sftpwire.Start(near, near); err == nil {
		t.Error("a text was taken for a version")
	}
}

// What is written reads back, and whatever is read takes no more memory than it has.
func FuzzAttrs(f *testing.F) {
	f.Add([]byte("\x80\x00\x00\x0f\x00\x00\x00\x00\x00\x00\x00\x02\x00\x00\x00\x01\x00\x00\x00\x02\x00\x00\x01\xa4\x00\x00\x00\x05\x00\x00\x00\x06\x00\x00\x00\x01\x00\x00\x00\x01x\x00\x00\x00\x00"))
	f.Add([]byte("\x80\x00\x00\x00\xff\xff\xff\xff"))
	f.Add([]byte{})
	f.Fuzz(func(t *testing.T, data []byte) {
		r := sftpwire.NewReader(data)
		a := r.Attrs()
		if r.Err() != nil {
			if r.Len() != 0 || r.Uint32() != 0 || r.Text() != "" {
				t.Error("something comes after the error")
			}
			return
		}
		if a.Flags&sftpwire.HasExtended != 0 && len(a.Extended) == 0 {
			a.Flags &^= sftpwire.HasExtended // says that there are some, and has none
		}
		again := sftpwire.NewReader(sftpwire.NewWriter(sftpwire.AttrsReply, 0).Attrs(&a).Packet()[9:])
		if b := again.Attrs(); again.Err() != nil || again.Len() != 0 || !reflect.DeepEqual(a, b) {
			t.Errorf("%+v reads back as %+v, %v", a, b, again.Err())
		}
	})
}
