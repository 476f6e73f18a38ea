package dnsq_test

import (
	"net"
	"testing"

	"github.com/pyops-go/pyops/dnsq"
)

// benchServer answers every question over UDP in the same way.
func benchServer(b *testing.B) (port int, stop func()) {
	conn, err := net.ListenPacket("udp4", "127.0.0.1:0")
	if err != nil {
		b.Fatal(err)
	}
	_, wire := benchMessage(b)
	done := make(chan struct{})
	go func() {
		defer close(done)
		buf := make([]byte, 4096)
		for {
			_, from, err := conn.ReadFrom(buf)
			if err != nil {
				return
			}
			copy(wire, buf[:2])
			conn.WriteTo(wire, from)
		}
	}()
	return conn.LocalAddr().(*net.UDPAddr).Port, func() { conn.Close(); <-done }
}

// BenchmarkResolve asks a server of the test, one question after another.
func BenchmarkResolve(b *testing.B) {
	port, stop := benchServer(b)
	defer stop()
	r := resolverAt(b, port)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := r.Resolve(b.Context(), "www.example.com.", "A", nil); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkPipeline asks a server over one connection, 64 questions at a time.
func BenchmarkPipeline(b *testing.B) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		b.Fatal(err)
	}
	done := make(chan struct{})
	go func() {
		defer close(done)
		c, err := l.Accept()
		if err != nil {
			return
		}
		defer c.Close()
		answerAll(c)
	}()
	defer func() { l.Close(); <-done }()
	p, err := dnsq.NewPipeline("127.0.0.1", &dnsq.PipelineOptions{Port: l.Addr().(*net.TCPAddr).Port})
	if err != nil {
		b.Fatal(err)
	}
	defer p.Close()
	b.ReportAllocs()
	b.SetParallelism(32)
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			if _, err := p.Query(b.Context(), dnsq.MakeQuery(dnsq.MustName("a.example."), dnsq.TypeA, nil), nil); err != nil {
				b.Error(err)
				return
			}
		}
	})
}

// BenchmarkResolveTogether asks a server of the test from many goroutines.
func BenchmarkResolveTogether(b *testing.B) {
	port, stop := benchServer(b)
	defer stop()
	r := resolverAt(b, port)
	b.ReportAllocs()
	b.SetParallelism(32)
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			if _, err := r.Resolve(b.Context(), "www.example.com.", "A", nil); err != nil {
				b.Error(err)
				return
			}
		}
	})
}
