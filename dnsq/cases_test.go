package dnsq_test

import (
	"slices"
	"strings"
	"time"

	"github.com/pyops-go/pyops/dnsq"
	"github.com/pyops-go/pyops/internal/original"
)

// What original.py is asked, a case each: its fields are the arguments there.

type ttlText struct{ Text string }

func (ttlText) Asks() string { return "dns.ttl.from_text" }

func (c ttlText) Ours() any {
	v, err := dnsq.TTLFromText(c.Text)
	return outcome(v, err)
}

type readName struct {
	Text     string
	Relative bool
}

func (readName) Asks() string { return "read_name" }

func (c readName) Ours() any {
	n, err := dnsq.NameFromText(c.Text, &dnsq.NameOptions{Relative: c.Relative})
	return outcome([]any{labels(n), n.String(), n.ToText(&dnsq.NameTextOptions{OmitFinalDot: true}), n.IsAbsolute(), n.IsWild(), n.Len()}, err)
}

type nameFacts struct{ Text, Origin string }

func (nameFacts) Asks() string { return "name_facts" }

func (c nameFacts) Ours() any {
	n, o := relative(c.Text), relative(c.Origin)
	bytes := func(b []byte, err error) any { return outcome(b, err) }
	var splits []any
	for d := -1; d < n.Len()+2; d++ {
		p, s, err := n.Split(d)
		splits = append(splits, outcome([]any{p.String(), s.String()}, err))
	}
	var unicode any
	plain := !strings.Contains(strings.ToLower(n.String()), "xn--")
	for l := range n.All() {
		for _, b := range []byte(l) {
			plain = plain && b < 128
		}
	}
	if plain {
		u, err := n.ToUnicode(nil)
		unicode = outcome(u, err)
	}
	return []any{
		nameText(n.Parent()), n.Canonicalize().String(), bytes(n.ToWire(nil)), bytes(n.ToWire(&o)), bytes(n.ToDigestable(&o)),
		nameText(n.Derelativize(o)), n.Relativize(o).String(), chosen(n, o, true), chosen(n, o, false),
		nameText(n.Concatenate(o)), nameText(n.Concatenate(o)), n.Relativize(o).String(), splits, unicode,
	}
}

// chosen is choose_relativity, of which each half has a method.
func chosen(n, o dnsq.Name, relativize bool) any {
	switch {
	case o == dnsq.Empty:
		return n.String()
	case relativize:
		return n.Relativize(o).String()
	}
	return nameText(n.Derelativize(o))
}

type namePair struct{ A, B string }

func (namePair) Asks() string { return "name_pair" }

func (p namePair) Ours() any {
	n, o := relative(p.A), relative(p.B)
	relation, order, common := n.FullCompare(o)
	sign := func(x int) int { return max(-1, min(1, x)) }
	c := n.Compare(o)
	return []any{relation.String(), sign(order), common, n.Equal(o), !n.Equal(o), c < 0, c <= 0, c > 0, c >= 0, n.IsSubdomain(o), n.IsSuperdomain(o), (n.Key() == o.Key()) == n.Equal(o)}
}

type nameWire struct {
	Wire   []byte
	Offset int
}

func (nameWire) Asks() string { return "name_wire" }

func (c nameWire) Ours() any {
	n, used, err := dnsq.NameFromWire(c.Wire, c.Offset)
	return outcome([]any{labels(n), used}, err)
}

