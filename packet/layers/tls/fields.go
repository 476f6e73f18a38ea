package tls

import (
	"crypto/rand"
	"encoding/binary"
	"fmt"
	"math"
	"strings"
	"time"

	"github.com/pyops-go/pyops/internal/pytext"
	"github.com/pyops-go/pyops/packet"
)

var (
	certificateTypes = packet.NewEnum(map[uint64]string{
		1: "rsa_sign", 2: "dss_sign", 3: "rsa_fixed_dh", 4: "dss_fixed_dh", 5: "rsa_ephemeral_dh_RESERVED", 6: "dss_ephemeral_dh_RESERVED",
		20: "fortezza_dms_RESERVED", 64: "ecdsa_sign", 65: "rsa_fixed_ecdh", 66: "ecdsa_fixed_ecdh",
	})
	clientCertificateTypes = packet.NewEnum(map[uint64]string{0: "X.509", 1: "OpenPGP"})

	pointFormats  = packet.NewEnum(map[uint64]string{0: "uncompressed", 1: "ansiX962_compressed_prime", 2: "ansiX962_compressed_char2"})
	exchangeModes = packet.NewEnum(map[uint64]string{0: "psk_ke", 1: "psk_dhe_ke"})
)

// random is what a hello has where its random bytes are unset.
func random(*packet.Header) any {
	b := make([]byte, 28)
	_, _ = rand.Read(b) // it never fails
	return b
}

// algorithms is a list of signature algorithms.
func algorithms(def []any) packet.Field {
	return packet.FieldListField("sig_algs", packet.ShortEnumField("", 0, signatureAlgorithms), packet.LengthIn("sig_algs_len")).WithDefault(def)
}

func short(what string, want, got int) error {
	return &packet.Error{Kind: packet.ErrTooShort, Reason: fmt.Sprintf("%d bytes of %s were expected, there are %d", want, what, got)}
}

func wrong(v any, want string) error {
	return &packet.Error{Kind: packet.ErrValue, Input: fmt.Sprintf("%.40v", v), Reason: want + " was expected"}
}

// unixTime is a time of four bytes, in seconds since 1970. It is zero where it is unset.
type unixTime struct{}

// Read takes four bytes.
func (unixTime) Read(_ *packet.Header, data []byte) (any, int, error) {
	if len(data) < 4 {
		return nil, 0, short("a time", 4, len(data))
	}
	seconds := binary.BigEndian.Uint32(data)
	if n := int(seconds); n >= 0 {
		return n, 4, nil
	}
	return uint64(seconds), 4, nil // an int of 32 bits has no room for times after 2038
}

// Append writes them.
func (unixTime) Append(dst []byte, _ *packet.Header, v any) ([]byte, error) {
	n, ok := packet.Uint(v)
	if t, isTime := v.(time.Time); isTime {
		n, ok = uint64(t.Unix()), true
	}
	if v != nil && (!ok || n > math.MaxUint32) {
		return dst, wrong(v, "a time.Time or seconds since 1970, up to 32 bits,")
	}
	return binary.BigEndian.AppendUint32(dst, uint32(n)), nil
}

// Text is the time of day and the number.
func (unixTime) Text(_ *packet.Header, v any) string {
	n, _ := packet.Uint(v)
	if t, isTime := v.(time.Time); isTime {
		n = uint64(t.Unix())
	}
	return fmt.Sprintf("%s (%d)", time.Unix(int64(n), 0).UTC().Format("Mon, 02 Jan 2006 15:04:05 +0000"), n)
}

// Command is the number.
func (unixTime) Command(v any) string {
	n, _ := packet.Uint(v)
	return fmt.Sprint(n)
}

// methods is a list of compression methods, one byte each: as many as the field
// before says, or one in a server's hello.
type methods struct{}

// Read takes them.
func (methods) Read(h *packet.Header, data []byte) (any, int, error) {
	n := 1
	if _, err := h.Get("complen"); err == nil {
		n = min(h.Num("complen"), len(data))
	}
	if len(data) < n {
		return nil, 0, short("compression methods", n, len(data))
	}
	list := make([]any, n)
	for i := range list {
		list[i] = int(data[i])
	}
	return list, n, nil
}

