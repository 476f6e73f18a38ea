package main

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"slices"
	"strings"

	"github.com/pyops-go/pyops/sshx"
)

var sshxWorkloads = []Workload{
	{"sshx", "command on an open connection", sshExec},
	{"sshx", "SFTP put of 200 MB", sshPut},
	{"sshx", "SFTP get of 200 MB", sshGet},
	{"sshx", "SFTP listdir of 10000", sshListdir},
	{"sshx", "login and SFTP put of 200 MB", sshPutFile},
	{"sshx", "login and SFTP get of 200 MB", sshGetFile},
	{"sshx", "login and SFTP put of 1000 small files", sshPutMany},
	{"sshx", "100 connections, client CPU", sshManyCPU},
	{"sshx", "100 connections, client memory", sshManyMemory},
}

// An sshDaemon is OpenSSH's server for the length of a workload, in which the current
// user may log in with a key of its own.
type sshDaemon struct {
	dir, key, known, user string
	port                  int
	client                *sshx.SSHClient
	sftp                  *sshx.SFTPClient
	close                 func()
}

func startSSH() (d *sshDaemon, err error) {
	sshd, err := exec.LookPath("/usr/sbin/sshd")
	if err != nil {
		return nil, err
	}
	me, err := user.Current()
	if err != nil {
		return nil, err
	}
	dir, err := os.MkdirTemp("", "pyops-versus-")
	if err != nil {
		return nil, err
	}
	d = &sshDaemon{dir: dir, key: filepath.Join(dir, "key"), known: filepath.Join(dir, "known"), user: me.Username}
	d.close = func() { os.RemoveAll(dir) }
	defer func() {
		if err != nil {
			d.close()
		}
	}()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	d.port = l.Addr().(*net.TCPAddr).Port
	l.Close()
	host, err := sshx.GenerateEd25519Key()
	if err != nil {
		return nil, err
	}
	own, err := sshx.GenerateEd25519Key()
	if err != nil {
		return nil, err
	}
	hostFile, authorized := filepath.Join(dir, "host"), filepath.Join(dir, "authorized")
	config := filepath.Join(dir, "config")
	text := strings.Join([]string{
		fmt.Sprintf("Port %d", d.port), "ListenAddress 127.0.0.1", "HostKey " + hostFile, "AuthorizedKeysFile " + authorized,
		"PermitRootLogin yes", "UsePAM no", "StrictModes no", "PidFile none", "UseDNS no", "MaxStartups 500:30:1000", "PrintMotd no", "PrintLastLog no",
		// What the user's own shell reads at its start is no part of the work.
		"SetEnv HOME=" + dir, "Subsystem sftp internal-sftp", "",
	}, "\n")
	err = errors.Join(
		host.WritePrivateKeyFile(hostFile, &sshx.WriteOptions{Comment: "host"}), own.WritePrivateKeyFile(d.key, &sshx.WriteOptions{Comment: "own"}),
		os.WriteFile(authorized, []byte(own.String()+"\n"), 0o600), os.WriteFile(config, []byte(text), 0o600),
		new(sshx.HostKeys).Append(d.known, sshx.HostName("127.0.0.1", d.port), host), os.MkdirAll("/run/sshd", 0o755),
	)
	if err != nil {
		return nil, err
	}
	cmd := exec.Command(sshd, "-D", "-e", "-f", config)
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	d.client = sshx.NewSSHClient()
	d.close = func() {
		d.client.Close()
		cmd.Process.Kill()
		cmd.Wait()
		os.RemoveAll(dir)
	}
	if _, err := d.client.LoadSystemHostKeys(d.known); err != nil {
		return nil, err
	}
	ctx := context.Background()
	if err := ready(func() error { return d.client.Connect(ctx, "127.0.0.1", d.options()) }); err != nil {
		return nil, err
	}
	d.sftp, err = d.client.OpenSFTP(ctx, nil)
	return d, err
}

func (d *sshDaemon) options() *sshx.ConnectOptions {
	return &sshx.ConnectOptions{Port: d.port, Username: d.user, KeyFilenames: []string{d.key}, NoAgent: true, NoLookForKeys: true}
}

// paramiko is a client that is logged in, and an SFTP session.
func (d *sshDaemon) paramiko(more string) string {
	return fmt.Sprintf(`import paramiko, io
client = paramiko.SSHClient()
client.load_system_host_keys(%q)
client.connect("127.0.0.1", port=%d, username=%q, key_filename=%q, allow_agent=False, look_for_keys=False)
sftp = client.open_sftp()
folder = %q
`, d.known, d.port, d.user, d.key, d.dir) + more
}

