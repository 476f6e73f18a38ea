package sshx

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// An SSHConfig is what ssh_config files say, ready for [SSHConfig.Lookup]. It is not
// changed after it was read, and safe for concurrent use.
type SSHConfig struct {
	blocks []*configBlock
}

// ConfigOptions say how ssh_config files are read. Nil is the same as the zero value.
type ConfigOptions struct {
	// Name is what errors call a text that is not read from a file.
	Name string

	// IncludeDir is where relative paths of Include start: "" is ~/.ssh, and the
	// folder of the file for one under /etc.
	IncludeDir string
}

// A configBlock is a Host or a Match line and what follows it; the first of a file has
// no condition.
type configBlock struct {
	place string
	hosts []string    // of Host
	match []criterion // of Match
	lines []configLine
}

// A configLine is a keyword and its value, or files that are included there.
type configLine struct {
	place    string
	key      string // in small letters
	value    string
	included []*configBlock
}

// maxIncludes is how deep files may include each other, as in OpenSSH.
const maxIncludes = 16

// ReadSSHConfig reads a file, and the files that it includes. A file that is missing
// is [io/fs.ErrNotExist]; one that is included may be missing.
func ReadSSHConfig(path string, opts *ConfigOptions) (*SSHConfig, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, &Error{Kind: ErrConfigParse, Op: "ssh_config", Err: err}
	}
	defer f.Close()
	return parseConfig(f, path, opts)
}

// ParseSSHConfig reads a text, and the files that it includes: from_text and
// from_file of Python.
func ParseSSHConfig(r io.Reader, opts *ConfigOptions) (*SSHConfig, error) {
	if r == nil {
		return nil, &Error{Kind: ErrInvalid, Op: "configuration", Reason: "nothing to read from"}
	}
	name := "ssh_config"
	if opts != nil && opts.Name != "" {
		name = opts.Name
	}
	return parseConfig(r, name, opts)
}

func parseConfig(r io.Reader, name string, opts *ConfigOptions) (*SSHConfig, error) {
	p := &configParser{}
	if opts != nil {
		p.includeDir = opts.IncludeDir
	}
	if p.includeDir == "" {
		if strings.HasPrefix(name, "/etc/") {
			p.includeDir = filepath.Dir(name)
		} else if home, err := os.UserHomeDir(); err == nil {
			p.includeDir = filepath.Join(home, ".ssh")
		}
	}
	blocks, err := p.parse(r, name, 0)
	if err != nil {
		return nil, err
	}
	return &SSHConfig{blocks}, nil
}

type configParser struct{ includeDir string }

func badConfig(place, format string, args ...any) error {
	return &Error{Kind: ErrConfigParse, Op: "ssh_config", Host: place, Reason: fmt.Sprintf(format, args...)}
}

func (p *configParser) parse(r io.Reader, name string, depth int) ([]*configBlock, error) {
	block := &configBlock{place: name}
	blocks := []*configBlock{block}
	lines := bufio.NewScanner(r)
	lines.Buffer(nil, 1<<20)
	for number := 1; lines.Scan(); number++ {
		place := name + ":" + strconv.Itoa(number)
		key, value, err := splitConfigLine(lines.Text())
		if err != nil {
			return nil, badConfig(place, "%v", err)
		}
		switch key {
		case "":
			continue
		case "host", "match":
			block = &configBlock{place: place}
			blocks = append(blocks, block)
			words, err := splitWords(value)
			if err == nil && len(words) == 0 {
				err = errors.New("nothing after " + key)
			}
			if err == nil && key == "match" {
				block.match, err = parseCriteria(words)
			} else {
				block.hosts = words
			}
			if err != nil {
				return nil, badConfig(place, "%v", err)
			}
			continue
		}
		line := configLine{place: place, key: key, value: value}
		if key == "include" {
			if line.included, err = p.include(place, value, depth); err != nil {
				return nil, err
			}
		} else if line.value, err = cleanValue(key, value); err != nil {
			return nil, badConfig(place, "%v", err)
		}
		block.lines = append(block.lines, line)
	}
	if err := lines.Err(); err != nil {
		return nil, &Error{Kind: ErrConfigParse, Op: "ssh_config", Host: name, Err: err}
	}
	return blocks, nil
}

