package zone

import (
	"cmp"
	"strconv"
	"strings"

	"github.com/pyops-go/pyops/dnsq"
	"github.com/pyops-go/pyops/dnsq/internal/fault"
)

// The limits of $GENERATE: how many records it makes of how much text unless told
// otherwise, and how wide it writes a number.
const (
	mostGenerated      = 1 << 20
	mostGeneratedBytes = 128 << 20
	widestNumber       = 255
)

// generate reads $GENERATE range owner [ttl] [class] type rdata, and makes the
// records. Owner and rdata are one token each, which quotation marks may enclose;
// $ in them is the number, ${offset,width,base} the number in another form, $$
// and \$ a dollar sign.
func (r *reader) generate() error {
	if r.origin == dnsq.Empty {
		return fault.New(ErrUnknownOrigin, "")
	}
	text, err := r.word()
	if err != nil {
		return err
	}
	start, stop, step, err := GRangeFromText(text)
	if err != nil {
		return err
	}
	owner, err := r.word()
	if err != nil {
		return err
	}
	ttl, hasTTL, typ, err := r.ttlClassType()
	if err != nil {
		return err
	}
	tok, err := r.tok.Next()
	if err != nil {
		return err
	}
	if !tok.IsIdentifier() && !tok.IsQuotedString() {
		return fault.New(dnsq.ErrSyntax, "expecting the rdata that $GENERATE makes")
	}
	if _, err := r.tok.GetEOL(); err != nil {
		return err
	}
	if !hasTTL {
		switch {
		case r.hasTTL:
			ttl = r.ttl
		case r.hasLastTTL:
			ttl = r.lastTTL
		default:
			return fault.New(dnsq.ErrSyntax, "Missing default TTL value")
		}
	}
	left, err := newPattern(owner)
	if err != nil {
		return err
	}
	right, err := newPattern(tok.Value)
	if err != nil {
		return err
	}
	most, mostBytes := cmp.Or(r.opts.MaxGenerate, mostGenerated), cmp.Or(r.opts.MaxGenerateBytes, mostGeneratedBytes)
	for i := start; i <= stop; i += step {
		name, rdata := left.fill(i), right.fill(i)
		r.generated++
		r.generatedBytes += int64(len(name) + len(rdata))
		switch {
		case most > 0 && r.generated > most:
			return fault.On(dnsq.ErrSyntax, "$GENERATE makes more than "+strconv.Itoa(most)+" records", text)
		case mostBytes > 0 && r.generatedBytes > mostBytes:
			return fault.On(dnsq.ErrSyntax, "$GENERATE makes more than "+strconv.FormatInt(mostBytes, 10)+" bytes of text", text)
		}
		if err := r.generateOne(name, ttl, typ, rdata); err != nil {
			return err
		}
	}
	return nil
}

func (r *reader) generateOne(owner string, ttl uint32, typ dnsq.RdataType, rdata string) error {
	name, err := dnsq.NameFromText(owner, &dnsq.NameOptions{Origin: &r.origin, IDNA: r.opts.IDNA})
	if err != nil {
		return err
	}
	r.last = name
	if !name.IsSubdomain(r.zoneOrigin) {
		return nil
	}
	if r.relativize {
		name = name.Relativize(r.zoneOrigin)
	}
	rd, _, err := dnsq.NewTokenizer(rdata, nil).GetRdata(r.class, typ, &r.names)
	if err != nil {
		return err
	}
	return r.store(name, ttl, rd, "")
}

// GRangeFromText reads the range of a $GENERATE: start-stop or start-stop/step.
// Errors are of the kind dnsq.ErrSyntax.
func GRangeFromText(text string) (start, stop, step int64, err error) {
	bad := func(why string) (int64, int64, int64, error) { return 0, 0, 0, fault.On(dnsq.ErrSyntax, why, text) }
	from, rest, ok := strings.Cut(text, "-")
	if !ok {
		return bad("a range is start-stop or start-stop/step")
	}
	to, by, hasStep := strings.Cut(rest, "/")
	if !hasStep {
		by = "1"
	}
	values := [3]int64{}
	for i, s := range []string{from, to, by} {
		n, err := strconv.ParseUint(s, 10, 31)
		if err != nil || !digitsOnly(s) {
			return bad("a range is start-stop or start-stop/step, numbers below 2147483648")
		}
		values[i] = int64(n)
	}
	if values[0] > values[1] {
		return bad("a range must not start after it stops")
	}
	if values[2] == 0 {
		return bad("the step of a range must not be 0")
	}
	return values[0], values[1], values[2], nil
}

