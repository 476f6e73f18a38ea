package xlsx

import (
	"bytes"
	"runtime"
	"sync"
	"time"

	"github.com/pyops-go/pyops/internal/atomicfile"
)

// Close writes the workbook. Without a sheet it gets one. A file is written
// beside its final name and takes its place when it is whole; if that fails, or
// the writer of [NewWorkbookWriter] does, the error is of kind [ErrFileCreate]
// and wraps its cause, and Close may be called again. After it has succeeded the
// workbook takes nothing more, and closing it again is an error of kind
// [ErrClosed]. What the workbook's OnWarning and Progress call must not close it
// again.
func (wb *Workbook) Close() error {
	if err := wb.ready("Close"); err != nil {
		return err
	}
	wb.closeMu.Lock()
	defer wb.closeMu.Unlock()
	if wb.done {
		return &Error{Kind: ErrClosed, Op: "Close"}
	}
	if wb.parts == nil {
		parts, err := wb.makeParts()
		if err != nil {
			return err
		}
		wb.parts = parts
	}
	if err := wb.writeOut(); err != nil {
		return &Error{Kind: ErrFileCreate, Op: "Close", Where: wb.path, Err: err}
	}
	wb.mu.Lock()
	wb.done, wb.parts = true, nil
	wb.mu.Unlock()
	return nil
}

func (wb *Workbook) writeOut() error {
	progress := func(i int) {
		if wb.opts.Progress != nil {
			wb.opts.Progress(i+1, len(wb.parts))
		}
	}
	if wb.to != nil {
		return writeZip(wb.to, wb.parts, progress)
	}
	f, err := atomicfile.Create(wb.path, nil)
	if err != nil {
		return err
	}
	defer f.Close()
	if err := writeZip(f, wb.parts, progress); err != nil {
		return err
	}
	return f.Commit()
}

// makeParts closes the sheets and makes all parts, several at a time.
func (wb *Workbook) makeParts() (parts []packed, err error) {
	wb.mu.Lock()
	empty := len(wb.sheets) == 0
	wb.mu.Unlock()
	if empty {
		if _, err := wb.AddWorksheet(""); err != nil {
			return nil, err
		}
	}
	wb.seal(true)
	defer func() {
		if err != nil {
			wb.seal(false)
		}
	}()
	b, err := newBook(wb)
	if err != nil {
		return nil, err
	}
	jobs := b.jobs()
	parts = make([]packed, len(jobs))
	var wait sync.WaitGroup
	next := make(chan int)
	for range min(runtime.GOMAXPROCS(0), len(jobs)) {
		wait.Go(func() {
			for i := range next {
				parts[i] = pack(jobs[i].name, jobs[i].make())
			}
		})
	}
	for i := range jobs {
		next <- i
	}
	close(next)
	wait.Wait()
	return parts, nil
}

// seal takes what is written to sheets no longer, and ends their last rows, or
// opens them again.
func (wb *Workbook) seal(closed bool) {
	wb.mu.Lock()
	wb.sealed = closed
	sheets := wb.sheets
	wb.mu.Unlock()
	for _, s := range sheets {
		s.mu.Lock()
		s.closed = closed
		if ws := s.work; ws != nil && closed {
			if wb.vba.project != nil && ws.vbaName == "" {
				ws.vbaName = "Sheet" + itoa(ws.index+1)
			}
			if ws.stream != nil {
				ws.stream.flush()
				for _, a := range ws.autofits {
					ws.fit(ws.stream.widths, a.opts)
				}
				ws.autofits = nil
			}
			for _, p := range ws.cellImages {
				wb.embed(p)
			}
		}
		s.mu.Unlock()
	}
}

// A job makes one part.
type job struct {
	name string
	make func() []*block
}

