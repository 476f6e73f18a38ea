package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
)

// compile makes the program of a fabfile and keeps it.
func compile(ctx context.Context, s *source) (binary string, err error) {
	dir, err := place(s.path)
	if err != nil {
		return "", err
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return "", err
	}
	b, err := prepare(ctx, s)
	if err != nil {
		return "", err
	}
	defer b.done()
	// The sum is of before: a change while it is compiled is seen the next time.
	m, err := b.manifest(ctx)
	if err != nil {
		return "", err
	}
	temporary, err := os.CreateTemp(dir, "new-")
	if err != nil {
		return "", err
	}
	temporary.Close()
	defer os.Remove(temporary.Name())
	if err := b.build(ctx, temporary.Name()); err != nil {
		return "", err
	}
	binary = programName(dir, m.Sum)
	if err := os.Rename(temporary.Name(), binary); err != nil {
		return "", err
	}
	return binary, m.keep(dir, binary)
}

// build makes a program of a fabfile that needs no Go.
func build(ctx context.Context, s *source, to string) error {
	to, err := filepath.Abs(to)
	if err != nil {
		return err
	}
	b, err := prepare(ctx, s)
	if err != nil {
		return err
	}
	defer b.done()
	// For other machines, which have no use for the places of this one. The program
	// that stays here is made of what other builds have left in Go's own cache.
	return b.build(ctx, to, "-trimpath")
}

// A builder is a fabfile with the main that belongs to it, ready for the go command.
type builder struct {
	*source
	temporary string
	overlay   string
	modfile   string   // of a fabfile that lies in no module, or ""
	targets   []string // what to build: a package, or files
}

// mainName is the folder, or file, that the go command sees beside the fabfile; it
// is not there.
const mainName = "zz_fab_main"

func prepare(ctx context.Context, s *source) (*builder, error) {
	if _, err := exec.LookPath("go"); err != nil {
		return nil, fmt.Errorf("the fabfile must be compiled, and there is no go command: %w; fab --compile makes a program for machines without one", err)
	}
	inside, err := inModule(ctx, s.dir)
	if err != nil {
		return nil, err
	}
	importPath := aloneName
	if s.pkg != "main" && inside {
		out, err := goCommand(ctx, s.dir, "list", "-f", "{{.ImportPath}}", ".")
		if err != nil {
			return nil, err
		}
		importPath = strings.TrimSpace(out)
	}
	text, err := s.generate(importPath)
	if err != nil {
		return nil, err
	}
	b := &builder{source: s}
	if b.temporary, err = os.MkdirTemp("", "fab-"); err != nil {
		return nil, err
	}
	replace := map[string]string{}
	if !inside {
		if err := b.alone(replace); err != nil {
			b.done()
			return nil, fmt.Errorf("the fabfile cannot be compiled: %w", err)
		}
	}
	generated := filepath.Join(b.temporary, "main.go")
	there := filepath.Join(s.dir, mainName, "main.go")
	b.targets = []string{"./" + mainName}
	if s.pkg == "main" {
		there = filepath.Join(s.dir, mainName+".go")
		b.targets = append(slices.Clone(s.files), mainName+".go")
	}
	replace[there] = generated
	overlay, err := json.Marshal(map[string]any{"Replace": replace})
	b.overlay = filepath.Join(b.temporary, "overlay.json")
	if err := errors.Join(err, os.WriteFile(generated, text, 0o600), os.WriteFile(b.overlay, overlay, 0o600)); err != nil {
		b.done()
		return nil, err
	}
	return b, nil
}

func (b *builder) done() { os.RemoveAll(b.temporary) }

func (b *builder) flags() []string {
	flags := []string{"-overlay", b.overlay}
	if b.modfile != "" {
		flags = append(flags, "-modfile", b.modfile, "-mod=mod")
	}
	if b.pkg == "main" {
		flags = append(flags, "-tags", tags())
	}
	return flags
}

// tags are those of GOFLAGS, which a flag would replace, and fab.
func tags() string {
	for f := range strings.FieldsSeq(os.Getenv("GOFLAGS")) {
		if t, ok := strings.CutPrefix(strings.TrimPrefix(f, "-"), "-tags="); ok {
			return t + ",fab"
		}
		if t, ok := strings.CutPrefix(f, "-tags="); ok {
			return t + ",fab"
		}
	}
	return "fab"
}

func (b *builder) build(ctx context.Context, to string, more ...string) error {
	args := slices.Concat([]string{"build"}, more, b.flags())
	args = append(args, "-buildvcs=false", "-ldflags=-s -w", "-o", to)
	_, err := goCommand(ctx, b.dir, append(args, b.targets...)...)
	return err
}