func digitsOnly(s string) bool { return s != "" && strings.Trim(s, "0123456789") == "" }

// A pattern is text with places for a number: pieces[0], a number, pieces[1] and
// so on.
type pattern struct {
	pieces []string
	places []place
}

// A place says in what form a number is written.
type place struct {
	offset int64
	width  int
	base   byte // d, o, x, X, n, N
}

func newPattern(text string) (*pattern, error) {
	p := &pattern{}
	var piece []byte
	for i := 0; i < len(text); i++ {
		switch {
		case text[i] == '\\' && i+1 < len(text):
			piece = append(piece, '\\', text[i+1])
			i++
		case text[i] == '$' && i+1 < len(text) && text[i+1] == '$':
			piece = append(piece, '\\', '$')
			i++
		case text[i] == '$':
			where := place{base: 'd'}
			if i+1 < len(text) && text[i+1] == '{' {
				inner, _, ok := strings.Cut(text[i+2:], "}")
				if !ok {
					return nil, fault.On(dnsq.ErrSyntax, "${ without } in $GENERATE", text)
				}
				var err error
				if where, err = newPlace(inner); err != nil {
					return nil, err
				}
				i += len(inner) + 2
			}
			p.pieces, p.places = append(p.pieces, string(piece)), append(p.places, where)
			piece = piece[:0]
		default:
			piece = append(piece, text[i])
		}
	}
	p.pieces = append(p.pieces, string(piece))
	return p, nil
}

// newPlace reads offset[,width[,base]].
func newPlace(text string) (place, error) {
	where := place{base: 'd'}
	parts := strings.Split(text, ",")
	number := strings.TrimLeft(parts[0], "+-")
	offset, err := strconv.ParseInt(strings.TrimPrefix(parts[0], "+"), 10, 32)
	if err != nil || !digitsOnly(number) || len(parts) > 3 {
		return where, fault.On(dnsq.ErrSyntax, "a modifier of $GENERATE is ${offset,width,base}", text)
	}
	where.offset = offset
	if len(parts) > 1 {
		if where.width, err = strconv.Atoi(parts[1]); err != nil || !digitsOnly(parts[1]) || where.width > widestNumber {
			return where, fault.On(dnsq.ErrSyntax, "the width of a $GENERATE modifier is a number up to "+strconv.Itoa(widestNumber), text)
		}
	}
	if len(parts) == 3 {
		if len(parts[2]) != 1 || strings.IndexByte("doxXnN", parts[2][0]) < 0 {
			return where, fault.On(dnsq.ErrSyntax, "invalid type "+parts[2], text)
		}
		where.base = parts[2][0]
	}
	return where, nil
}

func (p *pattern) fill(n int64) string {
	out := append(make([]byte, 0, 64), p.pieces[0]...)
	for i, where := range p.places {
		out = where.append(out, n)
		out = append(out, p.pieces[i+1]...)
	}
	return string(out)
}

// append writes a number: with zeros up to the width, which a sign counts to.
func (p place) append(dst []byte, n int64) []byte {
	n += p.offset
	base, upper := 10, false
	switch p.base {
	case 'o':
		base = 8
	case 'x', 'n':
		base = 16
	case 'X', 'N':
		base, upper = 16, true
	}
	if base == 16 && (p.base == 'n' || p.base == 'N') {
		return appendNibbles(dst, uint32(n), p.width, upper)
	}
	width := p.width
	if n < 0 {
		dst = append(dst, '-')
		n = -n
		width--
	}
	digits := strconv.FormatInt(n, base)
	if upper {
		digits = strings.ToUpper(digits)
	}
	for k := len(digits); k < width; k++ {
		dst = append(dst, '0')
	}
	return append(dst, digits...)
}

// appendNibbles writes hexadecimal digits from the last to the first, with dots
// between them, which count to the width.
func appendNibbles(dst []byte, n uint32, width int, upper bool) []byte {
	digits := "0123456789abcdef"
	if upper {
		digits = "0123456789ABCDEF"
	}
	for {
		dst = append(dst, digits[n&0xf])
		n >>= 4
		width--
		if n == 0 && width <= 0 {
			return dst
		}
		dst = append(dst, '.')
		if width--; n == 0 && width <= 0 {
			return dst
		}
	}
}
