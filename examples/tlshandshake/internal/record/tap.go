// Package record reads the records of a TLS connection: it takes the bytes that
// passed, splits them into messages, and decrypts those for which it has a secret.
package record

import (
	"net"
	"sync"
)

// A Direction says who sent something.
type Direction int

// The directions.
const (
	FromClient Direction = iota
	FromServer
)

func (d Direction) String() string { return []string{"client", "server"}[d] }

// A Chunk is bytes that passed in one piece.
type Chunk struct {
	From Direction
	Data []byte
}

// mostKept bounds what a tap keeps: a handshake needs a few kilobytes.
const mostKept = 1 << 20

// A Tap is a connection of a client that keeps a copy of what passes.
type Tap struct {
	net.Conn
	mu     sync.Mutex
	chunks []Chunk
	kept   int
}

// NewTap listens to a connection.
func NewTap(c net.Conn) *Tap { return &Tap{Conn: c} }

func (t *Tap) Read(p []byte) (int, error) {
	n, err := t.Conn.Read(p)
	t.keep(FromServer, p[:n])
	return n, err
}

func (t *Tap) Write(p []byte) (int, error) {
	n, err := t.Conn.Write(p)
	t.keep(FromClient, p[:n])
	return n, err
}

func (t *Tap) keep(from Direction, p []byte) {
	if len(p) == 0 {
		return
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.kept += len(p); t.kept > mostKept {
		return
	}
	t.chunks = append(t.chunks, Chunk{from, append([]byte(nil), p...)})
}

// Chunks are what passed so far.
func (t *Tap) Chunks() []Chunk {
	t.mu.Lock()
	defer t.mu.Unlock()
	return append([]Chunk(nil), t.chunks...)
}