// jobs are all parts in the order in which the file has them; the first tells
// the types of the others, which is how programs know a workbook.
func (b *book) jobs() []job {
	wb := b.wb
	var jobs []job
	add := func(name string, assemble func() []byte) {
		jobs = append(jobs, job{name, func() []*block { return b.compress(assemble()) }})
	}
	rels := func(name string, r *relations) {
		if len(r.list) > 0 {
			add(name, r.assemble)
		}
	}
	add("[Content_Types].xml", b.contentTypes().assemble)
	add("_rels/.rels", b.rootRelations().assemble)
	add("xl/_rels/workbook.xml.rels", b.workbookRelations().assemble)
	for _, a := range b.worksheets() {
		_, selected := b.state(a.sheet)
		tail := a.sheet.work.assembleTail(a, b.styles)
		jobs = append(jobs, job{"xl/worksheets/sheet" + itoa(a.number) + ".xml", func() []*block { return b.worksheetBlocks(a, selected, tail) }})
	}
	for _, a := range b.chartsheets() {
		_, selected := b.state(a.sheet)
		text := a.sheet.chart.assemble(a, selected)
		add("xl/chartsheets/sheet"+itoa(a.number)+".xml", func() []byte { return text })
	}
	add("xl/workbook.xml", b.assembleWorkbook)
	for i, c := range b.charts {
		add("xl/charts/chart"+itoa(i+1)+".xml", c.assemble)
	}
	for _, a := range b.sheets {
		if a.drawing != nil {
			add("xl/drawings/drawing"+itoa(a.drawingFile)+".xml", a.drawing.finish)
		}
	}
	for _, a := range b.sheets {
		for i := range a.vmlFiles {
			v := &a.vmlFiles[i]
			add("xl/drawings/vmlDrawing"+itoa(v.file)+".vml", func() []byte { return v.data })
			rels("xl/drawings/_rels/vmlDrawing"+itoa(v.file)+".vml.rels", &v.relations)
		}
	}
	for _, a := range b.sheets {
		if a.commentsFile > 0 {
			add("xl/comments"+itoa(a.commentsFile)+".xml", func() []byte { return assembleComments(a.comments) })
		}
	}
	for _, a := range b.worksheets() {
		for _, t := range a.sheet.work.tables {
			id := b.tableNames[t]
			add("xl/tables/table"+itoa(id.id)+".xml", func() []byte { return t.assemble(id.id, id.name, b.styles) })
		}
	}
	if b.strings != nil {
		jobs = append(jobs, job{"xl/sharedStrings.xml", func() []*block {
			p := &part{c: wb.compressor}
			b.strings.write(p)
			return p.blocks
		}})
	}
	styles := &styleSheet{table: b.styles, hasComments: b.comments > 0, mru: wb.mru}
	add("xl/styles.xml", styles.assemble)
	if len(wb.custom) > 0 {
		add("docProps/custom.xml", func() []byte { return assembleCustom(wb.custom) })
	}
	add("xl/theme/theme1.xml", func() []byte { return []byte(wb.theme.xml) })
	for _, a := range b.worksheets() {
		rels("xl/worksheets/_rels/sheet"+itoa(a.number)+".xml.rels", &a.relations)
	}
	for _, a := range b.chartsheets() {
		rels("xl/chartsheets/_rels/sheet"+itoa(a.number)+".xml.rels", &a.relations)
	}
	for _, a := range b.sheets {
		if a.drawing != nil {
			rels("xl/drawings/_rels/drawing"+itoa(a.drawingFile)+".xml.rels", &a.drawing.relations)
		}
	}
	b.mediaJobs(add, rels)
	properties := wb.properties
	add("docProps/core.xml", func() []byte { return properties.assembleCore(time.Now()) })
	add("docProps/app.xml", func() []byte { return wb.assembleApp(listedNames(b.names)) })
	b.extraJobs(add)
	return jobs
}

// mediaJobs are the images and macros.
func (b *book) mediaJobs(add func(string, func() []byte), rels func(string, *relations)) {
	wb := b.wb
	images := wb.embedded.list
	if len(images) > 0 {
		r := &relations{}
		for i, p := range images {
			r.add(relImage, imageTarget(i+1, p.image), "")
		}
		rels("xl/richData/_rels/richValueRel.xml.rels", r)
	}
	media := make([]*Image, 0, len(images)+len(b.media))
	for _, p := range images {
		media = append(media, p.image)
	}
	for i, image := range append(media, b.media...) {
		add("xl/media/image"+itoa(i+1)+"."+image.kind, func() []byte { return image.data })
	}
	if wb.vba.project != nil {
		add("xl/vbaProject.bin", func() []byte { return wb.vba.project })
	}
	if wb.vba.signature != nil {
		add("xl/vbaProjectSignature.bin", func() []byte { return wb.vba.signature })
		r := &relations{}
		r.add(microsoftRel+"2006/relationships/vbaProjectSignature", "vbaProjectSignature.bin", "")
		rels("xl/_rels/vbaProject.bin.rels", r)
	}
}

