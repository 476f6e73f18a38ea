package expect

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/pyops-go/pyops/internal/pytext"
)

// The prompts that a REPLWrapper sets.
const (
	PexpectPrompt             = "[PEXPECT_PROMPT>"
	PexpectContinuationPrompt = "[PEXPECT_PROMPT+"
)

// REPLOptions say how a REPLWrapper talks to its program.
type REPLOptions struct {
	// NewPrompt and ContinuationPrompt are the prompts to set, or those that the
	// program has if there is no prompt change. Empty is PexpectPrompt and
	// PexpectContinuationPrompt.
	NewPrompt, ContinuationPrompt string

	// ExtraInitCmd is run once the prompt is set.
	ExtraInitCmd string
}

// A REPLWrapper runs commands in a program that reads, evaluates and prints, such
// as a shell: pexpect.replwrap.REPLWrapper.
type REPLWrapper struct {
	// Child is the program. Its Close ends it.
	Child *Child

	prompt, continuation string
}

// NewREPLWrapper waits for the prompt origPrompt, a regular expression, and
// changes it by sending promptChange, in which {0} stands for the new prompt and
// {1} for the new continuation prompt ({0!r} as a Python string). Without a
// promptChange, origPrompt is taken as it is for the prompt. A nil opts is the
// defaults.
func NewREPLWrapper(child *Child, origPrompt, promptChange string, opts *REPLOptions) (*REPLWrapper, error) {
	if opts == nil {
		opts = &REPLOptions{}
	}
	if child == nil || child.src == nil {
		return nil, notBegun()
	}
	r := &REPLWrapper{Child: child, prompt: opts.NewPrompt, continuation: opts.ContinuationPrompt}
	if r.prompt == "" {
		r.prompt = PexpectPrompt
	}
	if r.continuation == "" {
		r.continuation = PexpectContinuationPrompt
	}
	if echo, err := child.GetEcho(); err != nil {
		return nil, err
	} else if echo {
		if err := child.SetEcho(false); err != nil {
			return nil, err
		}
	}
	if promptChange == "" {
		r.prompt = origPrompt
	} else if err := r.SetPrompt(origPrompt, withPrompts(promptChange, r.prompt, r.continuation)); err != nil {
		return nil, err
	}
	if _, err := r.expectPrompt(0); err != nil {
		return nil, err
	}
	if opts.ExtraInitCmd != "" {
		if _, err := r.RunCommand(opts.ExtraInitCmd, 0); err != nil {
			return nil, err
		}
	}
	return r, nil
}

func withPrompts(change, prompt, continuation string) string {
	quoted := pytext.Repr
	return strings.NewReplacer("{0}", prompt, "{1}", continuation, "{0!r}", quoted(prompt), "{1!r}", quoted(continuation),
		"{{", "{", "}}", "}").Replace(change)
}

// SetPrompt waits for a prompt, a regular expression, and sends what changes it.
func (r *REPLWrapper) SetPrompt(origPrompt, promptChange string) error {
	if r == nil || r.Child == nil {
		return notBegun()
	}
	if _, err := r.Child.Expect(origPrompt); err != nil {
		return err
	}
	_, err := r.Child.SendLine(promptChange)
	return err
}

// expectPrompt waits for one of the prompts and tells whether it is that for
// more of a command.
func (r *REPLWrapper) expectPrompt(timeout time.Duration) (more bool, err error) {
	i, err := r.Child.ExpectExactWith(r.Child.ctx, []any{r.prompt, r.continuation}, &ExpectOptions{Timeout: timeout})
	return i == 1, err
}