// include reads the files that patterns name. Those that are not there count as
// empty.
func (p *configParser) include(place, value string, depth int) (all []*configBlock, err error) {
	if depth >= maxIncludes {
		return nil, badConfig(place, "files include each other more than %d deep", maxIncludes)
	}
	patterns, err := splitWords(value)
	if err != nil || len(patterns) == 0 {
		return nil, badConfig(place, "Include names no file")
	}
	for _, pattern := range patterns {
		if rest, ok := strings.CutPrefix(pattern, "~/"); ok {
			home, err := os.UserHomeDir()
			if err != nil {
				return nil, badConfig(place, "%q: %v", pattern, err)
			}
			pattern = filepath.Join(home, rest)
		} else if !filepath.IsAbs(pattern) {
			pattern = filepath.Join(p.includeDir, pattern)
		}
		files, err := filepath.Glob(pattern)
		if err != nil {
			return nil, badConfig(place, "%q is no pattern of files", pattern)
		}
		for _, file := range files {
			blocks, err := p.includeFile(file, depth)
			if err != nil {
				return nil, err
			}
			all = append(all, blocks...)
		}
	}
	return all, nil
}

func (p *configParser) includeFile(file string, depth int) ([]*configBlock, error) {
	f, err := os.Open(file)
	if err != nil {
		if isMissing(err) {
			return nil, nil
		}
		return nil, &Error{Kind: ErrConfigParse, Op: "ssh_config", Err: err}
	}
	defer f.Close()
	if info, err := f.Stat(); err != nil || info.IsDir() {
		return nil, err
	}
	return p.parse(f, file, depth+1)
}

// wholeLine are the keywords whose value is the rest of the line, quotes and # and all.
var wholeLine = []string{"proxycommand", "localcommand", "remotecommand", "knownhostscommand"}

// splitConfigLine parts keyword and value: by blanks, by one '=', or by both.
func splitConfigLine(line string) (key, value string, err error) {
	line = strings.Trim(line, " \t\r\f")
	if line == "" || line[0] == '#' {
		return "", "", nil
	}
	end := strings.IndexAny(line, " \t=")
	if end < 0 {
		return "", "", fmt.Errorf("unparsable line %q: expected a keyword and a value", line)
	}
	key, value = strings.ToLower(line[:end]), strings.TrimLeft(line[end:], " \t")
	value = strings.TrimLeft(strings.TrimPrefix(value, "="), " \t")
	key = strings.Trim(key, `"`)
	if key == "" || value == "" {
		return "", "", fmt.Errorf("unparsable line %q: expected a keyword and a value", line)
	}
	return key, value, nil
}

// splitWords parts a value into words: by blanks, with quotes around a word, and
// nothing after a # that begins one.
func splitWords(s string) (words []string, err error) {
	for {
		s = strings.TrimLeft(s, " \t")
		if s == "" || s[0] == '#' {
			return words, nil
		}
		var word strings.Builder
		quote := byte(0)
		i := 0
	word:
		for ; i < len(s); i++ {
			c := s[i]
			switch {
			case c == '\\' && i+1 < len(s) && (s[i+1] == '"' || s[i+1] == '\'' || s[i+1] == '\\' || quote == 0 && s[i+1] == ' '):
				i++
				word.WriteByte(s[i])
				continue
			case quote == 0 && (c == '"' || c == '\''):
				quote = c
				continue
			case quote != 0 && c == quote:
				quote = 0
				continue
			}
			if quote == 0 && (c == ' ' || c == '\t') {
				break word
			}
			word.WriteByte(c)
		}
		if quote != 0 {
			return nil, fmt.Errorf("a quote that does not end: %q", s)
		}
		words = append(words, word.String())
		s = s[i:]
	}
}

// cleanValue takes quotes and trailing comments off, and checks numbers.
func cleanValue(key, value string) (string, error) {
	if slices.Contains(wholeLine, key) {
		return value, nil
	}
	if key == "proxyjump" { // OpenSSH keeps its quotes
		value, _, _ = strings.Cut(value, " #")
		value = strings.TrimSpace(value)
		if strings.ContainsAny(value, " \t") {
			return "", fmt.Errorf("ProxyJump %q; expected [user@]host[:port], several parted by commas", value)
		}
		return value, nil
	}
	words, err := splitWords(value)
	if err != nil {
		return "", err
	}
	if len(words) == 0 {
		return "", fmt.Errorf("%s has no value", key)
	}
	value = strings.Join(words, " ")
	if key == "port" {
		if n, err := strconv.ParseUint(value, 10, 16); err != nil || n == 0 {
			return "", fmt.Errorf("port %q; expected 1 to 65535", value)
		}
	}
	return value, nil
}

// Hostnames are the patterns of all Host lines, each once, in their order, with "*"
// first, which all files have.
func (c *SSHConfig) Hostnames() []string {
	names := []string{"*"}
	var walk func([]*configBlock)
	walk = func(blocks []*configBlock) {
		for _, b := range blocks {
			for _, h := range b.hosts {
				if !slices.Contains(names, h) {
					names = append(names, h)
				}
			}
			for _, l := range b.lines {
				walk(l.included)
			}
		}
	}
	if c != nil {
		walk(c.blocks)
	}
	return names
}