// extraJobs are the parts that newer versions of Excel know.
func (b *book) extraJobs(add func(string, func() []byte)) {
	images := b.wb.embedded.list
	if b.dynamic || len(images) > 0 {
		add("xl/metadata.xml", b.assembleMetadata)
	}
	if cells, over := b.checkboxes(); cells {
		add("xl/featurePropertyBag/featurePropertyBag.xml", func() []byte { return assembleBag(over) })
	}
	if len(images) > 0 {
		add("xl/richData/rdrichvalue.xml", func() []byte { return assembleRichValues(images) })
		add("xl/richData/rdRichValueTypes.xml", assembleRichTypes)
		add("xl/richData/rdrichvaluestructure.xml", func() []byte { return assembleRichStructure(images) })
		add("xl/richData/richValueRel.xml", func() []byte { return assembleRichRelations(len(images)) })
	}
}

func (b *book) compress(text []byte) []*block {
	p := &part{c: b.wb.compressor}
	for len(text) > blockSize {
		p.buf = append(p.c.buffer(), text[:blockSize]...)
		p.flush()
		text = text[blockSize:]
	}
	p.buf = text
	p.flush()
	return p.blocks
}

// worksheetBlocks are the file of a worksheet: what stands before the rows, the
// rows, and what stands after them.
func (b *book) worksheetBlocks(a *assembly, selected bool, tail []byte) []*block {
	ws := a.sheet.work
	head := ws.assembleHead(b.styles, selected)
	if !ws.dim.rows {
		return b.compress(append(append(head, "<sheetData/>"...), tail...))
	}
	head = append(head, "<sheetData>"...)
	tail = append(bytes.Clone([]byte("</sheetData>")), tail...)
	if ws.stream != nil {
		rows := ws.stream.rows.part
		rows.flush()
		blocks := append(b.compress(head), rows.blocks...)
		return append(blocks, b.compress(tail)...)
	}
	p := &part{c: b.wb.compressor, buf: head}
	r := newRowWriter(ws, p, b.styles.xf)
	r.numbers = b.numbers[ws]
	r.writeRows()
	p.buf = append(p.buf, tail...)
	p.flush()
	return p.blocks
}

