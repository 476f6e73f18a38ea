package main

import (
	"context"
	_ "embed"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
)

//go:embed wine/bcryptprimitives.c
var randomBytes []byte

// prepareWine makes a Wine of its own in a folder, with the library that Go's
// programs need and Wine 8 lacks, and returns its environment.
func prepareWine(ctx context.Context, folder string) (env []string, err error) {
	env = append(os.Environ(), "WINEPREFIX="+folder, "WINEARCH=win64", "WINEDEBUG=-all", "WINEDLLOVERRIDES=mscoree,mshtml=")
	source, dll := filepath.Join(folder, "bcryptprimitives.c"), filepath.Join(folder, "bcryptprimitives.dll")
	if err := os.WriteFile(source, randomBytes, 0o666); err != nil {
		return nil, err
	}
	for _, step := range [][]string{
		{"x86_64-w64-mingw32-gcc", "-shared", "-O1", "-o", dll, source, "-ladvapi32"},
		{"wine", "wineboot", "--init"},
		{"wineserver", "-w"},
	} {
		c := exec.CommandContext(ctx, step[0], step[1:]...)
		c.Env = env
		if out, err := c.CombinedOutput(); err != nil && step[0] != "wineserver" {
			return nil, fmt.Errorf("preparing Wine: %v: %w\n%s", step, err, out)
		}
	}
	return env, os.Rename(dll, filepath.Join(folder, "drive_c", "windows", "system32", "bcryptprimitives.dll"))
}
