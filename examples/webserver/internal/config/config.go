// Package config reads the web server's ini file and refuses what cannot be meant,
// with file, line, and what was expected.
package config

import (
	_ "embed"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/pyops-go/pyops/confobj"
)

// Default is a configuration with every key and its default, commented.
//
//go:embed default.ini
var Default []byte

//go:embed spec.ini
var spec []byte

// A Config is a configuration that has been checked.
type Config struct {
	File string // "" when there is none

	Listen, TLSListen []string
	User              string
	MaxConnections    int
	HeaderTimeout     time.Duration
	IdleTimeout       time.Duration
	StallTimeout      time.Duration
	MaxHeader         int
	MaxBody           int64
	Graceful          time.Duration
	Status            string

	Cache    Cache
	Compress Compress
	CGI      CGI
	Log      Log
	Errors   map[int]string
	TLS      TLS

	Sites []Site // the first is the default
}

// A Site is one host's files.
type Site struct {
	Names   []string // in small letters; none for the default site
	Root    string
	Index   []string
	Listing bool
	Hidden  bool
	Cert    Pair // empty: that of the server
}

// A Pair is a certificate and its key, as files.
type Pair struct{ Certificate, Key string }

// Cache tells how long browsers may keep what.
type Cache struct {
	Default int
	Expires bool
	MaxAge  map[string]int `confobj:"max_age"` // by type, or by ".suffix"
}

// Age is how many seconds a file may be kept, by its name and type; below 0 nothing
// is said. The end of the name goes before the type.
func (c *Cache) Age(name, contentType string) int {
	if age, ok := c.MaxAge[strings.ToLower(path.Ext(name))]; ok {
		return age
	}
	plain, _, _ := strings.Cut(contentType, ";")
	if age, ok := c.MaxAge[strings.TrimSpace(plain)]; ok {
		return age
	}
	return c.Default
}

// Compress tells what is compressed.
type Compress struct {
	Enable        bool
	Encodings     []string
	Precompressed bool
	Types         []string
	MinLength     int `confobj:"min_length"`
	Level         int
}

// CGI tells what is run.
type CGI struct {
	Path         string
	Extensions   []string
	Timeout      time.Duration
	MaxProcesses int
	Environment  []string
}

// Log tells where requests are written.
type Log struct {
	Access     string
	Combined   bool
	RotateSize int64
	Keep       int
}

// TLS is the server's own certificate.
type TLS struct {
	Pair
	Version13 bool
}

// Load reads a file.
func Load(file string) (*Config, error) {
	c, err := confobj.Load(file, &confobj.ConfigObjOptions{FileError: true, Interpolation: confobj.InterpolationOff, Configspec: specification()})
	if err != nil {
		return nil, err
	}
	return read(c, file)
}

// Parse reads a configuration from memory, as if it stood in a file of that name.
func Parse(file string, text []byte) (*Config, error) {
	c, err := confobj.Parse(text, &confobj.ConfigObjOptions{Interpolation: confobj.InterpolationOff, Configspec: specification()})
	if err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	return read(c, file)
}

func specification() any {
	s, err := confobj.Parse(spec, &confobj.ConfigObjOptions{Inspec: true, Interpolation: confobj.InterpolationOff, NoListValues: true})
	if err != nil {
		panic(err) // embedded, and read by every test
	}
	return s
}

// values are the keys of the file, but for the sites.
type values struct {
	Server struct {
		Listen         []string
		TLSListen      []string `confobj:"tls_listen"`
		Root           string
		Index          []string
		Listing        bool
		Hidden         bool
		User           string
		MaxConnections int     `confobj:"max_connections"`
		HeaderTimeout  float64 `confobj:"header_timeout"`
		IdleTimeout    float64 `confobj:"idle_timeout"`
		StallTimeout   float64 `confobj:"stall_timeout"`
		MaxHeader      int     `confobj:"max_header"`
		MaxBody        int64   `confobj:"max_body"`
		Graceful       float64
		Status         string
	}
	Cache    Cache
	Compress Compress
	SSL      struct {
		Certificate string
		Key         string
		MinVersion  string `confobj:"min_version"`
	}
	CGI struct {
		Path         string
		Extensions   []string
		Timeout      float64
		MaxProcesses int `confobj:"max_processes"`
		Environment  []string
	}
	Log struct {
		Access     string
		Format     string
		RotateSize int64 `confobj:"rotate_size"`
		Keep       int
	}
	Errors map[string]string
}

// A reader turns a validated file into a Config and collects what is wrong.
type reader struct {
	file string
	c    *confobj.ConfigObj
	errs []error
}