func sshExec() (*Contest, error) {
	d, err := startSSH()
	if err != nil {
		return nil, err
	}
	ours := func() string {
		r, err := d.client.Run(context.Background(), "echo hello", nil)
		return fmt.Sprint(string(r.Stdout), r.ExitStatus, err)
	}
	return &Contest{
		Ours: repeating("", 0, func() any { return ours() }),
		Peers: []Contestant{{
			Name: "paramiko", Bar: 10,
			Python: &Python{
				Setup:     d.paramiko(""),
				Statement: "i, o, e = client.exec_command('echo hello')\ni.close()\ngot = o.read().decode() + str(o.channel.recv_exit_status())",
				Value:     "got + ' <nil>'",
			},
		}},
		Close: d.close,
	}, nil
}

const sshFile = 200 << 20

// sumOf is the hash of a file, or why there is none.
func sumOf(path string) string {
	f, err := os.Open(path)
	if err != nil {
		return err.Error()
	}
	defer f.Close()
	h := sha256.New()
	if _, err := io.Copy(h, f); err != nil {
		return err.Error()
	}
	return hex.EncodeToString(h.Sum(nil))
}

func sshPut() (*Contest, error) {
	d, err := startSSH()
	if err != nil {
		return nil, err
	}
	data := make([]byte, sshFile)
	ours := func() string {
		a, err := d.sftp.PutFO(context.Background(), bytes.NewReader(data), d.dir+"/ours", sshFile, nil)
		if err != nil {
			return err.Error()
		}
		return fmt.Sprint(*a.Size)
	}
	run := repeating("", 0, func() any { return ours() })
	run.Value = func() any { return ours() + " " + sumOf(d.dir+"/ours") }
	return &Contest{
		Ours: run,
		Peers: []Contestant{{
			Name: "paramiko", Bar: 8,
			Python: &Python{
				Setup:     d.paramiko(fmt.Sprintf("import hashlib\ndata = bytes(%d)", sshFile)),
				Statement: "got = sftp.putfo(io.BytesIO(data), folder + '/theirs')",
				Value:     "'%d %s' % (got.st_size, hashlib.sha256(open(folder + '/theirs', 'rb').read()).hexdigest())",
			},
		}},
		Memory: true,
		Close:  d.close,
	}, nil
}

func sshGet() (*Contest, error) {
	d, err := startSSH()
	if err != nil {
		return nil, err
	}
	if err := os.WriteFile(filepath.Join(d.dir, "file"), make([]byte, sshFile), 0o600); err != nil {
		d.close()
		return nil, err
	}
	ours := func() string {
		n, err := d.sftp.GetFO(context.Background(), d.dir+"/file", io.Discard, nil)
		return fmt.Sprint(n, err)
	}
	return &Contest{
		Ours: repeating("", 0, func() any { return ours() }),
		Peers: []Contestant{{
			Name: "paramiko", Bar: 2,
			Python: &Python{
				Setup:     d.paramiko("import os\nnothing = open(os.devnull, 'wb')"),
				Statement: "got = sftp.getfo(folder + '/file', nothing)",
				Value:     "'%d <nil>' % got",
			},
		}},
		Memory: true,
		Close:  d.close,
	}, nil
}

func sshListdir() (*Contest, error) {
	d, err := startSSH()
	if err != nil {
		return nil, err
	}
	many := filepath.Join(d.dir, "many")
	if err := os.Mkdir(many, 0o755); err != nil {
		d.close()
		return nil, err
	}
	for i := range 10_000 {
		if err := os.WriteFile(filepath.Join(many, fmt.Sprintf("file%05d", i)), nil, 0o600); err != nil {
			d.close()
			return nil, err
		}
	}
	var list []*sshx.SFTPAttributes
	work := func() any {
		list, err = d.sftp.ListdirAttr(context.Background(), many)
		return len(list)
	}
	run := repeating("", 0, work)
	run.Value = func() any {
		work()
		var rows []string
		for _, a := range list {
			rows = append(rows, fmt.Sprint(a.Filename, " ", *a.Size, " ", *a.Mode, " ", a.MTime.Unix()))
		}
		slices.Sort(rows)
		return strings.Join(rows, "\n")
	}
	return &Contest{
		Ours: run,
		Peers: []Contestant{{
			Name: "paramiko", Bar: 3,
			Python: &Python{Setup: d.paramiko(""), Statement: "got = sftp.listdir_attr(folder + '/many')", Value: "'\\n'.join(sorted('%s %d %d %d' % (a.filename, a.st_size, a.st_mode, a.st_mtime) for a in got))"},
		}},
		Close: d.close,
	}, nil
}
