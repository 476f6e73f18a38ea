package main

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"

	"github.com/pyops-go/pyops/sshx"
)

// session logs in, opens SFTP, and does something: what a run of OpenSSH's sftp does.
func (d *sshDaemon) session(do func(context.Context, *sshx.SFTPClient) error) error {
	ctx := context.Background()
	c := sshx.NewSSHClient()
	defer c.Close()
	if _, err := c.LoadSystemHostKeys(d.known); err != nil {
		return err
	}
	if err := c.Connect(ctx, "127.0.0.1", d.options()); err != nil {
		return err
	}
	f, err := c.OpenSFTP(ctx, nil)
	if err != nil {
		return err
	}
	return errors.Join(do(ctx, f), f.Close())
}

// openSSH runs OpenSSH's sftp with a line of commands. The cipher is the one that both
// it and we would choose by ourselves where the other end lets us: ours prefers AES-GCM,
// which is the fastest of both, so that it is told to as well.
func (d *sshDaemon) openSSH(batch string) error {
	cmd := exec.Command("sftp", "-q", "-F", "none", "-b", "-", "-i", d.key, "-P", fmt.Sprint(d.port), "-o", "UserKnownHostsFile="+d.known, "-o", "IdentitiesOnly=yes", "-o", "IdentityAgent=none",
		"-c", "aes128-gcm@openssh.com", d.user+"@127.0.0.1")
	cmd.Stdin = bytes.NewBufferString(batch + "\n")
	out, err := cmd.CombinedOutput()
	if err != nil {
		return fmt.Errorf("sftp: %w: %s", err, out)
	}
	return nil
}

// against is a contest with OpenSSH's sftp, both logging in for it; product tells what
// the work left.
func (d *sshDaemon) against(bar float64, ours func(context.Context, *sshx.SFTPClient) error, batch string, product func(who string) string) (*Contest, error) {
	if _, err := exec.LookPath("sftp"); err != nil {
		d.close()
		return nil, err
	}
	us := repeating("", 0, func() any { return fmt.Sprint(d.session(ours)) })
	us.Value = func() any { return fmt.Sprint(d.session(ours), product("ours")) }
	them := repeating("OpenSSH sftp", bar, func() any { return fmt.Sprint(d.openSSH(batch)) })
	them.Value = func() any { return fmt.Sprint(d.openSSH(batch), product("theirs")) }
	return &Contest{Ours: us, Peers: []Contestant{them}, Close: d.close}, nil
}

func sshPutFile() (*Contest, error) {
	d, err := startSSH()
	if err != nil {
		return nil, err
	}
	file := filepath.Join(d.dir, "file")
	if err := os.WriteFile(file, make([]byte, sshFile), 0o600); err != nil {
		d.close()
		return nil, err
	}
	return d.against(1.8, func(ctx context.Context, f *sshx.SFTPClient) error {
		_, err := f.Put(ctx, file, d.dir+"/ours", nil)
		return err
	}, fmt.Sprintf("put %s %s/theirs", file, d.dir), func(who string) string { return sumOf(filepath.Join(d.dir, who)) })
}

func sshGetFile() (*Contest, error) {
	d, err := startSSH()
	if err != nil {
		return nil, err
	}
	file := filepath.Join(d.dir, "file")
	if err := os.WriteFile(file, make([]byte, sshFile), 0o600); err != nil {
		d.close()
		return nil, err
	}
	return d.against(1.8, func(ctx context.Context, f *sshx.SFTPClient) error {
		return f.Get(ctx, file, d.dir+"/ours", nil)
	}, fmt.Sprintf("get %s %s/theirs", file, d.dir), func(who string) string { return sumOf(filepath.Join(d.dir, who)) })
}

func sshPutMany() (*Contest, error) {
	d, err := startSSH()
	if err != nil {
		return nil, err
	}
	many := filepath.Join(d.dir, "many")
	err = errors.Join(os.Mkdir(many, 0o755), os.Mkdir(filepath.Join(d.dir, "theirs"), 0o755))
	for i := range 1000 {
		err = errors.Join(err, os.WriteFile(filepath.Join(many, fmt.Sprintf("file%04d", i)), bytes.Repeat([]byte{byte(i)}, 1000), 0o644))
	}
	if err != nil {
		d.close()
		return nil, err
	}
	return d.against(3, func(ctx context.Context, f *sshx.SFTPClient) error {
		_, err := f.PutTree(ctx, many, d.dir+"/ours", nil)
		return err
	}, fmt.Sprintf("put -r %s %s/theirs", many, d.dir), func(who string) string {
		h := sha256.New()
		err := filepath.WalkDir(filepath.Join(d.dir, who), func(path string, e fs.DirEntry, err error) error {
			if err == nil && !e.IsDir() {
				fmt.Fprintln(h, e.Name(), sumOf(path))
			}
			return err
		})
		return fmt.Sprint(err, hex.EncodeToString(h.Sum(nil)))
	})
}
