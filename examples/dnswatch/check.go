package main

import (
	"context"
	"errors"
	"sync"
	"time"

	"github.com/pyops-go/pyops/dnsq"
)

// atOnce is how many questions are under way at the same time.
const atOnce = 64

// A watch is what is checked, and how.
type watch struct {
	expected  []*expectation
	resolvers []*dnsq.Resolver
	opts      *dnsq.ResolveOptions
}

// A result is what one server said to one question.
type result struct {
	*expectation
	server string
	got    string
	good   bool
	took   time.Duration
}

// check asks all servers all questions. The results are in the order of the file.
func (w *watch) check(ctx context.Context) []result {
	results := make([]result, len(w.expected)*len(w.resolvers))
	free := make(chan struct{}, atOnce)
	var wait sync.WaitGroup
	for i := range results {
		free <- struct{}{}
		wait.Go(func() {
			defer func() { <-free }()
			results[i] = w.ask(ctx, w.expected[i/len(w.resolvers)], w.resolvers[i%len(w.resolvers)])
		})
	}
	wait.Wait()
	return results
}

// ask asks one server one question.
func (w *watch) ask(ctx context.Context, e *expectation, r *dnsq.Resolver) result {
	start := time.Now()
	a, err := r.ResolveRRset(ctx, e.name, e.typ, w.opts)
	out := result{expectation: e, server: r.Nameservers[0], took: time.Since(start)}
	switch {
	case errors.Is(err, dnsq.ErrNXDomain):
		out.got = noName
		out.good = e.kind == noName
	case errors.Is(err, dnsq.ErrNoAnswer):
		out.got = noData
		out.good = e.kind == noData
	case err != nil:
		out.got = err.Error()
	default:
		out.server, out.got = a.Nameserver, texts(a.RRset)
		out.good = e.kind == anyAnswer || e.kind == "" && a.RRset.Rdataset.Equal(&e.records.Rdataset)
	}
	return out
}
