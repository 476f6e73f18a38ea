package dnsq_test

import (
	"context"
	"errors"
	"fmt"
	"net"
	"strings"
	"time"

	"github.com/pyops-go/pyops/dnsq"
)

// answering is a server that answers every question over TCP.
func answering() (port int, stop func()) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return 0, func() {}
	}
	done := make(chan struct{})
	go func() {
		defer close(done)
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			answerAll(c)
			c.Close()
		}
	}()
	return l.Addr().(*net.TCPAddr).Port, func() { l.Close(); <-done }
}

func ExampleResolver() {
	port, stop := answering()
	defer stop()

	r, err := dnsq.NewResolver("127.0.0.1")
	if err != nil {
		fmt.Println(err)
		return
	}
	r.Port = port
	r.Cache = dnsq.NewLRUCache(1000)
	answer, err := r.Resolve(context.Background(), "www.example.", "A", &dnsq.ResolveOptions{TCP: true})
	if err != nil {
		fmt.Println(err)
		return
	}
	for rd := range answer.All() {
		fmt.Println(answer.CanonicalName, answer.RRset.TTL, rd)
	}
	_, err = r.Resolve(context.Background(), "www.example.", "MX", &dnsq.ResolveOptions{TCP: true})
	fmt.Println(errors.Is(err, dnsq.ErrNoAnswer), err)
	// Output:
	// www.example. 300 1.2.3.4
	// true dnsq: the name has no records of the type: www.example. IN MX
}

func ExampleResolver_LookupNetIP() {
	hosts, err := dnsq.ReadHosts(strings.NewReader("192.0.2.7 printer.example printer\n2001:db8::7 printer.example\n"))
	if err != nil {
		fmt.Println(err)
		return
	}
	r := &dnsq.Resolver{Hosts: hosts}
	addresses, err := r.LookupNetIP(context.Background(), "ip", "printer.example")
	fmt.Println(addresses, err)
	// Output: [2001:db8::7 192.0.2.7] <nil>
}

func ExamplePipeline() {
	port, stop := answering()
	defer stop()

	p, err := dnsq.NewPipeline("127.0.0.1", &dnsq.PipelineOptions{Port: port, IdleTimeout: time.Minute})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer p.Close()
	r := &dnsq.Resolver{Servers: []dnsq.Nameserver{p}}
	for _, name := range []string{"a.example.", "b.example."} {
		answer, err := r.Resolve(context.Background(), name, "A", nil)
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Println(answer.RRset)
	}
	// Output:
	// a.example. 300 IN A 1.2.3.4
	// b.example. 300 IN A 1.2.3.4
}

func ExampleCache_SetMaxStale() {
	cache := dnsq.NewCache(0)
	cache.SetMaxStale(24 * time.Hour)
	r := &dnsq.Resolver{Cache: cache} // it has no servers that could answer

	m, err := dnsq.MessageFromText("flags QR\n;QUESTION\na.example. IN A\n;ANSWER\na.example. 60 IN A 192.0.2.1\n", nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	name := dnsq.MustName("a.example.")
	old, err := dnsq.NewAnswer(name, dnsq.TypeA, dnsq.ClassIN, m)
	if err != nil {
		fmt.Println(err)
		return
	}
	old.Expiration = time.Now().Add(-time.Hour)
	cache.Put(dnsq.NewCacheKey(name, dnsq.TypeA, dnsq.ClassIN), old)

	answer, err := r.Resolve(context.Background(), "a.example.", "A", nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(answer.Stale, answer.RRset)
	// Output: true a.example. 30 IN A 192.0.2.1
}

// One server is asked one question, over UDP and, where the answer does not fit, over
// TCP.
func ExampleQueryUDPWithFallback() {
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Second)
	defer cancel()
	query := dnsq.MakeQuery(dnsq.MustName("example.com"), dnsq.TypeTXT, nil)
	response, overTCP, err := dnsq.QueryUDPWithFallback(ctx, query, "192.0.2.53", nil)
	switch {
	case errors.Is(err, dnsq.ErrTimeout):
		fmt.Println("no answer")
	case err != nil:
		fmt.Println(err)
	default:
		fmt.Println(response.Rcode(), overTCP)
		for _, set := range response.Answer {
			fmt.Println(set)
		}
	}
}
