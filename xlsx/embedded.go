package xlsx

import "crypto/sha256"

// embeddedImages are the images in cells, once each, numbered from 1.
type embeddedImages struct {
	list []*placedImage
	ids  map[[sha256.Size]byte]int
}

func (e *embeddedImages) add(p *placedImage) int {
	if e.ids == nil {
		e.ids = map[[sha256.Size]byte]int{}
	}
	id, ok := e.ids[p.image.digest]
	if !ok {
		e.list = append(e.list, p)
		id = len(e.list)
		e.ids[p.image.digest] = id
	}
	return id
}

func (wb *Workbook) embed(p *placedImage) int {
	wb.embedMu.Lock()
	defer wb.embedMu.Unlock()
	return wb.embedded.add(p)
}

// imageNumber is the number of an image in cells among those of the workbook.
func (ws *Worksheet) imageNumber(n uint64) uint64 {
	if ws.stream != nil {
		return n
	}
	return uint64(ws.wb.embed(ws.cellImages[n-1]))
}

// assembleMetadata is the file that says what cells are beside their values:
// dynamic arrays and images.
func (b *book) assembleMetadata() []byte {
	w := &xmlWriter{}
	images := len(b.wb.embedded.list)
	kinds := 0
	root := []string{"xmlns", mainNS}
	if images > 0 {
		kinds++
		root = append(root, "xmlns:xlrd", "http://schemas.microsoft.com/office/spreadsheetml/2017/richdata")
	}
	if b.dynamic {
		kinds++
		root = append(root, "xmlns:xda", "http://schemas.microsoft.com/office/spreadsheetml/2017/dynamicarray")
	}
	w.declaration()
	w.startTag("metadata", root...)
	w.startTag("metadataTypes", "count", itoa(kinds))
	kind := func(name string, more ...string) {
		w.emptyTag("metadataType", append([]string{"name", name, "minSupportedVersion", "120000", "copy", "1", "pasteAll", "1", "pasteValues", "1", "merge", "1", "splitFirst", "1",
			"rowColShift", "1", "clearFormats", "1", "clearComments", "1", "assign", "1", "coerce", "1"}, more...)...)
	}
	if b.dynamic {
		kind("XLDAPR", "cellMeta", "1")
	}
	if images > 0 {
		kind("XLRICHVALUE")
	}
	w.endTag("metadataTypes")
	future := func(name string, count int, uri string, inside func(i int)) {
		w.startTag("futureMetadata", "name", name, "count", itoa(count))
		for i := range count {
			w.startTag("bk")
			w.startTag("extLst")
			w.startTag("ext", "uri", uri)
			inside(i)
			w.endTag("ext")
			w.endTag("extLst")
			w.endTag("bk")
		}
		w.endTag("futureMetadata")
	}
	if b.dynamic {
		future("XLDAPR", 1, "{bdbb8cdc-fa1e-496e-a857-3c3f30c029c3}", func(int) {
			w.emptyTag("xda:dynamicArrayProperties", "fDynamic", "1", "fCollapsed", "0")
		})
	}
	if images > 0 {
		future("XLRICHVALUE", images, "{3e2802c4-a4d2-4d8b-9148-e3be6c30e623}", func(i int) {
			w.emptyTag("xlrd:rvb", "i", itoa(i))
		})
	}
	values := func(tag string, count, kind int) {
		w.startTag(tag, "count", itoa(count))
		for i := range count {
			w.startTag("bk")
			w.emptyTag("rc", "t", itoa(kind), "v", itoa(i))
			w.endTag("bk")
		}
		w.endTag(tag)
	}
	if b.dynamic {
		values("cellMetadata", 1, 1)
	}
	if images > 0 {
		values("valueMetadata", images, kinds)
	}
	w.endTag("metadata")
	return w.b
}

const richDataNS = "http://schemas.microsoft.com/office/spreadsheetml/2017/richdata"

