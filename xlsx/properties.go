package xlsx

import (
	"fmt"
	"reflect"
	"time"
	"unicode/utf8"

	"github.com/pyops-go/pyops/internal/pytext"
)

// Properties are those of the document.
type Properties struct {
	Title, Subject, Author, Manager, Company string
	Category, Keywords, Comments, Status     string
	// HyperlinkBase is what links in the file are relative to.
	HyperlinkBase string
	// Created is when the file was made, of the years 1 to 9999; the default is
	// now.
	Created time.Time
}

type customProperty struct{ name, value, kind string }

// SetProperties sets the properties of the document.
func (wb *Workbook) SetProperties(p *Properties) {
	if wb.enter("SetProperties") != nil {
		return
	}
	defer wb.mu.Unlock()
	wb.properties = Properties{}
	if p != nil {
		wb.properties = *p
	}
}

// CustomPropertyOptions are those of [Workbook.SetCustomProperty].
type CustomPropertyOptions struct {
	// PropertyType is text, number, number_int, date or bool; the default is
	// that of the value.
	PropertyType string
}

const maxProperty = 255

// SetCustomProperty adds a property of the document's own. The value is a
// string, a number, a boolean or a [time.Time]; names and texts have at most 255
// characters.
func (wb *Workbook) SetCustomProperty(name string, value any, opts *CustomPropertyOptions) error {
	const op = "SetCustomProperty"
	if err := wb.ready(op); err != nil {
		return err
	}
	if name == "" || value == nil {
		return &Error{Kind: ErrParameter, Code: -1, Op: op, Input: name, Reason: "a property has a name and a value"}
	}
	p := customProperty{name: name}
	v := reflect.ValueOf(value)
	t, isTime := value.(time.Time)
	switch {
	case isTime && (t.Year() < 1 || t.Year() > 9999):
		return &Error{Kind: ErrDate, Code: -1, Op: op, Input: t.String(), Reason: "the years of a property are from 1 to 9999"}
	case isTime:
		p.kind, p.value = "filetime", t.Format("2006-01-02T15:04:05Z")
	case v.Kind() == reflect.Bool:
		p.kind, p.value = "bool", fmt.Sprint(v.Bool())
	case v.Kind() == reflect.String:
		p.kind, p.value = "lpwstr", v.String()
	case v.CanInt() || v.CanUint():
		p.kind, p.value = "i4", wholeText(v)
	case v.CanFloat() && v.Float()-v.Float() == 0:
		p.kind, p.value = "r8", pytext.Float(v.Float())
	default:
		return &Error{Kind: ErrType, Code: -1, Op: op, Input: fmt.Sprintf("%T", value), Reason: "a property is a string, a number, a boolean or a time.Time"}
	}
	if opts != nil && opts.PropertyType != "" {
		kind, ok := map[string]string{"text": "lpwstr", "number": "r8", "number_int": "i4", "date": "filetime", "bool": "bool"}[opts.PropertyType]
		if !ok {
			return &Error{Kind: ErrParameter, Code: -1, Op: op, Input: opts.PropertyType, Reason: "expected text, number, number_int, date or bool"}
		}
		p.kind = kind
	}
	for _, s := range []string{name, p.value} {
		if utf8.RuneCountInString(s) > maxProperty {
			return &Error{Kind: ErrTooLong, Code: -1, Op: op, Input: s, Reason: "names and values of properties have at most 255 characters"}
		}
	}
	if err := wb.enter(op); err != nil {
		return err
	}
	defer wb.mu.Unlock()
	wb.custom = append(wb.custom, p)
	return nil
}

