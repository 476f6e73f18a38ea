package curlx

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/pyops-go/pyops/internal/peers"
)

// A corpusPart is one element of a case: <data nocheck="yes">…</data>.
type corpusPart struct {
	section, name string
	attrs         map[string]string
	text          string
}

// A corpusCase is one of curl's own test cases.
type corpusCase struct {
	number int
	parts  []corpusPart
	vars   map[string]string
	dir    string // stands for %LOGDIR
	lacks  string // why it cannot be run
}

var (
	corpusTag  = regexp.MustCompile(`^\s*<(/?)([a-zA-Z][a-zA-Z0-9_-]*)((?:\s+[a-zA-Z-]+="[^"]*")*)\s*>\s*$`)
	corpusAttr = regexp.MustCompile(`([a-zA-Z-]+)="([^"]*)"`)
	corpusVar  = regexp.MustCompile(`%[A-Z0-9_]+`)
	corpusRep  = regexp.MustCompile(`(?s)%repeat\[(\d+) x (.*?)\]%`)
	corpusHex  = regexp.MustCompile(`(?s)%hex\[(.*?)\]hex%`)
	corpusDays = regexp.MustCompile(`%days\[(\d+)\]`)
	corpusB64  = regexp.MustCompile(`(?s)%b64\[(.*?)\]b64%`)
)

// corpusSections are the elements that hold others.
var corpusSections = map[string]bool{"testcase": true, "info": true, "reply": true, "client": true, "verify": true}

