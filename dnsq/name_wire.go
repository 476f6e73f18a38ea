package dnsq

// NameFromWire reads a name, compressed or not, that begins at an offset of a
// message. It returns the name and how many bytes it takes there. Errors are of
// the kind ErrFormError.
func NameFromWire(message []byte, offset int) (Name, int, error) {
	r := wireReader{msg: message, pos: offset, end: len(message)}
	if offset < 0 || offset > len(message) {
		return Empty, 0, fail(ErrFormError, "")
	}
	n, err := r.name()
	return n, r.pos - offset, err
}

// ToWire is the name's wire form. A relative name is completed by origin; errors:
// ErrNeedAbsoluteNameOrOrigin, ErrNameTooLong.
func (n Name) ToWire(origin *Name) ([]byte, error) {
	full, err := n.complete(origin)
	return []byte(full.wire), err
}

// ToDigestable is the wire form in lower case, as DNSSEC hashes it.
func (n Name) ToDigestable(origin *Name) ([]byte, error) {
	full, err := n.complete(origin)
	return []byte(lowered(full.wire)), err
}

func (n Name) complete(origin *Name) (Name, error) {
	if n.absolute {
		return n, nil
	}
	if origin == nil || !origin.absolute {
		return Empty, failOn(ErrNeedAbsoluteNameOrOrigin, "", n.String())
	}
	return n.Concatenate(*origin)
}

// name reads a name at the reader's place, and follows its pointers. Each must
// point before the piece that holds it, so that no message can make a loop.
func (r *wireReader) name() (Name, error) {
	// Without pointers the name is a piece of the message.
	msg, i := r.msg, r.pos
	for i < r.end {
		c := int(msg[i])
		if c == 0 {
			if i+1-r.pos > maxName {
				return Empty, fail(ErrNameTooLong, "")
			}
			n := Name{string(msg[r.pos : i+1]), true}
			r.pos = i + 1
			return n, nil
		}
		if c > maxLabel {
			break
		}
		i += 1 + c
	}
	return r.compressedName()
}

func (r *wireReader) compressedName() (Name, error) {
	var buf [maxName + 1 + maxLabel]byte
	wire := buf[:0]
	pos, end, lowest, jumped := r.pos, r.end, r.pos, false
	for {
		if pos >= end {
			return Empty, fail(ErrFormError, "")
		}
		c := int(r.msg[pos])
		pos++
		switch {
		case c == 0:
			if !jumped {
				r.pos = pos
			}
			return Name{string(append(wire, 0)), true}, nil
		case c <= maxLabel:
			if pos+c > end {
				return Empty, fail(ErrFormError, "")
			}
			if len(wire)+1+c+1 > maxName {
				return Empty, fail(ErrNameTooLong, "")
			}
			wire = append(wire, r.msg[pos-1:pos+c]...)
			pos += c
		case c >= 0xc0:
			if pos >= end {
				return Empty, fail(ErrFormError, "")
			}
			to := (c&0x3f)<<8 | int(r.msg[pos])
			pos++
			if to >= lowest {
				return Empty, fail(ErrBadPointer, "")
			}
			if !jumped {
				r.pos, jumped = pos, true
			}
			pos, lowest, end = to, to, len(r.msg)
		default:
			return Empty, fail(ErrBadLabelType, "")
		}
	}
}
