package netflow

import (
	"fmt"

	"github.com/pyops-go/pyops/packet"
)

type (
	// NetflowOptionsRecordScopeV9 is what a record of options is about. One that a
	// [NetflowSession] has taken apart has the fields of its template instead, and is
	// read by [packet.Header.Get].
	NetflowOptionsRecordScopeV9 struct {
		FieldValue any // bytes
	}

	// NetflowOptionsRecordOptionV9 is what a record of options says, as with
	// [NetflowOptionsRecordScopeV9].
	NetflowOptionsRecordOptionV9 struct {
		FieldValue any // bytes
	}
)

const (
	recordTitle = "Netflow DataFlowset Record V9/10"
	scopeTitle  = "Netflow Options Template Record V9/10 - Scope"
	optionTitle = "Netflow Options Template Record V9/10 - Option"
)

var (
	netflowOptionsRecordScopeV9Proto = packet.Define[NetflowOptionsRecordScopeV9](packet.Desc{
		Family: &family, Name: "NetflowOptionsRecordScopeV9", Title: scopeTitle, Fields: []packet.Field{packet.StrField("fieldValue", []byte{})},
	})
	netflowOptionsRecordOptionV9Proto = packet.Define[NetflowOptionsRecordOptionV9](packet.Desc{
		Family: &family, Name: "NetflowOptionsRecordOptionV9", Title: optionTitle, Fields: []packet.Field{packet.StrField("fieldValue", []byte{})},
	})
)

// Describe returns the description and the values.
func (l NetflowOptionsRecordScopeV9) Describe() (*packet.Proto, []any) {
	return netflowOptionsRecordScopeV9Proto, packet.ValuesOf(l)
}

// Describe returns the description and the values.
func (l NetflowOptionsRecordOptionV9) Describe() (*packet.Proto, []any) {
	return netflowOptionsRecordOptionV9Proto, packet.ValuesOf(l)
}

// describe makes the descriptions of a template's records.
func (t *recordTemplate) describe(ipfix bool) error {
	type part struct {
		name, title string
		fields      []fieldSpec
		scope       bool
	}
	parts := []part{{name: "NetflowRecordV9", title: recordTitle, fields: t.fields}}
	if t.scopes >= 0 {
		parts = []part{
			{name: "NetflowOptionsRecordScopeV9", title: scopeTitle, fields: t.fields[:t.scopes], scope: true},
			{name: "NetflowOptionsRecordOptionV9", title: optionTitle, fields: t.fields[t.scopes:]},
		}
	}
	for _, part := range parts {
		var fields []packet.Field
		taken := map[string]int{}
		for _, f := range part.fields {
			f.name = fieldName(f, ipfix, part.scope)
			// A template may have a field twice, which a layer may not.
			if taken[f.name]++; taken[f.name] > 1 {
				f.name = fmt.Sprintf("%s_%d", f.name, taken[f.name])
			}
			fields = append(fields, valueField(f, ipfix, part.scope).AtEnd())
		}
		h, err := packet.NewLayer(packet.DefineFields(packet.Desc{Name: part.name, Title: part.title, Fields: fields}), nil)
		if err != nil {
			return err
		}
		t.parts = append(t.parts, packet.NewDissector(h, &packet.DissectorOptions{NoCopy: true}))
		t.counts = append(t.counts, len(part.fields))
	}
	return nil
}
