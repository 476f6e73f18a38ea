package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/pyops-go/pyops/dnsq"
	"github.com/pyops-go/pyops/dnsq/xfr"
)

// update sends what it reads as one update.
func update(ctx context.Context, s *server, zone dnsq.Name, in io.Reader, out io.Writer) error {
	u, err := xfr.NewUpdate(zone, &xfr.UpdateOptions{Key: s.key})
	if err != nil {
		return err
	}
	lines := bufio.NewScanner(in)
	for n := 1; lines.Scan(); n++ {
		text := strings.TrimSpace(lines.Text())
		if text == "" || strings.HasPrefix(text, "#") {
			continue
		}
		if err := addLine(u, text); err != nil {
			return fmt.Errorf("line %d: %w", n, err)
		}
	}
	if err := lines.Err(); err != nil {
		return err
	}
	if len(u.Prerequisite())+len(u.Update()) == 0 {
		return fmt.Errorf("nothing to update")
	}
	answer, err := dnsq.QueryTCP(ctx, &u.Message, s.address, &dnsq.TransportOptions{Port: s.port})
	if err != nil {
		return err
	}
	if rcode := answer.Rcode(); rcode != dnsq.RcodeNOERROR {
		return fmt.Errorf("the server says %s", rcode)
	}
	_, err = fmt.Fprintf(out, "updated %s\n", zone)
	return err
}

// cut takes the first word off a line.
func cut(line string) (word, rest string) {
	word, rest, _ = strings.Cut(strings.TrimSpace(line), " ")
	return word, strings.TrimSpace(rest)
}

// addLine puts a line into an update.
func addLine(u *xfr.UpdateMessage, line string) error {
	verb, rest := cut(line)
	word, rest := cut(rest)
	if word == "" {
		return fmt.Errorf("%q: a name is missing", line)
	}
	name, err := dnsq.NameFromText(word, &dnsq.NameOptions{Relative: true})
	if err != nil {
		return err
	}
	var ttl uint32
	if verb == "add" || verb == "replace" {
		word, rest = cut(rest)
		n, err := strconv.ParseUint(word, 10, 31)
		if err != nil {
			return fmt.Errorf("%q: the time to live is a number of seconds, not %q", line, word)
		}
		ttl = uint32(n)
	}
	word, rdata := cut(rest)
	if word == "" {
		switch verb {
		case "present":
			return u.Present(name)
		case "absent":
			return u.Absent(name)
		case "delete":
			return u.Delete(name)
		}
		return fmt.Errorf("%q: a type is missing", line)
	}
	typ, err := dnsq.RdataTypeFromText(word)
	if err != nil {
		return err
	}
	switch {
	case verb == "absent" && rdata == "":
		return u.AbsentType(name, typ)
	case verb == "present" && rdata == "":
		return u.PresentType(name, typ)
	case verb == "delete" && rdata == "":
		return u.DeleteType(name, typ)
	case verb == "present":
		return u.PresentText(name, typ, rdata)
	case verb == "delete":
		return u.DeleteText(name, typ, rdata)
	case verb == "add" && rdata != "":
		return u.AddText(name, ttl, typ, rdata)
	case verb == "replace" && rdata != "":
		return u.ReplaceText(name, ttl, typ, rdata)
	}
	return fmt.Errorf("%q: it is present, absent, add, replace or delete, as the help says", line)
}
