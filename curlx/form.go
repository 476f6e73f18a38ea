package curlx

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
)

// A FormField is a field of HTTPPOST: a name and a value,
//
//	curlx.FormField{Name: "user", Value: "ann"}
//
// or what pycurl has in a tuple,
//
//	curlx.FormField{Name: "photo", With: []curlx.FormValue{
//		{curlx.FORM_FILE, "/tmp/me.png"}, {curlx.FORM_CONTENTTYPE, "image/png"}}}
//
// FORM_FILE may come several times: each file may have a FORM_CONTENTTYPE and a
// FORM_FILENAME after it. A [CurlMime] can do more.
type FormField struct {
	Name  string
	Value string      // the contents, where With is empty
	With  []FormValue // pairs of pycurl's tuple
}

// A FormValue is a pair of a [FormField].
type FormValue struct {
	Option FormOption
	Value  string
}

// cloneFields copies fields: the caller's may change.
func cloneFields(list []FormField) []FormField {
	out := slices.Clone(list)
	for i := range out {
		out[i].With = slices.Clone(out[i].With)
	}
	return out
}

// formMime is a form of fields as a CurlMime. It fails as pycurl's setopt does: with
// error 2 for contents given twice, and 5 for a field without contents.
func formMime(fields []FormField) (*CurlMime, error) {
	m := NewCurlMime()
	for _, f := range fields {
		parts, err := f.parts()
		if err != nil {
			return nil, inField(f.Name, err)
		}
		if len(parts) == 1 {
			if err := parts[0].Name(f.Name); err != nil {
				return nil, err
			}
			m.parts = append(m.parts, parts[0])
			continue
		}
		group := m.AddPart()
		if err := group.Name(f.Name); err != nil {
			return nil, err
		}
		sub := NewCurlMime()
		sub.parts = parts
		if err := group.Subparts(sub); err != nil {
			return nil, err
		}
	}
	return m, nil
}

// inField says which field an error is of.
func inField(name string, err error) error {
	var e *Error
	if !errors.As(err, &e) {
		return err
	}
	return fail(e.Code, "%s", e.Reason).because(fmt.Errorf("field %q: %w", name, e.Err))
}

var errFormTwice = errors.New("something was given twice, or contents beside a file")

// parts are the field's parts, several for several files.
func (f *FormField) parts() ([]*CurlMimePart, error) {
	if len(f.With) == 0 {
		p := &CurlMimePart{}
		return []*CurlMimePart{p}, p.Data([]byte(f.Value))
	}
	var parts []*CurlMimePart
	p, taken := &CurlMimePart{}, map[FormOption]bool{}
	once := func(o FormOption) error {
		if taken[o] {
			return fail(E_FAILED_INIT, "").because(errFormTwice)
		}
		taken[o] = true
		return nil
	}
	for _, v := range f.With {
		var err error
		switch v.Option {
		case FORM_CONTENTS, FORM_BUFFERPTR:
			if err = once(FORM_CONTENTS); err == nil && !taken[FORM_FILE] {
				taken[FORM_BUFFER] = v.Option == FORM_BUFFERPTR
				err = p.Data([]byte(v.Value))
			}
		case FORM_FILE:
			if taken[FORM_FILE] { // another file begins, with a type and a name of its own
				parts, p, taken = append(parts, p), &CurlMimePart{}, map[FormOption]bool{}
			}
			taken[FORM_FILE] = true
			name, named := p.filename, p.hasFilename
			if err = p.FileData(v.Value); named && err == nil {
				err = p.Filename(name)
			}
		case FORM_CONTENTTYPE:
			if err = once(FORM_CONTENTTYPE); err == nil {
				err = p.Type(v.Value)
			}
		case FORM_BUFFER, FORM_FILENAME:
			if err = once(FORM_FILENAME); err == nil {
				err = p.Filename(v.Value)
			}
		default:
			err = fail(E_BAD_FUNCTION_ARGUMENT, "").because(fmt.Errorf("%d is no FORM constant", int(v.Option)))
		}
		if err != nil {
			return nil, err
		}
	}
	switch {
	case taken[FORM_CONTENTS] && (taken[FORM_FILE] || len(parts) > 0):
		return nil, fail(E_FAILED_INIT, "").because(errFormTwice)
	case !taken[FORM_CONTENTS] && !taken[FORM_FILE]:
		return nil, fail(E_COULDNT_RESOLVE_PROXY, "").because(errors.New("the field has neither contents nor a file"))
	case taken[FORM_BUFFER] && p.contentType == "":
		if p.contentType = fileType(p.filename); p.contentType == "" {
			p.contentType = "application/octet-stream"
		}
	case taken[FORM_CONTENTS] && !taken[FORM_BUFFER]:
		p.filename, p.hasFilename = "", false // FORM_FILENAME names files and buffers alone
	}
	return typed(append(parts, p)), nil
}

// typed gives a field's files their types: by the ends of their paths, whatever name is
// told, or else that of the file before.
func typed(parts []*CurlMimePart) []*CurlMimePart {
	last := "application/octet-stream"
	for _, p := range parts {
		if p.content.path != "" && p.contentType == "" {
			p.contentType = cmp.Or(fileType(p.content.path), last)
		}
		last = cmp.Or(p.contentType, last)
	}
	return parts
}