func read(c *confobj.ConfigObj, file string) (*Config, error) {
	r := &reader{file: file, c: c}
	result, err := c.Validate(confobj.NewValidator(nil), &confobj.ValidateOptions{PreserveErrors: true})
	if err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	for _, e := range confobj.FlattenErrors(&c.Section, result) {
		reason := "is missing"
		if e.Err != nil {
			reason = e.Err.Error()
			var refused *confobj.ValidateError
			if errors.As(e.Err, &refused) && refused.Reason != "" {
				reason = refused.Reason // the place is told by this program
			}
		}
		r.fail(e.Sections, e.Key, "%s; expected %s", reason, r.expected(e.Sections, e.Key))
	}
	for _, e := range confobj.GetExtraValues(&c.Section) {
		what, section := "key", r.c.Sub(append(slices.Clone(e.Sections), e.Key)...) != nil
		if section {
			what = "section"
		}
		r.fail(e.Sections, e.Key, "there is no such %s%s", what, r.nearest(e.Sections, e.Key, section))
	}
	if r.errs != nil {
		return nil, errors.Join(r.errs...)
	}
	config := r.config()
	if r.errs != nil {
		return nil, errors.Join(r.errs...)
	}
	return config, nil
}

func (r *reader) fail(sections []string, key, format string, args ...any) {
	where := r.file
	if line := lineOf(r.c, sections, key); line > 0 {
		where += ":" + strconv.Itoa(line)
	}
	name := ""
	for _, s := range sections {
		name += "[" + s + "] "
	}
	r.errs = append(r.errs, fmt.Errorf("%s: %s: %s", where, strings.TrimSpace(name+key), fmt.Sprintf(format, args...)))
}

// expected is what the specification says of a key.
func (r *reader) expected(sections []string, key string) string {
	s := &specification().(*confobj.ConfigObj).Section
	for _, name := range sections {
		next := s.Sub(name)
		if next == nil {
			next = s.Sub("__many__")
		}
		s = next
	}
	for _, k := range []string{key, "__many__"} {
		if v, err := s.Get(k); err == nil {
			text := fmt.Sprint(v)
			before, _, _ := strings.Cut(text, "default=")
			return strings.NewReplacer(", )", ")", "()", "").Replace(strings.TrimRight(before, ", ") + closing(before))
		}
	}
	return "a section of that name"
}

// closing is the bracket that a cut check lacks.
func closing(check string) string {
	if strings.Contains(check, "(") && !strings.HasSuffix(check, ")") {
		return ")"
	}
	return ""
}

// nearest suggests what a key or a section was meant to be, if one is near.
func (r *reader) nearest(sections []string, key string, section bool) string {
	s := &specification().(*confobj.ConfigObj).Section
	for _, name := range sections {
		if next := s.Sub(name); next != nil {
			s = next
		} else if s = s.Sub("__many__"); s == nil {
			return ""
		}
	}
	best, least := "", 3
	for _, k := range s.Keys() {
		if d := distance(k, key); k != "__many__" && (s.Sub(k) != nil) == section && d < least {
			best, least = k, d
		}
	}
	if best == "" {
		return ""
	}
	return fmt.Sprintf(": did you mean %q?", best)
}

// distance is how many letters must be changed to come from one word to another.
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		before := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := before
			if a[i] != b[j] {
				cost++
			}
			before = row[j+1]
			row[j+1] = min(cost, before+1, row[j]+1)
		}
	}
	return row[len(b)]
}