// readCorpus reads all cases.
func readCorpus(t *testing.T) []*corpusCase {
	dir := peers.Corpus(t, "curl")
	files, err := filepath.Glob(filepath.Join(dir, "test*"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no cases in %s: %v", dir, err)
	}
	var cases []*corpusCase
	for _, f := range files {
		n, err := strconv.Atoi(strings.TrimPrefix(filepath.Base(f), "test"))
		if err != nil {
			continue
		}
		b, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		cases = append(cases, parseCorpus(n, b))
	}
	return cases
}

func parseCorpus(n int, b []byte) *corpusCase {
	c := &corpusCase{number: n, vars: map[string]string{}}
	section, open := "", ""
	var part corpusPart
	var text strings.Builder
	for line := range bytes.Lines(b) {
		m := corpusTag.FindSubmatch(line)
		if m != nil {
			end, name := len(m[1]) > 0, string(m[2])
			switch {
			case open == "" && corpusSections[name]:
				section = name
				continue
			case open == "" && !end:
				open = name
				part = corpusPart{section: section, name: name, attrs: map[string]string{}}
				for _, a := range corpusAttr.FindAllSubmatch(m[3], -1) {
					part.attrs[string(a[1])] = string(a[2])
				}
				text.Reset()
				continue
			case end && name == open:
				part.text = text.String()
				c.parts = append(c.parts, part)
				open = ""
				continue
			}
		}
		if open != "" {
			text.Write(line)
		}
	}
	return c
}

// part gives an element, its variables filled in.
func (c *corpusCase) part(section, name string) (string, map[string]string, bool) {
	for _, p := range c.parts {
		if p.section == section && p.name == name {
			return c.finish(p), p.attrs, true
		}
	}
	return "", nil, false
}

// all gives all elements whose names begin so.
func (c *corpusCase) all(section, prefix string) []corpusPart {
	var list []corpusPart
	for _, p := range c.parts {
		if p.section == section && strings.HasPrefix(p.name, prefix) {
			p.text = c.finish(p)
			list = append(list, p)
		}
	}
	return list
}

// finish fills in variables and makes line ends.
func (c *corpusCase) finish(p corpusPart) string {
	s := c.fill(c.choose(p.text))
	if strings.Contains(s, "%includetext ") || strings.Contains(s, "%include ") {
		c.lacks = "a file that is not in the corpus"
	}
	switch p.attrs["crlf"] {
	case "yes":
		s = strings.ReplaceAll(strings.ReplaceAll(s, "\r\n", "\n"), "\n", "\r\n")
	case "headers":
		s = headerLines(s)
	}
	if p.attrs["nonewline"] == "yes" {
		s = strings.TrimSuffix(strings.TrimSuffix(s, "\n"), "\r")
	}
	if p.attrs["base64"] == "yes" {
		if b, err := base64.StdEncoding.DecodeString(strings.Join(strings.Fields(s), "")); err == nil {
			s = string(b)
		}
	}
	return s
}

// What we are, for %if.
var corpusFeatures = map[string]bool{
	"brotli": true, "zstd": true, "libz": true, "SSL": true, "Unicode": false, "IPv6": true, "ipv6": true, "unix-sockets": true, "http/2": true,
	"PSL": true, "cookies": true, "proxy": true, "large-time": true, "alt-svc": false, "HSTS": true, "mime": true, "headers-api": false, "NTLM": true,
	"SHA-512/256": true, "sha512-256": true, "digest": true, "crypto": true, "Mime": true, "http": true, "ftp": true, "telnet": true, "file": true, "Largefile": true,
	"IDN": true, "local-http": true, "https": true,
}

// choose takes the branches of %if that are for us.
func (c *corpusCase) choose(s string) string {
	if !strings.Contains(s, "%if") {
		return s
	}
	var b strings.Builder
	var stack []bool
	showing := func() bool {
		for _, x := range stack {
			if !x {
				return false
			}
		}
		return true
	}
	for line := range strings.Lines(s) {
		word := strings.Fields(line)
		switch {
		case len(word) > 1 && word[0] == "%if":
			name, not := strings.CutPrefix(word[1], "!")
			stack = append(stack, corpusFeatures[name] != not)
		case len(word) > 0 && word[0] == "%else" && len(stack) > 0:
			stack[len(stack)-1] = !stack[len(stack)-1]
		case len(word) > 0 && word[0] == "%endif" && len(stack) > 0:
			stack = stack[:len(stack)-1]
		case showing():
			b.WriteString(line)
		}
	}
	return b.String()
}

// fill puts in what variables stand for.
func (c *corpusCase) fill(s string) string {
	if !strings.Contains(s, "%") {
		return s
	}
	s = corpusVar.ReplaceAllStringFunc(s, func(v string) string {
		for n := len(v); n > 1; n-- {
			if x, ok := c.vars[v[1:n]]; ok {
				return x + v[n:]
			}
		}
		return v
	})
	s = corpusHex.ReplaceAllStringFunc(s, func(m string) string {
		x := corpusHex.FindStringSubmatch(m)[1]
		var b strings.Builder
		for i := 0; i < len(x); i++ {
			if x[i] == '%' && i+2 < len(x) {
				if n, err := strconv.ParseUint(x[i+1:i+3], 16, 8); err == nil {
					b.WriteByte(byte(n))
					i += 2
					continue
				}
			}
			b.WriteByte(x[i])
		}
		return b.String()
	})
	s = corpusDays.ReplaceAllStringFunc(s, func(m string) string {
		n, _ := strconv.Atoi(corpusDays.FindStringSubmatch(m)[1])
		at := time.Now().Unix() + int64(n)*24*3600 + 30
		return strconv.FormatInt(at-at%60, 10)
	})
	s = corpusRep.ReplaceAllStringFunc(s, func(m string) string {
		x := corpusRep.FindStringSubmatch(m)
		n, _ := strconv.Atoi(x[1])
		unit := x[2]
		var b strings.Builder
		for i := 0; i < len(unit); i++ {
			if unit[i] == '%' && i+2 < len(unit) {
				if h, err := strconv.ParseUint(unit[i+1:i+3], 16, 8); err == nil {
					b.WriteByte(byte(h))
					i += 2
					continue
				}
			}
			b.WriteByte(unit[i])
		}
		return strings.Repeat(b.String(), n)
	})
	return corpusB64.ReplaceAllStringFunc(s, func(m string) string {
		x := corpusB64.FindStringSubmatch(m)[1]
		var b strings.Builder
		for i := 0; i < len(x); i++ {
			if x[i] == '%' && i+2 < len(x) {
				if h, err := strconv.ParseUint(x[i+1:i+3], 16, 8); err == nil {
					b.WriteByte(byte(h))
					i += 2
					continue
				}
			}
			b.WriteByte(x[i])
		}
		return base64.StdEncoding.EncodeToString([]byte(b.String()))
	})
}

var (
	statusLike  = regexp.MustCompile(`^HTTP/(1\.1|1\.0|2|3) [1-5][^\r]*\n$`)
	requestLike = regexp.MustCompile(`^(GET|POST|PUT|DELETE|HEAD|PATCH|OPTIONS|CONNECT|[A-Z]+) \S+ HTTP/\d+(\.\d+)?\n$`)
	headerLike  = regexp.MustCompile(`^[a-zA-Z0-9_-]+: ?[^\r]*\n$`)
	emptyHeader = regexp.MustCompile(`^[a-zA-Z0-9_-]+:\s*\n$`)
)

// headerLines ends the lines that look like headers, and the empty one after
// them, with CR LF.
func headerLines(s string) string {
	var b strings.Builder
	before := false
	for line := range strings.Lines(s) {
		switch {
		case statusLike.MatchString(line) || requestLike.MatchString(line) || headerLike.MatchString(line) || emptyHeader.MatchString(line) || before && line[0] == ' ' || before && line[0] == '\t':
			b.WriteString(strings.TrimSuffix(line, "\n") + "\r\n")
			before = true
		case line == "\n" && before:
			b.WriteString("\r\n")
			before = false
		default:
			b.WriteString(line)
			before = false
		}
	}
	return b.String()
}

// words splits a command line as a shell does.
func (c *corpusCase) words() ([]string, error) {
	s, _, ok := c.part("client", "command")
	if !ok {
		return nil, fmt.Errorf("no command")
	}
	var words []string
	var w strings.Builder
	in, quote := false, byte(0)
	for i := 0; i < len(s); i++ {
		ch := s[i]
		switch {
		case quote != 0:
			switch {
			case ch == quote:
				quote = 0
			case ch == '\\' && quote == '"' && i+1 < len(s) && strings.IndexByte("\"\\$`", s[i+1]) >= 0:
				i++
				w.WriteByte(s[i])
			default:
				w.WriteByte(ch)
			}
		case ch == '"' || ch == '\'':
			quote, in = ch, true
		case ch == '\\' && i+1 < len(s):
			i++
			w.WriteByte(s[i])
			in = true
		case ch == ' ' || ch == '\n' || ch == '\t':
			if in {
				words = append(words, w.String())
				w.Reset()
				in = false
			}
		case ch == '>' || ch == '<' || ch == '|':
			return nil, fmt.Errorf("the shell's %c", ch)
		default:
			w.WriteByte(ch)
			in = true
		}
	}
	if in {
		words = append(words, w.String())
	}
	return words, nil
}
