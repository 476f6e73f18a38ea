package main

import (
	"fmt"
	"os"
	"regexp"

	"github.com/pyops-go/pyops/dnsq"
)

var (
	keyName   = regexp.MustCompile(`\bkey\s+"?([^"\s{]+)"?\s*\{`)
	keyFields = regexp.MustCompile(`\b(algorithm|secret)\s+"?([^"\s;]+)"?\s*;`)
)

// readKey reads a key in the syntax of named.conf.
func readKey(file string) (*dnsq.TSIGKey, error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	name := keyName.FindSubmatch(text)
	fields := map[string]string{}
	for _, m := range keyFields.FindAllSubmatch(text, -1) {
		fields[string(m[1])] = string(m[2])
	}
	if name == nil || fields["secret"] == "" {
		return nil, fmt.Errorf("%s: not a key as tsig-keygen writes it", file)
	}
	key, err := dnsq.TSIGKeyFromText(string(name[1]), fields["secret"], fields["algorithm"])
	if err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	return key, nil
}
