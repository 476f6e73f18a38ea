package email

import "slices"

// displayMeaning is a name with its quotes, where it has or needs any.
func (t *token) displayMeaning() ([]rune, error) {
	quote := len(t.defects) > 0 || t.find(tQuoted) != nil
	if len(t.parts) == 0 || !quote {
		return meanings(t.parts)
	}
	first, last := t.parts[0], t.parts[len(t.parts)-1]
	before, err := first.hasComments(0)
	if err != nil {
		return nil, err
	}
	after, err := last.hasComments(len(last.parts) - 1)
	if err != nil {
		return nil, err
	}
	name, err := t.bareName()
	if err != nil {
		return nil, err
	}
	var b []rune
	if before {
		b = append(b, ' ')
	}
	b = quoteRunes(b, name)
	if after {
		b = append(b, ' ')
	}
	return b, nil
}

// hasComments reports whether a token is blanks and comments, or has some as the
// part of a number.
func (t *token) hasComments(i int) (bool, error) {
	if t.kind == tComments {
		return true, nil
	}
	if t.leaf() {
		if len(t.text) == 0 {
			return false, errNoSense
		}
		return false, errNoSense
	}
	if i < 0 || i >= len(t.parts) {
		return false, errNoSense
	}
	return t.parts[i].kind == tComments, nil
}

// bareName is a name without the blanks and comments around it.
func (t *token) bareName() ([]rune, error) {
	parts := slices.Clone(t.parts)
	if len(parts) == 0 {
		return nil, nil
	}
	if parts[0].kind == tComments {
		parts = parts[1:]
	} else if has, err := parts[0].hasComments(0); err != nil {
		return nil, err
	} else if has {
		parts[0] = &token{kind: tList, parts: parts[0].parts[1:]}
	}
	if len(parts) == 0 {
		return nil, errNoSense
	}
	last := len(parts) - 1
	if parts[last].kind == tComments {
		parts = parts[:last]
	} else if has, err := parts[last].hasComments(len(parts[last].parts) - 1); err != nil {
		return nil, err
	} else if has {
		parts[last] = &token{kind: tList, parts: parts[last].parts[:len(parts[last].parts)-1]}
	}
	return meanings(parts)
}

// localName is what stands before the "@", without the blanks around its words.
func (t *token) localName() ([]rune, error) {
	var words []*token
	dot := leaf(tDot, '.')
	last, lastList := dot, false
	if t.parts[0].leaf() {
		return nil, errNoSense
	}
	for _, p := range append(slices.Clone(t.parts[0].parts), dot) {
		if p.kind == tComments {
			continue
		}
		if lastList && p.kind == tDot {
			if len(last.parts) == 0 {
				return nil, errNoSense
			}
			if last.parts[len(last.parts)-1].kind == tComments {
				words[len(words)-1] = &token{kind: tList, parts: last.parts[:len(last.parts)-1]}
			}
		}
		list := !p.leaf()
		if list && last.kind == tDot {
			if len(p.parts) == 0 {
				return nil, errNoSense
			}
			if p.parts[0].kind == tComments {
				p = &token{kind: tList, parts: p.parts[1:]}
			}
		}
		words = append(words, p)
		last, lastList = p, list
	}
	return meanings(words[:len(words)-1])
}

// mailboxOf takes a mailbox apart: name, what stands before the "@", and after it.
func mailboxOf(box *token) (name, local, domain []rune, err error) {
	if box.kind == tBadMailbox {
		return nil, nil, nil, nil
	}
	spec := box.parts[0]
	switch spec.kind {
	case tNameAddr:
		if len(spec.parts) > 1 {
			if name, err = spec.parts[0].bareName(); err != nil {
				return nil, nil, nil, err
			}
		}
		spec = spec.parts[len(spec.parts)-1].find(tAddrSpec)
	}
	if spec == nil {
		return name, nil, nil, nil
	}
	if local, err = spec.parts[0].localName(); err != nil {
		return nil, nil, nil, err
	}
	if len(spec.parts) < 3 {
		return name, local, nil, nil
	}
	d, err := meanings(spec.parts[len(spec.parts)-1].parts)
	return name, local, withoutSpace(d), err
}
