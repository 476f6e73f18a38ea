package xlsx

import (
	"regexp"
	"strings"
	"unicode/utf8"
)

// A URL is a link with what is shown for it. [Worksheet.Write] takes one as a
// value.
type URL struct {
	// Link is where it leads: http, https, ftp, ftps, mailto or file, or
	// internal:Sheet2!A1 for a place in the workbook, or external:c:\b.xlsx for
	// another file.
	Link string
	// Text is what the cell shows; the default is the link.
	Text string
	// Tip is shown when the mouse stands over the link, at most 255 characters.
	Tip string
}

// URLOptions are what [Worksheet.WriteURL] writes beside the link.
type URLOptions struct {
	// String is what the cell shows; the default is the link.
	String string
	// Tip is shown when the mouse stands over the link, at most 255 characters.
	Tip string
}

const (
	maxLinks = 65530 // of a sheet
	maxTip   = 255
)

// WriteURL writes a link into a cell; see [URL] for what it may be. Without a
// format it has that of links, blue and underlined.
//
// A link of more than 2,079 characters (or the workbook's MaxURLLength), before
// or after its #, is refused with code -3, and more than 65,530 links on a sheet
// with code -4.
func (ws *Worksheet) WriteURL(row, col int, url string, f *Format, opts *URLOptions) error {
	u := URL{Link: url}
	if opts != nil {
		u.Text, u.Tip = opts.String, opts.Tip
	}
	return ws.writeURL(row, col, u, f)
}

func (ws *Worksheet) writeURL(row, col int, u URL, f *Format) error {
	if err := ws.enter("WriteURL"); err != nil {
		return err
	}
	defer ws.mu.Unlock()
	l, err := ws.addLink(row, col, u, false)
	if err != nil {
		return err
	}
	if f == nil {
		f = ws.wb.urlFormat
	}
	if err := ws.reach("WriteURL", row, col, f); err != nil {
		return err
	}
	ws.links[cellAt{row, col}] = l
	ws.linkCount++
	return ws.writeString(row, col, l.text, f)
}

// addLink reads a link that is to be in a cell.
func (ws *Worksheet) addLink(row, col int, u URL, object bool) (*link, error) {
	if err := ws.within("WriteURL", row, col); err != nil {
		return nil, err
	}
	most := ws.wb.opts.MaxURLLength
	before, anchor, _ := strings.Cut(u.Link, "#")
	if utf8.RuneCountInString(before) > most || utf8.RuneCountInString(anchor) > most {
		return nil, ws.refuse("WriteURL", row, col, Error{Kind: ErrTooLong, Code: -3, Input: u.Link, Reason: "a link has at most " + itoa(most) + " characters before and after its #"})
	}
	if ws.linkCount >= maxLinks {
		return nil, ws.refuse("WriteURL", row, col, Error{Kind: ErrTooMany, Code: -4, Input: u.Link, Reason: "a sheet has at most 65,530 links"})
	}
	l, err := parseLink(u, object)
	if err != nil {
		return nil, ws.refuse("WriteURL", row, col, *err)
	}
	return l, nil
}

type linkKind uint8

const (
	linkURL linkKind = iota
	linkInternal
	linkExternal
)

// A link is a URL that has been taken apart.
type link struct {
	kind     linkKind
	original string
	target   string // where it leads, by itself
	relation string // where it leads, as a relation of a part
	anchor   string // the place there
	text     string
	tip      string
	object   bool // it belongs to an image or the like, not to a text
}

