// Fabours runs a command on many hosts at once, as the benchmark of memory wants it, in
// a process that holds nothing else. It prints the peak of its resident memory in bytes,
// and on how many hosts the command went well.
//
//	fabours KNOWN_HOSTS USER KEY HOST...
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/pyops-go/pyops/fab"
)

func main() {
	if len(os.Args) < 5 {
		fmt.Fprintln(os.Stderr, "usage: fabours KNOWN_HOSTS USER KEY HOST...")
		os.Exit(2)
	}
	if err := run(os.Args[1], os.Args[2], os.Args[3], os.Args[4:]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(known, user, key string, hosts []string) error {
	c := fab.NewContext(context.Background(), &fab.Env{
		Hosts: hosts, Parallel: true, User: user, KeyFilename: []string{key}, SystemKnownHosts: known, NoAgent: true, NoKeys: true, Timeout: time.Minute, Shell: "/bin/sh -c",
	}, nil)
	x, err := c.Execute(func(c *fab.Context) (int, error) {
		r, err := c.Run("true", nil)
		return r.ReturnCode, err
	}, nil)
	ok := 0
	for _, h := range x.Hosts {
		if h.Value == 0 {
			ok++
		}
	}
	// All connections stand still.
	status, statusErr := os.ReadFile("/proc/self/status")
	c.Close()
	for line := range strings.Lines(string(status)) {
		if fields := strings.Fields(line); len(fields) == 3 && fields[0] == "VmHWM:" {
			kb, kbErr := strconv.Atoi(fields[1])
			fmt.Printf("%d\n%d", kb*1024, ok)
			return errors.Join(err, kbErr)
		}
	}
	return errors.Join(err, statusErr, errors.New("no peak of memory is told"))
}
