// Package config reads the web server's ini file and refuses what cannot be meant,
// with file, line, and what was expected.
package config

import (
	_ "embed"
	"net"
	"net/netip"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/pyops-go/pyops/examples/internal/ini"
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
func Load(file string) (*Config, error) { return read(ini.Load(file, spec)) }

// Parse reads a configuration from memory, as if it stood in a file of that name.
func Parse(file string, text []byte) (*Config, error) { return read(ini.Parse(file, text, spec)) }

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

// A reader turns a file into a Config.
type reader struct{ *ini.File }

func read(f *ini.File, err error) (*Config, error) {
	if err != nil {
		return nil, err
	}
	c, err := reader{f}.config()
	if err == nil {
		err = f.Err()
	}
	if err != nil {
		return nil, err
	}
	return c, nil
}

// config takes the values, and checks what a specification cannot say.
func (r reader) config() (*Config, error) {
	var v values
	if err := r.Decode(&v); err != nil {
		return nil, err
	}
	c := &Config{
		File: r.Name, Listen: v.Server.Listen, TLSListen: v.Server.TLSListen, User: v.Server.User, MaxConnections: v.Server.MaxConnections,
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
	taken := map[string]bool{}
	r.addresses("listen", c.Listen, taken)
	r.addresses("tls_listen", c.TLSListen, taken)
	if len(c.Listen)+len(c.TLSListen) == 0 {
		r.Fail([]string{"server"}, "listen", "nothing to listen on; expected an address such as 127.0.0.1:8080")
	}
	r.pair([]string{"ssl"}, c.TLS.Pair)
	for _, e := range c.Compress.Encodings {
		if !slices.Contains([]string{"zstd", "br", "gzip"}, e) {
			r.Fail([]string{"compress"}, "encodings", "%q is none of zstd, br, gzip", e)
		}
	}
	for section, at := range map[string]string{"cgi path": c.CGI.Path, "server status": c.Status} {
		name, key, _ := strings.Cut(section, " ")
		if at != "" && (!strings.HasPrefix(at, "/") || path.Clean(at) != strings.TrimSuffix(at, "/") || at == "/") {
			r.Fail([]string{name}, key, "%q is no path of a site; expected one such as /cgi-bin", at)
		}
	}
	c.CGI.Path = strings.TrimSuffix(c.CGI.Path, "/")
	for _, e := range c.CGI.Extensions {
		if !strings.HasPrefix(e, ".") || len(e) == 1 {
			r.Fail([]string{"cgi"}, "extensions", "%q is no end of a name; expected one such as .cgi", e)
		}
	}
	for text, page := range v.Errors {
		code, err := strconv.Atoi(text)
		if err != nil || code < 400 || code > 599 || !strings.HasPrefix(page, "/") {
			r.Fail([]string{"errors"}, text, "expected a code from 400 to 599 and a path, such as 404 = /404.html")
		}
		c.Errors[code] = page
	}
	c.Sites = []Site{{Root: r.path(v.Server.Root), Index: v.Server.Index, Listing: v.Server.Listing, Hidden: v.Server.Hidden}}
	return c, r.vhosts(c)
}

func (r reader) vhosts(c *Config) error {
	taken := map[string]string{}
	all := r.Root.Sub("vhost")
	for _, name := range all.Sections() {
		s := all.Sub(name)
		site := c.Sites[0]
		var v struct {
			Aliases     []string
			Root        string
			Certificate string
			Key         string
		}
		if err := r.Decode(&v, "vhost", name); err != nil {
			return err
		}
		where := []string{"vhost", name}
		site.Names = nil
		for _, n := range append([]string{name}, v.Aliases...) {
			n = strings.ToLower(strings.TrimSuffix(n, "."))
			if n == "" || strings.ContainsAny(n, " /:") {
				r.Fail(where, "", "%q is no host name", n)
			}
			if other, twice := taken[n]; twice {
				r.Fail(where, "", "%q is a name of [[%s]] already", n, other)
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
	return nil
}

func (r reader) pair(where []string, p Pair) {
	if (p.Certificate == "") != (p.Key == "") {
		r.Fail(where, "certificate", "certificate and key go together; one of them is missing")
	}
}

func (r reader) addresses(key string, all []string, taken map[string]bool) {
	for _, a := range all {
		host, port, err := net.SplitHostPort(a)
		n, err2 := strconv.ParseUint(port, 10, 16)
		if err != nil || err2 != nil {
			r.Fail([]string{"server"}, key, "%q is no address; expected host:port, such as 127.0.0.1:8080 or [::1]:8080", a)
			continue
		}
		if _, err := netip.ParseAddr(host); host != "" && host != "localhost" && err != nil {
			r.Fail([]string{"server"}, key, "%q: the host is no IP address", a)
		}
		if n != 0 && taken[a] {
			r.Fail([]string{"server"}, key, "%q stands twice; expected each address once", a)
		}
		taken[a] = true
	}
}

// path is a path from the file's own folder on.
func (r reader) path(p string) string {
	if p == "" || filepath.IsAbs(p) {
		return p
	}
	return filepath.Join(filepath.Dir(r.Name), p)
}

func seconds(f float64) time.Duration { return time.Duration(f * float64(time.Second)) }
