package fab

import (
	"slices"
	"strings"
)

// A Level is a kind of what is printed, or a group of such kinds.
type Level string

// Levels, and groups of them.
const (
	Status     Level = "status"     // Done, and connections that end
	Aborts     Level = "aborts"     // why a run ended
	Warnings   Level = "warnings"   // what did not end it
	Running    Level = "running"    // tasks and commands that begin
	Stdout     Level = "stdout"     // output of commands
	Stderr     Level = "stderr"     // and what goes to their standard error
	User       Level = "user"       // what Puts and Fastprint print
	Exceptions Level = "exceptions" // how it came to an error
	Debug      Level = "debug"      // commands with all that is put around them

	Output     Level = "output"     // Stdout and Stderr
	Commands   Level = "commands"   // Stdout and Running
	Everything Level = "everything" // Warnings, Running, User, Stdout, Stderr, Exceptions
)

// levels are what exists, and whether it is shown by default.
var levels = map[Level]bool{
	Status: true, Aborts: true, Warnings: true, Running: true, Stdout: true, Stderr: true, User: true,
	Exceptions: false, Debug: false,
}

var groups = map[Level][]Level{
	Output:     {Stdout, Stderr},
	Commands:   {Stdout, Running},
	Everything: {Warnings, Running, User, Stdout, Stderr, Exceptions},
}

// An outputs is which levels are shown, where that is not the default.
type outputs map[Level]bool

func (o outputs) shows(l Level) bool {
	if on, set := o[l]; set {
		return on
	}
	return levels[l]
}

// with is o with levels or groups turned on or off.
func (o outputs) with(on bool, names ...Level) (outputs, error) {
	changed := outputs{}
	for l, v := range o {
		changed[l] = v
	}
	for _, name := range names {
		members, group := groups[name]
		if _, known := levels[name]; known {
			members = []Level{name}
		} else if !group {
			return o, bad("output", string(name), "no such level: expected one of "+levelNames())
		}
		for _, l := range members {
			changed[l] = on
		}
	}
	return changed, nil
}

func levelNames() string {
	var names []string
	for l := range levels {
		names = append(names, string(l))
	}
	for l := range groups {
		names = append(names, string(l))
	}
	slices.Sort(names)
	return strings.Join(names, ", ")
}
