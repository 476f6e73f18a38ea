package fab

import (
	"context"
	"maps"
	"os/user"
	"slices"
	"sync"
	"time"
)

// A Secret is a password. It prints as asterisks; string(s) is the text.
type Secret string

// String hides the text.
func (s Secret) String() string {
	if s == "" {
		return ""
	}
	return "********"
}

// GoString hides the text.
func (s Secret) GoString() string { return `"` + s.String() + `"` }

// MarshalText hides the text, so that no JSON shows it.
func (s Secret) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// A Role is a group of hosts.
type Role struct {
	// Hosts are host strings.
	Hosts []string

	// Find, if not nil, is asked for the hosts when a task needs them, instead of
	// Hosts.
	Find func(ctx context.Context) ([]string, error)
}

// NoTimeout, as a time limit, is none.
const NoTimeout time.Duration = -1

// An Env says where and how tasks run: Fabric's env. The zero value is Python's
// default for each key. Each task on each host has an Env of its own, reached as
// [Context].Env; what a task that does not run in parallel changes in it is seen by
// the tasks after it, as in Python.
//
// Keys by Python's names, those of your own among them, are read and written by
// [Env.Get] and [Env.Set].
type Env struct {
	// Hosts are host strings, [user@]host[:port], that tasks run on; Roles are
	// names of Roledefs whose hosts are added, and ExcludeHosts are left out.
	Hosts, Roles, ExcludeHosts []string
	Roledefs                   map[string]Role

	// KeepDuplicates runs a task twice on a host that is named twice.
	KeepDuplicates bool

	// User logs in where the host string names nobody; "" is the local user. Port is
	// that of host strings without one; "" is DefaultPort, and that is "22".
	User, Port, DefaultPort string

	// Password logs in, opens private keys and answers sudo. Passwords holds those
	// of single hosts, by "user@host:port". SudoPassword and SudoPasswords, where
	// set, answer sudo instead.
	Password, SudoPassword   Secret
	Passwords, SudoPasswords map[string]Secret

	// Key is the text of a private key, and KeyFilename the files of some; NoKeys
	// does not look for more in ~/.ssh, NoAgent does not ask the agent.
	Key             string
	KeyFilename     []string
	NoKeys, NoAgent bool

	// ForwardAgent lets commands log in elsewhere with the keys of the agent here.
	ForwardAgent bool

	// Gateway is the host string of a machine that connections go through, or
	// several, parted by commas, one behind the other. Gateways has those of single
	// hosts, by host string or by host name; "none" there is none. One without a port is
	// asked on that of all hosts, not on that of the host behind it.
	Gateway  string
	Gateways map[string]string

	// Servers must stand in ~/.ssh/known_hosts, in the system's file, or in
	// SystemKnownHosts where that is set. AcceptNewHosts believes a server that does
	// not and adds it to the file; DisableKnownHosts believes every server.
	AcceptNewHosts, DisableKnownHosts bool
	SystemKnownHosts                  string

	// UseSSHConfig asks ssh -G about every host, so that what stands in
	// ~/.ssh/config (or SSHConfigPath) holds; it needs OpenSSH's client.
	UseSSHConfig  bool
	SSHConfigPath string

	// Timeout is how long a connection may take to the login; 0 means ten seconds.
	// ConnectionAttempts is how often it is tried; 0 means once. KeepAlive is how
	// often a server is asked whether it is there; 0 asks nothing.
	Timeout            time.Duration
	ConnectionAttempts int
	KeepAlive          time.Duration

	// SkipBadHosts warns of a host that cannot be reached, and goes on without it.
	SkipBadHosts bool

	// CommandTimeout is how long a command may take, and how long a transfer may
	// stand still. 0 and NoTimeout are without end.
	CommandTimeout time.Duration

	// Shell runs commands: "" is "/bin/bash -l -c". NoShell sends them as they are.
	Shell   string
	NoShell bool

	// SudoPrefix begins commands of Sudo, with %(sudo_prompt)s replaced; "" is
	// "sudo -S -p '%(sudo_prompt)s' ". SudoUser is whom they run as; "" is root.
	// SudoPrompt and AgainPrompt are what sudo asks and says of a wrong password.
	SudoPrefix, SudoUser, SudoPrompt, AgainPrompt string

	// NoPTY runs commands without a terminal there. NoCombineStderr keeps the two
	// output streams apart, which a terminal does not.
	NoPTY, NoCombineStderr bool

	// WarnOnly makes a command that fails a warning, and no error. OKRetCodes are
	// the return codes that are no failure; nil means 0 alone.
	WarnOnly   bool
	OKRetCodes []int

	// What commands are run with: see the methods of [Context] that set them.
	CWD, LCWD, Path, PathBehavior string
	ShellEnv                      map[string]string
	CommandPrefixes               []string

	// Prompts are questions of remote programs, and their answers, which are typed
	// when output ends with the question.
	Prompts map[string]string

	// AbortOnPrompts makes it an error that a person would have to be asked.
	AbortOnPrompts bool

	// Parallel runs tasks on their hosts at once, PoolSize at a time; 0 is all.
	Parallel bool
	PoolSize int

	// Linewise shows output by whole lines, as Parallel does anyway. KeepByHost
	// holds back what a host says until its turn is over. NoOutputPrefix shows lines
	// without their host. NoEchoStdin does not show what is typed to a program that
	// runs without a terminal. ColorizeErrors colours warnings and errors.
	Linewise, KeepByHost, NoOutputPrefix, NoEchoStdin, ColorizeErrors bool

	// BatchSize runs a task on that many hosts, waits for all of them, and goes on;
	// 0 is all at once. MaxFailures starts no further host once that many have
	// failed; 0 is no limit for tasks that run in parallel. Retries is how often a
	// host that failed is tried again, after RetryWait.
	BatchSize, MaxFailures, Retries int
	RetryWait                       time.Duration

	// DryRun says what would be done, and does nothing: commands and transfers
	// succeed, with no output.
	DryRun bool

	// EagerlyDisconnect closes connections after each task.
	EagerlyDisconnect bool

	// RemoteInterrupt hands Ctrl-C on to the remote command, as OpenShell does
	// anyway; else it ends the run.
	RemoteInterrupt bool

	// SkipUnknownTasks warns of tasks that are not there, and runs the rest.
	SkipUnknownTasks bool

	// Fabfile is the name of the file of tasks; RCFile that of settings.
	Fabfile, RCFile string

	// Set for tasks: the host that they run on, the task, and what runs as a whole.
	// RealFabfile is where the tasks come from.
	HostString, Host, Command, RealFabfile string
	AllHosts, EffectiveRoles, Tasks        []string

	// Extra are keys of your own.
	Extra map[string]any

	// What the host string has made of User and Port, and what they were before.
	ofHost, forAll HostParts
}

