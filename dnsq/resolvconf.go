package dnsq

import (
	"bufio"
	"errors"
	"io"
	"os"
	"strconv"
	"strings"
	"time"
)

// SystemResolver is a resolver with the system's configuration, which is read
// from /etc/resolv.conf. As Python's it has no cache. Where there is no such file, as on
// Windows, or it names no server, the error is ErrNoResolverConfiguration.
func SystemResolver() (*Resolver, error) {
	return ReadResolvConfFile("/etc/resolv.conf")
}

// ReadResolvConfFile makes a resolver of a file in the format of resolv.conf.
func ReadResolvConfFile(name string) (*Resolver, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, &Error{Kind: ErrNoResolverConfiguration, Reason: "cannot open " + name, Err: err}
	}
	defer f.Close()
	r := &Resolver{Domain: hostDomain()}
	if err := r.ReadResolvConf(f); err != nil {
		return nil, err
	}
	return r, nil
}

// ReadResolvConf takes servers, search list and options from text in the format
// of resolv.conf. Without a server the error is ErrNoResolverConfiguration.
func (r *Resolver) ReadResolvConf(in io.Reader) error {
	var servers []string
	lines := bufio.NewScanner(in)
	for lines.Scan() {
		line := lines.Text()
		if line == "" || line[0] == '#' || line[0] == ';' {
			continue
		}
		words := strings.Fields(line)
		if len(words) < 2 {
			continue
		}
		switch words[0] {
		case "nameserver":
			servers = append(servers, words[1])
		case "domain":
			n, err := NameFromText(words[1], nil)
			if err != nil {
				return err
			}
			r.Domain, r.Search = n, nil
		case "search":
			r.Search = nil
			for _, w := range words[1:] {
				n, err := NameFromText(w, nil)
				if err != nil {
					return err
				}
				r.Search = append(r.Search, n)
			}
		case "options":
			for _, w := range words[1:] {
				r.option(w)
			}
		}
	}
	if err := lines.Err(); err != nil {
		kind := ErrNoResolverConfiguration
		if errors.Is(err, bufio.ErrTooLong) {
			kind = ErrSyntax
		}
		return &Error{Kind: kind, Err: err}
	}
	if len(servers) == 0 {
		return fail(ErrNoResolverConfiguration, "no nameservers")
	}
	for _, s := range servers {
		if err := checkNameserver(s); err != nil {
			return err
		}
	}
	r.Nameservers = servers
	return nil
}

// option takes one option; those that are not known or not numbers are ignored.
func (r *Resolver) option(word string) {
	name, value, _ := strings.Cut(word, ":")
	n, err := strconv.Atoi(value)
	switch {
	case word == "rotate":
		r.Rotate = true
	case word == "edns0":
		r.EDNS = &EDNS{Payload: DefaultPayload}
	case name == "timeout" && err == nil && n > 0:
		r.Timeout = time.Duration(n) * time.Second
	case name == "ndots" && err == nil:
		r.NDots = &n
	}
}
