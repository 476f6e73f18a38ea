package clam_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/pyops-go/pyops/clam"
)

func Example() {
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	cd, err := clam.NewClamdNetworkSocket(ctx, "127.0.0.1", 1, nil)
	if errors.Is(err, clam.ErrConnection) {
		fmt.Println("no clamd at port 1")
		return
	}
	fmt.Println(cd.ScanFile(ctx, "/srv/upload"))
	// Output: no clamd at port 1
}

func ExampleResult() {
	r := clam.Result{"/srv/a": {Status: clam.Found, Reason: "Eicar-Test-Signature"}}
	fmt.Println(r, r.Infected())
	fmt.Println(clam.Result(nil))
	// Output:
	// {'/srv/a': ('FOUND', 'Eicar-Test-Signature')} true
	// None
}

func ExampleMatches() {
	fmt.Println(clam.Matches{"/srv/a": {{Status: clam.Found, Reason: "One"}, {Status: clam.Found, Reason: "Two"}}})
	// Output: {'/srv/a': [('FOUND', 'One'), ('FOUND', 'Two')]}
}

// A stream is scanned as it is read. This one goes nowhere: there is no clamd.
func ExampleClient_ScanStream() {
	ctx := context.Background()
	cd, err := clam.ClamdAgnostic(ctx, nil)
	if err != nil {
		return
	}
	r, err := cd.ScanStream(ctx, strings.NewReader("some upload"), nil)
	switch {
	case errors.Is(err, clam.ErrTooLong):
		fmt.Println("too long to tell")
	case err != nil:
		fmt.Println("not scanned:", err)
	case r == nil:
		fmt.Println("clean")
	default:
		fmt.Println(r)
	}
}

func ExampleClient_ScanTree() {
	ctx := context.Background()
	cd, err := clam.ClamdAgnostic(ctx, nil)
	if err != nil {
		return
	}
	for file, err := range cd.ScanTree(ctx, "/srv/upload", nil) {
		if err != nil {
			fmt.Println("not all was scanned:", err)
			break
		}
		if file.Finding != nil {
			fmt.Println(file.Name, file.Finding)
		}
	}
}

func ExampleClient_Session() {
	ctx := context.Background()
	cd, err := clam.ClamdAgnostic(ctx, nil)
	if err != nil {
		return
	}
	s, err := cd.Session(ctx)
	if err != nil {
		return
	}
	defer s.Close()
	fmt.Println(s.ScanFile(ctx, "/srv/upload/a"))
}

func ExampleParseStats() {
	s, err := clam.ParseStats("POOLS: 1\n\nSTATE: VALID PRIMARY\nTHREADS: live 1  idle 0 max 4 idle-timeout 30\nQUEUE: 0 items\n\tSTATS 0.000007 \n\nEND\n\n")
	fmt.Println(s.State, s.MaxThreads, s.IdleTimeout, s.Tasks[0].Command, err)
	// Output: VALID PRIMARY 4 30s STATS <nil>
}
