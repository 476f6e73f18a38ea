package checks

import (
	"context"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/pyops-go/pyops/dnsq"
	"github.com/pyops-go/pyops/examples/opsreport/internal/model"
	"github.com/pyops-go/pyops/examples/opsreport/internal/settings"
)

// Names asks the DNS, all questions at once.
func Names(ctx context.Context, names []settings.Name) []model.Name {
	out := make([]model.Name, len(names))
	var wait sync.WaitGroup
	for i, n := range names {
		wait.Go(func() { out[i] = ask(ctx, n) })
	}
	wait.Wait()
	return out
}

func ask(ctx context.Context, n settings.Name) model.Name {
	out := model.Name{Name: n.Name, Type: n.Type, Want: n.Expect, Server: n.Server, Rank: model.Critical}
	resolver, err := resolver(n.Server)
	if err != nil {
		out.Err = err.Error()
		return out
	}
	start := time.Now()
	answer, err := resolver.Resolve(ctx, n.Name, n.Type, nil)
	out.Took = time.Since(start)
	if err != nil {
		out.Err = model.Clean(err.Error())
		return out
	}
	out.Server = answer.Nameserver
	for rd := range answer.RRset.All() {
		text, err := dnsq.RdataToText(rd, nil)
		if err != nil {
			out.Err = err.Error()
			return out
		}
		out.Got = append(out.Got, model.Clean(text))
	}
	slices.Sort(out.Got)
	if len(n.Expect) == 0 || slices.Equal(out.Got, slices.Sorted(slices.Values(n.Expect))) {
		out.Rank = model.OK
	} else {
		out.Err = "expected " + strings.Join(n.Expect, ", ")
	}
	return out
}

func resolver(server string) (*dnsq.Resolver, error) {
	if server == "" {
		return dnsq.SystemResolver()
	}
	return dnsq.NewResolver(server)
}
