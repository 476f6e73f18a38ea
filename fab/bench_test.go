package fab

import (
	"bytes"
	"io"
	"testing"
)

// BenchmarkPrefix shows 10 MB of lines with their host.
func BenchmarkPrefix(b *testing.B) {
	text := bytes.Repeat([]byte("a line of eighty characters, as programs print them, with a number: 12345678.\r\n"), 10<<20/80)
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		s := newPrinter(io.Discard, nil).stream(io.Discard, "[web1.example.org] out: ", false)
		for rest := text; len(rest) > 0; {
			n := min(32<<10, len(rest))
			s.Write(rest[:n])
			rest = rest[n:]
		}
	}
}

// BenchmarkWrap makes the command line of a command.
func BenchmarkWrap(b *testing.B) {
	e := &Env{CWD: "/srv/app", ShellEnv: map[string]string{"A": "b c"}, CommandPrefixes: []string{"source env"}}
	for b.Loop() {
		if _, err := e.wrap(`echo "$A"; ls`, wrapping{sudo: true, user: "deploy"}); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkHosts chooses the hosts of a task from twenty thousand.
func BenchmarkHosts(b *testing.B) {
	e := &Env{ExcludeHosts: []string{"none"}}
	for i := range 20_000 {
		e.Hosts = append(e.Hosts, "host"+string(rune('a'+i%26))+"-"+string(rune('a'+i/26%26))+string(rune('a'+i/676)))
	}
	c := NewContext(b.Context(), e, nil)
	for b.Loop() {
		if hosts, _, _, err := c.hostsFor(&Task{}, &ExecuteOptions{}); err != nil || len(hosts) != 20_000 {
			b.Fatal(len(hosts), err)
		}
	}
}
