package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/pyops-go/pyops/examples/func/internal/minion"
	"github.com/pyops-go/pyops/examples/func/internal/modules"
	"github.com/pyops-go/pyops/examples/func/internal/overlord"
	"github.com/pyops-go/pyops/examples/internal/cli"
)

// greeting is a module of one's own.
var greeting = &modules.Module{
	Name: "greeting", Summary: "Greet whoever asks.",
	Methods: map[string]modules.Method{
		"hello": func(_ context.Context, c *modules.Call) (any, error) { return "hello from " + c.Minion, nil },
	},
	Args: map[string]string{"hello": ""},
}

// demonstrate starts an authority, an overlord and three minions, all here, and
// calls them.
func demonstrate(ctx context.Context, std cli.IO) error {
	dir, err := os.MkdirTemp("", "func-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	own := filepath.Join(dir, "overlord")
	v, err := overlord.Start(ctx, overlord.Options{Dir: own, Bus: "127.0.0.1:0", Door: "127.0.0.1:0"})
	if err != nil {
		return err
	}
	defer v.Close()
	ctx, stop := context.WithCancel(ctx)
	var minions sync.WaitGroup
	defer minions.Wait()
	defer stop()
	fmt.Fprintf(std.Out, "An overlord and its authority, fingerprint %s…\n", v.Authority.Fingerprint()[:16])
	names := []string{"db1", "web1", "web2"}
	for _, id := range names {
		token, err := v.Authority.Token(id)
		if err != nil {
			return err
		}
		minions.Go(func() {
			err := minion.Run(ctx, minion.Options{ID: id, Dir: filepath.Join(dir, id), Authority: v.Door, Fingerprint: v.Authority.Fingerprint(), Token: token, Modules: []*modules.Module{greeting}})
			if err != nil && !errors.Is(err, context.Canceled) {
				fmt.Fprintf(std.Err, "%s: %v\n", id, err)
			}
		})
	}
	if err := gathered(ctx, own, len(names)); err != nil {
		return err
	}
	for _, args := range [][]string{
		{"*", "list_minions"}, {"*", "ping"}, {"web*", "call", "greeting", "hello"}, {"web1;db1", "call", "command", "run", "echo $((6*7))"}, {"db1", "call", "-async", "-follow", "test", "add", "1", "2"},
	} {
		shown := append([]string{fmt.Sprintf("%q", args[0])}, args[1:]...)
		fmt.Fprintln(std.Out, "\n$ func", joined(shown))
		withDir := append([]string{args[0], args[1], "-dir", own}, args[2:]...)
		if err := call(ctx, withDir, cli.IO{Out: std.Out, Err: std.Err}); err != nil {
			return err
		}
	}
	return nil
}

func joined(args []string) string {
	s := ""
	for i, a := range args {
		if i > 0 {
			s += " "
		}
		s += a
	}
	return s
}

// gathered waits until so many minions live.
func gathered(ctx context.Context, dir string, n int) error {
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	c, err := overlord.NewCaller(dir)
	if err != nil {
		return err
	}
	defer c.Close()
	for {
		live, err := c.Live(ctx)
		if err == nil && len(live) >= n {
			return nil
		}
		select {
		case <-ctx.Done():
			return errors.Join(fmt.Errorf("%d of %d minions came within a minute", len(live), n), err)
		case <-time.After(20 * time.Millisecond):
		}
	}
}
