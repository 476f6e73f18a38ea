// Sshserver is a small SSH server: it lets one user in, shows a folder by SFTP, out of
// which nothing leads, and knows the commands uptime, echo and whoami.
//
//	sshserver [flags] [FOLDER]
//
// It prints where it listens, the password, and the line of its key for known_hosts;
// then it runs until it is interrupted, and logs what it is asked for. Without
// arguments it listens on a free port of 127.0.0.1 and shows no files.
package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/signal"
	"strings"
	"sync"

	"github.com/pyops-go/pyops/examples/internal/cli"
	"github.com/pyops-go/pyops/examples/internal/smallssh"
	"github.com/pyops-go/pyops/sshx"
)

func main() {
	cli.Main("sshserver", func(args []string, std cli.IO) error {
		ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
		defer stop()
		return run(ctx, args, os.Getenv("PASSWORD"), std)
	})
}

func run(ctx context.Context, args []string, password string, std cli.IO) error {
	c := cli.New("sshserver", "Serve SSH to one user: a folder by SFTP, out of which nothing leads, and the commands uptime, echo and whoami.\n"+
		"The password is that of the environment variable PASSWORD, or one that it makes up and prints.")
	c.Example("sshserver -listen 127.0.0.1:2222 -key host_key -authorized ~/.ssh/id_ed25519.pub /srv/files")
	listen := c.Flags.String("listen", "127.0.0.1:0", "`address` to listen at; port 0 takes a free one")
	user := c.Flags.String("user", "guest", "`name` of the user")
	keyFile := c.Flags.String("key", "", "`file` of the server's private key, which is made if it is not there; without it each run has another")
	authorized := c.Flags.String("authorized", "", "`file` of public keys that the user may log in with")
	folder := c.Optional("FOLDER", "what SFTP shows")
	if err := c.Parse(args, std.Out); err != nil {
		return err
	}
	var lock sync.Mutex // one line at a time
	o := &smallssh.Options{Listen: *listen, User: *user, Password: password, Folder: *folder, Log: func(text string) {
		lock.Lock()
		defer lock.Unlock()
		fmt.Fprintln(std.Err, text)
	}}
	var err error
	if *folder != "" {
		if info, err := os.Stat(*folder); err != nil {
			return err
		} else if !info.IsDir() {
			return c.Usagef("%s is no folder", *folder)
		}
	}
	if *keyFile != "" {
		if o.HostKey, err = hostKey(*keyFile); err != nil {
			return err
		}
	}
	if *authorized != "" {
		if o.Keys, err = publicKeys(*authorized); err != nil {
			return err
		}
	}
	s, err := smallssh.Start(ctx, o)
	if err != nil {
		return err
	}
	defer s.Stop()
	fmt.Fprintf(std.Out, "%s\npassword %s\n%s %s\n", s.Address, s.Password, s.Name, s.Key)
	<-ctx.Done()
	return nil
}

// hostKey reads a private key, or makes one.
func hostKey(path string) (*sshx.PKey, error) {
	k, err := sshx.ReadPKey(path, nil)
	if !errors.Is(err, fs.ErrNotExist) {
		return k, err
	}
	if k, err = sshx.GenerateEd25519Key(); err != nil {
		return nil, err
	}
	if err := k.WritePrivateKeyFile(path, &sshx.WriteOptions{Comment: "sshserver"}); err != nil {
		return nil, err
	}
	return sshx.ReadPKey(path, nil)
}

// publicKeys reads the lines of a file.
func publicKeys(path string) (keys []*sshx.PKey, err error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	for line := range strings.Lines(string(text)) {
		if line = strings.TrimSpace(line); line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		k, err := sshx.ParsePublicKey([]byte(line))
		if err != nil {
			return nil, fmt.Errorf("%s: %w", path, err)
		}
		keys = append(keys, k)
	}
	return keys, nil
}
