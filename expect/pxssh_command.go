package expect

import (
	"maps"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"
)

// LoginOptions say how to log in. The zero value of each field is the original's
// default, but that unknown host keys are not accepted.
type LoginOptions struct {
	// TerminalType answers a server that asks for it. Empty is "ansi".
	TerminalType string

	// OriginalPrompt is the regular expression of the prompt that the shell
	// begins with. Empty is "[#$]".
	OriginalPrompt string

	// LoginTimeout is how long to wait for each answer. Zero is 10 seconds.
	LoginTimeout time.Duration

	// Port is the server's. Zero leaves it to ssh.
	Port int

	// KeepPrompt leaves the shell's prompt as it is: auto_prompt_reset=False.
	KeepPrompt bool

	// SSHKey is the file of a private key. ForwardAgent asks for the agent's keys
	// to be of use on the server: ssh_key=True.
	SSHKey       string
	ForwardAgent bool

	// Verbose leaves ssh's warnings in the output: quiet=False.
	Verbose bool

	// SyncMultiplier stretches the times in which the prompt is looked for. Zero
	// is 1.
	SyncMultiplier float64

	// NoHostAuthForLocalhost has ssh not check the key of this machine's own
	// server: check_local_ip=False.
	NoHostAuthForLocalhost bool

	// PasswordRegex tells that a password is asked for. Empty is
	// "(?i)(?:password:)|(?:passphrase for key)".
	PasswordRegex string

	// SSHTunnels are ports to forward.
	SSHTunnels SSHTunnels

	// NoSync does not look for the original prompt: sync_original_prompt=False.
	NoSync bool

	// SSHConfig is a configuration file for ssh in place of the user's. With one
	// the user name may be empty.
	SSHConfig string

	// Cmd is the program. Empty is "ssh".
	Cmd string

	// AcceptUnknownHost says yes to a host whose key is not known. Without it
	// such a login fails; the original says yes.
	AcceptUnknownHost bool
}

// SSHTunnels are ports to forward, as ssh's -L, -R and -D take them.
type SSHTunnels struct {
	Local, Remote []string // "2424:localhost:22"
	Dynamic       []int
}

// CommandLine returns the program and arguments that Login would start:
// debug_command_string in the original, whose string is split at blanks where
// these are arguments already.
func (p *Pxssh) CommandLine(server, username string, opts *LoginOptions) ([]string, error) {
	if p == nil {
		p = &Pxssh{}
	}
	if opts == nil {
		opts = &LoginOptions{}
	}
	cmd := opts.Cmd
	if cmd == "" {
		cmd = "ssh"
	}
	args := SplitCommandLine(cmd)
	if len(args) == 0 || args[0] == "" {
		return nil, failed(ErrValue, "the command was empty")
	}
	for _, name := range slices.Sorted(maps.Keys(p.opts.SSHOptions)) {
		args = append(args, "-o", name+"="+p.opts.SSHOptions[name])
	}
	if !opts.Verbose {
		args = append(args, "-q")
	}
	if opts.NoHostAuthForLocalhost {
		args = append(args, "-oNoHostAuthenticationForLocalhost=yes")
	}
	if p.opts.ForcePassword {
		args = append(args, "-o", "PubkeyAuthentication=no")
	}
	if opts.SSHConfig != "" {
		if info, err := os.Stat(opts.SSHConfig); err != nil || !info.Mode().IsRegular() {
			return nil, failed(ErrPxssh, "SSH config does not exist or is not a file.")
		}
		args = append(args, "-F", opts.SSHConfig)
	}
	if opts.Port != 0 {
		args = append(args, "-p", strconv.Itoa(opts.Port))
	}
	if opts.ForwardAgent {
		args = append(args, "-A")
	}
	if opts.SSHKey != "" {
		if info, err := os.Stat(opts.SSHKey); err != nil || !info.Mode().IsRegular() {
			return nil, failed(ErrPxssh, "private ssh key does not exist or is not a file.")
		}
		args = append(args, "-i", opts.SSHKey)
	}
	args = append(args, opts.SSHTunnels.args()...)
	if username != "" {
		args = append(args, "-l", username)
	} else if opts.SSHConfig == "" {
		return nil, failed(ErrType, "login() needs either a username or an ssh_config")
	} else if err := configHas(opts.SSHConfig, server); err != nil {
		return nil, err
	}
	// ssh would take these for options of its own.
	if strings.HasPrefix(server, "-") || server == "" {
		return nil, failed(ErrValue, "server "+strconv.Quote(server)+": expected the name or address of a host")
	}
	return append(args, server), nil
}

func (t *SSHTunnels) args() (args []string) {
	for _, spec := range t.Local {
		args = append(args, "-L", spec)
	}
	for _, spec := range t.Remote {
		args = append(args, "-R", spec)
	}
	for _, port := range t.Dynamic {
		args = append(args, "-D", strconv.Itoa(port))
	}
	return args
}

// configHas checks that a configuration has a user for a host. Where the original
// wants a line of that name alone, it may stand among others.
func configHas(path, server string) error {
	text, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	found, within := false, false
	for line := range strings.Lines(string(text)) {
		words := strings.Fields(line)
		if len(words) < 2 {
			continue
		}
		switch strings.ToLower(words[0]) {
		case "host":
			within = slices.Contains(words[1:], server)
			found = found || within
		case "user":
			if within {
				return nil
			}
		}
	}
	if found {
		return failed(ErrType, "login() ssh_config has no user entry for "+server)
	}
	return failed(ErrType, "login() ssh_config has no Host entry for "+server)
}
