package main

import (
	"context"
	"fmt"
	"os"

	"github.com/pyops-go/pyops/examples/internal/cli"
	"github.com/pyops-go/pyops/sshx"
)

// A session works with the files of one server.
type session struct {
	files *sshx.SFTPClient
	std   cli.IO
}

// put copies a file or a folder to the server.
func (s *session) put(ctx context.Context, local, remote string) error {
	info, err := os.Stat(local)
	if err != nil {
		return err
	}
	bar := newBar(s.std.Err)
	defer bar.end()
	if info.IsDir() {
		r, err := s.files.PutTree(ctx, local, remote, &sshx.TreeOptions{Resume: true, Progress: bar.of})
		bar.end()
		return s.said(r, err)
	}
	_, err = s.files.Put(ctx, local, remote, &sshx.TransferOptions{Resume: true, Progress: bar.one(local)})
	return err
}

// get copies a file or a folder from the server.
func (s *session) get(ctx context.Context, remote, local string) error {
	a, err := s.files.Stat(ctx, remote)
	if err != nil {
		return err
	}
	bar := newBar(s.std.Err)
	defer bar.end()
	if a.IsDir() {
		r, err := s.files.GetTree(ctx, remote, local, &sshx.TreeOptions{Resume: true, Progress: bar.of})
		bar.end()
		return s.said(r, err)
	}
	return s.files.Get(ctx, remote, local, &sshx.TransferOptions{Resume: true, Progress: bar.one(remote)})
}

// said prints what became of a folder.
func (s *session) said(r *sshx.TreeResult, err error) error {
	fmt.Fprintf(s.std.Out, "%d files, %d bytes\n", r.Files, r.Bytes)
	for _, name := range r.Skipped {
		fmt.Fprintf(s.std.Err, "sftpsync: %s: left out, neither a file nor a folder\n", name)
	}
	return err
}

// list prints what is in a folder, as ls -l does.
func (s *session) list(ctx context.Context, remote string) error {
	for a, err := range s.files.ListdirIter(ctx, remote) {
		if err != nil {
			return err
		}
		fmt.Fprintln(s.std.Out, a)
	}
	return nil
}

// stat prints what is known about a file.
func (s *session) stat(ctx context.Context, remote string) error {
	a, err := s.files.Stat(ctx, remote)
	if err != nil {
		return err
	}
	a.Filename = remote
	fmt.Fprintln(s.std.Out, a)
	return nil
}
