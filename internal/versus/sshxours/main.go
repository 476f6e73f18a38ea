// Sshxours logs in a hundred times, as the benchmark of many connections wants it, in a
// process that holds nothing else. It prints the peak of its resident memory in bytes,
// and what the commands said.
//
//	sshxours KNOWN_HOSTS PORT USER KEY
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strconv"
	"strings"
	"sync"

	"github.com/pyops-go/pyops/sshx"
)

func main() {
	if len(os.Args) != 5 {
		fmt.Fprintln(os.Stderr, "usage: sshxours KNOWN_HOSTS PORT USER KEY")
		os.Exit(2)
	}
	if err := many(os.Args[1], os.Args[2], os.Args[3], os.Args[4]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func many(known, portText, user, key string) error {
	port, err := strconv.Atoi(portText)
	if err != nil {
		return err
	}
	options := &sshx.ConnectOptions{Port: port, Username: user, KeyFilenames: []string{key}, NoAgent: true, NoLookForKeys: true}
	var wg sync.WaitGroup
	var mu sync.Mutex
	var clients []*sshx.SSHClient
	said := ""
	for range 100 {
		wg.Go(func() {
			ctx := context.Background()
			c := sshx.NewSSHClient()
			_, loadErr := c.LoadSystemHostKeys(known)
			connectErr := c.Connect(ctx, "127.0.0.1", options)
			r, runErr := c.Run(ctx, "echo hello", nil)
			mu.Lock()
			defer mu.Unlock()
			clients = append(clients, c)
			said += string(r.Stdout)
			err = errors.Join(err, loadErr, connectErr, runErr)
		})
	}
	wg.Wait()
	status, statusErr := os.ReadFile("/proc/self/status")
	for _, c := range clients {
		c.Close()
	}
	for line := range strings.Lines(string(status)) {
		if fields := strings.Fields(line); len(fields) == 3 && fields[0] == "VmHWM:" {
			kb, kbErr := strconv.Atoi(fields[1])
			fmt.Printf("%d\n%s", kb*1024, said)
			return errors.Join(err, kbErr)
		}
	}
	return errors.Join(err, statusErr, errors.New("no peak of memory is told"))
}
