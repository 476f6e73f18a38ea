package sshconn

import (
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/crypto/ssh"
)

// FormatEntry is a line of a known_hosts file for hosts, named as [HostName] or
// [HashHost] does, without its end.
func FormatEntry(hosts string, key ssh.PublicKey) string {
	return hosts + " " + key.Type() + " " + base64.StdEncoding.EncodeToString(key.Marshal())
}

// AppendKnownHost adds a line to a file, and makes the file (for its owner alone)
// and its folder where they are missing. What stands in the file stays as it is; a
// missing end of its last line is mended. Several writers at once lose nothing:
// each line is one write at the end.
func AppendKnownHost(path, hosts string, key ssh.PublicKey) (err error) {
	if hosts == "" || strings.ContainsAny(hosts, " \t\r\n#") {
		return fmt.Errorf("ssh: %s: %q cannot stand in a known_hosts file as the name of a host", path, hosts)
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return fmt.Errorf("ssh: known hosts: %w", err)
	}
	f, err := os.OpenFile(path, os.O_RDWR|os.O_APPEND|os.O_CREATE, 0o600)
	if err != nil {
		return fmt.Errorf("ssh: known hosts: %w", err)
	}
	defer func() {
		if err = errors.Join(err, f.Close()); err != nil {
			err = fmt.Errorf("ssh: known hosts: %w", err)
		}
	}()
	line := FormatEntry(hosts, key) + "\n"
	if whole, err := endsWhole(f); err != nil {
		return err
	} else if !whole {
		line = "\n" + line
	}
	if _, err := io.WriteString(f, line); err != nil {
		return err
	}
	return f.Sync()
}

// endsWhole reports whether a file is empty or ends with the end of a line.
func endsWhole(f *os.File) (bool, error) {
	info, err := f.Stat()
	if err != nil || info.Size() == 0 {
		return true, err
	}
	last := make([]byte, 1)
	if _, err := f.ReadAt(last, info.Size()-1); err != nil && err != io.EOF {
		return false, err
	}
	return last[0] == '\n', nil
}
