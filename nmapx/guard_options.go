package nmapx

import (
	"maps"
	"slices"
	"strings"
)

// takes tells whether an option has a value.
type takes uint8

const (
	nothing takes = iota
	required
	optional // attached to the option only
)

// An option is one that nmap has.
type option struct {
	takes  takes
	unsafe string                    // why it is refused; empty if it is not
	check  func(value string) string // what is wrong with a value, if anything
}

const (
	writes = "it writes a file"
	reads  = "it reads a file"
)

// shortOptions are those of one letter, in getopt's notation: a colon for a
// value, two for one that may be attached.
const shortOptions = "46Ab:D:d::e:Ffg:hIi:M:m:nO::o:P::p:qRrS:s::T:Vv::"

// longOptions are those of more letters. Some are written with one dash, and
// getopt takes the others so too.
var longOptions = func() map[string]option {
	all := map[string]option{}
	for _, name := range strings.Fields(`version verbose help iflist release-memory nogcc open defeat-rst-ratelimit
		defeat-icmp-ratelimit randomize-hosts osscan-limit osscan-guess fuzzy packet-trace version-trace send-eth
		send-ip no-stylesheet webxml rH vv ff privileged unprivileged append-output noninteractive thc badsum
		traceroute reason allports version-light version-all system-dns resolve-all unique log-errors
		deprecated-xml-osclass script-trace adler32 disable-arp-ping discovery-ignore-rst nsock-engine-list`) {
		all[name] = option{}
	}
	for _, name := range strings.Fields(`max-os-tries max-parallelism M min-parallelism timing max-rtt-timeout
		min-rtt-timeout initial-rtt-timeout exclude max-hostgroup min-hostgroup scanflags host-timeout scan-delay
		max-scan-delay max-retries iR sI source-port nsock-engine proxies proxy data data-string data-length mtu
		spoof-mac ttl version-intensity dns-servers port-ratio exclude-ports top-ports script-timeout
		ip-options min-rate max-rate stats-every route-dst`) {
		all[name] = option{takes: required}
	}
	all["debug"] = option{takes: optional}
	all["script"] = option{takes: required, check: badScripts}
	all["script-args"] = option{takes: required, check: badScriptArgs}
	all["script-help"] = option{takes: required, check: badScripts}
	for name, why := range map[string]string{
		"oA": writes, "oN": writes, "oM": writes, "oG": writes, "oS": writes, "oH": writes, "oX": writes,
		"resume": "it reads and writes a file", "script-updatedb": writes, "iL": reads, "excludefile": reads,
		"script-args-file": reads, "datadir": "it takes scripts from a folder", "servicedb": reads, "versiondb": reads,
		"stylesheet": "it puts a reference of the caller's into the report", "interactive": "it starts a dialogue",
	} {
		all[name] = option{takes: required, unsafe: why}
	}
	return all
}()

// readOption reads a word that begins with a dash as getopt_long_only does. If
// the option's value is attached, value has it.
func readOption(w string) (o option, value string, attached bool, refused string) {
	body := strings.TrimPrefix(w[1:], "-")
	double := len(body) < len(w)-1
	// A single dash before one letter is a short option; before more letters it
	// is a long one, if there is one that begins so.
	if double || len(body) > 1 {
		name, value, attached := strings.Cut(body, "=")
		o, found, reason := longOption(strings.ReplaceAll(name, "_", "-"))
		switch {
		case found && reason == "" && attached && o.takes == nothing:
			return o, "", false, "the option takes no value"
		case found || double:
			return o, value, attached, reason
		}
	}
	return shortOption(body)
}

// longOption finds an option by its name or a beginning of it.
func longOption(name string) (o option, found bool, refused string) {
	const unknown = "it is no option that is known to be harmless"
	if o, ok := longOptions[name]; ok {
		return o, true, o.unsafe
	}
	matches := 0
	for _, full := range slices.Sorted(maps.Keys(longOptions)) {
		if candidate := longOptions[full]; name != "" && strings.HasPrefix(full, name) {
			matches++
			o = candidate
			if candidate.unsafe != "" {
				return candidate, true, "it may be short for " + full + ": " + candidate.unsafe
			}
		}
	}
	switch matches {
	case 0:
		return option{}, false, unknown
	case 1:
		return o, true, ""
	}
	return option{}, true, "it is short for several options"
}

// shortOption reads options of one letter, run together. The last may have a
// value.
func shortOption(letters string) (o option, value string, attached bool, refused string) {
	for i := range len(letters) {
		c := letters[i]
		at := strings.IndexByte(shortOptions, c)
		rest := letters[i+1:]
		switch {
		case c == ':' || at < 0:
			return o, "", false, "it is no option that is known to be harmless"
		case c == 'o' || c == 'm':
			return o, "", false, writes
		case c == 'i':
			return o, "", false, reads
		}
		switch after := shortOptions[at+1:]; {
		case strings.HasPrefix(after, "::"):
			return option{takes: optional}, rest, true, ""
		case strings.HasPrefix(after, ":"):
			return option{takes: required}, rest, rest != "", ""
		}
	}
	return option{}, "", false, ""
}
