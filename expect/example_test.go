package expect_test

import (
	"context"
	"errors"
	"fmt"
	"net"
	"regexp"
	"strings"
	"time"

	"github.com/pyops-go/pyops/expect"
)

func ExampleSpawn() {
	child, err := expect.Spawn(context.Background(), "sh", &expect.SpawnOptions{
		Args: []string{"-c", `printf 'name: '; read name; echo "hello, $name"`}, NoEcho: true,
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer child.Close()
	child.Expect("name: ")
	child.SendLine("world")
	child.Expect("hello, (.*)\r\n")
	name, _ := child.Match().Group(1)
	fmt.Println(name)
	child.Expect(expect.EOF)
	status, _, _ := child.Wait()
	fmt.Println(status)
	// Output:
	// world
	// 0
}

func ExampleSession_Expect() {
	child, err := expect.Spawn(context.Background(), "echo 404 not found", nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	defer child.Close()
	index, err := child.Expect("200", regexp.MustCompile(`(?P<code>\d+) (.*?)\r`), expect.Exact("[ok]"), expect.EOF, expect.TIMEOUT)
	code, _ := child.Match().Named("code")
	fmt.Println(index, err, code, child.Match().Groups())

	_, err = child.ExpectWith(context.Background(), []any{"more"}, &expect.ExpectOptions{Timeout: 5 * time.Second})
	fmt.Println(errors.Is(err, expect.EOF), errors.Is(err, expect.ErrPexpect))
	// Output:
	// 1 <nil> 404 [404 not found]
	// true true
}

func ExampleRun() {
	output, err := expect.Run(context.Background(), `sh -c "stty -echo; printf 'Password: '; read p; echo; echo got $p"`, &expect.RunOptions{
		Events: []expect.Event{{Pattern: "(?i)password:", Response: "secret\n"}},
	})
	fmt.Printf("%q %v\n", output, err)
	// Output: "Password: \r\ngot secret\r\n" <nil>
}

func ExampleSocketSpawn() {
	here, there := net.Pipe()
	go func() {
		defer there.Close()
		fmt.Fprint(there, "220 mail.example.org ready\r\n")
	}()
	session, err := expect.NewSocketSpawn(context.Background(), here, nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	defer session.Close()
	for line, err := range session.Lines() {
		fmt.Println(strings.TrimSpace(line), err)
	}
	// Output: 220 mail.example.org ready <nil>
}

func ExamplePxssh_CommandLine() {
	s := expect.NewPxssh(&expect.PxsshOptions{SSHOptions: map[string]string{"ConnectTimeout": "5"}})
	args, err := s.CommandLine("host.example.org", "me", &expect.LoginOptions{Port: 2222})
	fmt.Println(args, err)
	// Output: [ssh -o ConnectTimeout=5 -q -p 2222 -l me host.example.org] <nil>
}

func ExampleREPLWrapper() {
	bash, err := expect.NewBash(context.Background(), "")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer bash.Child.Close()
	output, err := bash.RunCommand("for i in 1 2; do echo $i\ndone", 0)
	fmt.Printf("%q %v\n", output, err)
	// Output: "1\r\n2\r\n" <nil>
}

func ExampleNewSearcher() {
	s, err := expect.NewSearcher("b+", "a+", expect.EOF)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(s.Search([]byte("xaab"), 0), s.Match, s.EOFIndex)
	// Output: 1 aa 2
}