// RunCommand sends a command, waits for the prompt after it, and returns what was
// printed in between. A command of several lines is sent line by line. One that
// is not complete is interrupted, and an error of kind ErrValue tells so. A
// timeout of zero is the child's.
func (r *REPLWrapper) RunCommand(command string, timeout time.Duration) (string, error) {
	if r == nil || r.Child == nil {
		return "", notBegun()
	}
	if command == "" {
		return "", failed(ErrValue, "No command was given")
	}
	lines := splitLines(command)
	if strings.HasSuffix(command, "\n") {
		lines = append(lines, "")
	}
	if _, err := r.Child.SendLine(lines[0]); err != nil {
		return "", err
	}
	var output strings.Builder
	for _, line := range lines[1:] {
		if _, err := r.expectPrompt(timeout); err != nil {
			return "", err
		}
		output.WriteString(r.Child.Before())
		if _, err := r.Child.SendLine(line); err != nil {
			return "", err
		}
	}
	more, err := r.expectPrompt(timeout)
	if err != nil {
		return "", err
	}
	if more {
		if err := r.interrupt(); err != nil {
			return "", err
		}
		return "", failed(ErrValue, "Continuation prompt found - input was incomplete:\n"+command)
	}
	output.WriteString(r.Child.Before())
	return output.String(), nil
}

// How often, and how long apart, a program is interrupted until its prompt comes,
// and how long is waited for prompts too many.
const (
	mostInterrupts = 10
	interruptPause = time.Second
	straggling     = 200 * time.Millisecond
)

// interrupt gives up a command that is not complete. A shell that is just about
// to read the next line may take note of the interrupt and read all the same, so
// that another is needed; of two prompts that come then, one is too many.
func (r *REPLWrapper) interrupt() (err error) {
	for try := range mostInterrupts {
		if err := r.Child.Kill(syscall.SIGINT); err != nil {
			return err
		}
		if _, err = r.expectPrompt(interruptPause); err == nil {
			for try > 0 {
				if _, err := r.expectPrompt(straggling); errors.Is(err, TIMEOUT) {
					break
				} else if err != nil {
					return err
				}
			}
			return nil
		} else if !errors.Is(err, TIMEOUT) {
			return err
		}
	}
	return err
}

// splitLines splits where Python's splitlines would, of what is typed.
func splitLines(text string) []string {
	text = strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(text)
	return strings.Split(strings.TrimSuffix(text, "\n"), "\n")
}

// NewBash starts bash, with none of its start-up files, and wraps it: replwrap.bash.
// An empty command is "bash". Bracketed paste, whose marks newer versions print
// around each prompt, is off.
func NewBash(ctx context.Context, command string) (*REPLWrapper, error) {
	if command == "" {
		command = "bash"
	}
	child, err := Spawn(ctx, command, &SpawnOptions{
		SessionOptions: SessionOptions{Encoding: "utf-8"},
		Args:           []string{"--norc", "--noprofile"}, NoEcho: true,
		Env: append(os.Environ(), "PS1=$", "INPUTRC=/dev/null"),
	})
	if err != nil {
		return nil, err
	}
	child.filter = &pasteFilter{}
	// Parted by nothing, so that the prompt is not found in an echo of this.
	parted := func(s string) string { return s[:5] + `\[\]` + s[5:] }
	change := fmt.Sprintf("bind 'set enable-bracketed-paste off' 2>/dev/null; PS1='%s' PS2='%s' PROMPT_COMMAND=''",
		parted(PexpectPrompt), parted(PexpectContinuationPrompt))
	r, err := NewREPLWrapper(child, `\$`, change, &REPLOptions{ExtraInitCmd: "export PAGER=cat"})
	if err != nil {
		child.Close()
		return nil, err
	}
	return r, nil
}

// NewPython starts a Python interpreter and wraps it: replwrap.python. An empty
// command is "python3". Newer interpreters, which edit what is typed in colour,
// are told to be plain.
func NewPython(ctx context.Context, command string) (*REPLWrapper, error) {
	if command == "" {
		command = "python3"
	}
	child, err := Spawn(ctx, command, &SpawnOptions{
		SessionOptions: SessionOptions{Encoding: "utf-8"}, NoEcho: true,
		// The interpreter of 3.13 and later edits lines in colour and moves the
		// cursor, unless it is told not to.
		Env: append(os.Environ(), "PYTHON_BASIC_REPL=1", "NO_COLOR=1", "PYTHON_COLORS=0"),
	})
	if err != nil {
		return nil, err
	}
	change := "import sys; sys.ps1=" + strconv.Quote(PexpectPrompt) + "; sys.ps2=" + strconv.Quote(PexpectContinuationPrompt)
	r, err := NewREPLWrapper(child, ">>> ", change, nil)
	if err != nil {
		child.Close()
		return nil, err
	}
	return r, nil
}
