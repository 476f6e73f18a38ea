package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/pyops-go/pyops/examples/internal/cli"
	"github.com/pyops-go/pyops/examples/internal/smallssh"
	"github.com/pyops-go/pyops/sshx"
)

// show does everything once, with a small server of its own.
func show(ctx context.Context, std cli.IO) (err error) {
	d, err := os.MkdirTemp("", "sftpsync-")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(d)) }()
	here, there := filepath.Join(d, "here"), filepath.Join(d, "there")
	if err := errors.Join(os.MkdirAll(filepath.Join(here, "pictures"), 0o755), os.Mkdir(there, 0o755)); err != nil {
		return err
	}
	for name, text := range map[string]string{"notes.txt": "to do: nothing\n", "pictures/sea.raw": strings.Repeat("blue", 100_000)} {
		if err := os.WriteFile(filepath.Join(here, filepath.FromSlash(name)), []byte(text), 0o644); err != nil {
			return err
		}
	}
	server, err := smallssh.Start(ctx, &smallssh.Options{Folder: there})
	if err != nil {
		return err
	}
	defer server.Stop()
	client := sshx.NewSSHClient()
	if err := client.HostKeys().Add(server.Name, server.Key); err != nil {
		return err
	}
	o := &sshx.ConnectOptions{Port: server.Port, Username: "guest", Password: server.Password, NoAgent: true, NoLookForKeys: true}
	if err := client.Connect(ctx, server.Host, o); err != nil {
		return err
	}
	defer client.Close()
	files, err := client.OpenSFTP(ctx, nil)
	if err != nil {
		return err
	}
	defer files.Close()
	s := &session{files: files, std: std}
	step := func(text string, do func() error) {
		if err == nil {
			fmt.Fprintln(std.Out, "--", text)
			err = do()
		}
	}
	step("put", func() error { return s.put(ctx, here, "/site") })
	step("mkdir", func() error { return files.Mkdir(ctx, "/old", 0) })
	step("rename", func() error { return files.Rename(ctx, "/site/notes.txt", "/old/notes.txt") })
	step("ls", func() error {
		names, err := files.Listdir(ctx, "/old")
		fmt.Fprintln(std.Out, strings.Join(names, " "))
		return err
	})
	step("stat", func() error {
		a, err := files.Stat(ctx, "/site/pictures/sea.raw")
		if err == nil {
			fmt.Fprintln(std.Out, *a.Size, "bytes")
		}
		return err
	})
	step("get", func() error { return s.get(ctx, "/", filepath.Join(d, "back")) })
	return err
}
