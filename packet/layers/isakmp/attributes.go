package isakmp

import (
	"encoding/binary"
	"fmt"
	"math/bits"
	"strconv"
	"strings"

	"github.com/pyops-go/pyops/packet"
)

// attributeKinds are the attributes of a transform.
var attributeKinds = []struct {
	name   string
	number uint16
	values *packet.Enum
}{
	{"Encryption", 1, packet.NewEnum(map[uint64]string{1: "DES-CBC", 2: "IDEA-CBC", 3: "Blowfish-CBC", 4: "RC5-R16-B64-CBC", 5: "3DES-CBC", 6: "CAST-CBC", 7: "AES-CBC", 8: "CAMELLIA-CBC"})},
	{"Hash", 2, packet.NewEnum(map[uint64]string{1: "MD5", 2: "SHA", 3: "Tiger", 4: "SHA2-256", 5: "SHA2-384", 6: "SHA2-512"})},
	{"Authentication", 3, packet.NewEnum(map[uint64]string{1: "PSK", 2: "DSS", 3: "RSA Sig", 4: "RSA Encryption", 5: "RSA Encryption Revised", 6: "ElGamal Encryption", 7: "ElGamal Encryption Revised", 8: "ECDSA Sig", 64221: "HybridInitRSA", 64222: "HybridRespRSA", 64223: "HybridInitDSS", 64224: "HybridRespDSS", 65001: "XAUTHInitPreShared", 65002: "XAUTHRespPreShared", 65003: "XAUTHInitDSS", 65004: "XAUTHRespDSS", 65005: "XAUTHInitRSA", 65006: "XAUTHRespRSA", 65007: "XAUTHInitRSAEncryption", 65008: "XAUTHRespRSAEncryption", 65009: "XAUTHInitRSARevisedEncryption", 65010: "XAUTHRespRSARevisedEncryptio"})},
	{"GroupDesc", 4, packet.NewEnum(map[uint64]string{1: "768MODPgr", 2: "1024MODPgr", 3: "EC2Ngr155", 4: "EC2Ngr185", 5: "1536MODPgr", 14: "2048MODPgr", 15: "3072MODPgr", 16: "4096MODPgr", 17: "6144MODPgr", 18: "8192MODPgr"})},
	{"GroupType", 5, packet.NewEnum(map[uint64]string{1: "MODP", 2: "ECP", 3: "EC2N"})},
	{"GroupPrime", 6, nil},
	{"GroupGenerator1", 7, nil},
	{"GroupGenerator2", 8, nil},
	{"GroupCurveA", 9, nil},
	{"GroupCurveB", 10, nil},
	{"LifeType", 11, packet.NewEnum(map[uint64]string{1: "Seconds", 2: "Kilobytes"})},
	{"LifeDuration", 12, nil},
	{"PRF", 13, nil},
	{"KeyLength", 14, nil},
	{"FieldSize", 15, nil},
	{"GroupOrder", 16, nil},
}

// attributesCodec is the attributes of a transform: a []packet.Option of their names
// or numbers, with the names of their values, numbers, or bytes where a number has
// more than eight.
type attributesCodec struct{}

func (attributesCodec) Read(h *packet.Header, data []byte) (any, int, error) {
	n := min(max(h.Num("length")-8, 0), len(data))
	var list []packet.Option
	for b := data[:n]; len(b) >= 4; {
		kind, size := binary.BigEndian.Uint16(b), int(binary.BigEndian.Uint16(b[2:]))
		b = b[4:]
		o := packet.Option{Name: strconv.Itoa(int(kind & 0x7fff)), Value: size}
		if kind&0x8000 == 0 {
			size = min(size, len(b))
			o.Value = append([]byte(nil), b[:size]...)
			if size <= 8 {
				value := 0
				for _, c := range b[:size] {
					value = value<<8 | int(c)
				}
				o.Value = value
			}
			b = b[size:]
		}
		for _, k := range attributeKinds {
			if k.number == kind&0x7fff {
				o.Name = k.name
				if value, ok := packet.Uint(o.Value); ok {
					if s, ok := k.values.Name(value); ok {
						o.Value = s
					}
				}
			}
		}
		list = append(list, o)
	}
	return list, n, nil
}

func (attributesCodec) Append(dst []byte, _ *packet.Header, v any) ([]byte, error) {
	if v == nil {
		return dst, nil
	}
	list, ok := v.([]packet.Option)
	if !ok {
		return dst, &packet.Error{Kind: packet.ErrValue, Input: fmt.Sprint(v), Reason: "a []packet.Option was expected"}
	}
	for _, o := range list {
		kind, err := strconv.ParseUint(o.Name, 10, 15)
		value, isNumber := packet.Uint(o.Value)
		for _, k := range attributeKinds {
			if k.name == o.Name {
				kind, err = uint64(k.number), nil
				if s, ok := o.Value.(string); ok {
					value, isNumber = k.values.Value(s)
				}
			}
		}
		if err != nil {
			return dst, &packet.Error{Kind: packet.ErrValue, Input: o.Name, Reason: "the name of an attribute, or its number below 32768, was expected"}
		}
		raw, isBytes := o.Value.([]byte)
		switch {
		case isBytes && len(raw) <= 0xffff:
		case !isNumber:
			return dst, &packet.Error{Kind: packet.ErrValue, Path: o.Name, Input: fmt.Sprint(o.Value), Reason: "a number or the name of a value was expected"}
		case value <= 0xffff:
			dst = binary.BigEndian.AppendUint16(dst, uint16(kind)|0x8000)
			dst = binary.BigEndian.AppendUint16(dst, uint16(value))
			continue
		default:
			raw = binary.BigEndian.AppendUint64(nil, value)[bits.LeadingZeros64(value)/8:]
		}
		dst = binary.BigEndian.AppendUint16(dst, uint16(kind))
		dst = append(binary.BigEndian.AppendUint16(dst, uint16(len(raw))), raw...)
	}
	return dst, nil
}

func (c attributesCodec) Text(_ *packet.Header, v any) string { return c.Command(v) }

// Command is the attributes as Python's list of pairs.
func (attributesCodec) Command(v any) string {
	list, ok := v.([]packet.Option)
	if !ok {
		return "None"
	}
	parts := make([]string, len(list))
	for i, o := range list {
		parts[i] = o.String()
		if _, err := strconv.Atoi(o.Name); err == nil {
			parts[i] = strings.Replace(parts[i], "'"+o.Name+"'", o.Name, 1)
		}
	}
	return "[" + strings.Join(parts, ", ") + "]"
}
