// Playbook brings machines into the state that a playbook describes, as Ansible does:
// over SSH, with nothing to install on them, not even Python; chapter 9's program.
//
//	playbook                                        # a demonstration, against an SSH server in this program
//	playbook site.yml -i inventory
//	playbook adhoc web -m command -a uptime -i inventory
//	playbook vault encrypt secrets.yml --vault-password-file key
//
// Output and exit statuses are Ansible's: 0 when all went well, 2 when a host failed,
// 4 when one could not be reached or the playbook has a mistake, which is found before
// any host is touched.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"strings"
	"syscall"

	"github.com/pyops-go/pyops/examples/internal/cli"
	"github.com/pyops-go/pyops/examples/playbook/internal/remote"
)

func main() {
	if len(os.Args) > 1 && os.Args[1] == "agent" {
		// What runs on a managed host. The end of its input is the end.
		if err := remote.Serve(context.Background(), os.Stdin, os.Stdout); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		return
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	cli.Main("playbook", func(args []string, std cli.IO) error { return start(ctx, args, std) })
}

const help = `Bring machines into the state that a playbook describes, over SSH.

usage: playbook                                        a demonstration in this process
       playbook [flags] PLAYBOOK...
       playbook adhoc [flags] PATTERN                  one module on some hosts
       playbook vault encrypt|decrypt|view [flags] FILE

playbook PLAYBOOK -h, playbook adhoc -h and playbook vault -h tell more.

example:
  playbook site.yml -i inventory --check --diff
  playbook adhoc web -i inventory -m command -a uptime
`

// statusMistake is the exit status for playbooks that cannot be read.
const statusMistake = 4

func start(ctx context.Context, args []string, std cli.IO) error {
	if len(args) == 0 {
		return demonstrate(ctx, std)
	}
	switch args[0] {
	case "-h", "-help", "--help":
		_, err := fmt.Fprint(std.Out, help)
		return errors.Join(flag.ErrHelp, err)
	case "adhoc":
		return adhoc(ctx, args[1:], std)
	case "vault":
		return vaultCommand(args[1:], std)
	}
	return playbooks(ctx, args, std)
}

// interspersed puts flags before other arguments, as Ansible's users may not.
func interspersed(fs *flag.FlagSet, args []string) []string {
	var flags, rest []string
	for i := 0; i < len(args); i++ {
		a := args[i]
		if a == "--" {
			rest = append(rest, args[i+1:]...)
			break
		}
		if len(a) < 2 || a[0] != '-' {
			rest = append(rest, a)
			continue
		}
		flags = append(flags, a)
		name, _, hasValue := strings.Cut(strings.TrimLeft(a, "-"), "=")
		f := fs.Lookup(name)
		if f == nil || hasValue {
			continue
		}
		if b, ok := f.Value.(interface{ IsBoolFlag() bool }); ok && b.IsBoolFlag() {
			continue
		}
		if i+1 < len(args) {
			i++
			flags = append(flags, args[i])
		}
	}
	return append(append(flags, "--"), rest...)
}
