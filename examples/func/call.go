package main

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/pyops-go/pyops/examples/func/internal/overlord"
	"github.com/pyops-go/pyops/examples/func/internal/wire"
	"github.com/pyops-go/pyops/examples/internal/cli"
	"github.com/pyops-go/pyops/internal/pytext"
)

// A request is a call from the command line.
type request struct {
	std                                cli.IO
	pattern                            string
	dir                                string
	wait, limit                        time.Duration
	async, follow, idempotent, js, raw bool
}

// patience is how long a call waits for answers, if nothing else is said.
const patience = 30 * time.Second

// verbs are what can be done, and what it does.
var verbs = map[string]string{
	"list_minions": "List the minions that are meant.",
	"ping":         "Ask minions whether they answer.",
	"check":        "Ask minions whether they answer.",
	"show":         "Show what machines minions are.",
	"copyfile":     "Copy a file to minions. Each checks the whole of it before it is put in place; its folder must be there.",
	"call":         "Call a method of minions. test list_methods tells those of the module test; every module has that.",
}

// call runs func MINIONS VERB ...
func call(ctx context.Context, args []string, std cli.IO) error {
	r := &request{std: std, pattern: args[0]}
	if len(args) < 2 {
		return &cli.UsageError{Usage: "func MINIONS call|ping|list_minions|check|show|copyfile ...", Err: errors.New("what to do is missing")}
	}
	c := cli.New("func MINIONS "+args[1], verbs[args[1]])
	c.Flags.StringVar(&r.dir, "dir", folder, "the overlord's `FOLDER`")
	c.Flags.DurationVar(&r.wait, "timeout", patience, "how long to wait for answers; later ones are kept for func jobstatus")
	c.Flags.BoolVar(&r.js, "json", false, "print answers as JSON, a line each")
	c.Flags.BoolVar(&r.raw, "raw", false, "print values alone, as they are")
	var method string
	var params []string
	switch args[1] {
	case "list_minions":
		if err := c.Parse(args[2:], std.Out); err != nil {
			return err
		}
		return r.list()
	case "ping", "check":
		if err := c.Parse(args[2:], std.Out); err != nil {
			return err
		}
		method = "test.ping"
	case "show":
		what := c.Arg("WHAT", "hardware")
		if err := c.Parse(args[2:], std.Out); err != nil {
			return err
		}
		if *what != "hardware" {
			return c.Usagef("show %q: expected hardware", *what)
		}
		method = "hardware.info"
	case "copyfile":
		mode := c.Flags.String("mode", "0644", "of the file on the minions, `OCTAL`")
		file := c.Arg("FILE", "here")
		target := c.Arg("TARGET", "on the minions")
		if err := c.Parse(args[2:], std.Out); err != nil {
			return err
		}
		return r.copyfile(ctx, *file, *target, *mode)
	case "call":
		c.Flags.DurationVar(&r.limit, "limit", 0, "how long the method may run; 10m and never less than -timeout, or an hour with -async")
		c.Flags.BoolVar(&r.async, "async", false, "leave the command for the minions, and print the job's name")
		c.Flags.BoolVar(&r.follow, "follow", false, "with -async: wait until it is over")
		c.Flags.BoolVar(&r.idempotent, "idempotent", false, "with -async: it may run again where nobody knows whether it did")
		module := c.Arg("MODULE", "such as command")
		verb := c.Arg("METHOD", "such as run")
		rest := c.List("ARGUMENT", "of the method", 0)
		if err := c.Parse(args[2:], std.Out); err != nil {
			return err
		}
		if r.async && r.wait != patience {
			return c.Usagef("-timeout with -async: nobody waits; expected -limit, how long the method may run")
		}
		method, params = *module+"."+*verb, *rest
	default:
		return &cli.UsageError{Usage: "func MINIONS call|ping|list_minions|check|show|copyfile ...", Err: fmt.Errorf("%q: expected call, ping, list_minions, check, show or copyfile", args[1])}
	}
	caller, targets, err := r.open()
	if err != nil {
		return err
	}
	defer caller.Close()
	if r.async {
		return r.submit(ctx, caller, targets, method, params)
	}
	return r.ask(ctx, caller, targets, method, params, nil)
}

