// Package hosts reads other machines over SSH, by a copy of this program.
package hosts

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/pyops-go/pyops/examples/opsreport/internal/model"
	"github.com/pyops-go/pyops/examples/opsreport/internal/settings"
	"github.com/pyops-go/pyops/internal/pytext"
	"github.com/pyops-go/pyops/sshx"
)

// Read reads all machines of the settings, some at a time, by copies of a program:
// this one. A machine that cannot be read is in the result with the reason.
func Read(ctx context.Context, set *settings.Settings, program string) []*model.Host {
	list := set.Hosts.List
	if len(list) == 0 {
		return nil
	}
	out := make([]*model.Host, len(list))
	self, err := copyOf(program)
	free := make(chan struct{}, max(set.Hosts.AtOnce, 1))
	var wait sync.WaitGroup
	for i, target := range list {
		out[i] = &model.Host{Name: model.Clean(target)}
		if err != nil {
			out[i].Err = err.Error()
			continue
		}
		wait.Go(func() {
			select {
			case free <- struct{}{}:
				defer func() { <-free }()
			case <-ctx.Done():
				out[i].Err = "it was not asked: " + context.Cause(ctx).Error()
				return
			}
			ctx, cancel := context.WithTimeout(ctx, time.Duration(set.Hosts.Timeout*float64(time.Second)))
			defer cancel()
			m, err := self.read(ctx, target, set.Hosts.Key)
			if err != nil {
				out[i].Err = model.Clean(err.Error())
				return
			}
			if err := sane(m, time.Now()); err != nil {
				out[i].Err = "its reading makes no sense: " + model.Clean(err.Error())
				return
			}
			out[i].Machine, out[i].Since = m, m.Time
		})
	}
	wait.Wait()
	return out
}

// A copyable is this program as a file: what other machines run.
type copyable struct {
	path, name string
	size       int64
}

func copyOf(file string) (*copyable, error) {
	f, err := os.Open(file)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	h := sha256.New()
	size, err := io.Copy(h, f)
	if err != nil {
		return nil, err
	}
	return &copyable{file, fmt.Sprintf("opsreport-%x", h.Sum(nil)[:12]), size}, nil
}

// read has one machine read itself: it gets a copy of the program, named by its
// content, unless it has it already.
func (p *copyable) read(ctx context.Context, target, key string) (*model.Machine, error) {
	user, host, port, err := parse(target)
	if err != nil {
		return nil, err
	}
	client := sshx.NewSSHClient()
	if _, err := client.LoadSystemHostKeys(""); err != nil {
		return nil, err
	}
	opts := &sshx.ConnectOptions{Port: port, Username: user, Password: os.Getenv("OPSREPORT_SSH_PASSWORD")}
	if key != "" {
		opts.KeyFilenames = []string{key}
	}
	if err := client.Connect(ctx, host, opts); err != nil {
		return nil, err
	}
	defer client.Close()
	where, err := run(ctx, client, `uname -sm; cd && pwd`)
	if err != nil {
		return nil, err
	}
	platform, home, _ := strings.Cut(strings.TrimSpace(string(where)), "\n")
	if err := fits(platform); err != nil {
		return nil, err
	}
	folder := path.Join(home, ".cache", "opsreport")
	file := path.Join(folder, p.name)
	if err := p.put(ctx, client, folder, file); err != nil {
		return nil, err
	}
	text, err := run(ctx, client, pytext.Quote(file)+" -snapshot -seconds 1")
	if err != nil {
		return nil, err
	}
	m := new(model.Machine)
	if err := json.Unmarshal(text, m); err != nil {
		return nil, fmt.Errorf("%w; expected the reading of a machine, got %.60q", err, text)
	}
	return m, nil
}

// put copies the program where it is missing: aside first, so that what bears its
// name is whole.
func (p *copyable) put(ctx context.Context, client *sshx.SSHClient, folder, file string) error {
	sftp, err := client.OpenSFTP(ctx, nil)
	if err != nil {
		return err
	}
	defer sftp.Close()
	if info, err := sftp.Stat(ctx, file); err == nil && info.Size != nil && int64(*info.Size) == p.size {
		return nil
	}
	if _, err := run(ctx, client, "umask 077; mkdir -p "+pytext.Quote(folder)); err != nil {
		return err
	}
	// Machines may share a home.
	aside := file + "." + rand.Text()
	_, err = sftp.Put(ctx, p.path, aside, nil)
	if err == nil {
		err = sftp.Chmod(ctx, aside, 0o700)
	}
	if err == nil {
		err = sftp.PosixRename(ctx, aside, file)
	}
	if err != nil {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
		defer cancel()
		sftp.Remove(ctx, aside)
	}
	return err
}

// What is read of a command's output: a machine that sends without end is not one
// to listen to.
const (
	mostOutput = 4 << 20
	mostErrors = 4 << 10
)

func run(ctx context.Context, client *sshx.SSHClient, command string) ([]byte, error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	in, out, errs, err := client.ExecCommand(ctx, command, nil)
	if err != nil {
		return nil, err
	}
	defer in.Channel().Close()
	in.Close()
	said := make(chan []byte, 1)
	go func() {
		text, _ := io.ReadAll(io.LimitReader(errs, mostErrors))
		io.Copy(io.Discard, errs)
		said <- text
	}()
	text, err := io.ReadAll(io.LimitReader(out, mostOutput+1))
	if len(text) > mostOutput {
		err = fmt.Errorf("%.40s: it prints more than %d bytes", command, mostOutput)
	}
	if err != nil {
		in.Channel().Close()
		<-said
		return nil, err
	}
	wrong := <-said
	status, err := in.Channel().RecvExitStatus(ctx)
	if err != nil {
		return nil, err
	}
	if status != 0 {
		return nil, fmt.Errorf("%s: exit status %d: %s", command, status, strings.TrimSpace(string(wrong)))
	}
	return text, nil
}

// fits reports whether a machine can run a copy of this program.
func fits(platform string) error {
	system, machine, _ := strings.Cut(platform, " ")
	known := map[string]string{"x86_64": "amd64", "aarch64": "arm64", "i686": "386", "i386": "386", "armv7l": "arm", "armv6l": "arm", "amd64": "amd64", "arm64": "arm64"}
	if !strings.EqualFold(system, runtime.GOOS) || known[machine] != runtime.GOARCH {
		return fmt.Errorf("it is %s and cannot run this program; expected %s/%s", platform, runtime.GOOS, runtime.GOARCH)
	}
	return nil
}

// parse reads [user@]host[:port].
func parse(target string) (user, host string, port int, err error) {
	user, host, ok := strings.Cut(target, "@")
	if !ok {
		user, host = "", target
	}
	if h, p, ok := strings.Cut(host, ":"); ok {
		if port, err = strconv.Atoi(p); err != nil || port < 1 || port > 65535 {
			return "", "", 0, fmt.Errorf("%q: port %q, expected [user@]host[:port]", target, p)
		}
		host = h
	}
	if host == "" {
		return "", "", 0, errors.New("expected [user@]host[:port], not " + strconv.Quote(target))
	}
	return user, host, port, nil
}