func parseLink(u URL, object bool) (*link, *Error) {
	l := &link{original: u.Link, target: u.Link, relation: u.Link, text: u.Text, tip: u.Tip, object: object}
	if utf8.RuneCountInString(u.Tip) > maxTip {
		return nil, &Error{Kind: ErrTooLong, Code: -3, Input: u.Tip, Reason: "a tip has at most 255 characters"}
	}
	setText := func(s string) {
		if l.text == "" {
			l.text = s
		}
	}
	switch {
	case strings.HasPrefix(u.Link, "mailto:"):
		setText(strings.TrimPrefix(u.Link, "mailto:"))
	case strings.HasPrefix(u.Link, "internal:"):
		l.kind = linkInternal
		l.target = strings.TrimPrefix(u.Link, "internal:")
		l.relation, l.anchor = "#"+l.target, l.target
		setText(l.target)
	case strings.HasPrefix(u.Link, "file://"), strings.HasPrefix(u.Link, "external:"):
		l.kind = linkExternal
		l.parseFile(setText)
		if l.target == "" {
			return nil, &Error{Kind: ErrParameter, Code: -2, Input: u.Link, Reason: "it names no file"}
		}
	case strings.Contains(u.Link, "://"):
		setText(u.Link)
		l.target, l.anchor, _ = strings.Cut(u.Link, "#")
		l.relation = l.target
		if object {
			l.relation = u.Link
		}
	default:
		return nil, &Error{Kind: ErrParameter, Code: -2, Input: u.Link, Reason: "a link begins with http://, https://, ftp://, ftps://, file://, mailto:, internal: or external:"}
	}
	if l.kind != linkInternal {
		l.target, l.relation = escapeLink(l.target), escapeLink(l.relation)
	}
	if l.kind == linkExternal {
		l.relation = strings.ReplaceAll(l.relation, "#", "%23")
	}
	return l, nil
}

// parseFile reads a link to a file, which Excel wants with the separators of
// Windows.
func (l *link) parseFile(setText func(string)) {
	url := strings.Replace(l.original, "external:", "file:///", 1)
	path := strings.Replace(url, "file:///", "", 1)
	path = strings.Replace(path, "file://", "", 1)
	path = strings.ReplaceAll(path, "/", `\`)
	absolute := strings.HasPrefix(path, `\\`) || len(path) > 1 && isLetter(path[0]) && path[1] == ':'
	l.target = path
	if absolute {
		l.target = "file:///" + path
	}
	setText(path)
	l.target, l.anchor, _ = strings.Cut(l.target, "#")
	l.relation = l.target
	switch {
	case l.object && absolute:
		l.relation = url
	case l.object:
		l.relation = strings.ReplaceAll(l.target, `\`, "/")
	}
	l.relation = strings.TrimPrefix(l.relation, `.\`)
}

// mode is how a relation calls a link to the outside.
func (l *link) mode() string {
	if l.kind == linkInternal {
		return ""
	}
	return "External"
}

var (
	percentEscaped = regexp.MustCompile(`%[0-9a-fA-F]{2}`)
	linkEscapes    = strings.NewReplacer("%", "%25", `"`, "%22", " ", "%20", "<", "%3c", ">", "%3e", "[", "%5b", "]", "%5d", "^", "%5e", "`", "%60", "{", "%7b", "}", "%7d")
)

// escapeLink escapes what Excel escapes in a link, unless the link has escapes
// already.
func escapeLink(s string) string {
	if percentEscaped.MatchString(s) {
		return s
	}
	return linkEscapes.Replace(s)
}

// writeLinks writes the links of a sheet, in the order of their cells, and
// returns the relations of those that lead out of the workbook.
func (ws *Worksheet) writeLinks(w *xmlWriter, a *assembly) {
	if len(ws.links) == 0 {
		return
	}
	w.startTag("hyperlinks")
	for _, at := range sortedKeys(ws.links, byPlace) {
		l := ws.links[at]
		ref := CellName(at.row, at.col)
		object := l.object
		if c, ok := ws.grid.cell(at.row, at.col); ok && c.kind != cellString {
			object = true
		}
		var attrs []string
		if l.kind == linkInternal {
			attrs = []string{"ref", ref, "location", l.target}
			if l.tip != "" {
				attrs = append(attrs, "tooltip", l.tip)
			}
			w.emptyTag("hyperlink", append(attrs, "display", l.text)...)
			continue
		}
		attrs = []string{"ref", ref, "r:id", a.relate(relHyperlink, l.relation, "External")}
		if l.anchor != "" {
			attrs = append(attrs, "location", l.anchor)
		}
		if object {
			attrs = append(attrs, "display", l.text)
		}
		if l.tip != "" {
			attrs = append(attrs, "tooltip", l.tip)
		}
		w.emptyTag("hyperlink", attrs...)
	}
	w.endTag("hyperlinks")
}
