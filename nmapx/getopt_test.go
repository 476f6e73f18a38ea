package nmapx_test

import (
	"slices"
	"strings"
)

// A plain reading of getopt_long_only, from its manual, as the judge of the
// guard: permuting, with abbreviations, long options behind one dash.

type given struct{ name, value string }

var harmful = []string{
	"o", "m", "i", "oA", "oN", "oM", "oG", "oS", "oH", "oX", "iL", "resume", "script-updatedb", "excludefile",
	"script-args-file", "datadir", "servicedb", "versiondb", "stylesheet", "interactive", "?",
}

const short = "46Ab:D:d::e:Ffg:hIi:M:m:nO::o:P::p:qRrS:s::T:Vv::"

// with has a colon after options that want a value, two where it is optional.
var with = strings.Fields(`version verbose datadir: servicedb: versiondb: debug:: help iflist release-memory nogcc max-os-tries: max-parallelism:
	M: min-parallelism: timing: max-rtt-timeout: min-rtt-timeout: initial-rtt-timeout: excludefile: exclude: max-hostgroup: min-hostgroup:
	open scanflags: defeat-rst-ratelimit defeat-icmp-ratelimit host-timeout: scan-delay: max-scan-delay: max-retries: oA: oN: oM: oG: oS: oH:
	oX: iL: iR: sI: source-port: randomize-hosts nsock-engine: proxies: proxy: osscan-limit osscan-guess fuzzy packet-trace version-trace
	data: data-string: data-length: send-eth send-ip stylesheet: no-stylesheet webxml rH vv ff privileged unprivileged mtu: append-output
	noninteractive spoof-mac: thc badsum ttl: traceroute reason allports version-intensity: version-light version-all system-dns resolve-all
	unique log-errors deprecated-xml-osclass dns-servers: port-ratio: exclude-ports: top-ports: script: script-trace script-updatedb
	script-args: script-args-file: script-help: script-timeout: ip-options: min-rate: max-rate: adler32 stats-every: disable-arp-ping
	route-dst: resume: discovery-ignore-rst interactive`)

func getopt(argv []string) (options []given, rest []string) {
	for i := 0; i < len(argv); i++ {
		w := argv[i]
		if w == "--" {
			return options, append(rest, argv[i+1:]...)
		}
		if len(w) < 2 || w[0] != '-' {
			rest = append(rest, w)
			continue
		}
		take := func() string {
			if i++; i < len(argv) {
				return argv[i]
			}
			return ""
		}
		if double := strings.HasPrefix(w, "--"); double || len(w) > 2 {
			name, value, attached := strings.Cut(strings.TrimLeft(w[:2], "-")+w[2:], "=")
			name = strings.ReplaceAll(name, "_", "-")
			var matches []string
			for _, o := range with {
				bare := strings.TrimRight(o, ":")
				if bare == name {
					matches = []string{o}
					break
				}
				if strings.HasPrefix(bare, name) {
					matches = append(matches, o)
				}
			}
			switch {
			case len(matches) == 1:
				if strings.HasSuffix(matches[0], ":") && !strings.HasSuffix(matches[0], "::") && !attached {
					value = take()
				}
				options = append(options, given{strings.TrimRight(matches[0], ":"), value})
				continue
			case len(matches) > 1, double:
				options = append(options, given{"?", w})
				continue
			}
		}
		for k := 1; k < len(w); k++ {
			at := strings.IndexByte(short, w[k])
			if at < 0 || w[k] == ':' {
				options = append(options, given{"?", w})
				break
			}
			after := short[at+1:]
			if !strings.HasPrefix(after, ":") {
				options = append(options, given{w[k : k+1], ""})
				continue
			}
			value := w[k+1:]
			if value == "" && !strings.HasPrefix(after, "::") {
				value = take()
			}
			options = append(options, given{w[k : k+1], value})
			break
		}
	}
	return options, slices.Clip(rest)
}