// assembleRichValues is the file of the images as values of cells.
func assembleRichValues(images []*placedImage) []byte {
	w := &xmlWriter{}
	w.declaration()
	w.startTag("rvData", "xmlns", richDataNS, "count", itoa(len(images)))
	for i, p := range images {
		w.startTag("rv", "s", "0")
		w.dataElement("v", itoa(i))
		if p.opts.Decorative {
			w.dataElement("v", "6")
		} else {
			w.dataElement("v", "5")
		}
		if p.opts.Description != "" {
			w.dataElement("v", p.opts.Description)
		}
		w.endTag("rv")
	}
	w.endTag("rvData")
	return w.b
}

func assembleRichStructure(images []*placedImage) []byte {
	w := &xmlWriter{}
	w.declaration()
	w.startTag("rvStructures", "xmlns", richDataNS, "count", "1")
	w.startTag("s", "t", "_localImage")
	w.emptyTag("k", "n", "_rvRel:LocalImageIdentifier", "t", "i")
	w.emptyTag("k", "n", "CalcOrigin", "t", "i")
	for _, p := range images {
		if p.opts.Description != "" {
			w.emptyTag("k", "n", "Text", "t", "s")
			break
		}
	}
	w.endTag("s")
	w.endTag("rvStructures")
	return w.b
}

func assembleRichTypes() []byte {
	w := &xmlWriter{}
	w.declaration()
	w.startTag("rvTypesInfo", "xmlns", richDataNS+"2", "xmlns:mc", schemaRoot+"markup-compatibility/2006", "mc:Ignorable", "x", "xmlns:x", mainNS)
	w.startTag("global")
	w.startTag("keyFlags")
	for i, name := range []string{"_Self", "_DisplayString", "_Flags", "_Format", "_SubLabel", "_Attribution", "_Icon", "_Display", "_CanonicalPropertyNames", "_ClassificationId"} {
		w.startTag("key", "name", name)
		if i == 0 {
			w.emptyTag("flag", "name", "ExcludeFromFile", "value", "1")
		}
		w.emptyTag("flag", "name", "ExcludeFromCalcComparison", "value", "1")
		w.endTag("key")
	}
	w.endTag("keyFlags")
	w.endTag("global")
	w.endTag("rvTypesInfo")
	return w.b
}

func assembleRichRelations(count int) []byte {
	w := &xmlWriter{}
	w.declaration()
	w.startTag("richValueRels", "xmlns", "http://schemas.microsoft.com/office/spreadsheetml/2022/richvaluerel", "xmlns:r", relNS)
	for i := range count {
		w.emptyTag("rel", "r:id", "rId"+itoa(i+1))
	}
	w.endTag("richValueRels")
	return w.b
}

// checkboxes tells whether formats of cells, and formats that lie over others,
// are those of checkboxes.
func (b *book) checkboxes() (cells, over bool) {
	for _, f := range b.wb.formatList() {
		cells = cells || f.p.checkbox
	}
	for i := range b.styles.dxfs {
		over = over || b.styles.dxfs[i].checkbox
	}
	return cells, over
}

// assembleBag is the file that makes formats those of checkboxes.
func assembleBag(over bool) []byte {
	w := &xmlWriter{}
	w.declaration()
	w.startTag("FeaturePropertyBags", "xmlns", "http://schemas.microsoft.com/office/spreadsheetml/2022/featurepropertybag")
	w.emptyTag("bag", "type", "Checkbox")
	w.startTag("bag", "type", "XFControls")
	w.dataElement("bagId", "0", "k", "CellControl")
	w.endTag("bag")
	w.startTag("bag", "type", "XFComplement")
	w.dataElement("bagId", "1", "k", "XFControls")
	w.endTag("bag")
	mapped := func(kind string) {
		w.startTag("bag", "type", kind, "extRef", kind+"MapperExtRef")
		w.startTag("a", "k", "MappedFeaturePropertyBags")
		w.dataElement("bagId", "2")
		w.endTag("a")
		w.endTag("bag")
	}
	mapped("XFComplements")
	if over {
		mapped("DXFComplements")
	}
	w.endTag("FeaturePropertyBags")
	return w.b
}