// config takes the values, and checks what a specification cannot say.
func (r *reader) config() *Config {
	var v values
	if err := confobj.Unmarshal(&r.c.Section, &v); err != nil {
		r.errs = append(r.errs, fmt.Errorf("%s: %w", r.file, err))
		return nil
	}
	c := &Config{
		File: r.file, Listen: v.Server.Listen, TLSListen: v.Server.TLSListen, User: v.Server.User, MaxConnections: v.Server.MaxConnections,
		HeaderTimeout: seconds(v.Server.HeaderTimeout), IdleTimeout: seconds(v.Server.IdleTimeout), StallTimeout: seconds(v.Server.StallTimeout),
		MaxHeader: v.Server.MaxHeader, MaxBody: v.Server.MaxBody, Graceful: seconds(v.Server.Graceful), Status: v.Server.Status,
		Cache:    v.Cache,
		Compress: v.Compress,
		CGI:      CGI{v.CGI.Path, v.CGI.Extensions, seconds(v.CGI.Timeout), v.CGI.MaxProcesses, v.CGI.Environment},
		Log:      Log{v.Log.Access, v.Log.Format == "combined", v.Log.RotateSize, v.Log.Keep},
		TLS:      TLS{Pair{r.path(v.SSL.Certificate), r.path(v.SSL.Key)}, v.SSL.MinVersion == "1.3"},
		Errors:   map[int]string{},
	}
	if c.Log.Access != "-" {
		c.Log.Access = r.path(c.Log.Access)
	}
	r.addresses("listen", c.Listen)
	r.addresses("tls_listen", c.TLSListen)
	if len(c.Listen)+len(c.TLSListen) == 0 {
		r.fail([]string{"server"}, "listen", "nothing to listen on; expected an address such as 127.0.0.1:8080")
	}
	r.pair([]string{"ssl"}, c.TLS.Pair)
	for _, e := range c.Compress.Encodings {
		if !slices.Contains([]string{"zstd", "br", "gzip"}, e) {
			r.fail([]string{"compress"}, "encodings", "%q is none of zstd, br, gzip", e)
		}
	}
	for section, at := range map[string]string{"cgi path": c.CGI.Path, "server status": c.Status} {
		name, key, _ := strings.Cut(section, " ")
		if at != "" && (!strings.HasPrefix(at, "/") || path.Clean(at) != strings.TrimSuffix(at, "/") || at == "/") {
			r.fail([]string{name}, key, "%q is no path of a site; expected one such as /cgi-bin", at)
		}
	}
	c.CGI.Path = strings.TrimSuffix(c.CGI.Path, "/")
	for text, page := range v.Errors {
		code, err := strconv.Atoi(text)
		if err != nil || code < 400 || code > 599 || !strings.HasPrefix(page, "/") {
			r.fail([]string{"errors"}, text, "expected a code from 400 to 599 and a path, such as 404 = /404.html")
		}
		c.Errors[code] = page
	}
	c.Sites = []Site{{Root: r.path(v.Server.Root), Index: v.Server.Index, Listing: v.Server.Listing, Hidden: v.Server.Hidden}}
	r.vhosts(c)
	return c
}

func (r *reader) vhosts(c *Config) {
	taken := map[string]string{}
	all := r.c.Sub("vhost")
	for _, name := range all.Sections() {
		s := all.Sub(name)
		site := c.Sites[0]
		var v struct {
			Aliases     []string
			Root        string
			Certificate string
			Key         string
		}
		if err := confobj.Unmarshal(s, &v); err != nil {
			r.errs = append(r.errs, fmt.Errorf("%s: %w", r.file, err))
			continue
		}
		where := []string{"vhost", name}
		site.Names = nil
		for _, n := range append([]string{name}, v.Aliases...) {
			n = strings.ToLower(strings.TrimSuffix(n, "."))
			if n == "" || strings.ContainsAny(n, " /:") {
				r.fail(where, "", "%q is no host name", n)
			}
			if other, twice := taken[n]; twice {
				r.fail(where, "", "%q is a name of [[%s]] already", n, other)
			}
			taken[n] = name
			site.Names = append(site.Names, n)
		}
		if v.Root != "" {
			site.Root = r.path(v.Root)
		}
		if index, err := s.AsStrings("index"); err == nil && index != nil {
			site.Index = index
		}
		for key, to := range map[string]*bool{"listing": &site.Listing, "hidden": &site.Hidden} {
			if on, err := s.AsBool(key); err == nil {
				*to = on
			}
		}
		site.Cert = Pair{r.path(v.Certificate), r.path(v.Key)}
		r.pair(where, site.Cert)
		c.Sites = append(c.Sites, site)
	}
}

func (r *reader) pair(where []string, p Pair) {
	if (p.Certificate == "") != (p.Key == "") {
		r.fail(where, "certificate", "certificate and key go together; one of them is missing")
	}
}

func (r *reader) addresses(key string, all []string) {
	for _, a := range all {
		host, port, err := net.SplitHostPort(a)
		n, err2 := strconv.ParseUint(port, 10, 16)
		if err != nil || err2 != nil {
			r.fail([]string{"server"}, key, "%q is no address; expected host:port, such as 127.0.0.1:8080 or [::1]:8080", a)
			continue
		}
		if _, err := netip.ParseAddr(host); host != "" && host != "localhost" && err != nil {
			r.fail([]string{"server"}, key, "%q: the host is no IP address", a)
		}
		_ = n
	}
}

// path is a path from the file's own folder on.
func (r *reader) path(p string) string {
	if p == "" || filepath.IsAbs(p) {
		return p
	}
	return filepath.Join(filepath.Dir(r.file), p)
}

func seconds(f float64) time.Duration { return time.Duration(f * float64(time.Second)) }