// Append writes them.
func (methods) Append(dst []byte, _ *packet.Header, v any) ([]byte, error) {
	list, ok := v.([]any)
	if !ok && v != nil {
		list = []any{v}
	}
	for _, x := range list {
		n, ok := packet.Uint(x)
		if !ok || n > math.MaxUint8 {
			return dst, wrong(x, "a compression method of one byte")
		}
		dst = append(dst, byte(n))
	}
	return dst, nil
}

var compressions = packet.NewEnum(map[uint64]string{0: "null", 1: "deflate"})

// Text has a single one without brackets.
func (methods) Text(_ *packet.Header, v any) string {
	list, ok := v.([]any)
	if !ok {
		return fmt.Sprint(v)
	}
	parts := make([]string, len(list))
	for i, x := range list {
		n, _ := packet.Uint(x)
		name, known := compressions.Name(n)
		if !known {
			name = fmt.Sprint(n)
		}
		parts[i] = name
	}
	if len(parts) == 1 {
		return parts[0]
	}
	return "[" + strings.Join(parts, ", ") + "]"
}

// Command is Python's list.
func (methods) Command(v any) string {
	list, _ := v.([]any)
	parts := make([]string, len(list))
	for i, x := range list {
		parts[i] = fmt.Sprint(x)
	}
	return "[" + strings.Join(parts, ", ") + "]"
}

// certificates is a chain, each certificate after three bytes of length: a []any of
// []byte.
type certificates struct{}

// Read takes the chain.
func (certificates) Read(h *packet.Header, data []byte) (any, int, error) {
	n := min(h.Num("certslen"), len(data))
	list, rest := []any{}, data[:n]
	for len(rest) > 0 {
		if len(rest) < 3 {
			return nil, 0, short("a certificate's length", 3, len(rest))
		}
		k := int(rest[0])<<16 | int(rest[1])<<8 | int(rest[2])
		if len(rest)-3 < k {
			return nil, 0, short("a certificate", k, len(rest)-3)
		}
		list = append(list, rest[3:3+k:3+k])
		rest = rest[3+k:]
	}
	return list, n, nil
}

// Append writes it.
func (certificates) Append(dst []byte, _ *packet.Header, v any) ([]byte, error) {
	list, ok := v.([]any)
	if b, single := packet.Bytes(v); single {
		list, ok = []any{b}, true
	}
	if !ok && v != nil {
		return dst, wrong(v, "a []any of []byte")
	}
	for _, x := range list {
		b, ok := packet.Bytes(x)
		if !ok || len(b)>>24 != 0 {
			return dst, wrong(x, "a certificate as bytes, fewer than 16 MiB,")
		}
		dst = append(dst, byte(len(b)>>16), byte(len(b)>>8), byte(len(b)))
		dst = append(dst, b...)
	}
	return dst, nil
}

// Text has the lengths: what is in a certificate is for crypto/x509 to tell.
func (certificates) Text(_ *packet.Header, v any) string {
	list, _ := v.([]any)
	parts := make([]string, len(list))
	for i, x := range list {
		b, _ := packet.Bytes(x)
		parts[i] = fmt.Sprintf("(%d, [X.509 Cert.])", len(b))
	}
	return "[" + strings.Join(parts, ", ") + "]"
}

// Command has the bytes.
func (certificates) Command(v any) string {
	list, _ := v.([]any)
	parts := make([]string, len(list))
	for i, x := range list {
		b, _ := packet.Bytes(x)
		parts[i] = pytext.ReprBytes(b)
	}
	return "[" + strings.Join(parts, ", ") + "]"
}

// names is a list of layers that are shown by one of their fields alone.
type names struct {
	length string // the field before that holds their length
	field  string // what is shown
	item   func() packet.Layer
	prefix int // bytes before the length of a name
	size   int // bytes of the length
}

var (
	serverNames = names{"servernameslen", "servername", func() packet.Layer { return ServerName{} }, 1, 2}
	protocols   = names{"", "protocol", func() packet.Layer { return ProtocolName{} }, 0, 1}
)