// Clone is a copy that shares nothing with e.
func (e *Env) Clone() *Env {
	if e == nil {
		return &Env{}
	}
	c := *e
	for _, list := range []*[]string{&c.Hosts, &c.Roles, &c.ExcludeHosts, &c.KeyFilename, &c.CommandPrefixes, &c.AllHosts, &c.EffectiveRoles, &c.Tasks} {
		*list = slices.Clone(*list)
	}
	c.OKRetCodes = slices.Clone(c.OKRetCodes)
	c.Roledefs = maps.Clone(c.Roledefs)
	c.Passwords = maps.Clone(c.Passwords)
	c.SudoPasswords = maps.Clone(c.SudoPasswords)
	c.Gateways = maps.Clone(c.Gateways)
	c.ShellEnv = maps.Clone(c.ShellEnv)
	c.Prompts = maps.Clone(c.Prompts)
	c.Extra = maps.Clone(c.Extra)
	return &c
}

func or(text, usual string) string {
	if text == "" {
		return usual
	}
	return text
}

func (e *Env) shell() string       { return or(e.Shell, "/bin/bash -l -c") }
func (e *Env) sudoPrefix() string  { return or(e.SudoPrefix, "sudo -S -p '%(sudo_prompt)s' ") }
func (e *Env) sudoPrompt() string  { return or(e.SudoPrompt, "sudo password:") }
func (e *Env) againPrompt() string { return or(e.AgainPrompt, "Sorry, try again.") }
func (e *Env) defaultPort() string { return or(e.Port, or(e.DefaultPort, "22")) }

// chosen are the user and the port that hold for hosts which name none: those of the
// host string that is set hold for its host alone.
func (e *Env) chosen() (user, port string) {
	user, port = e.User, e.Port
	if user == e.ofHost.User {
		user = e.forAll.User
	}
	if port == e.ofHost.Port {
		port = e.forAll.Port
	}
	return user, port
}

// user is who logs in where nothing else says so.
func (e *Env) user() string { return or(e.User, localUser()) }

func (e *Env) okRetCode(code int) bool {
	if e.OKRetCodes == nil {
		return code == 0
	}
	return slices.Contains(e.OKRetCodes, code)
}

func (e *Env) timeout() time.Duration {
	if e.Timeout == 0 {
		return 10 * time.Second
	}
	return max(e.Timeout, 0)
}

// localUser is who runs this program. Asking takes reading files.
var localUser = sync.OnceValue(func() string {
	if u, err := user.Current(); err == nil {
		return u.Username
	}
	return ""
})
