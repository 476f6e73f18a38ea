// Sftpsync works with files on a server by SFTP.
//
//	sftpsync [flags] put LOCAL REMOTE
//	sftpsync [flags] get REMOTE LOCAL
//	sftpsync [flags] ls REMOTE
//	sftpsync [flags] stat REMOTE
//	sftpsync [flags] mkdir REMOTE
//	sftpsync [flags] rename REMOTE NEWPATH
//
// REMOTE is [user@]host[:port]/path; a path of the user's home begins with /~/. Put and
// get copy files, and folders with all that is in them; what is there already in full
// length is left out, and a file of which a part is there is gone on with. A bar shows
// how far they are.
//
// The password is taken from the environment variable PASSWORD, keys from the agent and
// from ~/.ssh. Without arguments it starts a small server of its own and does all of
// this there.
package main

import (
	"context"
	"fmt"
	"net"
	"os"
	"os/signal"
	"strconv"
	"strings"
	"time"

	"github.com/pyops-go/pyops/examples/internal/cli"
	"github.com/pyops-go/pyops/sshx"
)

func main() {
	cli.Main("sftpsync", func(args []string, std cli.IO) error {
		ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
		defer stop()
		return run(ctx, args, os.Getenv("PASSWORD"), std)
	})
}

// arguments are how many each verb takes.
var arguments = map[string]int{"put": 2, "get": 2, "ls": 1, "stat": 1, "mkdir": 1, "rename": 2}

func run(ctx context.Context, args []string, password string, std cli.IO) error {
	c := cli.New("sftpsync", "Work with files on a server by SFTP: put, get, ls, stat, mkdir, rename.\n"+
		"REMOTE is [user@]host[:port]/path; a path of the user's home begins with /~/.\n"+
		"The password is that of the environment variable PASSWORD. Servers must stand in ~/.ssh/known_hosts or in that of -known.\n"+
		"Without arguments it works with a small server of its own.")
	c.Example("sftpsync put ./site ops@web1.example.org/~/site")
	known := c.Flags.String("known", "", "`file` of known hosts, instead of ~/.ssh/known_hosts")
	identity := c.Flags.String("i", "", "`file` of a private key")
	limit := c.Flags.Duration("timeout", 10*time.Second, "how long a login may take")
	verb := c.Optional("VERB", "put, get, ls, stat, mkdir or rename")
	rest := c.List("PATH", "LOCAL and REMOTE, as the verb has them", 0)
	if err := c.Parse(args, std.Out); err != nil {
		return err
	}
	if *verb == "" {
		return show(ctx, std)
	}
	n, ok := arguments[*verb]
	if !ok {
		return c.Usagef("%q; expected put, get, ls, stat, mkdir or rename", *verb)
	}
	if len(*rest) != n {
		return c.Usagef("%s takes %d paths, not %d", *verb, n, len(*rest))
	}
	remote := (*rest)[0]
	if *verb == "put" {
		remote = (*rest)[1]
	}
	host, path, o, err := target(remote)
	if err != nil {
		return c.Usagef("%v", err)
	}
	o.Password, o.Timeout = password, *limit
	if *identity != "" {
		o.KeyFilenames = []string{*identity}
	}
	client := sshx.NewSSHClient()
	warnings, err := client.LoadSystemHostKeys(*known)
	if err != nil {
		return err
	}
	for _, w := range warnings {
		fmt.Fprintln(std.Err, "sftpsync:", w)
	}
	if err := client.Connect(ctx, host, o); err != nil {
		return err
	}
	defer client.Close()
	files, err := client.OpenSFTP(ctx, nil)
	if err != nil {
		return err
	}
	defer files.Close()
	s := &session{files: files, std: std}
	switch *verb {
	case "put":
		return s.put(ctx, (*rest)[0], path)
	case "get":
		return s.get(ctx, path, (*rest)[1])
	case "ls":
		return s.list(ctx, path)
	case "stat":
		return s.stat(ctx, path)
	case "mkdir":
		return files.Mkdir(ctx, path, 0)
	}
	return files.Rename(ctx, path, (*rest)[1])
}

// target reads [user@]host[:port]/path.
func target(text string) (host, path string, o *sshx.ConnectOptions, err error) {
	o = &sshx.ConnectOptions{}
	host, path, ok := strings.Cut(text, "/")
	if user, rest, given := strings.Cut(host, "@"); given {
		o.Username, host = user, rest
	}
	if h, port, splitErr := net.SplitHostPort(host); splitErr == nil {
		if o.Port, err = strconv.Atoi(port); err != nil {
			return "", "", nil, fmt.Errorf("%q: the port is no number", text)
		}
		host = h
	}
	if host == "" || !ok {
		return "", "", nil, fmt.Errorf("%q; expected [user@]host[:port]/path", text)
	}
	if home, inHome := strings.CutPrefix(path, "~/"); inHome {
		return host, home, o, nil
	}
	return host, "/" + path, o, nil
}
