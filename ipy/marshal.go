package ipy

import "math/big"

// MarshalText writes what [IP.String] does, and nothing for the zero IP.
func (ip IP) MarshalText() ([]byte, error) { return ip.AppendText(nil) }

// AppendText implements [encoding.TextAppender]; see [IP.MarshalText].
func (ip IP) AppendText(b []byte) ([]byte, error) {
	if !ip.IsValid() {
		return b, nil
	}
	return ip.AppendTo(b), nil
}

// UnmarshalText reads what [Parse] does, and the zero IP from empty text. It
// makes an IP usable in JSON, flags and configuration files.
func (ip *IP) UnmarshalText(text []byte) error {
	if ip == nil {
		return nowhere("IP")
	}
	if len(text) == 0 {
		*ip = IP{}
		return nil
	}
	parsed, err := Parse(string(text))
	if err != nil {
		return err
	}
	*ip = parsed
	return nil
}

// MarshalBinary writes 4 or 16 bytes of address, in network order, and one of
// prefix length; nothing for the zero IP.
func (ip IP) MarshalBinary() ([]byte, error) {
	if !ip.IsValid() {
		return nil, nil
	}
	raw := ip.addr.bytes()
	return append(raw[16-ip.width()/8:len(raw):len(raw)], ip.bits), nil
}

// UnmarshalBinary reads what MarshalBinary writes. The error is an [*Error].
func (ip *IP) UnmarshalBinary(data []byte) error {
	if ip == nil {
		return nowhere("IP")
	}
	var version int
	switch len(data) {
	case 0:
		*ip = IP{}
		return nil
	case 5:
		version = 4
	case 17:
		version = 6
	default:
		return &Error{Kind: ErrValue, Input: string(data), Reason: "a binary IP has 0, 5 or 17 bytes"}
	}
	var raw [16]byte
	copy(raw[17-len(data):], data[:len(data)-1])
	read := single(fromBytes(raw), version)
	bits := int(data[len(data)-1])
	if bits > read.width() || !read.addr.and(ones(read.width()-bits)).isZero() {
		return invalidPrefix(read, big.NewInt(int64(bits)))
	}
	read.bits = uint8(bits)
	*ip = read
	return nil
}