func (b *book) contentTypes() *contentTypes {
	wb, t := b.wb, &contentTypes{}
	t.extension("rels", packageType+"relationships+xml")
	t.extension("xml", "application/xml")
	t.part("/docProps/app.xml", documentType+"extended-properties+xml")
	t.part("/docProps/core.xml", packageType+"core-properties+xml")
	t.part("/xl/styles.xml", documentType+"spreadsheetml.styles+xml")
	t.part("/xl/theme/theme1.xml", documentType+"theme+xml")
	main := documentType + "spreadsheetml.sheet.main+xml"
	if wb.vba.project != nil {
		main = "application/vnd.ms-excel.sheet.macroEnabled.main+xml"
	}
	t.part("/xl/workbook.xml", main)
	for _, e := range b.extensions {
		kind := e
		if e == "wmf" || e == "emf" {
			kind = "x-" + e
		}
		t.extension(e, "image/"+kind)
	}
	for _, a := range b.sheets {
		if a.sheet.chart != nil {
			t.part("/xl/chartsheets/sheet"+itoa(a.number)+".xml", documentType+"spreadsheetml.chartsheet+xml")
		} else {
			t.part("/xl/worksheets/sheet"+itoa(a.number)+".xml", documentType+"spreadsheetml.worksheet+xml")
		}
	}
	numbered := func(n int, name, kind string) {
		for i := range n {
			t.part("/xl/"+name+itoa(i+1)+".xml", documentType+kind)
		}
	}
	numbered(len(b.charts), "charts/chart", "drawingml.chart+xml")
	numbered(b.drawings, "drawings/drawing", "drawing+xml")
	if b.vmlFiles > 0 {
		t.extension("vml", documentType+"vmlDrawing")
	}
	numbered(b.tables, "tables/table", "spreadsheetml.table+xml")
	numbered(b.comments, "comments", "spreadsheetml.comments+xml")
	if b.strings != nil {
		t.part("/xl/sharedStrings.xml", documentType+"spreadsheetml.sharedStrings+xml")
	}
	if wb.vba.project != nil {
		t.extension("bin", "application/vnd.ms-office.vbaProject")
	}
	if wb.vba.signature != nil {
		t.part("/xl/vbaProjectSignature.bin", "application/vnd.ms-office.vbaProjectSignature")
	}
	if len(wb.custom) > 0 {
		t.part("/docProps/custom.xml", documentType+"custom-properties+xml")
	}
	if b.dynamic || len(wb.embedded.list) > 0 {
		t.part("/xl/metadata.xml", documentType+"spreadsheetml.sheetMetadata+xml")
	}
	if cells, _ := b.checkboxes(); cells {
		t.part("/xl/featurePropertyBag/featurePropertyBag.xml", "application/vnd.ms-excel.featurepropertybag+xml")
	}
	if len(wb.embedded.list) > 0 {
		const excel = "application/vnd.ms-excel."
		t.part("/xl/richData/rdRichValueTypes.xml", excel+"rdrichvaluetypes+xml")
		t.part("/xl/richData/rdrichvalue.xml", excel+"rdrichvalue+xml")
		t.part("/xl/richData/rdrichvaluestructure.xml", excel+"rdrichvaluestructure+xml")
		t.part("/xl/richData/richValueRel.xml", excel+"richvaluerel+xml")
	}
	return t
}

func (b *book) rootRelations() *relations {
	r := &relations{}
	r.add(relNS+"/officeDocument", "xl/workbook.xml", "")
	r.add(packageRelNS+"/metadata/core-properties", "docProps/core.xml", "")
	r.add(relNS+"/extended-properties", "docProps/app.xml", "")
	if len(b.wb.custom) > 0 {
		r.add(relNS+"/custom-properties", "docProps/custom.xml", "")
	}
	return r
}

func (b *book) workbookRelations() *relations {
	wb, r := b.wb, &relations{}
	for _, a := range b.sheets {
		if a.sheet.chart != nil {
			r.add(relNS+"/chartsheet", "chartsheets/sheet"+itoa(a.number)+".xml", "")
		} else {
			r.add(relNS+"/worksheet", "worksheets/sheet"+itoa(a.number)+".xml", "")
		}
	}
	r.add(relNS+"/theme", "theme/theme1.xml", "")
	r.add(relNS+"/styles", "styles.xml", "")
	if b.strings != nil {
		r.add(relNS+"/sharedStrings", "sharedStrings.xml", "")
	}
	if wb.vba.project != nil {
		r.add(microsoftRel+"2006/relationships/vbaProject", "vbaProject.bin", "")
	}
	if b.dynamic || len(wb.embedded.list) > 0 {
		r.add(relNS+"/sheetMetadata", "metadata.xml", "")
	}
	if len(wb.embedded.list) > 0 {
		r.add(microsoftRel+"2022/10/relationships/richValueRel", "richData/richValueRel.xml", "")
		r.add(microsoftRel+"2017/06/relationships/rdRichValue", "richData/rdrichvalue.xml", "")
		r.add(microsoftRel+"2017/06/relationships/rdRichValueStructure", "richData/rdrichvaluestructure.xml", "")
		r.add(microsoftRel+"2017/06/relationships/rdRichValueTypes", "richData/rdRichValueTypes.xml", "")
	}
	if cells, _ := b.checkboxes(); cells {
		r.add(microsoftRel+"2022/11/relationships/FeaturePropertyBag", "featurePropertyBag/featurePropertyBag.xml", "")
	}
	return r
}
