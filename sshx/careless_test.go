package sshx_test

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/pyops-go/pyops/internal/peers"
	"github.com/pyops-go/pyops/sshx"
)

// TestNothingPanics calls every method of every type on nil and on the zero value, with
// zero arguments.
func TestNothingPanics(t *testing.T) {
	t.Setenv("HOME", t.TempDir())
	t.Setenv("SSH_AUTH_SOCK", "")
	context := reflect.TypeFor[context.Context]()
	methods := 0
	call := func(of reflect.Value, name string) {
		m := of.MethodByName(name)
		var args []reflect.Value
		for i := range m.Type().NumIn() {
			in := m.Type().In(i)
			if in == context {
				args = append(args, reflect.ValueOf(ctx(t)))
				continue
			}
			args = append(args, reflect.Zero(in))
		}
		defer func() {
			if p := recover(); p != nil {
				t.Errorf("%v.%s of %v: %v", of.Type(), name, of.IsNil(), p)
			}
		}()
		methods++
		for _, result := range m.Call(args) {
			if result.Kind() == reflect.Func && !result.IsNil() && strings.HasPrefix(result.Type().String(), "iter.") {
				stop := reflect.MakeFunc(result.Type().In(0), func([]reflect.Value) []reflect.Value { return []reflect.Value{reflect.ValueOf(false)} })
				result.Call([]reflect.Value{stop})
			}
		}
	}
	for _, zero := range []any{
		&sshx.Agent{}, &sshx.AuthenticationError{}, &sshx.Channel{}, &sshx.ChannelFile{}, &sshx.Error{}, &sshx.HostKeyEntry{}, &sshx.HostKeyError{},
		&sshx.HostKeys{}, &sshx.PKey{}, &sshx.Pool{}, &sshx.Result{}, &sshx.SFTPAttributes{}, &sshx.SFTPClient{}, &sshx.SFTPError{}, &sshx.SFTPFile{},
		&sshx.SSHClient{}, &sshx.SSHConfig{}, &sshx.Server{}, &sshx.ServerSession{}, &sshx.Transport{},
	} {
		v := reflect.ValueOf(zero)
		for i := range v.NumMethod() {
			name := v.Type().Method(i).Name
			if name == "Format" { // fmt.State is never nil
				continue
			}
			call(v, name)
			call(reflect.Zero(v.Type()), name)
		}
		_ = fmt.Sprintf("%v %+v %#v %s %d", zero, zero, zero, zero, zero)
	}
	if methods < 300 {
		t.Errorf("%d calls: the methods were not found", methods)
	}
	files := sshx.RootFiles(nil, nil)
	if _, err := files.Stat(ctx(t), "/"); err == nil || files.Close() != nil {
		t.Errorf("files of no folder: %v", err)
	}
	sshx.AttributesFromInfo("x", nil)
	if _, err := sshx.ParseSSHConfig(nil, nil); !errors.Is(err, sshx.ErrInvalid) {
		t.Errorf("%v", err)
	}
}

func TestSecretsAreNotPrinted(t *testing.T) {
	key, err := sshx.GenerateEd25519Key()
	must(t, err)
	var text strings.Builder
	must(t, key.WritePrivateKey(&text, nil))
	o := sshx.ConnectOptions{Username: "ops", Password: "hunter2", Passphrase: "hunter3", PKey: key, Jump: &sshx.Jump{Options: &sshx.ConnectOptions{Password: "hunter4"}}}
	for _, v := range []any{o, &o, key, sshx.PKeyOptions{Passphrase: "hunter2"}, &sshx.WriteOptions{Passphrase: "hunter2"}} {
		for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d"} {
			if _, plain := v.(*sshx.WriteOptions); plain && verb == "%d" { // a field of it is called Format
				continue
			}
			got := fmt.Sprintf(verb, v)
			if strings.Contains(got, "hunter") || strings.Contains(got, "68756e746572") || len(got) > 2000 {
				t.Errorf("%s of %T shows %s", verb, v, got)
			}
		}
	}
	if got := fmt.Sprintf("%+v", o); !strings.Contains(got, "Username:ops Password:********") || !strings.Contains(got, key.String()) {
		t.Errorf("%s", got)
	}
	if got := fmt.Sprintf("%#v %q", key, key); got != key.String()+` "`+key.String()+`"` {
		t.Errorf("%s", got)
	}
}

