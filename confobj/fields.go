package confobj

import (
	"reflect"
	"strings"
	"time"
)

// A field of a struct, as its tag names it.
type field struct {
	index     []int
	name      string
	omitEmpty bool
	comment   string
}

// fieldsOf lists the fields of a struct type that belong to a section. Those of
// an embedded struct without a tag are its own.
func fieldsOf(t reflect.Type) []field {
	var fields []field
	for i := range t.NumField() {
		f := t.Field(i)
		tag, tagged := f.Tag.Lookup("confobj")
		name, options, _ := strings.Cut(tag, ",")
		if tag == "-" || !f.IsExported() && !(f.Anonymous && !tagged) {
			continue
		}
		if f.Anonymous && name == "" && f.Type.Kind() == reflect.Struct {
			for _, inner := range fieldsOf(f.Type) {
				inner.index = append([]int{i}, inner.index...)
				fields = append(fields, inner)
			}
			continue
		}
		if !f.IsExported() {
			continue
		}
		if name == "" {
			name = strings.ToLower(f.Name)
		}
		fields = append(fields, field{[]int{i}, name, options == "omitempty", f.Tag.Get("comment")})
	}
	return fields
}

var durationType = reflect.TypeFor[time.Duration]()
