// Parity runs the tests of the chapter packages with their Python originals
// under coverage.py, and says how deep the comparison goes.
//
//	go run ./internal/parity [-pkg ipy,dnsq] [-fuzz n] [-lines]
//
// Last it prints one line a package, its columns parted by tabs: package,
// original, names (rows of the ledger), mapped (rows that are not absent), same
// (rows marked same), driven (per cent of the original's own statements, over
// the modules that the ledger lists, that the tests ran). It fails when a test
// does, and on a row marked same or fixed whose Python function no test entered.
//
// -fuzz sets how many generated cases each differential test runs; -lines names
// the lines of the original that nothing drove.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"time"

	"github.com/pyops-go/pyops/internal/ledger"
	"github.com/pyops-go/pyops/internal/original"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	os.Exit(run(ctx, os.Args[1:], os.Stdout, os.Stderr))
}

func run(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	flags := flag.NewFlagSet("parity", flag.ContinueOnError)
	flags.SetOutput(stderr)
	only := flags.String("pkg", "", "packages to run, parted by commas; without it, all that stand")
	fuzz := flags.Int("fuzz", 0, "generated cases of each differential test; 0 leaves them to the tests")
	lines := flags.Bool("lines", false, "name the lines that were not driven")
	if err := flags.Parse(args); err != nil {
		return 2
	}
	if flags.NArg() > 0 || *fuzz < 0 {
		flags.Usage()
		return 2
	}
	root, err := moduleRoot()
	if err != nil {
		fmt.Fprintln(stderr, err)
		return 1
	}
	packages, err := choose(root, *only, stderr)
	if err != nil {
		fmt.Fprintln(stderr, err)
		return 2
	}
	if out, err := exec.Command(original.Interpreter, "-c", "import coverage").CombinedOutput(); err != nil {
		fmt.Fprintf(stderr, "parity needs %s with coverage.py (python3-coverage): %v\n%s", original.Interpreter, err, out)
		return 1
	}
	return report(ctx, root, packages, *fuzz, *lines, stdout, stderr)
}

// report runs the packages one after another. What the tests say is passed on
// as they say it; the summary comes last.
func report(ctx context.Context, root string, packages []string, fuzz int, lines bool, stdout, stderr io.Writer) int {
	code := 0
	var summary []string
	for _, p := range packages {
		v, err := inspect(ctx, root, p, fuzz, stderr)
		if err != nil {
			fmt.Fprintf(stderr, "%s: %v\n", p, err)
			code = 1
		}
		for _, d := range v.details {
			fmt.Fprintln(stdout, d)
		}
		if lines {
			for _, i := range v.idle {
				fmt.Fprintln(stdout, i)
			}
		}
		for _, f := range v.failures {
			fmt.Fprintln(stderr, f)
			code = 1
		}
		if v.line != "" {
			summary = append(summary, v.line)
		}
		if ctx.Err() != nil {
			return 1
		}
	}
	for _, line := range summary {
		fmt.Fprintln(stdout, line)
	}
	return code
}

// inspect runs one package's tests and judges it. The verdict stands even when
// tests failed, which the error tells.
func inspect(ctx context.Context, root, pkg string, fuzz int, log io.Writer) (verdict, error) {
	l, err := ledger.Read(filepath.Join(root, pkg, ledger.File))
	if err != nil {
		return verdict{}, err
	}
	l.Path = pkg + "/" + ledger.File
	folder, err := os.MkdirTemp("", "pyops-parity-")
	if err != nil {
		return verdict{}, err
	}
	defer os.RemoveAll(folder)
	// Some originals run as other users, and save there too.
	if err := os.Chmod(folder, 0o777); err != nil {
		return verdict{}, err
	}
	failed := test(ctx, root, pkg, folder, l.Modules, fuzz, log)
	var modules []measured
	if len(l.Modules) > 0 {
		if modules, err = measure(folder, l.Modules); err != nil {
			return verdict{}, errors.Join(failed, err)
		}
	}
	v := judge(pkg, l, modules)
	took, err := shares(folder)
	for _, line := range took {
		v.details = append(v.details, pkg+": "+line)
	}
	return v, errors.Join(failed, err)
}

func test(ctx context.Context, root, pkg, folder string, modules []string, fuzz int, log io.Writer) error {
	args := []string{"test", "-count=1"}
	env := append(os.Environ(), "PYOPS_PARITY_DIR="+folder, "PYOPS_PARITY_MODULES="+strings.Join(modules, ","))
	if fuzz > 0 {
		args = append(args, "-timeout=6h")
		env = append(env, fmt.Sprintf("PYOPS_FUZZ=%d", fuzz))
	}
	c := exec.CommandContext(ctx, "go", append(args, "./"+pkg+"/...")...)
	c.Cancel = func() error { return c.Process.Signal(os.Interrupt) }
	c.WaitDelay = 30 * time.Second
	c.Dir, c.Env, c.Stdout, c.Stderr = root, env, log, log
	if err := c.Run(); err != nil {
		return fmt.Errorf("its tests failed: %w", err)
	}
	return nil
}

// choose lists the packages to run: those named, or all that have a ledger. One
// that stands without is told.
func choose(root, only string, log io.Writer) ([]string, error) {
	if only == "" {
		var all []string
		for _, p := range ledger.Packages {
			if _, err := os.Stat(filepath.Join(root, p)); errors.Is(err, fs.ErrNotExist) {
				continue
			}
			_, err := os.Stat(filepath.Join(root, p, ledger.File))
			switch {
			case err == nil:
				all = append(all, p)
			case errors.Is(err, fs.ErrNotExist):
				fmt.Fprintf(log, "%s has no %s and is left out\n", p, ledger.File)
			default:
				return nil, err
			}
		}
		return all, nil
	}
	named := strings.Split(only, ",")
	for _, p := range named {
		if !slices.Contains(ledger.Packages, p) {
			return nil, fmt.Errorf("-pkg: %q is none of %s", p, strings.Join(ledger.Packages, ", "))
		}
	}
	return named, nil
}

// moduleRoot is the folder of the go.mod that governs the working folder.
func moduleRoot() (string, error) {
	out, err := exec.Command("go", "env", "GOMOD").Output()
	if err != nil {
		return "", fmt.Errorf("go env GOMOD: %w", err)
	}
	file := strings.TrimSpace(string(out))
	if filepath.Base(file) != "go.mod" {
		return "", errors.New("parity runs inside the module")
	}
	return filepath.Dir(file), nil
}
