package xlsx

// The namespaces and kinds of relations of Office Open XML.
const (
	schemaRoot     = "http://schemas.openxmlformats.org/"
	mainNS         = schemaRoot + "spreadsheetml/2006/main"
	relNS          = schemaRoot + "officeDocument/2006/relationships"
	drawingNS      = schemaRoot + "drawingml/2006/main"
	sheetDrawingNS = schemaRoot + "drawingml/2006/spreadsheetDrawing"
	chartNS        = schemaRoot + "drawingml/2006/chart"
	x14NS          = "http://schemas.microsoft.com/office/spreadsheetml/2009/9/main"
	xmNS           = "http://schemas.microsoft.com/office/excel/2006/main"
)

// Kinds of relations between parts, after the namespace of relations.
const (
	relHyperlink = relNS + "/hyperlink"
	relImage     = relNS + "/image"
	relChart     = relNS + "/chart"
	relDrawing   = relNS + "/drawing"
	relVML       = relNS + "/vmlDrawing"
	relTable     = relNS + "/table"
	relComments  = relNS + "/comments"
	packageRelNS = schemaRoot + "package/2006/relationships"
	microsoftRel = "http://schemas.microsoft.com/office/"
)

// relations are those of a part, numbered from 1.
type relations struct{ list []relation }

type relation struct{ kind, target, mode string }

// add returns the name of a new relation.
func (r *relations) add(kind, target, mode string) string {
	r.list = append(r.list, relation{kind, target, mode})
	return "rId" + itoa(len(r.list))
}

func (r *relations) assemble() []byte {
	w := &xmlWriter{}
	w.declaration()
	w.startTag("Relationships", "xmlns", packageRelNS)
	for i, rel := range r.list {
		attrs := []string{"Id", "rId" + itoa(i+1), "Type", rel.kind, "Target", rel.target}
		if rel.mode != "" {
			attrs = append(attrs, "TargetMode", rel.mode)
		}
		w.emptyTag("Relationship", attrs...)
	}
	w.endTag("Relationships")
	return w.b
}

// contentTypes is the file that tells what the others are.
type contentTypes struct{ defaults, overrides [][2]string }

const (
	packageType  = "application/vnd.openxmlformats-package."
	documentType = "application/vnd.openxmlformats-officedocument."
)

func (t *contentTypes) extension(name, kind string) {
	t.defaults = append(t.defaults, [2]string{name, kind})
}

func (t *contentTypes) part(name, kind string) {
	t.overrides = append(t.overrides, [2]string{name, kind})
}

func (t *contentTypes) assemble() []byte {
	w := &xmlWriter{}
	w.declaration()
	w.startTag("Types", "xmlns", schemaRoot+"package/2006/content-types")
	for _, d := range t.defaults {
		w.emptyTag("Default", "Extension", d[0], "ContentType", d[1])
	}
	for _, o := range t.overrides {
		w.emptyTag("Override", "PartName", o[0], "ContentType", o[1])
	}
	w.endTag("Types")
	return w.b
}
