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
		Events: []expect.Event{{Pattern: "(?i)password:", Response: "secret\n", Secret: true}},
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

// Log in, run a command, log out. Cmd stands for ssh here, so that the example runs
// anywhere; leave it out to log in for real.
func ExamplePxssh_Login() {
	s := expect.NewPxssh(nil)
	err := s.Login(context.Background(), "host.example.org", "me", "secret", &expect.LoginOptions{
		Cmd: `sh -c "PS1='$ ' exec sh -i"`,
	})
	if errors.Is(err, expect.ErrPxssh) {
		fmt.Println("cannot log in:", err)
		return
	}
	defer s.Close()
	s.SendLine("echo $((6 * 7))")
	if ok, err := s.Prompt(0); err != nil || !ok {
		fmt.Println("no prompt:", err)
		return
	}
	fmt.Printf("%q\n", s.Before())
	fmt.Println(s.Logout())
	// Output:
	// "echo $((6 * 7))\r\n42\r\n"
	// <nil>
}

// Hand the program on to the user, who here has typed a line already. Without In
// and Out these are standard input and output, and Ctrl-] gives control back.
func ExampleChild_Interact() {
	child, err := expect.Spawn(context.Background(), "sh", &expect.SpawnOptions{
		Args: []string{"-c", `printf 'name: '; read name; echo "hello, $name"`}, NoEcho: true,
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer child.Close()
	var screen strings.Builder
	err = child.Interact(&expect.InteractOptions{In: strings.NewReader("world\n"), Out: &screen})
	fmt.Printf("%q %v\n", screen.String(), err)
	// Output: "name: hello, world\r\n" <nil>
}

// Record what asciinema plays: a header, and a line for each piece.
func ExampleTranscript() {
	var cast strings.Builder
	record := expect.NewTranscript(&cast, &expect.TranscriptOptions{Title: "a greeting"})
	child, err := expect.Spawn(context.Background(), "echo hello", &expect.SpawnOptions{
		SessionOptions: expect.SessionOptions{Transcript: record},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer child.Close()
	child.Expect(expect.EOF)
	if err := record.Close(); err != nil {
		fmt.Println(err)
		return
	}
	header, events, _ := strings.Cut(cast.String(), "\n")
	fmt.Println(strings.Contains(header, `"title":"a greeting"`), strings.HasSuffix(events, `,"o","hello\r\n"]`+"\n"))
	// Output: true true
}

// sumOf matches a line of two numbers and their sum.
type sumOf struct{}

func (sumOf) Find(data []byte) []int {
	line := regexp.MustCompile(`(\d+)\+(\d+)=(\d+)`)
	for _, loc := range line.FindAllSubmatchIndex(data, -1) {
		var a, b, sum int
		fmt.Sscanf(string(data[loc[0]:loc[1]]), "%d+%d=%d", &a, &b, &sum)
		if a+b == sum {
			return loc
		}
	}
	return nil
}

func ExampleMatcher() {
	child, err := expect.Spawn(context.Background(), "echo 1+1=3 2+2=4", nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	defer child.Close()
	index, err := child.Expect(sumOf{}, expect.EOF)
	fmt.Println(index, err, child.After(), child.Match().Groups())
	// Output: 0 <nil> 2+2=4 [2 2 4]
}

func ExampleSession_ExpectWith() {
	child, err := expect.Spawn(context.Background(), "sleep 60", nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	defer child.Close()
	_, err = child.ExpectWith(context.Background(), []any{"ready"}, &expect.ExpectOptions{Timeout: 100 * time.Millisecond})
	fmt.Println(err)
	// Output: expect: timeout after 100ms, waiting for re.compile(b'ready'); nothing came
}