// Read takes the list.
func (c names) Read(h *packet.Header, data []byte) (any, int, error) {
	length := c.length
	if length == "" {
		length = "protocolslen"
		if _, err := h.Get(length); err != nil {
			length = "len" // the older extension has no length of its own
		}
	}
	n := min(h.Num(length), len(data))
	list, rest := []packet.Layer{}, data[:n]
	item := packet.NewDissector(c.item(), &packet.DissectorOptions{NoCopy: true})
	for len(rest) > 0 {
		if len(rest) < c.prefix+c.size {
			return nil, 0, short("a name's length", c.prefix+c.size, len(rest))
		}
		k := c.prefix + c.size + number(rest[c.prefix:c.prefix+c.size])
		if len(rest) < k {
			return nil, 0, short("a name", k, len(rest))
		}
		l, err := item.DissectLayer(rest[:k])
		if err != nil || len(l.Data()) != k {
			return nil, 0, short("a name", k, len(rest))
		}
		list = append(list, l)
		rest = rest[k:]
	}
	return list, n, nil
}

func number(b []byte) int {
	n := 0
	for _, c := range b {
		n = n<<8 | int(c)
	}
	return n
}

// Append writes it.
func (c names) Append(dst []byte, _ *packet.Header, v any) ([]byte, error) {
	list, ok := v.([]packet.Layer)
	if !ok && v != nil {
		return dst, wrong(v, "a []packet.Layer of "+protoOf(c.item()).Name())
	}
	for _, l := range list {
		b, err := packet.Stack(l).Build()
		if err != nil {
			return dst, err
		}
		dst = append(dst, b...)
	}
	return dst, nil
}

// Text is the names.
func (c names) Text(_ *packet.Header, v any) string {
	list, _ := v.([]packet.Layer)
	parts := make([]string, len(list))
	for i, l := range list {
		x, _ := packet.Stack(l).Get(c.field)
		b, _ := packet.Bytes(x)
		parts[i] = pytext.ReprBytes(b)
	}
	return "[" + strings.Join(parts, ", ") + "]"
}

// Command is the layers.
func (names) Command(v any) string {
	list, _ := v.([]packet.Layer)
	parts := make([]string, len(list))
	for i, l := range list {
		parts[i] = packet.Stack(l).Command()
	}
	return "[" + strings.Join(parts, ",") + "]"
}

// serverParams is the server's part of a key, told by its form: which it has follows
// from a message before. It is a *packet.Packet.
type serverParams struct{}

// Read takes a key and leaves the signature; what is no key is Raw, to the end.
func (serverParams) Read(_ *packet.Header, data []byte) (any, int, error) {
	first, n := packet.Layer(packet.Raw{}), len(data)
	if k := ecdhLength(data); k > 0 {
		first, n = ServerECDHNamedCurveParams{}, k
	} else if k := dhLength(data); k > 0 {
		first, n = ServerDHParams{}, k
	}
	p, err := packet.Dissect(first, data[:n])
	return p, n, err
}

// Append writes a layer, a packet or bytes.
func (serverParams) Append(dst []byte, _ *packet.Header, v any) ([]byte, error) {
	if v == nil {
		return dst, nil
	}
	return packet.Stack(v).AppendBuild(dst, nil)
}

// Text is the layer.
func (serverParams) Text(_ *packet.Header, v any) string {
	if v == nil {
		return "None"
	}
	return packet.Stack(v).String()
}

// Command is the layer.
func (serverParams) Command(v any) string { return packet.Stack(v).Command() }

// Packets is what [packet.Packet.Show] shows inside.
func (serverParams) Packets(v any) []*packet.Packet {
	if v == nil {
		return nil
	}
	return []*packet.Packet{packet.Stack(v)}
}

// ecdhLength is how long a key on a named curve is, 0 if it is none.
func ecdhLength(data []byte) int {
	if len(data) < 4 || data[0] != 3 || len(data) < 4+int(data[3]) || data[3] == 0 {
		return 0
	}
	return 4 + int(data[3])
}

// dhLength is how long a key in a field is, 0 if it is none.
func dhLength(data []byte) int {
	at := 0
	for range 3 {
		if len(data) < at+2 {
			return 0
		}
		n := int(binary.BigEndian.Uint16(data[at:]))
		if at += 2 + n; n == 0 || len(data) < at {
			return 0
		}
	}
	return at
}

// signature is a signature, where the bytes are one.
func signature(_ *packet.Header, data []byte) *packet.Proto {
	if len(data) >= 4 && len(data) == 4+int(binary.BigEndian.Uint16(data[2:])) {
		return protoOf(TLSSignature{})
	}
	return nil
}

// kindOf is the kind of all layers of a list.
func kindOf(l packet.Layer) func(*packet.Header, []byte) *packet.Proto {
	return func(*packet.Header, []byte) *packet.Proto { return protoOf(l) }
}
