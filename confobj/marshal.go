package confobj

import (
	"encoding"
	"reflect"
	"slices"
	"strings"
	"time"
)

// Marshal makes a configuration of a struct, or a pointer to one, by the tags
// that [Unmarshal] reads by: structs and maps become sections, slices and arrays
// lists. A field with omitempty in its tag (`confobj:"port,omitempty"`) is left
// out when it is zero, a nil pointer always. A tag comment (`comment:"what it is
// for"`) stands above its key, a line for each of its lines. The error is an
// ErrType for a type that has no place in a file.
func Marshal(v any, opts *ConfigObjOptions) (*ConfigObj, error) {
	c, err := NewConfigObj(Dict{}, opts)
	if err != nil {
		return nil, err
	}
	from := reflect.ValueOf(v)
	for range mostNested {
		if from.Kind() == reflect.Pointer && !from.IsNil() {
			from = from.Elem()
		}
	}
	if from.Kind() != reflect.Struct {
		return nil, failed(ErrType, "Marshal wants a struct, not a %T", v)
	}
	if err := c.fromStruct(from, &copies{}); err != nil {
		return nil, err
	}
	return c, nil
}

func (s *Section) fromStruct(from reflect.Value, c *copies) error {
	for _, f := range fieldsOf(from.Type()) {
		value := from.FieldByIndex(f.index)
		if f.omitEmpty && value.IsZero() || isNil(value) {
			continue
		}
		if err := s.marshal(f.name, value, c); err != nil {
			return err
		}
		if f.comment != "" {
			s.find(f.name).annotate(strings.Split(f.comment, "\n"), "")
		}
	}
	return nil
}

func isNil(v reflect.Value) bool {
	return (v.Kind() == reflect.Pointer || v.Kind() == reflect.Interface) && v.IsNil()
}

// marshal sets one key.
func (s *Section) marshal(key string, value reflect.Value, c *copies) error {
	if s.depth >= mostNested {
		return failed(ErrType, "%s is nested too deeply", key)
	}
	if text, ok, err := asMarshaled(value); ok || err != nil {
		if err != nil {
			return err
		}
		return s.Set(key, text)
	}
	switch value.Kind() {
	case reflect.Pointer, reflect.Interface:
		if isNil(value) {
			return nil
		}
		if err := c.enter(key, value); err != nil {
			return err
		}
		defer c.leave()
		return s.marshal(key, value.Elem(), c)
	case reflect.Struct:
		s.put(key, s.below(key))
		return s.Sub(key).fromStruct(value, c)
	case reflect.Map:
		return s.fromMap(key, value, c)
	case reflect.Slice, reflect.Array:
		list := make([]any, value.Len())
		for i := range list {
			item, err := c.scalar(key, value.Index(i))
			if err != nil {
				return err
			}
			list[i] = item
		}
		return s.Set(key, list)
	}
	item, err := c.scalar(key, value)
	if err != nil {
		return err
	}
	return s.Set(key, item)
}

func (s *Section) fromMap(key string, value reflect.Value, c *copies) error {
	if value.Type().Key().Kind() != reflect.String {
		return failed(ErrType, "%s: a %s is no section: its keys are no text", key, value.Type())
	}
	if err := c.spendCopy(value, value.Len()); err != nil {
		return s.at(key, err)
	}
	s.put(key, s.below(key))
	below := s.Sub(key)
	keys := value.MapKeys()
	slices.SortFunc(keys, func(a, b reflect.Value) int { return strings.Compare(a.String(), b.String()) })
	for _, k := range keys {
		if err := below.marshal(k.String(), value.MapIndex(k), c); err != nil {
			return err
		}
	}
	return nil
}

// asMarshaled is the text of a value that knows it itself.
func asMarshaled(value reflect.Value) (text string, ok bool, err error) {
	if !value.CanInterface() || isNil(value) {
		return "", false, nil
	}
	if m, ok := value.Interface().(encoding.TextMarshaler); ok {
		raw, err := m.MarshalText()
		return string(raw), true, err
	}
	if value.Type() == durationType {
		return time.Duration(value.Int()).String(), true, nil
	}
	return "", false, nil
}

// scalar is a value that can stand in a list.
func (c *copies) scalar(key string, value reflect.Value) (any, error) {
	if text, ok, err := asMarshaled(value); ok || err != nil {
		return text, err
	}
	switch value.Kind() {
	case reflect.Interface, reflect.Pointer:
		if isNil(value) {
			return nil, nil
		}
		if err := c.enter(key, value); err != nil {
			return nil, err
		}
		defer c.leave()
		return c.scalar(key, value.Elem())
	case reflect.String:
		return value.String(), nil
	case reflect.Bool:
		return value.Bool(), nil
	case reflect.Float32, reflect.Float64:
		return value.Float(), nil
	}
	if n, ok := integer(value.Interface()); ok {
		return shrink(n), nil
	}
	return nil, failed(ErrType, "%s: a %s has no place in a configuration", key, value.Type())
}

// enter goes through a pointer or interface, which may lead to itself.
func (c *copies) enter(key string, value reflect.Value) error {
	if c.through++; c.through > 2*mostNested {
		return failed(ErrType, "%s is nested too deeply, or holds itself", key)
	}
	if value.Kind() != reflect.Pointer {
		return nil
	}
	items := 0
	if value.Elem().Kind() == reflect.Struct {
		items = value.Elem().NumField()
	}
	return c.spendCopy(value, items)
}

func (c *copies) leave() { c.through-- }
