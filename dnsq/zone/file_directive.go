package zone

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"github.com/pyops-go/pyops/dnsq"
	"github.com/pyops-go/pyops/dnsq/internal/fault"
)

// The limits of $INCLUDE: how many files may wait for one that they include, and
// how many are opened unless told otherwise. Few files that include one another
// often could go on for ever.
const (
	deepestInclude = 16
	mostIncludes   = 1000
)

// directive reads a line that begins with one.
func (r *reader) directive(tok dnsq.Token) error {
	name := strings.ToUpper(tok.Value)
	if tok.Type != dnsq.TokenIdentifier || !r.allows(name) {
		return fault.New(dnsq.ErrSyntax, "zone file directive '"+name+"' is not allowed")
	}
	switch name {
	case "$TTL":
		return r.ttlDirective()
	case "$ORIGIN":
		origin, err := r.tok.GetName(&dnsq.TokenNameOptions{Origin: r.names.Origin})
		if err != nil {
			return err
		}
		if !origin.IsAbsolute() {
			return fault.On(dnsq.ErrSyntax, "an origin must be an absolute name", origin.String())
		}
		if _, err := r.tok.GetEOL(); err != nil {
			return err
		}
		r.setOrigin(origin)
		return nil
	case "$INCLUDE":
		return r.include()
	case "$GENERATE":
		return r.generate()
	}
	return fault.New(dnsq.ErrSyntax, "Unknown zone file directive '"+name+"'")
}

func (r *reader) allows(name string) bool {
	if name == "$INCLUDE" && r.opts.Include == nil {
		return false
	}
	if r.opts.Directives == nil {
		return slices.Contains([]string{"$GENERATE", "$INCLUDE", "$ORIGIN", "$TTL"}, name)
	}
	return slices.ContainsFunc(r.opts.Directives, func(d string) bool { return strings.EqualFold(d, name) })
}

func (r *reader) ttlDirective() error {
	tok, err := r.tok.Next()
	if err != nil {
		return err
	}
	if !tok.IsIdentifier() {
		return fault.New(dnsq.ErrSyntax, "bad $TTL")
	}
	if r.ttl, err = dnsq.TTLFromText(tok.Value); err != nil {
		return err
	}
	r.hasTTL = true
	_, err = r.tok.GetEOL()
	return err
}

// include goes on with another file, in an origin of its own if one is given. What
// that file sets is forgotten at its end.
func (r *reader) include() error {
	tok, err := r.tok.Next()
	if err != nil {
		return err
	}
	if !tok.IsIdentifier() && !tok.IsQuotedString() {
		return fault.New(dnsq.ErrSyntax, "expecting the name of a file")
	}
	if tok, err = tok.UnescapeToBytes(); err != nil {
		return err
	}
	state, origin := r.fileState, r.origin
	second, err := r.tok.Next()
	if err != nil {
		return err
	}
	if second.IsIdentifier() {
		if origin, err = r.tok.AsName(second, &dnsq.TokenNameOptions{Origin: r.names.Origin}); err != nil {
			return err
		}
		if !origin.IsAbsolute() {
			return fault.On(dnsq.ErrSyntax, "an origin must be an absolute name", origin.String())
		}
		if _, err := r.tok.GetEOL(); err != nil {
			return err
		}
	} else if !second.IsEOLOrEOF() {
		return fault.On(dnsq.ErrSyntax, "expected an origin or the end of the line", second.Value)
	}
	if len(r.included) == deepestInclude {
		return fault.On(dnsq.ErrSyntax, "files include one another too deeply", tok.Value)
	}
	most := cmp.Or(r.opts.MaxInclude, mostIncludes)
	if r.opened++; most > 0 && r.opened > most {
		return fault.On(dnsq.ErrSyntax, "more than "+strconv.Itoa(most)+" files are included", tok.Value)
	}
	opened, err := r.openInclude(tok.Value)
	if err != nil {
		return err
	}
	r.included = append(r.included, includer{r.tok, state})
	r.tok = opened
	if origin != dnsq.Empty {
		r.setOrigin(origin)
	}
	return nil
}
