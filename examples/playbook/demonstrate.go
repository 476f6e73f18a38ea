package main

import (
	"context"
	"crypto/rand"
	"embed"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"time"

	"github.com/pyops-go/pyops/examples/internal/cli"
	"github.com/pyops-go/pyops/sshx"
)

//go:embed demonstration
var demonstration embed.FS

// hosts are those of the demonstration: accounts of the server in this program, each
// with a home of its own.
var demoHosts = []string{"web1", "web2", "db1"}

// demonstrate plays a playbook, twice, against an SSH server in this process: the
// first time it changes things, the second time there is nothing to change.
func demonstrate(ctx context.Context, std cli.IO) error {
	return demonstrateWith(ctx, std, "")
}

func demonstrateWith(ctx context.Context, std cli.IO, program string) error {
	dir, err := os.MkdirTemp("", "playbook-demonstration-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	address, done, err := serveDemonstration(ctx, dir)
	if err != nil {
		return err
	}
	defer func() {
		cancel()
		<-done
	}()
	if err := os.CopyFS(dir, demonstration); err != nil {
		return err
	}
	folder := filepath.Join(dir, "demonstration")
	host, port, err := net.SplitHostPort(address.listen)
	if err != nil {
		return err
	}
	inventory := "[web]\nweb1\nweb2\n\n[db]\ndb1\n\n[all:vars]\n" + fmt.Sprintf("ansible_host=%s\nansible_port=%s\nansible_user=\"{{ inventory_hostname }}\"\nansible_password=%q\n"+
		"ansible_ssh_transfer_method=piped\nansible_ssh_common_args=\"-o UserKnownHostsFile=%s\"\n", host, port, address.password, filepath.Join(dir, "known_hosts"))
	if err := os.WriteFile(filepath.Join(folder, "inventory"), []byte(inventory), 0o600); err != nil {
		return err
	}
	args := []string{filepath.Join(folder, "site.yml"), "-i", filepath.Join(folder, "inventory")}
	fmt.Fprintf(std.Out, "An SSH server in this program has the accounts web1, web2 and db1.\n\n$ playbook site.yml -i inventory --diff\n")
	if err := playWith(ctx, append(args, "--diff"), std, program); err != nil {
		return err
	}
	fmt.Fprintf(std.Out, "\nOnce more: what is right already is left alone.\n\n$ playbook site.yml -i inventory\n")
	return playWith(ctx, args, std, program)
}

type demoAddress struct{ listen, password string }

// serveDemonstration lets the accounts in, and runs their commands by the shell, each
// in its own home.
func serveDemonstration(ctx context.Context, dir string) (a demoAddress, done chan struct{}, err error) {
	key, err := sshx.GenerateEd25519Key()
	if err != nil {
		return a, nil, err
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return a, nil, err
	}
	a = demoAddress{l.Addr().String(), rand.Text()}
	known := fmt.Sprintf("%s %s\n", sshx.HostName("127.0.0.1", l.Addr().(*net.TCPAddr).Port), key.Name()+" "+key.Base64())
	if err := os.WriteFile(filepath.Join(dir, "known_hosts"), []byte(known), 0o600); err != nil {
		return a, nil, err
	}
	for _, h := range demoHosts {
		if err := os.Mkdir(filepath.Join(dir, h), 0o755); err != nil {
			return a, nil, err
		}
	}
	server := &sshx.Server{
		HostKeys: []*sshx.PKey{key},
		Password: func(_ context.Context, user, password string) bool { return password == a.password },
		Command: func(ctx context.Context, s *sshx.ServerSession) int {
			home := filepath.Join(dir, filepath.Base(s.User))
			cmd := exec.CommandContext(ctx, "/bin/sh", "-c", s.Command)
			cmd.Dir = home
			cmd.Env = []string{"HOME=" + home, "USER=" + s.User, "PATH=" + os.Getenv("PATH"), "LANG=C.UTF-8"}
			cmd.Stdout, cmd.Stderr = s.Stdout, s.Stderr
			cmd.WaitDelay = time.Second
			in, err := cmd.StdinPipe()
			if err != nil || cmd.Start() != nil {
				return 126
			}
			go func() {
				io.Copy(in, s.Stdin)
				in.Close()
			}()
			cmd.Wait()
			return cmd.ProcessState.ExitCode()
		},
	}
	done = make(chan struct{})
	go func() {
		server.Serve(ctx, l)
		close(done)
	}()
	return a, done, nil
}
