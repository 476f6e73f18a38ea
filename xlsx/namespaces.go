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
