package sshx_test

import (
	"bytes"
	"context"
	"fmt"
	"net"
	"os"
	"strings"

	"github.com/pyops-go/pyops/sshx"
)

// exampleServer runs a server for the examples; stop ends it.
func exampleServer() (port int, hostKey *sshx.PKey, stop func()) {
	hostKey, err := sshx.GenerateEd25519Key()
	if err != nil {
		panic(err)
	}
	dir, err := os.MkdirTemp("", "sshx-example-")
	if err != nil {
		panic(err)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		panic(err)
	}
	s := &sshx.Server{
		HostKeys: []*sshx.PKey{hostKey},
		Password: func(_ context.Context, user, password string) bool { return user == "ops" && password == "secret" },
		Files:    func(context.Context, string) (*os.Root, error) { return os.OpenRoot(dir) },
		Command: func(_ context.Context, s *sshx.ServerSession) int {
			fmt.Fprintln(s.Stdout, s.User, "ran", s.Command)
			return 3
		},
	}
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() {
		s.Serve(ctx, l)
		close(done)
	}()
	return l.Addr().(*net.TCPAddr).Port, hostKey, func() {
		cancel()
		<-done
		os.RemoveAll(dir)
	}
}

// exampleClient is a client that is logged in there.
func exampleClient() (client *sshx.SSHClient, stop func()) {
	port, hostKey, end := exampleServer()
	client = sshx.NewSSHClient()
	client.HostKeys().Add(sshx.HostName("127.0.0.1", port), hostKey)
	err := client.Connect(context.Background(), "127.0.0.1", &sshx.ConnectOptions{
		Port: port, Username: "ops", Password: "secret", NoAgent: true, NoLookForKeys: true,
	})
	if err != nil {
		panic(err)
	}
	return client, func() {
		client.Close()
		end()
	}
}

func ExampleSSHClient_Run() {
	client, stop := exampleClient()
	defer stop()
	r, err := client.Run(context.Background(), "uptime", nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(r, r.ExitStatus)
	// Output: ops ran uptime 3
}

func ExampleSSHClient_ExecCommand() {
	client, stop := exampleClient()
	defer stop()
	stdin, stdout, _, err := client.ExecCommand(context.Background(), "df -h", nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	stdin.Close()
	for line, err := range stdout.Lines() {
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Print(line)
	}
	// Output: ops ran df -h
}

func ExampleSFTPClient() {
	client, stop := exampleClient()
	defer stop()
	ctx := context.Background()
	sftp, err := client.OpenSFTP(ctx, nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	defer sftp.Close()
	if err := sftp.Mkdir(ctx, "logs", 0); err != nil {
		fmt.Println(err)
		return
	}
	if _, err := sftp.PutFO(ctx, strings.NewReader("all is well\n"), "logs/today", 12, nil); err != nil {
		fmt.Println(err)
		return
	}
	var text bytes.Buffer
	n, err := sftp.GetFO(ctx, "logs/today", &text, nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("%d bytes: %s", n, &text)
	// Output: 12 bytes: all is well
}

func ExampleSSHConfig_Lookup() {
	config, err := sshx.ParseSSHConfig(strings.NewReader("Host web*\n  HostName %h.example.com\n  User ops\n"), nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	found, err := config.Lookup(context.Background(), "web1", nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(found.Get("hostname"), found.Get("user"))
	// Output: web1.example.com ops
}

func ExamplePKey() {
	key, err := sshx.GenerateEd25519Key()
	if err != nil {
		fmt.Println(err)
		return
	}
	var text bytes.Buffer
	if err := key.WritePrivateKey(&text, &sshx.WriteOptions{Passphrase: "long words"}); err != nil {
		fmt.Println(err)
		return
	}
	back, err := sshx.ParsePKey(text.Bytes(), &sshx.PKeyOptions{Passphrase: "long words"})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(back.Name(), back.Equal(key))
	// Output: ssh-ed25519 true
}

func ExampleHostKeys() {
	var hosts sshx.HostKeys
	key, err := sshx.GenerateEd25519Key()
	if err != nil {
		fmt.Println(err)
		return
	}
	if err := hosts.Add("[web1]:2222", key); err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(hosts.Check(sshx.HostName("web1", 2222), key), hosts.Check("web1", key))
	// Output: true false
}
