package nmapx

import (
	"net/netip"
	"regexp"
	"strings"
)

// guard checks hosts, ports and arguments that may come from strangers.
//
// nmap takes its command line by getopt_long_only: options may follow targets,
// long ones may be shortened and begin with a single dash, and short ones may be
// run together. So a host that begins with a dash is an option, and "-nofile" is
// "-n -o file". The guard reads the words as getopt does, and lets pass only
// options that it knows, and of these only such as neither read nor write files
// of the caller's choice nor run scripts from there.
func guard(hosts, ports string, hostWords []string, arguments string, argumentWords []string) error {
	for _, w := range hostWords {
		if reason := badTarget(w); reason != "" {
			return &InjectionError{"hosts", hosts, w, reason}
		}
	}
	if reason := badPorts(ports); reason != "" {
		return &InjectionError{"ports", ports, ports, reason}
	}
	return guardArguments(arguments, argumentWords)
}

func guardArguments(arguments string, words []string) error {
	refuse := func(word, reason string) error { return &InjectionError{"arguments", arguments, word, reason} }
	for i := 0; i < len(words); i++ {
		w := words[i]
		switch {
		case w == "--":
			for _, target := range words[i+1:] {
				if reason := badTarget(target); reason != "" {
					return refuse(target, reason)
				}
			}
			return nil
		case len(w) < 2 || w[0] != '-':
			if reason := badTarget(w); reason != "" {
				return refuse(w, reason)
			}
			continue
		}
		o, value, attached, reason := readOption(w)
		if reason != "" {
			return refuse(w, reason)
		}
		if o.takes == required && !attached {
			// The next word is its value, whatever it looks like. Without one, the
			// first host would be.
			if i++; i == len(words) {
				return refuse(w, "the option wants a value")
			}
			value = words[i]
		}
		if o.check != nil {
			if reason := o.check(value); reason != "" {
				return refuse(w, reason)
			}
		}
	}
	return nil
}

// badTarget tells why a word is no host, network or range that nmap could scan.
func badTarget(w string) string {
	const wanted = "expected a host name, an IPv4 address with ranges, an IPv6 address, or a network of either"
	switch {
	case w == "":
		return "it is empty; " + wanted
	case w[0] == '-':
		return "nmap would take it for an option; " + wanted
	case len(w) > 255:
		return "it is longer than any name; " + wanted
	}
	host, prefix, network := strings.Cut(w, "/")
	if network && !(allIn(prefix, "0123456789") && 0 < len(prefix) && len(prefix) <= 3) {
		return "what follows the slash is no number of bits; " + wanted
	}
	if strings.Contains(host, ":") {
		if _, err := netip.ParseAddr(host); err != nil {
			return "it is no IPv6 address; " + wanted
		}
		if _, zone, _ := strings.Cut(host, "%"); !allIn(zone, nameBytes) {
			return "its zone is no interface; " + wanted
		}
		return ""
	}
	if host == "" || !allIn(host, nameBytes) && !allIn(host, "0123456789.,-*") {
		return wanted
	}
	return ""
}

const nameBytes = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-"

// badPorts tells why a text is no port specification of nmap's: numbers, ranges
// and names with wildcards, parted by commas, with T:, U:, S: and P: before them.
func badPorts(ports string) string {
	if !allIn(ports, nameBytes+":,*?[]") {
		return "expected ports as in -p: numbers, ranges, names, parted by commas, with T:, U:, S: or P: before them"
	}
	return ""
}

func allIn(s, set string) bool {
	for i := range len(s) {
		if strings.IndexByte(set, s[i]) < 0 {
			return false
		}
	}
	return true
}

// badScripts tells why a script expression could name a script that did not come
// with nmap.
func badScripts(scripts string) string {
	if !allIn(scripts, nameBytes+"*?,()+ ") || strings.Contains(scripts, ".") {
		return "expected names and categories of nmap's own scripts, not files"
	}
	return ""
}

// badScriptArgs tells why arguments for scripts could name a file that a script
// reads, and perhaps sends away, or writes. Commas part arguments, so that a value
// with one can hold another argument. What is quoted is looked at all the same.
func badScriptArgs(args string) string {
	bare := strings.NewReplacer(`"`, "", "'", "", `\`, "", " ", "", "\t", "", "\n", "").Replace(strings.ToLower(args))
	for _, name := range argumentName.FindAllString(bare, -1) {
		name = strings.TrimSuffix(name, "=")
		if script, last, ok := cutLast(name, "."); namesFile.MatchString(last) || ok && last == "path" && !urlScripts.MatchString(script) {
			return "the argument " + name + " is for a file, which the script reads or writes"
		}
	}
	return ""
}

var (
	argumentName = regexp.MustCompile(`[^,={}]+=`)

	// namesFile are names of arguments that the scripts of nmap 7.93 take for files.
	namesFile = regexp.MustCompile(`file|db$|^dir$|list$|save|dump|dict|destination|_path$|csr|privatekey|^ix$|^config$`)

	// urlScripts are scripts of which a path is one of a URL.
	urlScripts = regexp.MustCompile(`^(http|ajp|rtsp|citrix|ipp|hadoop|couchdb|sharepoint|svn|ws|xmlrpc|wsdd|upnp)`)
)

func cutLast(s, sep string) (before, after string, found bool) {
	if i := strings.LastIndex(s, sep); i >= 0 {
		return s[:i], s[i+len(sep):], true
	}
	return "", s, false
}
