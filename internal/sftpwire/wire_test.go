package sftpwire_test

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"io"
	"net"
	"reflect"
	"slices"
	"strings"
	"testing"
	"testing/iotest"

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

// A writer's memory that is too small by less than what is in it already is replaced.
func TestFilledPacketsFindRoom(t *testing.T) {
	for most := range 64 {
		w := sftpwire.NewWriter(sftpwire.Write, 1).On(make([]byte, 0, 40)).Text("h").Uint64(3)
		n, err := w.Fill(most, func(p []byte) (int, error) { return len(p), nil })
		if n != most || err != nil || len(w.Packet()) != 4+1+4+5+8+4+most {
			t.Errorf("%d: %d, %v", most, n, err)
		}
	}
}

func TestPacketsOfNoSize(t *testing.T) {
	for text, says := range map[string]string{
		"\x00\x00\x00\x00\x01": "sftp: a packet of 0 bytes; expected 1 to 1048576",
		"\x7f\xff\xff\xff\x01": "sftp: a packet of 2147483647 bytes; expected 1 to 1048576",
	} {
		if _, _, err := sftpwire.ReadPacket(bytes.NewReader([]byte(text)), fresh); err == nil || err.Error() != says {
			t.Errorf("%v, expected %s", err, says)
		}
	}
	if _, _, err := sftpwire.ReadPacket(bytes.NewReader([]byte("\x00\x00\x00\x05\x01ab")), fresh); !errors.Is(err, io.ErrUnexpectedEOF) {
		t.Errorf("cut: %v", err)
	}
	for _, cut := range []string{"\x00\x00\x00\x05\x01", "\x00\x00\x00\x05", "\x00"} {
		if kind, body, err := sftpwire.ReadPacket(bytes.NewReader([]byte(cut)), fresh); err != io.ErrUnexpectedEOF || kind != 0 || body != nil {
			t.Errorf("%q: %v", cut, err)
		}
	}
	broken := errors.New("broken")
	if _, _, err := sftpwire.ReadPacket(io.MultiReader(bytes.NewReader([]byte("\x00\x00\x00\x05\x01")), iotest.ErrReader(broken)), fresh); err != broken {
		t.Errorf("broken: %v", err)
	}
	if kind, body, err := sftpwire.ReadPacket(bytes.NewReader([]byte("\x00\x00\x00\x01\x07")), fresh); kind != 7 || len(body) != 0 || err != nil {
		t.Errorf("the smallest: %d %q %v", kind, body, err)
	}
	for n, owed := range map[int]bool{sftpwire.MostPacket: true, sftpwire.MostPacket + 1: false} {
		asked := 0
		in := io.MultiReader(bytes.NewReader(binary.BigEndian.AppendUint32(nil, uint32(n))), bytes.NewReader([]byte{1}))
		_, _, err := sftpwire.ReadPacket(in, func(n int) []byte { asked = n; return nil })
		if (err == nil) != owed || owed && asked != n-1 || !owed && asked != 0 {
			t.Errorf("%d bytes: memory for %d, %v", n, asked, err)
		}
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
	for says, do := range map[string]func(peer){
		"it answers request 99, which nobody made": func(p peer) { p.status(99, 0) },
		"packet 17 of 9 bytes is no answer":        func(p peer) { p.Write(sftpwire.NewWriter(sftpwire.Stat, 1).Text("x").Packet()) },
		"packet 101 of 1 bytes is no answer":       func(p peer) { p.Write([]byte("\x00\x00\x00\x02\x65\x00")) },
	} {
		c, p := start(t)
		k := ask(t, c)
		p.next(t)
		do(p)
		if _, err := k.Wait(t.Context(), nil); !errors.Is(err, sftpwire.ErrProtocol) || err.Error() != "sftp: the server breaks the rules of the protocol: "+says || err != c.Err() {
			t.Errorf("%v, expected %s", err, says)
		}
		if _, err := c.Send(t.Context(), sftpwire.NewWriter(sftpwire.Stat, 0).Packet()); !errors.Is(err, sftpwire.ErrProtocol) {
			t.Errorf("%s: afterwards: %v", says, err)
		}
	}
	c, p := start(t)
	k := ask(t, c)
	p.next(t)
	p.Close()
	if _, err := k.Wait(t.Context(), nil); err != io.EOF {
		t.Errorf("gone: %v", err)
	}
}

// greeted is what a client says of a server whose first words are given.
func greeted(t *testing.T, words []byte) (*sftpwire.Conn, error) {
	near, far := net.Pipe()
	t.Cleanup(func() { near.Close(); far.Close() })
	go func() {
		peer{far}.next(t)
		far.Write(words)
		far.Close()
	}()
	return sftpwire.Start(near, near)
}

func TestHowServersBegin(t *testing.T) {
	for name, words := range map[string][]byte{
		"a text":                       []byte("This account is not available.\n"),
		"nothing":                      nil,
		"an older version":             sftpwire.NewWriter(sftpwire.VersionReply, 2).Packet(),
		"a version that ends early":    []byte("\x00\x00\x00\x03\x02\x00\x00"),
		"a version's number elsewhere": sftpwire.NewWriter(sftpwire.Status, 3).Packet(),
	} {
		c, err := greeted(t, words)
		if err == nil || c != nil {
			t.Errorf("%s is taken for a version", name)
		}
		if protocol := name != "nothing" && name != "a text"; errors.Is(err, sftpwire.ErrProtocol) != protocol {
			t.Errorf("%s: %v", name, err)
		}
		if name == "an older version" && !strings.HasSuffix(err.Error(), ": it begins with packet 2, version 2; expected 2, 3") {
			t.Errorf("%v", err)
		}
	}
	for name, words := range map[string]*sftpwire.Writer{
		"a newer version":             sftpwire.NewWriter(sftpwire.VersionReply, 6).Text("a").Text("1").Text("b").Text(""),
		"what ends within a name":     sftpwire.NewWriter(sftpwire.VersionReply, 3).Text("a").Text("1").Text("b").Text("").Uint32(5).Byte('x'),
		"what has a byte of the next": sftpwire.NewWriter(sftpwire.VersionReply, 3).Text("a").Text("1").Text("b").Text("").Byte(0),
	} {
		c, err := greeted(t, words.Packet())
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if v, ok := c.Extensions["b"]; c.Extensions["a"] != "1" || v != "" || !ok || len(c.Extensions) != 2 {
			t.Errorf("%s: %q", name, c.Extensions)
		}
		<-c.Over()
		if c.Err() != io.EOF {
			t.Errorf("%s: ends with %v", name, c.Err())
		}
	}
}

// An answer that is large has memory that is used again, and is whole each time.
func TestLargeAnswers(t *testing.T) {
	c, p := start(t)
	for i, n := range []int{8 << 10, 100_000, 20_000, 200_000, 8<<10 - 9} {
		k := ask(t, c)
		_, id := p.next(t)
		data := bytes.Repeat([]byte{byte('a' + i)}, n)
		p.Write(sftpwire.NewWriter(sftpwire.Data, id).Bytes(data).Packet())
		r, err := k.Wait(t.Context(), nil)
		if got := sftpwire.NewReader(r.Body).Bytes(); err != nil || r.Kind != sftpwire.Data || !bytes.Equal(got, data) {
			t.Fatalf("%d bytes: %d, %v", n, len(got), err)
		}
		pooled := n >= 8<<10
		if r.Release(); (r.Body == nil) != pooled {
			t.Errorf("%d bytes: released is %t", n, r.Body == nil)
		}
		r.Release() // again does nothing
	}
	k := ask(t, c)
	_, id := p.next(t)
	p.Write(sftpwire.NewWriter(sftpwire.ExtendedReply, id).Packet())
	if r, err := k.Wait(t.Context(), nil); err != nil || len(r.Body) != 0 {
		t.Errorf("an answer that is only a number: %q %v", r.Body, err)
	}
	k = ask(t, c)
	_, id = p.next(t)
	k.Abandon()
	p.status(id, 0)
	k = ask(t, c)
	_, id = p.next(t)
	p.status(id, 3)
	if _, err := k.Wait(t.Context(), nil); err != nil {
		t.Errorf("after one that was given up: %v", err)
	}
	k.Abandon() // it has come
}

// Small requests that wait go out together, and large ones whole.
func TestRequestsOfAllSizes(t *testing.T) {
	c, p := start(t)
	sizes := []int{10, 40 << 10, 32<<10 - 13, 5, 32 << 10}
	var calls []*sftpwire.Call
	sent := make(chan *sftpwire.Call, len(sizes))
	go func() {
		for _, n := range sizes {
			k, err := c.Send(t.Context(), sftpwire.NewWriter(sftpwire.Write, 0).Bytes(make([]byte, n)).Packet())
			if err != nil {
				t.Error(err)
			}
			sent <- k
		}
		close(sent)
	}()
	for i, n := range sizes {
		kind, body, err := sftpwire.ReadPacket(p, fresh)
		r := sftpwire.NewReader(body)
		if id := r.Uint32(); kind != sftpwire.Write || int(id) != i+1 || len(r.Bytes()) != n || r.Len() != 0 || err != nil {
			t.Fatalf("request %d: kind %d, number %d, %v", i, kind, id, err)
		}
	}
	for k := range sent {
		calls = append(calls, k)
	}
	for i := range sizes {
		p.status(uint32(len(sizes)-i), uint32(i))
	}
	for _, k := range calls {
		if _, err := k.Wait(t.Context(), nil); err != nil {
			t.Error(err)
		}
	}
}

// A slow wire takes what it is given once it is let go, and remembers it.
type slowWire struct {
	began, free chan struct{}
	writes      [][]byte
	most        int // how many bytes come in all
	all         chan struct{}
}

func (w *slowWire) Write(p []byte) (int, error) {
	if len(w.writes) == 1 { // the version was the first
		close(w.began)
		<-w.free
	}
	w.writes = append(w.writes, bytes.Clone(p))
	if w.most -= len(p); w.most == 0 {
		close(w.all)
	}
	return len(p), nil
}

// What waits goes out in writes of at most 32 kB, each of whole requests: as many as
// there is room for, and then the one for which there was none.
func TestRequestsThatWaitGoOutTogether(t *testing.T) {
	const requests, size = 13, 11 << 10 // two of them have room, and three have not by a kB
	in, server := net.Pipe()
	t.Cleanup(func() { in.Close(); server.Close() })
	go server.Write(sftpwire.NewWriter(sftpwire.VersionReply, 3).Packet())
	w := &slowWire{began: make(chan struct{}), free: make(chan struct{}), all: make(chan struct{})}
	w.most = len(sftpwire.NewWriter(sftpwire.Init, 3).Packet()) + requests*size
	c, err := sftpwire.Start(in, w)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Fail(io.ErrClosedPipe) })
	send := func(i int) {
		if _, err := c.Send(t.Context(), sftpwire.NewWriter(sftpwire.Write, 0).Bytes(bytes.Repeat([]byte{byte(i)}, size-13)).Packet()); err != nil {
			t.Fatal(err)
		}
	}
	send(0)
	<-w.began // by then it has taken the first, and nothing else was there
	for i := 1; i < requests; i++ {
		send(i)
	}
	close(w.free)
	<-w.all
	var sizes []int
	for _, p := range w.writes[1:] {
		sizes = append(sizes, len(p))
	}
	if want := []int{size, 2 * size, size, 2 * size, size, 2 * size, size, 2 * size, size}; !slices.Equal(sizes, want) {
		t.Errorf("writes of %d bytes, expected %d", sizes, want)
	}
	all := bytes.NewReader(bytes.Join(w.writes[1:], nil))
	for i := range requests {
		kind, body, err := sftpwire.ReadPacket(all, fresh)
		if err != nil || kind != sftpwire.Write || len(body) != size-5 || body[len(body)-1] != byte(i) {
			t.Fatalf("request %d: kind %d, %d bytes, %v", i, kind, len(body), err)
		}
	}
}

// A request that cannot be sent any more says why, and one whose context has ended is
// forgotten.
func TestRequestsThatDoNotGoOut(t *testing.T) {
	c, p := start(t)
	ctx, cancel := context.WithCancelCause(t.Context())
	cause := errors.New("enough")
	cancel(cause)
	// Nobody reads: what waits to go out fills up, and then the context is heeded.
	var last error
	var number uint32
	for number = 1; number < 1000; number++ {
		_, err := c.Send(ctx, sftpwire.NewWriter(sftpwire.Stat, 0).Text("x").Packet())
		if err != nil {
			last = err
			break
		}
	}
	if !errors.Is(last, cause) {
		t.Errorf("%v", last)
	}
	p.status(number, 0)
	if <-c.Over(); !errors.Is(c.Err(), sftpwire.ErrProtocol) {
		t.Errorf("an answer to what did not go out: %v", c.Err())
	}
	if _, err := c.Send(t.Context(), sftpwire.NewWriter(sftpwire.Stat, 0).Packet()); err == nil || err != c.Err() {
		t.Errorf("%v", err)
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