func (p *Properties) assembleCore(now time.Time) []byte {
	w := &xmlWriter{}
	w.declaration()
	w.startTag("cp:coreProperties", "xmlns:cp", schemaRoot+"package/2006/metadata/core-properties", "xmlns:dc", "http://purl.org/dc/elements/1.1/",
		"xmlns:dcterms", "http://purl.org/dc/terms/", "xmlns:dcmitype", "http://purl.org/dc/dcmitype/", "xmlns:xsi", "http://www.w3.org/2001/XMLSchema-instance")
	some := func(tag, text string) {
		if text != "" {
			w.dataElement(tag, text)
		}
	}
	created := p.Created
	if y := created.Year(); created.IsZero() || y < 1 || y > 9999 {
		created = now.UTC()
	}
	date := created.Format("2006-01-02T15:04:05Z")
	some("dc:title", p.Title)
	some("dc:subject", p.Subject)
	w.dataElement("dc:creator", p.Author)
	some("cp:keywords", p.Keywords)
	some("dc:description", p.Comments)
	w.dataElement("cp:lastModifiedBy", p.Author)
	w.dataElement("dcterms:created", date, "xsi:type", "dcterms:W3CDTF")
	w.dataElement("dcterms:modified", date, "xsi:type", "dcterms:W3CDTF")
	some("cp:category", p.Category)
	some("cp:contentStatus", p.Status)
	w.endTag("cp:coreProperties")
	return w.b
}

// assembleApp is the file that lists what the workbook has.
func (wb *Workbook) assembleApp(names []string) []byte {
	w := &xmlWriter{}
	var parts []string
	var pairs []customProperty // heading and number
	group := func(heading string, members []string) {
		if len(members) > 0 {
			pairs = append(pairs, customProperty{name: heading, value: itoa(len(members))})
			parts = append(parts, members...)
		}
	}
	var works, charts []string
	for _, s := range wb.sheets {
		switch {
		case s.chart != nil:
			charts = append(charts, s.name)
		case s.hidden != veryHidden:
			works = append(works, s.name)
		}
	}
	group("Worksheets", works)
	group("Charts", charts)
	group("Named Ranges", names)
	p := &wb.properties
	w.declaration()
	w.startTag("Properties", "xmlns", schemaRoot+"officeDocument/2006/extended-properties", "xmlns:vt", schemaRoot+"officeDocument/2006/docPropsVTypes")
	w.dataElement("Application", "Microsoft Excel")
	security := "0"
	if wb.readOnly {
		security = "2"
	}
	w.dataElement("DocSecurity", security)
	w.dataElement("ScaleCrop", "false")
	w.startTag("HeadingPairs")
	w.startTag("vt:vector", "size", itoa(2*len(pairs)), "baseType", "variant")
	for _, pair := range pairs {
		w.startTag("vt:variant")
		w.dataElement("vt:lpstr", pair.name)
		w.endTag("vt:variant")
		w.startTag("vt:variant")
		w.dataElement("vt:i4", pair.value)
		w.endTag("vt:variant")
	}
	w.endTag("vt:vector")
	w.endTag("HeadingPairs")
	w.startTag("TitlesOfParts")
	w.startTag("vt:vector", "size", itoa(len(parts)), "baseType", "lpstr")
	for _, name := range parts {
		w.dataElement("vt:lpstr", name)
	}
	w.endTag("vt:vector")
	w.endTag("TitlesOfParts")
	if p.Manager != "" {
		w.dataElement("Manager", p.Manager)
	}
	w.dataElement("Company", p.Company)
	w.dataElement("LinksUpToDate", "false")
	w.dataElement("SharedDoc", "false")
	if p.HyperlinkBase != "" {
		w.dataElement("HyperlinkBase", p.HyperlinkBase)
	}
	w.dataElement("HyperlinksChanged", "false")
	w.dataElement("AppVersion", "12.0000")
	w.endTag("Properties")
	return w.b
}

func assembleCustom(properties []customProperty) []byte {
	w := &xmlWriter{}
	w.declaration()
	w.startTag("Properties", "xmlns", schemaRoot+"officeDocument/2006/custom-properties", "xmlns:vt", schemaRoot+"officeDocument/2006/docPropsVTypes")
	for i, p := range properties {
		w.startTag("property", "fmtid", "{D5CDD505-2E9C-101B-9397-08002B2CF9AE}", "pid", itoa(i+2), "name", p.name)
		w.dataElement("vt:"+p.kind, p.value)
		w.endTag("property")
	}
	w.endTag("Properties")
	return w.b
}
