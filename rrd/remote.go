package rrd

import (
	"context"
	"errors"
	"os"
	"time"
)

// FlushCached has an rrdcached write what it holds of files: the option -d with
// its address, unless the environment's RRDCACHED_ADDRESS has it, and the files.
func FlushCached(args ...string) error { return defaultTool.FlushCached(args...) }

// FlushCached has an rrdcached write what it holds of files, as [FlushCached]
// does.
func (t *Tool) FlushCached(args ...string) error {
	given, rest, err := parseOptions(args, daemonOption)
	if err != nil {
		return err
	}
	daemon := ""
	for _, o := range given {
		daemon = o.value
	}
	if len(rest) == 0 {
		return specError("Usage: rrdtool flushcached [--daemon|-d <addr>] <filename> [<filename> ...]")
	}
	return t.remote(t.daemonFor(daemon), func(ctx context.Context, c *Cached) error {
		var all error
		for _, path := range rest {
			all = errors.Join(all, c.Flush(ctx, path))
		}
		return all
	})
}

// daemonFor is the address of the rrdcached that a command is to ask: that of its
// option, or of the environment; empty means none.
func (t *Tool) daemonFor(option string) string {
	if option != "" || t != nil && t.opts.NoDaemon {
		return option
	}
	return os.Getenv("RRDCACHED_ADDRESS")
}

// remoteTimeout bounds a conversation of a command without a context.
const remoteTimeout = 30 * time.Second

// remote calls f with a conversation.
func (t *Tool) remote(address string, f func(context.Context, *Cached) error) error {
	ctx := t.context()
	var opts *CachedOptions
	if ctx.Done() == nil {
		opts = &CachedOptions{Timeout: remoteTimeout}
	}
	c, err := DialCached(ctx, address, opts)
	if err != nil {
		return err
	}
	defer c.Close()
	return f(ctx, c)
}

// flushFirst has the rrdcached that is to be asked, if any, write what it holds
// of files.
func (t *Tool) flushFirst(daemon string, paths ...string) error {
	address := t.daemonFor(daemon)
	if address == "" || len(paths) == 0 {
		return nil
	}
	return t.remote(address, func(ctx context.Context, c *Cached) error {
		for _, path := range paths {
			if err := c.Flush(ctx, path); err != nil {
				return err
			}
		}
		return nil
	})
}

func (t *Tool) listRemote(address string, recursive bool, path string) (names []string, err error) {
	err = t.remote(address, func(ctx context.Context, c *Cached) error {
		names, err = c.List(ctx, path, recursive)
		return err
	})
	return names, err
}
