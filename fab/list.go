package fab

import (
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"github.com/pyops-go/pyops/internal/pytext"
)

// listed names of tasks, aliases among them, and their tasks.
func taskNames(tasks []Task) ([]string, map[string]*Task) {
	byName := map[string]*Task{}
	for i := range tasks {
		for _, n := range tasks[i].names() {
			byName[n] = &tasks[i]
		}
	}
	return slices.Sorted(maps.Keys(byName)), byName
}

// writeList prints the tasks in one of three formats.
func writeList(w io.Writer, doc, format string, tasks []Task, width int) error {
	names, byName := taskNames(tasks)
	var b strings.Builder
	if format == "short" {
		for _, n := range names {
			b.WriteString(n + "\n")
		}
		_, err := io.WriteString(w, b.String())
		return err
	}
	if doc = strings.TrimSpace(doc); doc != "" {
		b.WriteString(doc + "\n\n")
	}
	if format == "nested" {
		b.WriteString("Available commands (remember to call as module.[...].task):\n\n")
		writeTree(&b, names)
	} else {
		b.WriteString("Available commands:\n\n")
		longest := 0
		for _, n := range names {
			longest = max(longest, len(n))
		}
		for _, n := range names {
			first, _, _ := strings.Cut(strings.TrimSpace(byName[n].Doc), "\n")
			line := "    " + n
			if first = strings.TrimSpace(first); first != "" {
				line = fmt.Sprintf("    %-*s  %s", longest, n, first)
				const more = "..."
				if r := []rune(line); width > len(more)+longest+8 && len(r) > width-1 {
					line = string(r[:width-1-len(more)]) + more
				}
			}
			b.WriteString(line + "\n")
		}
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// writeTree prints names with dots as a tree: tasks first, and then modules.
func writeTree(b *strings.Builder, names []string) {
	var inner []string
	before := ""
	for _, n := range names {
		parts := strings.Split(n, ".")
		if len(parts) > 1 {
			inner = append(inner, n)
			continue
		}
		b.WriteString("    " + n + "\n")
	}
	for _, n := range inner {
		parts := strings.Split(n, ".")
		at := ""
		for i, p := range parts {
			at += p + "."
			indent := strings.Repeat("    ", i+1)
			if i == len(parts)-1 {
				b.WriteString(indent + p + "\n")
			} else if !strings.HasPrefix(before, at) {
				b.WriteString(indent + p + ":\n")
			}
		}
		before = n
	}
}

// writeDetails prints what there is to know of a task.
func writeDetails(w io.Writer, name string, tasks []Task) error {
	names, byName := taskNames(tasks)
	t := byName[name]
	if t == nil {
		message := fmt.Sprintf("Task '%s' does not appear to exist. Valid task names:\n%s", name, Indent(strings.Join(names, "\n"), nil))
		return &Error{Kind: ErrNoTask, Input: name, Reason: "no such task", message: message}
	}
	text := strings.TrimSpace(t.Doc)
	if text == "" {
		text = "No docstring provided"
	}
	var args []string
	for _, a := range t.Args {
		s := a.Name
		if a.Default != nil {
			s += "=" + pytext.Repr(*a.Default)
		}
		args = append(args, s)
	}
	text += "\nArguments: " + strings.Join(args, ", ")
	_, err := fmt.Fprintf(w, "Displaying detailed information for task '%s':\n\n%s\n\n", name, Indent(text, nil))
	return err
}

// completions are scripts for shells that complete names of tasks and options.
func writeCompletion(w io.Writer, shell string) error {
	var options []string
	for _, o := range cliOptions {
		if o.long != "" {
			options = append(options, "--"+o.long)
		}
	}
	all := strings.Join(options, " ")
	script := ""
	switch shell {
	case "bash":
		script = `_fab() {
	local word=${COMP_WORDS[COMP_CWORD]}
	case $word in
	-*) COMPREPLY=($(compgen -W '` + all + `' -- "$word")) ;;
	*) COMPREPLY=($(compgen -W "$(fab --shortlist 2>/dev/null)" -- "$word")) ;;
	esac
}
complete -o nospace -F _fab fab
`
	case "zsh":
		script = `#compdef fab
_fab() {
	if [[ $PREFIX == -* ]]; then
		compadd -- ` + all + `
	else
		compadd -- ${(f)"$(fab --shortlist 2>/dev/null)"}
	fi
}
compdef _fab fab
`
	case "fish":
		var b strings.Builder
		b.WriteString("complete -c fab -f -a '(fab --shortlist 2>/dev/null)'\n")
		for _, o := range cliOptions {
			b.WriteString("complete -c fab")
			if o.short != "" {
				b.WriteString(" -s " + o.short)
			}
			if o.long != "" {
				b.WriteString(" -l " + o.long)
			}
			if o.value != "" {
				b.WriteString(" -r")
			}
			b.WriteString(" -d " + pytext.Quote(o.help) + "\n")
		}
		script = b.String()
	default:
		return bad("completion", shell, "expected bash, zsh or fish")
	}
	_, err := io.WriteString(w, script)
	return err
}
