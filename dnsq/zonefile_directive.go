package dnsq

import (
	"slices"
	"strings"
)

// deepestInclude is how many files may wait for one that they include.
const deepestInclude = 16

// directive reads a line that begins with one.
func (r *zoneReader) directive(tok Token) error {
	name := strings.ToUpper(tok.Value)
	if tok.Type != TokenIdentifier || !r.allows(name) {
		return fail(ErrSyntax, "zone file directive '"+name+"' is not allowed")
	}
	switch name {
	case "$TTL":
		return r.ttlDirective()
	case "$ORIGIN":
		origin, err := r.tok.GetName(&TokenNameOptions{Origin: r.names.Origin})
		if err != nil {
			return err
		}
		if !origin.absolute {
			return failOn(ErrSyntax, "an origin must be an absolute name", origin.String())
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
	return fail(ErrSyntax, "Unknown zone file directive '"+name+"'")
}

func (r *zoneReader) allows(name string) bool {
	if name == "$INCLUDE" && r.opts.Include == nil {
		return false
	}
	if r.opts.Directives == nil {
		return slices.Contains([]string{"$GENERATE", "$INCLUDE", "$ORIGIN", "$TTL"}, name)
	}
	return slices.ContainsFunc(r.opts.Directives, func(d string) bool { return strings.EqualFold(d, name) })
}

func (r *zoneReader) ttlDirective() error {
	tok, err := r.tok.Next()
	if err != nil {
		return err
	}
	if !tok.IsIdentifier() {
		return fail(ErrSyntax, "bad $TTL")
	}
	if r.ttl, err = TTLFromText(tok.Value); err != nil {
		return err
	}
	r.hasTTL = true
	_, err = r.tok.GetEOL()
	return err
}

// include goes on with another file, in an origin of its own if one is given. What
// that file sets is forgotten at its end.
func (r *zoneReader) include() error {
	tok, err := r.tok.Next()
	if err != nil {
		return err
	}
	if !tok.IsIdentifier() && !tok.IsQuotedString() {
		return fail(ErrSyntax, "expecting the name of a file")
	}
	if tok, err = tok.UnescapeToBytes(); err != nil {
		return err
	}
	state, origin := r.zoneFileState, r.origin
	second, err := r.tok.Next()
	if err != nil {
		return err
	}
	if second.IsIdentifier() {
		if origin, err = r.tok.AsName(second, &TokenNameOptions{Origin: r.names.Origin}); err != nil {
			return err
		}
		if !origin.absolute {
			return failOn(ErrSyntax, "an origin must be an absolute name", origin.String())
		}
		if _, err := r.tok.GetEOL(); err != nil {
			return err
		}
	} else if !second.IsEOLOrEOF() {
		return failOn(ErrSyntax, "expected an origin or the end of the line", second.Value)
	}
	if len(r.included) == deepestInclude {
		return failOn(ErrSyntax, "files include one another too deeply", tok.Value)
	}
	opened, err := r.openInclude(tok.Value)
	if err != nil {
		return err
	}
	r.included = append(r.included, includer{r.tok, state})
	r.tok = opened
	if origin != Empty {
		r.setOrigin(origin)
	}
	return nil
}
