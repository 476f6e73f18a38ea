package dnsq_test

import (
	"slices"
	"strings"
	"time"

	"github.com/pyops-go/pyops/dnsq"
	"github.com/pyops-go/pyops/dnsq/internal/dnstest"
	"github.com/pyops-go/pyops/internal/original"
)

// answers are our side of functions in testdata/original.py: what they come to
// here for the same arguments.
var answers = dnstest.Answers{
	"read_name":         readName,
	"name_facts":        nameFacts,
	"name_pair":         namePair,
	"name_wire":         nameWire,
	"dns.ttl.from_text": func(a []any) any { v, err := dnsq.TTLFromText(a[0].(string)); return outcome(v, err) },
	"token_value":       tokenValue,
	"rdata_text":        rdataText,
	"rdata_origin":      rdataOrigin,
	"rdata_wire":        rdataWire,
	"rdata_pair":        rdataPair,
	"message_wire":      messageWire,
	"message_errors":    messageErrors,
	"message_rendered":  messageRendered,
	"message_text":      messageText,
	"chaining":          chaining,
	"tsig_verify":       tsigVerify,
	"ecs":               ecs,
	"option":            option,
}

func readName(a []any) any {
	n, err := dnsq.NameFromText(a[0].(string), &dnsq.NameOptions{Relative: a[1].(bool)})
	return outcome([]any{labels(n), n.String(), n.ToText(&dnsq.NameTextOptions{OmitFinalDot: true}), n.IsAbsolute(), n.IsWild(), n.Len()}, err)
}

func nameFacts(a []any) any {
	n, o := relative(a[0].(string)), relative(a[1].(string))
	bytes := func(b []byte, err error) any { return outcome(b, err) }
	var splits []any
	for d := -1; d < n.Len()+2; d++ {
		p, s, err := n.Split(d)
		splits = append(splits, outcome([]any{p.String(), s.String()}, err))
	}
	var unicode any
	plain := !strings.Contains(strings.ToLower(n.String()), "xn--")
	for l := range n.All() {
		for _, c := range []byte(l) {
			plain = plain && c < 128
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

func namePair(a []any) any {
	n, o := relative(a[0].(string)), relative(a[1].(string))
	relation, order, common := n.FullCompare(o)
	sign := func(x int) int { return max(-1, min(1, x)) }
	c := n.Compare(o)
	return []any{relation.String(), sign(order), common, n.Equal(o), !n.Equal(o), c < 0, c <= 0, c > 0, c >= 0, n.IsSubdomain(o), n.IsSuperdomain(o), (n.Key() == o.Key()) == n.Equal(o)}
}

func nameWire(a []any) any {
	n, used, err := dnsq.NameFromWire(a[0].([]byte), a[1].(int))
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

func tokenValue(a []any) any {
	v, err := tokenMethods[a[0].(string)](dnsq.NewTokenizer(a[1].(string), nil))
	return outcome(v, err)
}

func rdataText(a []any) any {
	rd, err := dnsq.RdataFromText(dnsq.ClassIN, dnsq.RdataType(a[1].(int)), a[2].(string), nil)
	return rdataFacts(rd, err)
}

func rdataOrigin(a []any) any {
	origin := dnsq.MustName(a[3].(string))
	o := &dnsq.RdataOptions{Origin: &origin, KeepAbsolute: !a[4].(bool)}
	if to := a[5].(string); to != "" {
		n := dnsq.MustName(to)
		o.RelativizeTo = &n
	}
	rd, err := dnsq.RdataFromText(dnsq.ClassIN, dnsq.RdataType(a[1].(int)), a[2].(string), o)
	if err != nil {
		return outcome(nil, err)
	}
	wire, err := rd.ToWire(&dnsq.Root)
	return outcome([]any{rd.String(), append([]byte{}, wire...)}, err)
}

func rdataWire(a []any) any {
	wire := a[2].([]byte)
	rd, err := dnsq.RdataFromWire(dnsq.RdataClass(a[0].(int)), dnsq.RdataType(a[1].(int)), wire, 0, len(wire), nil)
	return rdataFacts(rd, err)
}

func rdataPair(a []any) any {
	typ := dnsq.RdataType(a[1].(int))
	x, err := dnsq.RdataFromText(dnsq.ClassIN, typ, a[2].(string), nil)
	if err != nil {
		return outcome(nil, err)
	}
	y, err := dnsq.RdataFromText(dnsq.ClassIN, typ, a[3].(string), nil)
	if err != nil {
		return outcome(nil, err)
	}
	return []any{dnsq.EqualRdata(x, y), !dnsq.EqualRdata(x, y), dnsq.CompareRdata(x, y)}
}

func messageWire(a []any) any {
	m, err := dnsq.MessageFromWire(a[0].([]byte), &dnsq.ParseOptions{OneRRPerRRset: a[1].(bool), XFR: a[2].(bool), IgnoreTrailing: a[3].(bool), QuestionOnly: a[4].(bool)})
	if err != nil {
		return outcome(nil, err)
	}
	return shown(m)
}

func messageErrors(a []any) any {
	m, err := dnsq.MessageFromWire(a[0].([]byte), &dnsq.ParseOptions{ContinueOnError: true})
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

func messageRendered(a []any) any {
	m, err := dnsq.MessageFromWire(a[0].([]byte), nil)
	if err != nil {
		return outcome(nil, err)
	}
	wire, err := m.ToWire(nil)
	return outcome(wire, err)
}

func messageText(a []any) any {
	m, err := dnsq.MessageFromText(a[0].(string), nil)
	if err != nil {
		return outcome(nil, err)
	}
	if strings.HasPrefix(a[0].(string), "id") {
		return shown(m)
	}
	m.ID = 0
	d := shown(m).(original.Dict)
	_, rest, _ := strings.Cut(d[0].Value.(string), "\n")
	d[0].Value = rest
	return d
}

func chaining(a []any) any {
	m, err := dnsq.MessageFromWire(a[0].([]byte), nil)
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

func tsigVerify(a []any) any {
	key := dnsq.NewTSIGKey(dnsq.MustName(a[1].(string)), a[2].([]byte), dnsq.MustName(a[3].(string)))
	m, err := dnsq.MessageFromWire(a[0].([]byte), &dnsq.ParseOptions{Keyring: dnsq.NewKeyring(key), RequestMAC: a[5].([]byte), Now: time.Unix(a[4].(int64), 0)})
	if err != nil {
		return outcome(nil, err)
	}
	if !m.HadTSIG {
		return []any{false, []byte{}, 300, 0, 0}
	}
	return []any{m.HadTSIG, m.MAC, int(m.Fudge), int(m.OriginalID), int(m.TSIGError)}
}

func ecs(a []any) any {
	o, err := dnsq.ECSOptionFromText(a[0].(string))
	if err != nil {
		return outcome(nil, err)
	}
	return []any{o.String(), o.ToWire()}
}

func option(a []any) any {
	o, err := dnsq.OptionFromWire(dnsq.OptionType(a[0].(int)), a[1].([]byte))
	if err != nil {
		return outcome(nil, err)
	}
	return []any{o.String(), append([]byte{}, o.ToWire()...), int(o.Type())}
}
