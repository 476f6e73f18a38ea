package main

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/pyops-go/pyops/examples/internal/cli"
	"github.com/pyops-go/pyops/internal/leak"
)

func TestMain(m *testing.M) { leak.Main(m) }

func ran(t testing.TB, args []string, out, errs *strings.Builder) int {
	t.Helper()
	return cli.Run("sendreport", args, cli.IO{In: strings.NewReader(""), Out: out, Err: errs}, func(args []string, std cli.IO) error {
		return run(context.Background(), args, std)
	})
}

func TestTheDefaultRunShowsWhatCame(t *testing.T) {
	var out, errs strings.Builder
	if code := ran(t, nil, &out, &errs); code != 0 {
		t.Fatalf("exit %d: %s", code, errs.String())
	}
	for _, part := range []string{"sent to", "From: 运维 <ops@example.org>", "Subject: 监控日报: all is well", "image/png", "load.png", "text/csv, 48 bytes 主机.csv", "web2 at 80 %."} {
		if !strings.Contains(out.String(), part) {
			t.Errorf("no %q in\n%s", part, out.String())
		}
	}
}

func TestALargeFileHasABar(t *testing.T) {
	file := filepath.Join(t.TempDir(), "数据.bin")
	if err := os.WriteFile(file, make([]byte, 3<<20), 0o644); err != nil {
		t.Fatal(err)
	}
	var out, errs strings.Builder
	if code := ran(t, []string{file}, &out, &errs); code != 0 {
		t.Fatalf("exit %d: %s", code, errs.String())
	}
	if !strings.Contains(out.String(), "3145728 bytes 数据.bin") || !strings.Contains(errs.String(), "] 100%") {
		t.Errorf("%s\n%q", out.String(), errs.String())
	}
}

func TestWrongArguments(t *testing.T) {
	for args, code := range map[string]int{"-to a;b": 1, "-x": 2, "a b": 2, "-server 127.0.0.1:0": 1, "/no/such/file": 1} {
		var out, errs strings.Builder
		if got := ran(t, strings.Fields(args), &out, &errs); got != code || errs.Len() == 0 {
			t.Errorf("%s: exit %d, %q", args, got, errs.String())
		}
	}
}
