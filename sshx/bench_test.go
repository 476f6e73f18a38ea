package sshx_test

import (
	"bytes"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/pyops-go/pyops/internal/peers"
	"github.com/pyops-go/pyops/sshx"
)

// A command on a connection that stands, from the call to its exit status.
func BenchmarkExec(b *testing.B) {
	c := connect(b, peers.StartSSHD(b))
	for b.Loop() {
		if _, err := c.Run(ctx(b), "true", nil); err != nil {
			b.Fatal(err)
		}
	}
}

// 64 MB from memory to a file of OpenSSH's server, and back.
func BenchmarkSFTP(b *testing.B) {
	c := openSFTP(b, peers.StartSSHD(b))
	data := make([]byte, 64<<20)
	b.Run("put", func(b *testing.B) {
		b.SetBytes(int64(len(data)))
		for b.Loop() {
			if _, err := c.PutFO(ctx(b), bytes.NewReader(data), "f", int64(len(data)), nil); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("get", func(b *testing.B) {
		b.SetBytes(int64(len(data)))
		for b.Loop() {
			if _, err := c.GetFO(ctx(b), "f", io.Discard, nil); err != nil {
				b.Fatal(err)
			}
		}
	})
}

// A host in a file of 1,000.
func BenchmarkSSHConfigLookup(b *testing.B) {
	var text strings.Builder
	for i := range 1000 {
		fmt.Fprintf(&text, "Host web%d\n  User u%d\n", i, i)
	}
	c, err := sshx.ParseSSHConfig(strings.NewReader(text.String()), nil)
	must(b, err)
	for b.Loop() {
		if d, err := c.Lookup(ctx(b), "web999", nil); err != nil || d.Get("user") != "u999" {
			b.Fatal(d, err)
		}
	}
}
