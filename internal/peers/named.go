package peers

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"testing"
	"time"
)

// A NamedZone is a zone that BIND serves: its name and its text.
type NamedZone struct {
	Name string
	Text string
}

// A Named is a running BIND on loopback. XfrKey signs transfers of its zones,
// UpdateKey updates.
type Named struct {
	*Server
	Address   string
	Port      int
	XfrKey    NamedKey
	UpdateKey NamedKey
}

// A NamedKey is a key of TSIG: its name, its algorithm, its secret in base64.
type NamedKey struct{ Name, Algorithm, Secret string }

// StartNamed runs BIND for the length of the test with the given zones. It
// answers over UDP and TCP, does no recursion, gives the records of a set in the
// order of the zone, and writes all its files into a folder of the test.
func StartNamed(t testing.TB, zones ...NamedZone) *Named {
	t.Helper()
	dir := t.TempDir()
	n, file, err := NamedFiles(dir, Port(t), zones...)
	if err != nil {
		t.Fatal(err)
	}
	n.Server = Start(t, Command{
		Args:  []string{"named", "-4", "-g", "-n", "1", "-c", file},
		Dir:   dir,
		Ready: answersDNS(net.JoinHostPort(n.Address, strconv.Itoa(n.Port))),
	})
	return n
}

// NamedFiles writes into a folder what BIND needs to serve zones at a port of
// 127.0.0.1, and returns how it can be reached, not yet running, and its
// configuration file.
func NamedFiles(dir string, port int, zones ...NamedZone) (n *Named, config string, err error) {
	n = &Named{
		Address: "127.0.0.1", Port: port,
		XfrKey:    NamedKey{"xfr-key", "hmac-sha256", base64.StdEncoding.EncodeToString([]byte("a key for transfers in tests"))},
		UpdateKey: NamedKey{"upd-key", "hmac-sha512", base64.StdEncoding.EncodeToString([]byte("a key for updates in tests"))},
	}
	conf := ""
	for _, k := range []NamedKey{n.XfrKey, n.UpdateKey} {
		conf += fmt.Sprintf("key %q { algorithm %s; secret %q; };\n", k.Name, k.Algorithm, k.Secret)
	}
	conf += fmt.Sprintf(`options {
  directory %[1]q; pid-file none; session-keyfile none; managed-keys-directory %[1]q; lock-file none;
  listen-on port %[2]d { 127.0.0.1; }; listen-on-v6 { none; };
  recursion no; dnssec-validation no; notify no; empty-zones-enable no; minimal-responses no;
  allow-query { any; }; allow-transfer { key %[3]q; };
  max-records-per-type 0; rrset-order { order none; };
};
controls { };
`, dir, n.Port, n.XfrKey.Name)
	for i, z := range zones {
		file := filepath.Join(dir, "zone"+strconv.Itoa(i))
		if err := os.WriteFile(file, []byte(z.Text), 0o644); err != nil {
			return nil, "", err
		}
		conf += fmt.Sprintf("zone %q { type primary; file %q; allow-update { key %q; }; ixfr-from-differences yes; };\n", z.Name, file, n.UpdateKey.Name)
	}
	config = filepath.Join(dir, "named.conf")
	return n, config, os.WriteFile(config, []byte(conf), 0o644)
}

// answersDNS is a Ready that is satisfied when something answers a question
// about the root over UDP.
func answersDNS(address string) func(context.Context) error {
	return func(ctx context.Context) error {
		var d net.Dialer
		conn, err := d.DialContext(ctx, "udp", address)
		if err != nil {
			return err
		}
		defer conn.Close()
		conn.SetDeadline(time.Now().Add(time.Second))
		query := []byte{0x12, 0x34, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 2, 0, 1}
		if _, err := conn.Write(query); err != nil {
			return err
		}
		answer := make([]byte, 4096)
		n, err := conn.Read(answer)
		if err == nil && (n < 12 || answer[0] != 0x12 || answer[1] != 0x34) {
			err = errors.New("no answer to the question")
		}
		return err
	}
}
