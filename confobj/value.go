package confobj

import (
	"bytes"
	"maps"
	"math/big"
	"reflect"
	"slices"
)

// A Pair is one item of a dictionary.
type Pair struct{ Key, Value any }

// A Dict is a Python dictionary, in its own order. [Section.Set] and
// [NewConfigObj] make a section of one whose keys are strings.
type Dict []Pair

// A Tuple is a Python tuple. A list is a []string when all its items are text,
// and else a []any.
type Tuple []any

// A Set is a Python set, in the order in which it was written.
type Set []any

// What one call copies a second time, and more often, is bounded: a list that holds
// the same list twice, which holds the same list twice, and so on, doubles with each
// level. A default that each of many hosts shares is within the bounds.
const (
	mostCopies = 1 << 16 // items
	moreCopies = 64      // for each item that is copied once
)

// copies are the lists, dictionaries and pointers that a call has copied, and how
// many items it has copied again. What is not shared costs nothing.
type copies struct {
	seen    map[uintptr]reflect.Value // kept, so that nothing else comes to lie where one was
	once    int                       // items copied for the first time
	again   int
	through int // pointers and interfaces, within one another
}

// spendCopy takes note of a list, dictionary or pointer that so many items are about
// to be copied of.
func (c *copies) spendCopy(value reflect.Value, items int) error {
	at := value.Pointer()
	if _, again := c.seen[at]; !again {
		if c.seen == nil {
			c.seen = map[uintptr]reflect.Value{}
		}
		c.seen[at] = value
		c.once += 1 + items
		return nil
	}
	if c.again += 1 + items; c.tooMany() {
		return failed(ErrType, "the value holds the same lists or sections so often that more than %d items would be copied again", c.again)
	}
	return nil
}

// budgetFor is that of a call that copies the items of a dictionary.
func budgetFor(from any) *budget {
	b := &budget{}
	if v := reflect.ValueOf(from); v.Kind() == reflect.Map || v.Kind() == reflect.Slice {
		b.once = v.Len()
	}
	return b
}

func (c *copies) tooMany() bool { return c.again > mostCopies+moreCopies*c.once }

// own is a value as it is kept: nothing of it is shared with the caller, and a
// list of text is a []string. The error is an ErrType for what cannot be kept.
func (c *copies) own(value any, depth int) (any, error) {
	if depth > mostNested {
		return nil, failed(ErrType, "the value has lists within lists beyond %d, or holds itself", mostNested)
	}
	if v := reflect.ValueOf(value); depth > 0 && v.IsValid() && (v.Kind() == reflect.Slice || v.Kind() == reflect.Map) {
		if err := c.spendCopy(v, v.Len()); err != nil {
			return nil, err
		}
	}
	switch v := value.(type) {
	case nil, string, bool, int, int8, int16, int32, int64, uint, uint8, uint16, uint32, uint64, float32, float64, complex128:
		return v, nil
	case *big.Int:
		if v != nil {
			return new(big.Int).Set(v), nil
		}
	case []byte:
		return append([]byte{}, v...), nil
	case []string:
		return append([]string{}, v...), nil
	case []any:
		list, err := c.ownAll(v, depth)
		return textsOf(list), err
	case Tuple:
		list, err := c.ownAll(v, depth)
		return Tuple(list), err
	case Set:
		list, err := c.ownAll(v, depth)
		return Set(list), err
	case Dict:
		return c.ownPairs(v, depth)
	case map[string]any:
		pairs := make(Dict, 0, len(v))
		for _, key := range slices.Sorted(maps.Keys(v)) {
			pairs = append(pairs, Pair{key, v[key]})
		}
		return c.ownPairs(pairs, depth)
	}
	return nil, failed(ErrType, "a %T cannot be kept: expected text, a number, a truth value, nil, []byte, []string, []any, Tuple, Set, Dict, map[string]any or *Section", value)
}

func (c *copies) ownPairs(pairs Dict, depth int) (any, error) {
	kept := make(Dict, len(pairs))
	for i, p := range pairs {
		both, err := c.ownAll([]any{p.Key, p.Value}, depth)
		if err != nil {
			return nil, err
		}
		kept[i] = Pair{both[0], both[1]}
	}
	return kept, nil
}

func (c *copies) ownAll(list []any, depth int) ([]any, error) {
	kept := make([]any, len(list))
	for i, item := range list {
		var err error
		if kept[i], err = c.own(item, depth+1); err != nil {
			return nil, err
		}
	}
	return kept, nil
}

// textsOf is a list, as a []string if all of it is text.
func textsOf(list []any) any {
	texts := make([]string, len(list))
	for i, item := range list {
		text, ok := item.(string)
		if !ok {
			return list
		}
		texts[i] = text
	}
	return texts
}

// cloned is a kept value that may be given away.
func cloned(value any) any {
	switch v := value.(type) {
	case []string:
		return slices.Clone(v)
	case []any:
		return clonedAll(v)
	case Tuple:
		return Tuple(clonedAll(v))
	case Set:
		return Set(clonedAll(v))
	case Dict:
		dict := make(Dict, len(v))
		for i, p := range v {
			dict[i] = Pair{cloned(p.Key), cloned(p.Value)}
		}
		return dict
	case []byte:
		return bytes.Clone(v)
	case *big.Int:
		return new(big.Int).Set(v)
	}
	return value
}

func clonedAll(list []any) []any {
	out := make([]any, len(list))
	for i, item := range list {
		out[i] = cloned(item)
	}
	return out
}

// asList is a list or tuple, item by item.
func asList(value any) ([]any, bool) {
	switch v := value.(type) {
	case []any:
		return slices.Clone(v), true
	case Tuple:
		return slices.Clone([]any(v)), true
	case []string:
		list := make([]any, len(v))
		for i, item := range v {
			list[i] = item
		}
		return list, true
	}
	return nil, false
}
