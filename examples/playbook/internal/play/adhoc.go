package play

import (
	"fmt"

	"github.com/pyops-go/pyops/examples/playbook/internal/module"
	"github.com/pyops-go/pyops/examples/playbook/internal/value"
)

// AdHoc is a play of one task, for the command line.
func AdHoc(pattern, name, arguments, dir string) (*Play, error) {
	spec := module.Lookup(name)
	if spec == nil {
		return nil, fmt.Errorf("there is no module %q%s", name, module.Hint(module.Plain(name), module.Names()))
	}
	p := &Play{Keys: value.NewDict("hosts", pattern, "gather_facts", false), Dir: dir}
	args, err := ParseArguments(spec, value.Text{S: arguments, Pos: value.Pos{File: "-a"}})
	if err != nil {
		return nil, fmt.Errorf("-a %q: %w", arguments, err)
	}
	if err := spec.Unknown(args); err != nil {
		return nil, fmt.Errorf("-a %q: %w", arguments, err)
	}
	p.Tasks = []*Task{{Keys: value.NewDict("_action", name), Module: spec, Args: args, Play: p, Dir: dir}}
	return p, nil
}