// A listed is a package, as go list prints it.
type listed struct {
	Dir      string
	Standard bool
	Module   *struct {
		Dir, GoMod string
		Main       bool
		Replace    *struct{ Version string }
	}
	GoFiles, CgoFiles, CFiles, CXXFiles, MFiles, HFiles, FFiles, SFiles, SwigFiles, SwigCXXFiles, SysoFiles, EmbedFiles []string
}

// manifest is what goes into the program. What the module cache holds does not
// change: go.sum says what it is.
func (b *builder) manifest(ctx context.Context) (*manifest, error) {
	where, err := goCommand(ctx, b.dir, "env", "GOMODCACHE", "GOWORK", "GOMOD")
	if err != nil {
		return nil, err
	}
	lines := strings.Split(where, "\n")
	if len(lines) < 3 {
		return nil, fmt.Errorf("go env says %q: expected three lines", where)
	}
	cache, work, mod := lines[0], lines[1], lines[2]
	args := append([]string{"list"}, b.flags()...)
	out, err := goCommand(ctx, b.dir, append(append(args, "-deps", "-json=Dir,Standard,Module,GoFiles,CgoFiles,CFiles,CXXFiles,MFiles,HFiles,FFiles,SFiles,SwigFiles,SwigCXXFiles,SysoFiles,EmbedFiles"), b.targets...)...)
	if err != nil {
		return nil, err
	}
	m := &manifest{Go: goVersion()}
	files, folders := map[string]bool{}, map[string]bool{}
	inCache := func(path string) bool {
		return cache != "" && strings.HasPrefix(path, cache+string(filepath.Separator))
	}
	packages := json.NewDecoder(strings.NewReader(out))
	for {
		var p listed
		if err := packages.Decode(&p); err == io.EOF {
			break
		} else if err != nil {
			return nil, fmt.Errorf("go list: %w", err)
		}
		if p.Standard || inCache(p.Dir) {
			continue
		}
		if filepath.Base(p.Dir) != mainName {
			folders[p.Dir] = true
		}
		for _, names := range [][]string{p.GoFiles, p.CgoFiles, p.CFiles, p.CXXFiles, p.MFiles, p.HFiles, p.FFiles, p.SFiles, p.SwigFiles, p.SwigCXXFiles, p.SysoFiles, p.EmbedFiles} {
			for _, n := range names {
				if full := filepath.Join(p.Dir, n); filepath.IsAbs(n) {
					files[n] = true
				} else if !strings.Contains(full, mainName) {
					files[full] = true
				}
			}
		}
		if p.Module != nil && p.Module.GoMod != "" && !inCache(p.Module.GoMod) && filepath.Dir(p.Module.GoMod) != b.temporary {
			files[p.Module.GoMod] = true
			files[filepath.Join(filepath.Dir(p.Module.GoMod), "go.sum")] = true
		}
	}
	for f, sums := range map[string]string{work: "go.work.sum", mod: "go.sum"} {
		if f != "" && f != "off" && f != os.DevNull {
			for _, name := range []string{filepath.Base(f), sums, filepath.Join("vendor", "modules.txt")} {
				files[filepath.Join(filepath.Dir(f), name)] = true
			}
		}
	}
	// A file of a module or workspace that appears nearer would count instead.
	for dir := b.dir; ; dir = filepath.Dir(dir) {
		files[filepath.Join(dir, "go.mod")] = true
		files[filepath.Join(dir, "go.work")] = true
		if filepath.Dir(dir) == dir {
			break
		}
	}
	for f := range files {
		m.Files = append(m.Files, f)
	}
	for f := range folders {
		m.Folders = append(m.Folders, f)
	}
	slices.Sort(m.Files)
	slices.Sort(m.Folders)
	m.Sum, err = m.sum()
	return m, err
}

// goCommand runs the go command in a folder. What it has to complain of is the error.
func goCommand(ctx context.Context, dir string, args ...string) (string, error) {
	cmd := exec.CommandContext(ctx, "go", args...)
	cmd.Dir = dir
	var out, errs bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errs
	err := cmd.Run()
	if ctx.Err() != nil {
		return "", context.Cause(ctx)
	}
	if err != nil {
		text := strings.TrimSpace(errs.String())
		if strings.Contains(text, "no required module provides package "+fabImport) {
			text += "\n\nThe module of the fabfile does not require this one. In " + dir + ":\n\n    go get " + ownModule
		}
		return "", fmt.Errorf("the fabfile cannot be compiled: %w\n\n%s", err, text)
	}
	return out.String(), nil
}
