package confobj

import (
	"bytes"
	"maps"
	"math/big"
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

// own is a value as it is kept: nothing of it is shared with the caller, and a
// list of text is a []string. The error is an ErrType for what cannot be kept.
func own(value any, depth int) (any, error) {
	if depth > mostNested {
		return nil, failed(ErrType, "the value has lists within lists beyond %d, or holds itself", mostNested)
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
		list, err := ownAll(v, depth)
		return textsOf(list), err
	case Tuple:
		list, err := ownAll(v, depth)
		return Tuple(list), err
	case Set:
		list, err := ownAll(v, depth)
		return Set(list), err
	case Dict:
		dict := make(Dict, len(v))
		for i, p := range v {
			both, err := ownAll([]any{p.Key, p.Value}, depth)
			if err != nil {
				return nil, err
			}
			dict[i] = Pair{both[0], both[1]}
		}
		return dict, nil
	case map[string]any:
		dict := make(Dict, 0, len(v))
		for _, key := range slices.Sorted(maps.Keys(v)) {
			dict = append(dict, Pair{key, v[key]})
		}
		return own(dict, depth)
	}
	return nil, failed(ErrType, "a %T cannot be kept: expected text, a number, a truth value, nil, []byte, []string, []any, Tuple, Set, Dict, map[string]any or *Section", value)
}

func ownAll(list []any, depth int) ([]any, error) {
	kept := make([]any, len(list))
	for i, item := range list {
		var err error
		if kept[i], err = own(item, depth+1); err != nil {
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