func (r *request) open() (*overlord.Caller, []string, error) {
	if r.wait <= 0 || r.limit < 0 {
		return nil, nil, fmt.Errorf("-timeout %v, -limit %v: expected times to wait", r.wait, r.limit)
	}
	caller, err := overlord.NewCaller(r.dir)
	if err != nil {
		return nil, nil, err
	}
	targets, err := caller.Targets(r.pattern)
	if err != nil {
		caller.Close()
		return nil, nil, err
	}
	return caller, targets, nil
}

func (r *request) list() error {
	caller, targets, err := r.open()
	if err != nil {
		return err
	}
	defer caller.Close()
	for _, t := range targets {
		fmt.Fprintln(r.std.Out, t)
	}
	return nil
}

// ask calls, and prints answers as they come. Who failed and who is missing is the
// status.
func (r *request) ask(ctx context.Context, caller *overlord.Caller, targets []string, method string, params []string, print func(*wire.Return)) error {
	if print == nil {
		print = r.print
	}
	bad := false
	limit := r.limit
	if limit == 0 {
		limit = max(r.wait, 10*time.Minute)
	}
	err := caller.Call(ctx, targets, method, params, overlord.CallOptions{Wait: r.wait, Timeout: limit}, func(ret *wire.Return) {
		bad = bad || ret.State != wire.Finished
		print(ret)
	})
	var missing *overlord.MissingError
	switch {
	case errors.As(err, &missing):
		if missing.Err == nil {
			r.hint(missing.Call, "becomes")
		}
		return cli.Status(notAll, err)
	case err != nil:
		return err
	case bad:
		return cli.Status(notAll, nil)
	}
	return nil
}

// print prints an answer as Func does: a tuple of the minion and what it returned.
func (r *request) print(ret *wire.Return) {
	switch {
	case r.js:
		line, err := json.Marshal(map[string]any{"minion": ret.Minion, "state": ret.State, "value": ret.Value, "error": ret.Err})
		if err == nil {
			fmt.Fprintf(r.std.Out, "%s\n", line)
		}
	case ret.State != wire.Finished:
		fmt.Fprintf(r.std.Out, "('%s', ['REMOTE_ERROR', %s])\n", ret.Minion, pytext.Repr(ret.Err))
	case r.raw:
		fmt.Fprintln(r.std.Out, ret.Value)
	default:
		fmt.Fprintf(r.std.Out, "('%s', %s)\n", ret.Minion, python(ret.Value))
	}
}

// python writes a value as Python does.
func python(v any) string {
	switch v := v.(type) {
	case nil:
		return "None"
	case bool:
		return strings.ToUpper(strconv.FormatBool(v)[:1]) + strconv.FormatBool(v)[1:]
	case string:
		return pytext.Repr(v)
	case float64:
		if v == float64(int64(v)) && v < 1e15 && v > -1e15 {
			return strconv.FormatInt(int64(v), 10) // JSON does not tell 1 from 1.0
		}
		return pytext.Float(v)
	case []any:
		parts := make([]string, len(v))
		for i, x := range v {
			parts[i] = python(x)
		}
		return "[" + strings.Join(parts, ", ") + "]"
	case map[string]any:
		var parts []string
		for _, k := range slices.Sorted(maps.Keys(v)) {
			parts = append(parts, pytext.Repr(k)+": "+python(v[k]))
		}
		return "{" + strings.Join(parts, ", ") + "}"
	}
	return fmt.Sprint(v)
}

// submit leaves a job.
func (r *request) submit(ctx context.Context, caller *overlord.Caller, targets []string, method string, params []string) error {
	id, err := caller.Submit(ctx, targets, method, params, overlord.CallOptions{Timeout: r.limit, Idempotent: r.idempotent})
	if err != nil {
		return err
	}
	fmt.Fprintln(r.std.Out, id)
	if !r.follow {
		r.hint(id, "became")
		return nil
	}
	return r.follows(ctx, caller, id)
}