func TestCarelessCallers(t *testing.T) {
	c := connect(t, peers.StartSSHD(t))
	t.Run("zero bytes", func(t *testing.T) { zeroBytes(t, c) })
	t.Run("nothing to read or write", func(t *testing.T) { nothingToReadOrWrite(t, c) })
}

// A zero byte makes OpenSSH's server end the connection, and with it what others do
// there.
func zeroBytes(t *testing.T, c *sshx.SSHClient) {
	tr := c.Transport()
	o := func(o sshx.ExecOptions) error { _, err := c.Run(ctx(t), "true", &o); return err }
	ch, err := tr.OpenSession(ctx(t))
	must(t, err)
	defer ch.Close()
	sftp, err := c.OpenSFTP(ctx(t), nil)
	must(t, err)
	defer sftp.Close()
	_, command := c.Run(ctx(t), "echo a\x00b", nil)
	_, dial := tr.DialContext(ctx(t), "tcp", "a\x00b:1")
	_, socket := tr.DialContext(ctx(t), "unix", "/a\x00b")
	_, name := sftp.Stat(ctx(t), "a\x00b")
	for what, err := range map[string]error{
		"command": command, "variable": o(sshx.ExecOptions{Environment: map[string]string{"FOO_X": "a\x00b"}}),
		"name of a variable": o(sshx.ExecOptions{Environment: map[string]string{"FOO\x00X": "a"}}), "terminal": o(sshx.ExecOptions{PTY: &sshx.PTY{Term: "a\x00b"}}),
		"subsystem": ch.InvokeSubsystem(ctx(t), "a\x00b"), "signal": ch.Signal("IN\x00T"), "host": dial, "socket": socket, "name of a file": name,
		"scp": c.SCPPutFO(ctx(t), strings.NewReader(""), "a\x00b", 0, nil),
	} {
		if !errors.Is(err, sshx.ErrInvalid) || strings.Contains(err.Error(), "\x00") {
			t.Errorf("%s: %v", what, err)
		}
	}
	if !tr.IsActive() {
		t.Error("the connection is gone")
	}
}

func nothingToReadOrWrite(t *testing.T, c *sshx.SSHClient) {
	sftp, err := c.OpenSFTP(ctx(t), nil)
	must(t, err)
	defer sftp.Close()
	f, err := sftp.Open(ctx(t), "f", "w+")
	must(t, err)
	defer f.Close()
	key, err := sshx.GenerateEd25519Key()
	must(t, err)
	_, put := sftp.PutFO(ctx(t), nil, "f", 0, nil)
	_, get := sftp.GetFO(ctx(t), "f", nil, nil)
	_, read := f.ReadFrom(nil)
	_, write := f.WriteTo(nil)
	_, scp := c.SCPGetFO(ctx(t), "f", nil, nil)
	errs := []error{put, get, read, write, scp, c.SCPPutFO(ctx(t), nil, "f", 0, nil), key.WritePrivateKey(nil, nil)}
	if i := slices.IndexFunc(errs, func(err error) bool { return !errors.Is(err, sshx.ErrInvalid) }); i >= 0 {
		t.Errorf("%d: %v", i, errs[i])
	}
	if _, err := c.Run(ctx(t), "true", &sshx.ExecOptions{Timeout: -1}); !errors.Is(err, sshx.ErrInvalid) {
		t.Errorf("a time limit below zero: %v", err)
	}
}
