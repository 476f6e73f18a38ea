package sshx_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/pyops-go/pyops/internal/original"
	"github.com/pyops-go/pyops/sshx"
)

// revokedFile is one in which an ordinary line and a revocation have one key.
const revokedFile = "# mine\n* " + someKey + "\n@revoked * " + someKey + "\n"

const divergingSource = `
import os, tempfile

def setting(text, host, key):
    return SSHConfig.from_text(text).lookup(host).get(key)

def believed(text, name, line):
    with tempfile.NamedTemporaryFile("w") as f:
        f.write(text)
        f.flush()
        return checked(f.name, name, line)

def rewritten(text):
    with tempfile.NamedTemporaryFile("w") as f:
        f.write(text)
        f.flush()
        h = HostKeys(f.name)
        h.save(f.name + ".out")
    try:
        return open(f.name + ".out").read()
    finally:
        os.unlink(f.name + ".out")

def names(text):
    return sorted(SSHConfig.from_text(text).get_hostnames())
`

// oursOf makes the calls of divergingSource in this package.
func oursOf(t *testing.T) func(original.Call) original.Result {
	config := func(text string) *sshx.SSHConfig {
		c, err := sshx.ParseSSHConfig(strings.NewReader(text), nil)
		must(t, err)
		return c
	}
	load := func(text string) *sshx.HostKeys {
		file := filepath.Join(t.TempDir(), "known")
		write(t, file, text)
		h := &sshx.HostKeys{}
		_, err := h.Load(file)
		must(t, err)
		return h
	}
	return func(c original.Call) original.Result {
		text := c.Args[0].(string)
		switch c.Func {
		case "setting":
			d, err := config(text).Lookup(ctx(t), c.Args[1].(string), nil)
			must(t, err)
			if v := d.Get(c.Args[2].(string)); v != "" {
				return original.Result{Value: v}
			}
			return original.Result{}
		case "believed":
			e, err := sshx.ParseHostKeyEntry(c.Args[2].(string))
			must(t, err)
			return original.Result{Value: load(text).Check(c.Args[1].(string), e.Key)}
		case "rewritten":
			file := filepath.Join(t.TempDir(), "out")
			must(t, load(text).Save(file))
			data, err := os.ReadFile(file)
			must(t, err)
			return original.Result{Value: string(data)}
		default:
			all := config(text).Hostnames()
			slices.Sort(all)
			return original.Result{Value: all}
		}
	}
}

// owed is what a divergence owes for its example, and for nothing else.
func owed(example original.Call, value any) func(original.Call, original.Result) (original.Result, bool) {
	return func(c original.Call, _ original.Result) (original.Result, bool) {
		return original.Result{Value: value}, c.String() == example.String()
	}
}

func TestWhereParamikoIsWrong(t *testing.T) {
	py := startParamiko(t)
	py.Define(divergingSource)
	var all []original.Divergence
	add := func(name, why, function string, theirs, ours any, args ...any) {
		c := original.Call{Func: function, Args: args}
		all = append(all, original.Divergence{Name: name, Why: why, Example: c, Theirs: theirs, Ours: ours, Expect: owed(c, ours)})
	}
	// What ssh -G says of the same files is in config_test.go.
	add("comment", "a comment at the end of a line is taken for a part of the value", "setting", "5 # c", "5", "Port 5 # c\n", "x", "port")
	add("match", "a criterion in capitals holds for every host", "setting", "a", nil, "Match Host bar\nUser a\n", "foo", "user")
	add("unknown criterion", "a criterion that is not known holds for every host", "setting", "a", nil, "Match tagged x\nUser a\n", "foo", "user")
	add("both proxies", "the second of ProxyJump and ProxyCommand counts as well", "setting", "b", nil, "ProxyJump a\nProxyCommand b\n", "foo", "proxycommand")
	add("no proxy", "'none' is taken for the name of a host", "setting", "none", nil, "ProxyJump none\n", "foo", "proxyjump")
	add("too many dots", "a name that is canonical as it is does not match 'canonical'", "setting", nil, "a", "CanonicalizeHostname yes\nMatch canonical all\nUser a\n", "a.b.c", "user")
	add("host names", "a Match block makes the list of hosts fail", "names", &original.Exception{Class: "KeyError", Message: "'host'"}, []string{"*", "a"}, "Host a\nMatch all\nUser b\n")
	add("revoked", "a key that @revoked names is believed", "believed", true, false, strings.Replace(revokedFile, "* ", "x ", 1), "x", "x "+someKey)
	add("wildcard with a port", "'*:22931' and patterns in brackets match nobody", "believed", false, true, "[127.0.0.*]:2222 "+someKey+"\n", "[127.0.0.1]:2222", "x "+someKey)
	add("rewriting", "comments are lost when the file is written", "rewritten", "x "+someKey+"\n", "# mine\nx "+someKey+"\n", "# mine\nx "+someKey+"\n")
	j := &original.Judge{Python: py, Ours: oursOf(t), Divergences: all}
	j.Pins(t)
}
