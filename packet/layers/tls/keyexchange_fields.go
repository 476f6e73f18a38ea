package tls

import (
	"crypto/rand"

	"github.com/pyops-go/pyops/packet"
)

var basisTypes = packet.NewEnum(map[uint64]string{0: "ec_basis_trinomial", 1: "ec_basis_pentanomial"})

// basisOf is which of two bases the type says.
func basisOf(h *packet.Header) int { return h.Num("basis_type") }

// inner is a layer inside a field that takes as many bytes as it needs.
type inner struct{ l packet.Layer }

func layer(name string, l packet.Layer) packet.Field { return packet.CustomField(name, nil, inner{l}) }

// Read takes what the layer needs: what is left behind it is its payload at first.
func (c inner) Read(_ *packet.Header, data []byte) (any, int, error) {
	p, err := packet.Dissect(c.l, data)
	if err != nil || len(p.Layers()) == 0 {
		return nil, 0, err
	}
	n := len(p.Layers()[0].Data())
	p, err = packet.Dissect(c.l, data[:n])
	return p, n, err
}

// Append writes a layer, a packet or bytes.
func (inner) Append(dst []byte, _ *packet.Header, v any) ([]byte, error) {
	if v == nil {
		return dst, nil
	}
	return packet.Stack(v).AppendBuild(dst, nil)
}

// Text is the layer.
func (inner) Text(_ *packet.Header, v any) string {
	if v == nil {
		return "None"
	}
	return packet.Stack(v).String()
}

// Command is the layer.
func (inner) Command(v any) string { return packet.Stack(v).Command() }

// Packets is what [packet.Packet.Show] shows inside.
func (inner) Packets(v any) []*packet.Packet {
	if v == nil {
		return nil
	}
	return []*packet.Packet{packet.Stack(v)}
}

// random32 is what a hello of TLS 1.3 has where its random bytes are unset.
func random32(*packet.Header) any {
	b := make([]byte, 32)
	_, _ = rand.Read(b) // it never fails
	return b
}

// retryRandom is what tells a retry from a hello: RFC 8446, 4.1.3.
func retryRandom(*packet.Header) any {
	return []byte("\xcf\x21\xad\x74\xe5\x9a\x61\x11\xbe\x1d\x8c\x02\x1e\x65\xb8\x91\xc2\xa2\x11\x16\x7a\xbb\x8c\x5e\x07\x9e\x09\xe2\xc8\xa8\x33\x9c")
}

// supplement is the kind of an entry of supplemental data.
func supplement(_ *packet.Header, data []byte) *packet.Proto {
	if len(data) >= 2 && data[0] == 0 && data[1] == 0 {
		return protoOf(SupDataEntryUM{})
	}
	return protoOf(SupDataEntry{})
}
