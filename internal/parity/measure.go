package main

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"fmt"
	"os/exec"

	"github.com/pyops-go/pyops/internal/original"
)

//go:embed measure.py
var measurePy string

// A measured is a Python module after the tests: which of its statements ran,
// and which of its functions any call entered.
type measured struct {
	Name       string
	File       string // empty for a module without Python source
	Statements []int  // lines
	Executed   []int
	Functions  []function
}

// A function is one of a module's or of a class's. Start and End bound its body.
type function struct {
	Name              string // "Class.method"
	First, Start, End int
	Entered           bool
}

// measure reads what the originals left in a folder about the modules.
func measure(folder string, modules []string) ([]measured, error) {
	request, err := json.Marshal(map[string]any{"folder": folder, "modules": modules})
	if err != nil {
		return nil, err
	}
	var out, complaint bytes.Buffer
	c := exec.Command(original.Interpreter, "-X", "utf8", "-c", measurePy)
	c.Stdin, c.Stdout, c.Stderr = bytes.NewReader(request), &out, &complaint
	if err := c.Run(); err != nil {
		return nil, fmt.Errorf("measuring: %w\n%s", err, complaint.String())
	}
	var modulesSeen []measured
	err = json.Unmarshal(out.Bytes(), &modulesSeen)
	return modulesSeen, err
}
