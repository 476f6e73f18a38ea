package sftpwire_test

import (
	"errors"
	"reflect"
	"strings"
	"testing"

	"github.com/pyops-go/pyops/internal/sftpwire"
)

// The bytes are those of draft-ietf-secsh-filexfer-02, section 5, by hand: each group
// alone, where the next one begins at once.
func TestAttributesAreWhatTheDraftSays(t *testing.T) {
	for name, q := range map[string]struct {
		a     sftpwire.Attrs
		bytes string
	}{
		"none":     {sftpwire.Attrs{}, "\x00\x00\x00\x00"},
		"size":     {sftpwire.Attrs{Flags: 1, Size: 1<<40 + 2}, "\x00\x00\x00\x01\x00\x00\x01\x00\x00\x00\x00\x02"},
		"owner":    {sftpwire.Attrs{Flags: 2, UID: 3, GID: 4}, "\x00\x00\x00\x02\x00\x00\x00\x03\x00\x00\x00\x04"},
		"mode":     {sftpwire.Attrs{Flags: 4, Mode: 0o100644}, "\x00\x00\x00\x04\x00\x00\x81\xa4"},
		"times":    {sftpwire.Attrs{Flags: 8, Atime: 5, Mtime: 6}, "\x00\x00\x00\x08\x00\x00\x00\x05\x00\x00\x00\x06"},
		"extended": {sftpwire.Attrs{Flags: 1 << 31, Extended: [][2]string{{"a", ""}, {"b", "cd"}}}, "\x80\x00\x00\x00\x00\x00\x00\x02\x00\x00\x00\x01a\x00\x00\x00\x00\x00\x00\x00\x01b\x00\x00\x00\x02cd"},
		"all": {sftpwire.Attrs{Flags: 1<<31 | 15, Size: 1, UID: 2, GID: 3, Mode: 4, Atime: 5, Mtime: 6, Extended: [][2]string{{"x", "y"}}},
			"\x80\x00\x00\x0f\x00\x00\x00\x00\x00\x00\x00\x01\x00\x00\x00\x02\x00\x00\x00\x03\x00\x00\x00\x04\x00\x00\x00\x05\x00\x00\x00\x06\x00\x00\x00\x01\x00\x00\x00\x01x\x00\x00\x00\x01y"},
	} {
		if got := string(sftpwire.NewWriter(sftpwire.AttrsReply, 0).Attrs(&q.a).Packet()[9:]); got != q.bytes {
			t.Errorf("%s is written %q, expected %q", name, got, q.bytes)
		}
		r := sftpwire.NewReader([]byte(q.bytes + "\x00\x00\x00\x63"))
		if a := r.Attrs(); r.Uint32() != 99 || r.Err() != nil || !reflect.DeepEqual(a, q.a) {
			t.Errorf("%s reads as %+v, %v", name, a, r.Err())
		}
	}
	// Flags that the draft does not have are not believed, and those of what is not there
	// are not written.
	r := sftpwire.NewReader([]byte("\x00\x00\x01\x10"))
	if a := r.Attrs(); a.Flags != 0 || r.Err() != nil {
		t.Errorf("%+v %v", a, r.Err())
	}
	if got := string(sftpwire.NewWriter(sftpwire.AttrsReply, 0).Attrs(&sftpwire.Attrs{Flags: 1 << 31}).Packet()[9:]); got != "\x00\x00\x00\x00" {
		t.Errorf("extended, and none there: %q", got)
	}
}

func TestAttributesOfAServersOwnAreBounded(t *testing.T) {
	for n, owed := range map[int]error{256: nil, 257: sftpwire.ErrShort} {
		w := sftpwire.NewWriter(sftpwire.AttrsReply, 0).Uint32(1 << 31).Uint32(uint32(n))
		for range n {
			w.Text("x").Text("")
		}
		r := sftpwire.NewReader(w.Packet()[9:])
		if a := r.Attrs(); !errors.Is(r.Err(), owed) || owed == nil && len(a.Extended) != n || owed != nil && len(a.Extended) != 0 {
			t.Errorf("%d: %d of them, %v", n, len(a.Extended), r.Err())
		}
	}
	// One that says there are more than come ends with what is there.
	r := sftpwire.NewReader([]byte("\x80\x00\x00\x00\x00\x00\x00\xff\x00\x00\x00\x01x\x00\x00\x00\x00"))
	if a := r.Attrs(); !errors.Is(r.Err(), sftpwire.ErrShort) || len(a.Extended) > 2 {
		t.Errorf("%d, %v", len(a.Extended), r.Err())
	}
}

func TestValuesOfPackets(t *testing.T) {
	w := sftpwire.NewWriter(sftpwire.Data, 1).Byte(7).Uint64(1<<40 + 9).Bytes([]byte("ab")).Text(strings.Repeat("c", 300))
	r := sftpwire.NewReader(append(w.Packet()[9:], "rest"...))
	if p := r.Rest(); len(p) != 1+8+4+2+4+300+4 || r.Len() != 0 || r.Err() != nil {
		t.Errorf("%d bytes, %d left, %v", len(p), r.Len(), r.Err())
	}
	r = sftpwire.NewReader(w.Packet()[10:])
	n, b, s := r.Uint64(), r.Bytes(), r.Text()
	if n != 1<<40+9 || string(b) != "ab" || s != strings.Repeat("c", 300) || r.Len() != 0 || r.Err() != nil {
		t.Errorf("%d %q %q %d %v", n, b, s, r.Len(), r.Err())
	}
	// What is read of a packet may be appended to: what follows it stays as it is.
	r = sftpwire.NewReader([]byte("\x00\x00\x00\x01a\x00\x00\x00\x01b"))
	_ = append(r.Bytes(), "XXXXX"...)
	if s := r.Text(); s != "b" {
		t.Errorf("%q", s)
	}
	for _, cut := range []string{"\x00\x00\x00", "\x00\x00\x00\x02a", "\xff\xff\xff\xffa"} {
		r := sftpwire.NewReader([]byte(cut))
		if b := r.Bytes(); b != nil || !errors.Is(r.Err(), sftpwire.ErrShort) || r.Len() != 0 {
			t.Errorf("%q: %q, %v", cut, b, r.Err())
		}
	}
	if r := sftpwire.NewReader([]byte("1234567")); r.Uint64() != 0 || r.Err() == nil {
		t.Errorf("seven bytes of eight: %v", r.Err())
	}
}