// tokenMethods are the methods of tokenizers, by their names in Python.
var tokenMethods = map[string]func(*dnsq.Tokenizer) (any, error){
	"get_int":        func(t *dnsq.Tokenizer) (any, error) { v, err := t.GetInt(0); return v, err },
	"get_uint8":      func(t *dnsq.Tokenizer) (any, error) { v, err := t.GetUint8(); return v, err },
	"get_uint16":     func(t *dnsq.Tokenizer) (any, error) { v, err := t.GetUint16(); return v, err },
	"get_uint32":     func(t *dnsq.Tokenizer) (any, error) { v, err := t.GetUint32(); return v, err },
	"get_uint48":     func(t *dnsq.Tokenizer) (any, error) { v, err := t.GetUint48(); return v, err },
	"get_string":     func(t *dnsq.Tokenizer) (any, error) { v, err := t.GetString(0); return v, err },
	"get_identifier": func(t *dnsq.Tokenizer) (any, error) { v, err := t.GetIdentifier(); return v, err },
	"get_name":       func(t *dnsq.Tokenizer) (any, error) { v, err := t.GetName(nil); return v.String(), err },
	"get_ttl":        func(t *dnsq.Tokenizer) (any, error) { v, err := t.GetTTL(); return v, err },
	"get_eol":        func(t *dnsq.Tokenizer) (any, error) { v, err := t.GetEOL(); return v, err },
	"get_eol_as_token": func(t *dnsq.Tokenizer) (any, error) {
		v, err := t.GetEOLAsToken()
		return []any{v.Value, v.Comment}, err
	},
	"concatenate_remaining_identifiers": func(t *dnsq.Tokenizer) (any, error) {
		v, err := t.ConcatenateRemainingIdentifiers(nil)
		return v, err
	},
	"get_remaining": func(t *dnsq.Tokenizer) (any, error) {
		v, err := t.GetRemaining(0)
		out := []any{}
		for _, x := range v {
			out = append(out, x.Value)
		}
		return out, err
	},
}

type tokenValue struct{ Method, Text string }

func (tokenValue) Asks() string { return "token_value" }

func (c tokenValue) Ours() any {
	v, err := tokenMethods[c.Method](dnsq.NewTokenizer(c.Text, nil))
	return outcome(v, err)
}

type rdataText struct {
	Type dnsq.RdataType `py:"rdtype"`
	Text string
}

func (rdataText) Asks() string { return "rdata_text" }

func (c rdataText) Ours() any {
	rd, err := dnsq.RdataFromText(dnsq.ClassIN, c.Type, c.Text, nil)
	return rdataFacts(rd, err)
}

type rdataOrigin struct {
	Type         dnsq.RdataType `py:"rdtype"`
	Text, Origin string
	Relativize   bool
	To           string
}

func (rdataOrigin) Asks() string { return "rdata_origin" }

func (c rdataOrigin) Ours() any {
	origin := dnsq.MustName(c.Origin)
	o := &dnsq.RdataOptions{Origin: &origin, KeepAbsolute: !c.Relativize}
	if c.To != "" {
		n := dnsq.MustName(c.To)
		o.RelativizeTo = &n
	}
	rd, err := dnsq.RdataFromText(dnsq.ClassIN, c.Type, c.Text, o)
	if err != nil {
		return outcome(nil, err)
	}
	wire, err := rd.ToWire(&dnsq.Root)
	return outcome([]any{rd.String(), append([]byte{}, wire...)}, err)
}

type rdataWire struct {
	Class dnsq.RdataClass `py:"rdclass"`
	Type  dnsq.RdataType  `py:"rdtype"`
	Wire  []byte
}

func (rdataWire) Asks() string { return "rdata_wire" }

func (c rdataWire) Ours() any {
	rd, err := dnsq.RdataFromWire(c.Class, c.Type, c.Wire, 0, len(c.Wire), nil)
	return rdataFacts(rd, err)
}

type rdataPair struct {
	Type dnsq.RdataType `py:"rdtype"`
	A, B string
}

func (rdataPair) Asks() string { return "rdata_pair" }

func (p rdataPair) Ours() any {
	x, err := dnsq.RdataFromText(dnsq.ClassIN, p.Type, p.A, nil)
	if err != nil {
		return outcome(nil, err)
	}
	y, err := dnsq.RdataFromText(dnsq.ClassIN, p.Type, p.B, nil)
	if err != nil {
		return outcome(nil, err)
	}
	return []any{dnsq.EqualRdata(x, y), !dnsq.EqualRdata(x, y), dnsq.CompareRdata(x, y)}
}

type messageWire struct {
	Wire                                     []byte
	OneRR, XFR, IgnoreTrailing, QuestionOnly bool
}

func (messageWire) Asks() string { return "message_wire" }

