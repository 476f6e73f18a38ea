package sshconn

import (
	"crypto/sha1"
	"encoding/hex"
	"fmt"
	"os"
	"os/user"
	"strconv"
	"strings"
	"unicode"
)

// Tokens are what the tokens of ssh_config(5) stand for.
type Tokens struct {
	Original  string // %n: the host as it was asked for
	Host      string // %h: where the connection goes
	Port      string // %p
	User      string // %r: who logs in there
	Alias     string // %k: HostKeyAlias; "" is Original
	Jump      string // %j: ProxyJump
	Home      string // %d
	LocalUser string // %u
	LocalHost string // %l, and up to its first dot %L
}

// The letters of the tokens that a keyword's value may have.
const (
	AllTokens   = "%CdhijkLlnpru" // of commands
	PathTokens  = AllTokens + "$" // of files; ${NAME} is a variable of the environment
	ProxyTokens = "%hnpr"         // of ProxyCommand and ProxyJump
)

// AskSystem fills in what this machine knows, where it is empty.
func (t *Tokens) AskSystem() {
	if t.LocalUser == "" {
		if u, err := user.Current(); err == nil {
			t.LocalUser = u.Username
		}
	}
	if t.Home == "" {
		t.Home, _ = os.UserHomeDir()
	}
	if t.LocalHost == "" {
		t.LocalHost, _ = os.Hostname()
	}
}

// Expand fills in those tokens whose letters are given. Others stay as they are, and so
// do variables that are not set.
func (t *Tokens) Expand(text, letters string) string {
	var out strings.Builder
	for i := 0; i < len(text); i++ {
		if rest, ok := strings.CutPrefix(text[i:], "${"); ok && strings.Contains(letters, "$") {
			if name, _, closed := strings.Cut(rest, "}"); closed {
				if value, set := os.LookupEnv(name); set {
					out.WriteString(value)
					i += len("${") + len(name)
					continue
				}
			}
		}
		if text[i] != '%' || i+1 == len(text) || text[i+1] == '$' || strings.IndexByte(letters, text[i+1]) < 0 {
			out.WriteByte(text[i])
			continue
		}
		i++
		switch text[i] {
		case '%':
			out.WriteByte('%')
		case 'C':
			sum := sha1.Sum([]byte(t.LocalHost + t.Host + t.Port + t.User + t.Jump))
			out.WriteString(hex.EncodeToString(sum[:]))
		case 'd':
			out.WriteString(t.Home)
		case 'h':
			out.WriteString(t.Host)
		case 'i':
			out.WriteString(strconv.Itoa(os.Getuid()))
		case 'j':
			out.WriteString(t.Jump)
		case 'k':
			if t.Alias != "" {
				out.WriteString(t.Alias)
			} else {
				out.WriteString(t.Original)
			}
		case 'L':
			short, _, _ := strings.Cut(t.LocalHost, ".")
			out.WriteString(short)
		case 'l':
			out.WriteString(t.LocalHost)
		case 'n':
			out.WriteString(t.Original)
		case 'p':
			out.WriteString(t.Port)
		case 'r':
			out.WriteString(t.User)
		case 'u':
			out.WriteString(t.LocalUser)
		}
	}
	return out.String()
}

// CommandHost reports what keeps the name of a host out of a command for the shell, as
// a token of ProxyCommand would put it there: OpenSSH refuses the same names.
func CommandHost(name string) error { return commandName("host", name, "'`\"$\\;&<>|(){},", true) }

// CommandUser is [CommandHost] for the name of a user.
func CommandUser(name string) error {
	if strings.HasSuffix(name, `\`) {
		return fmt.Errorf("the user %q would mean something to the shell", name)
	}
	return commandName("user", name, "'`\";&<>|(){}", false)
}

func commandName(what, name, meant string, noBlank bool) error {
	blank := false
	for i, r := range name {
		if r == '-' && (i == 0 || blank) || strings.ContainsRune(meant, r) || unicode.IsControl(r) || noBlank && unicode.IsSpace(r) {
			return fmt.Errorf("the %s %q would mean something to the shell", what, name)
		}
		blank = unicode.IsSpace(r)
	}
	return nil
}
