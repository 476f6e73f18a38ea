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
			r.names.put(r.pos, i, n)
			r.pos = i + 1
			return n, nil
		}
		if c >= 0xc0 && i == r.pos && i+1 < r.end {
			if n, ok := r.names.at((c&0x3f)<<8 | int(msg[i+1])); ok {
				r.pos = i + 2
				return n, nil
			}
		}
		if c > maxLabel {
			break
		}
		i += 1 + c
	}
	return r.compressedName()
}

// A nameCache remembers the last names read from a message, so that those that
// point at them, or into them, share their bytes.
type nameCache struct {
	known [8]knownName
	used  int
}

// A knownName stands in the message from start on, up to end without a pointer.
type knownName struct {
	start, end int
	name       Name
}

func (k *nameCache) put(start, end int, n Name) {
	if k != nil && start < end {
		k.known[k.used%len(k.known)] = knownName{start, end, n}
		k.used++
	}
}

// at is the name that an offset begins, if it is known.
func (k *nameCache) at(offset int) (Name, bool) {
	if k == nil {
		return Empty, false
	}
	for i := range min(k.used, len(k.known)) {
		n := &k.known[i]
		if offset < n.start || offset >= n.end {
			continue
		}
		skip := offset - n.start
		for at := 0; at <= skip; at += 1 + int(n.name.wire[at]) {
			if at == skip {
				return Name{n.name.wire[skip:], true}, true
			}
		}
	}
	return Empty, false
}

// maxJumps is how many pointers a name may go through: as many as there can be
// labels. A message full of pointers to pointers would keep a reader busy.
const maxJumps = 127

func (r *wireReader) compressedName() (Name, error) {
	start := r.pos
	var buf [maxName + 1 + maxLabel]byte
	wire := buf[:0]
	pos, end, lowest, jumps, first := r.pos, r.end, r.pos, 0, r.pos
	for {
		if pos >= end {
			return Empty, fail(ErrFormError, "")
		}
		c := int(r.msg[pos])
		pos++
		switch {
		case c == 0:
			if jumps == 0 {
				r.pos = pos
			}
			n := Name{string(append(wire, 0)), true}
			r.names.put(start, first, n)
			return n, nil
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
			if jumps == 0 {
				r.pos, first = pos, pos-2
			}
			if jumps++; jumps > maxJumps {
				return Empty, fail(ErrBadPointer, "more compression pointers than a name can have labels")
			}
			pos, lowest, end = to, to, len(r.msg)
		default:
			return Empty, fail(ErrBadLabelType, "")
		}
	}
}
