// Package value has the values of playbooks: what YAML holds, what templates make,
// what modules return.
//
// They are nil, bool, int, float64, string, []any, *Dict, and [Text], which is a
// string of a file that may still be a template. A string is final: nothing that a
// managed host said is ever taken for a template.
package value

import (
	"fmt"
	"iter"
	"slices"
)

// A Pos is a place in a file; lines and columns count from 1.
type Pos struct {
	File      string
	Line, Col int
}

// String is "file:line:column".
func (p Pos) String() string {
	switch {
	case p.File == "":
		return "here"
	case p.Line == 0:
		return p.File
	case p.Col == 0:
		return fmt.Sprintf("%s:%d", p.File, p.Line)
	}
	return fmt.Sprintf("%s:%d:%d", p.File, p.Line, p.Col)
}

// A Text is a string of a file, not yet evaluated.
type Text struct {
	S   string
	Pos Pos
}

// A Dict is a dictionary that keeps the order of its keys. A nil Dict may be read.
type Dict struct {
	keys []string
	m    map[string]any
}

// NewDict makes a dictionary of keys and values in turn.
func NewDict(pairs ...any) *Dict {
	d := &Dict{m: map[string]any{}}
	for i := 0; i+1 < len(pairs); i += 2 {
		d.Set(Str(pairs[i]), pairs[i+1])
	}
	return d
}

// Get returns the value of a key.
func (d *Dict) Get(key string) (any, bool) {
	if d == nil {
		return nil, false
	}
	v, ok := d.m[key]
	return v, ok
}

// Value is the value of a key, or nil.
func (d *Dict) Value(key string) any {
	v, _ := d.Get(key)
	return v
}

// Has reports whether a key is there.
func (d *Dict) Has(key string) bool {
	_, ok := d.Get(key)
	return ok
}

// Set sets a key; a new one comes last.
func (d *Dict) Set(key string, v any) {
	if d.m == nil {
		d.m = map[string]any{}
	}
	if _, ok := d.m[key]; !ok {
		d.keys = append(d.keys, key)
	}
	d.m[key] = v
}

// Delete removes a key.
func (d *Dict) Delete(key string) {
	if d.Has(key) {
		delete(d.m, key)
		d.keys = slices.DeleteFunc(d.keys, func(k string) bool { return k == key })
	}
}

// Keys are the keys in their order; the caller may change the slice.
func (d *Dict) Keys() []string {
	if d == nil {
		return nil
	}
	return slices.Clone(d.keys)
}

// Len is how many keys there are.
func (d *Dict) Len() int {
	if d == nil {
		return 0
	}
	return len(d.keys)
}

// All yields keys and values in their order.
func (d *Dict) All() iter.Seq2[string, any] {
	return func(yield func(string, any) bool) {
		if d == nil {
			return
		}
		for _, k := range d.keys {
			if !yield(k, d.m[k]) {
				return
			}
		}
	}
}

// Clone is a copy that shares the values.
func (d *Dict) Clone() *Dict {
	c := NewDict()
	c.Update(d)
	return c
}

// Update sets all keys of another dictionary.
func (d *Dict) Update(other *Dict) {
	for k, v := range other.All() {
		d.Set(k, v)
	}
}
