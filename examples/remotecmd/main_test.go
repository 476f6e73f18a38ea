package main

import (
	"bytes"
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/pyops-go/pyops/internal/leak"
	"github.com/pyops-go/pyops/internal/peers"
)

func TestMain(m *testing.M) { leak.Main(m) }

func TestCommandsRunThere(t *testing.T) {
	server := peers.StartSSHD(t)
	t.Setenv("SSH_PASSWORD", server.Password)
	for name, more := range map[string][]string{"password": nil, "key": {"-key", server.Key}} {
		args := append([]string{"-port", fmt.Sprint(server.Port), "-known-hosts", server.KnownHosts}, more...)
		var out bytes.Buffer
		if err := run(context.Background(), append(args, server.User+"@127.0.0.1", "id -un", "echo $((6 * 7))"), &out); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		for _, want := range []string{"id -un\nopsuser\n", "\n42\n"} {
			if !strings.Contains(out.String(), want) {
				t.Errorf("%s: no %q in %q", name, want, out.String())
			}
		}
	}
	var out bytes.Buffer
	t.Setenv("SSH_PASSWORD", "wrong")
	err := run(context.Background(), []string{"-port", fmt.Sprint(server.Port), "-known-hosts", server.KnownHosts, server.User + "@127.0.0.1"}, &out)
	if err == nil || err.Error() != "login: password refused" {
		t.Errorf("a wrong password: %v", err)
	}
	if err := run(context.Background(), []string{"nobody"}, &out); err == nil {
		t.Error("a host alone is enough")
	}
}