func (c messageWire) Ours() any {
	m, err := dnsq.MessageFromWire(c.Wire, &dnsq.ParseOptions{OneRRPerRRset: c.OneRR, XFR: c.XFR, IgnoreTrailing: c.IgnoreTrailing, QuestionOnly: c.QuestionOnly})
	if err != nil {
		return outcome(nil, err)
	}
	return shown(m)
}

type messageErrors struct{ Wire []byte }

func (messageErrors) Asks() string { return "message_errors" }

func (c messageErrors) Ours() any {
	m, err := dnsq.MessageFromWire(c.Wire, &dnsq.ParseOptions{ContinueOnError: true})
	if err != nil {
		return outcome(nil, err)
	}
	errs := []any{}
	for _, e := range m.Errors {
		errs = append(errs, any(classOf(e.Err)))
	}
	slices.SortFunc(errs, func(a, b any) int { return strings.Compare(a.(string), b.(string)) })
	return []any{shown(m), errs}
}

type messageRendered struct{ Wire []byte }

func (messageRendered) Asks() string { return "message_rendered" }

func (c messageRendered) Ours() any {
	m, err := dnsq.MessageFromWire(c.Wire, nil)
	if err != nil {
		return outcome(nil, err)
	}
	wire, err := m.ToWire(nil)
	return outcome(wire, err)
}

type messageText struct{ Text string }

func (messageText) Asks() string { return "message_text" }

func (c messageText) Ours() any {
	m, err := dnsq.MessageFromText(c.Text, nil)
	if err != nil {
		return outcome(nil, err)
	}
	if strings.HasPrefix(c.Text, "id") {
		return shown(m)
	}
	m.ID = 0
	d := shown(m).(original.Dict)
	_, rest, _ := strings.Cut(d[0].Value.(string), "\n")
	d[0].Value = rest
	return d
}

type chaining struct{ Wire []byte }

func (chaining) Asks() string { return "chaining" }

func (of chaining) Ours() any {
	m, err := dnsq.MessageFromWire(of.Wire, nil)
	if err != nil {
		return outcome(nil, err)
	}
	r, err := m.ResolveChaining()
	if err != nil {
		return outcome(nil, err)
	}
	var answer any
	if r.Answer != nil {
		answer = r.Answer.String()
	}
	cnames := []any{}
	for _, c := range r.CNAMEs {
		cnames = append(cnames, c.String())
	}
	n, err := m.CanonicalName()
	return outcome([]any{r.CanonicalName.String(), answer, r.MinimumTTL, cnames, n.String()}, err)
}

type tsigVerify struct {
	Wire       []byte
	Name       string
	Secret     []byte
	Algorithm  string
	Now        int64
	RequestMAC []byte
}

func (tsigVerify) Asks() string { return "tsig_verify" }

func (c tsigVerify) Ours() any {
	key := dnsq.NewTSIGKey(dnsq.MustName(c.Name), c.Secret, dnsq.MustName(c.Algorithm))
	m, err := dnsq.MessageFromWire(c.Wire, &dnsq.ParseOptions{Keyring: dnsq.NewKeyring(key), RequestMAC: c.RequestMAC, Now: time.Unix(c.Now, 0)})
	if err != nil {
		return outcome(nil, err)
	}
	if !m.HadTSIG {
		return []any{false, []byte{}, 300, 0, 0}
	}
	return []any{m.HadTSIG, m.MAC, int(m.Fudge), int(m.OriginalID), int(m.TSIGError)}
}

type ecsText struct{ Text string }

func (ecsText) Asks() string { return "ecs" }

func (c ecsText) Ours() any {
	o, err := dnsq.ECSOptionFromText(c.Text)
	if err != nil {
		return outcome(nil, err)
	}
	return []any{o.String(), o.ToWire()}
}

type optionWire struct {
	Type dnsq.OptionType `py:"otype"`
	Wire []byte
}

func (optionWire) Asks() string { return "option" }

func (c optionWire) Ours() any {
	o, err := dnsq.OptionFromWire(c.Type, c.Wire)
	if err != nil {
		return outcome(nil, err)
	}
	return []any{o.String(), append([]byte{}, o.ToWire()...), int(o.Type())}
}