// hint says how to ask again.
func (r *request) hint(id, verb string) {
	fmt.Fprintf(r.std.Err, "func jobstatus -dir %s %s tells what %s of it\n", pytext.Quote(r.dir), id, verb)
}

// follows waits until a job is over, and prints what became of it.
func (r *request) follows(ctx context.Context, caller *overlord.Caller, id string) error {
	all, err := caller.Wait(ctx, id)
	if err != nil {
		return err
	}
	return r.summary(all)
}

func (r *request) summary(all []*wire.Return) error {
	bad := false
	for _, ret := range all {
		switch ret.State {
		case wire.Finished, wire.Failed:
			r.print(ret)
		default:
			if r.js {
				r.print(ret)
			} else {
				fmt.Fprintf(r.std.Out, "('%s', ['%s', %s])\n", ret.Minion, codes[ret.State], pytext.Repr(ret.Err))
			}
		}
		bad = bad || ret.State != wire.Finished
	}
	if bad {
		return cli.Status(notAll, nil)
	}
	return nil
}

// codes are Func's names of states.
var codes = map[string]string{wire.Running: "RUNNING", wire.Lost: "LOST_IN_SPACE", overlord.Waiting: "WAITING"}

// status is func jobstatus.
func status(ctx context.Context, args []string, std cli.IO) error {
	c := cli.New("func jobstatus", "Tell what became of a job. The exit status is 1 as long as it is not finished everywhere.")
	r := &request{std: std}
	c.Flags.StringVar(&r.dir, "dir", folder, "the overlord's `FOLDER`")
	c.Flags.BoolVar(&r.follow, "follow", false, "wait until it is over")
	c.Flags.BoolVar(&r.js, "json", false, "print answers as JSON, a line each")
	id := c.Arg("JOB", "what -async printed, or a call that not all answered")
	if err := c.Parse(args, std.Out); err != nil {
		return err
	}
	caller, err := overlord.NewCaller(r.dir)
	if err != nil {
		return err
	}
	defer caller.Close()
	if r.follow {
		return r.follows(ctx, caller, *id)
	}
	all, err := caller.Status(ctx, *id)
	if err != nil {
		return err
	}
	return r.summary(all)
}

// piece is how much of a file one command carries: it travels as base64 within
// base64.
const piece = 384 << 10

// copyfile copies a file to minions in pieces; each minion checks the whole before
// it is put in place.
func (r *request) copyfile(ctx context.Context, file, target, mode string) error {
	if _, err := strconv.ParseUint(mode, 8, 12); err != nil {
		return fmt.Errorf("-mode %q: expected octal digits such as 0644", mode)
	}
	f, err := os.Open(file)
	if err != nil {
		return err
	}
	defer f.Close()
	caller, targets, err := r.open()
	if err != nil {
		return err
	}
	defer caller.Close()
	transfer := wire.NewID()
	h := sha256.New()
	buf := make([]byte, piece)
	for at := int64(0); ; {
		n, err := io.ReadFull(f, buf)
		if err != nil && err != io.EOF && err != io.ErrUnexpectedEOF {
			return err
		}
		if n > 0 || at == 0 {
			h.Write(buf[:n])
			quiet := func(ret *wire.Return) {
				if ret.State != wire.Finished {
					r.print(ret)
				}
			}
			if err := r.ask(ctx, caller, targets, "copyfile.append", []string{transfer, strconv.FormatInt(at, 10), base64.StdEncoding.EncodeToString(buf[:n])}, quiet); err != nil {
				return err
			}
			at += int64(n)
		}
		if err != nil || n == 0 {
			break
		}
	}
	return r.ask(ctx, caller, targets, "copyfile.finish", []string{transfer, target, mode, hex.EncodeToString(h.Sum(nil))}, nil)
}
