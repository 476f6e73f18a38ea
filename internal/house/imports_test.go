package house

import (
	"slices"
	"strconv"
	"strings"
	"testing"
)

// testOnly are folders of internal that nothing but tests and tools may use.
var testOnly = []string{"house", "leak", "ledger", "original", "parity", "peers", "versus"}

var importLaw = law{
	name: "chapter packages know nothing of each other",
	find: func(_ testing.TB, tr *tree) (found []string) {
		for _, s := range tr.code {
			own := chapter(s.path)
			for _, i := range s.file.Imports {
				imported, _ := strconv.Unquote(i.Path.Value)
				inside, ours := strings.CutPrefix(imported, module+"/")
				if !ours {
					continue
				}
				parts := strings.Split(inside, "/")
				switch other := chapter(inside); {
				case own != "" && other != "" && other != own:
					found = append(found, s.at(i.Pos(), "%s imports %s: move what both need to internal", own, inside))
				case own != "" && parts[0] == "examples":
					found = append(found, s.at(i.Pos(), "%s imports %s: examples use packages, not the other way", own, inside))
				case other != "" && strings.HasPrefix(s.path, "internal/") && !strings.HasPrefix(s.path, "internal/versus/"):
					found = append(found, s.at(i.Pos(), "internal code imports %s: it would tie chapter packages together", inside))
				case own != "" && !s.isTest() && parts[0] == "internal" && len(parts) > 1 && slices.Contains(testOnly, parts[1]):
					found = append(found, s.at(i.Pos(), "%s imports %s, which is for tests: move the import to a _test.go file", own, inside))
				}
			}
		}
		return found
	},
	broken: map[string]string{
		"ipy/a.go":                "package ipy\n\nimport _ \"github.com/pyops-go/pyops/dnsq\"\n",
		"ipy/a_test.go":           "package ipy\n\nimport (\n\t_ \"github.com/pyops-go/pyops/dnsq/zone\"\n\t_ \"github.com/pyops-go/pyops/internal/leak\"\n)\n",
		"ipy/b.go":                "package ipy\n\nimport _ \"github.com/pyops-go/pyops/examples/hello\"\n",
		"ipy/c.go":                "package ipy\n\nimport _ \"github.com/pyops-go/pyops/internal/original\"\n",
		"dnsq/zone/a.go":          "package zone\n\nimport (\n\t_ \"github.com/pyops-go/pyops/dnsq\"\n\t_ \"github.com/pyops-go/pyops/internal/sshconn\"\n\t_ \"net/netip\"\n)\n",
		"dnsq/zone/b.go":          "package zone\n\nimport _ \"github.com/pyops-go/pyops/ipy\"\n",
		"internal/sshconn/a.go":   "package sshconn\n\nimport _ \"github.com/pyops-go/pyops/sshx\"\n",
		"internal/versus/a.go":    "package main\n\nimport _ \"github.com/pyops-go/pyops/ipy\"\n",
		"examples/hello/hello.go": "package main\n\nimport _ \"github.com/pyops-go/pyops/ipy\"\n",
	},
	want: []string{
		"ipy/a.go:3: ipy imports dnsq: ",
		"ipy/a_test.go:4: ipy imports dnsq/zone: ",
		"ipy/b.go:3: ipy imports examples/hello: ",
		"ipy/c.go:3: ipy imports internal/original, which is for tests: ",
		"dnsq/zone/b.go:3: dnsq imports ipy: ",
		"internal/sshconn/a.go:3: internal code imports sshx: ",
	},
}
