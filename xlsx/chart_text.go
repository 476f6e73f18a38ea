package xlsx

// A chartFont is a checked Font; nil stands for the place's own.
type chartFont struct {
	Font
	turned   bool
	rotation int // in degrees
}

// newChartFont checks the font of a text in a chart and keeps a copy.
func newChartFont(f *Font) (*chartFont, error) {
	if f == nil || *f == (Font{}) {
		return nil, nil
	}
	own := &chartFont{Font: *f}
	if err := f.Color.check(); err != nil {
		return nil, err
	}
	if f.Size != 0 && !(f.Size >= 1 && f.Size <= maxFontSize) {
		return nil, badOption(number(f.Size), "the size of a font is from 1 to 409 points")
	}
	for _, n := range []*int{f.PitchFamily, f.Charset} {
		if n != nil && (*n < -128 || *n > 255) {
			return nil, badOption(itoa(*n), "the family and the character set of a font are numbers of one byte")
		}
	}
	if n := f.Baseline; n != nil && (*n < -100_000 || *n > 100_000) {
		return nil, badOption(itoa(*n), "the baseline of a font is from -100000 to 100000")
	}
	if f.Rotation != nil {
		r := *f.Rotation
		if !(r >= -90 && r <= 90) && r != 270 && r != 271 {
			return nil, badOption(number(r), "a rotation is from -90 to 90 degrees, or 270 or 271 for stacked letters")
		}
		own.turned, own.rotation = true, int(r)
	}
	for _, p := range []**bool{&own.Bold, &own.Italic} {
		if *p != nil {
			b := **p
			*p = &b
		}
	}
	for _, p := range []**int{&own.PitchFamily, &own.Charset, &own.Baseline} {
		if *p != nil {
			n := **p
			*p = &n
		}
	}
	return own, nil
}

// attributes are those of a run of text, after lang where that is not empty.
func (f *chartFont) attributes(lang string) []string {
	var a []string
	if lang != "" {
		a = append(a, "lang", lang)
	}
	if f == nil {
		return a
	}
	if f.Size != 0 {
		a = append(a, "sz", itoa(int(f.Size*100)))
	}
	if f.Bold != nil {
		a = append(a, "b", flag(*f.Bold))
	}
	if f.Italic != nil {
		a = append(a, "i", flag(*f.Italic))
	}
	if f.Underline {
		a = append(a, "u", "sng")
	}
	switch {
	case f.Baseline == nil:
		a = append(a, "baseline", "0")
	case *f.Baseline != -1:
		a = append(a, "baseline", itoa(*f.Baseline))
	}
	return a
}

func (f *chartFont) latin() []string {
	var a []string
	if f == nil {
		return a
	}
	if f.Name != "" {
		a = append(a, "typeface", f.Name)
	}
	if f.PitchFamily != nil {
		a = append(a, "pitchFamily", itoa(*f.PitchFamily))
	}
	if f.Charset != nil {
		a = append(a, "charset", itoa(*f.Charset))
	}
	return a
}

// run writes a:defRPr or a:rPr.
func (x *chartXML) run(tag, lang string, f *chartFont) {
	latin := f.latin()
	if latin == nil && (f == nil || f.Color == "") {
		x.emptyTag(tag, f.attributes(lang)...)
		return
	}
	x.startTag(tag, f.attributes(lang)...)
	if f.Color != "" {
		x.solid(f.Color, 0)
	}
	if latin != nil {
		x.emptyTag("a:latin", latin...)
	}
	x.endTag(tag)
}

// body writes a:bodyPr and a:lstStyle. The title of an upright axis stands
// upright unless its font says otherwise.
func (x *chartXML) body(f *chartFont, upright bool) {
	switch {
	case f != nil && f.turned && f.rotation == 270:
		x.emptyTag("a:bodyPr", "rot", "0", "vert", "wordArtVert")
	case f != nil && f.turned && f.rotation == 271:
		x.emptyTag("a:bodyPr", "rot", "0", "vert", "eaVert")
	case f != nil && f.turned:
		x.emptyTag("a:bodyPr", "rot", itoa(f.rotation*60000), "vert", "horz")
	case upright:
		x.emptyTag("a:bodyPr", "rot", "-5400000", "vert", "horz")
	default:
		x.emptyTag("a:bodyPr")
	}
	x.emptyTag("a:lstStyle")
}

// textProperties writes <c:txPr>, the font of a text that is not in the file.
func (x *chartXML) textProperties(f *chartFont, upright bool, paragraph ...string) {
	x.startTag("c:txPr")
	x.body(f, upright)
	x.startTag("a:p")
	x.startTag("a:pPr", paragraph...)
	x.run("a:defRPr", "", f)
	x.endTag("a:pPr")
	x.emptyTag("a:endParaRPr", "lang", "en-US")
	x.endTag("a:p")
	x.endTag("c:txPr")
}

// rich writes a text with its font; plain leaves out the paragraph's own.
func (x *chartXML) rich(text string, f *chartFont, upright, plain bool) {
	x.startTag("c:tx")
	x.startTag("c:rich")
	x.body(f, upright)
	x.startTag("a:p")
	if !plain {
		x.startTag("a:pPr")
		x.run("a:defRPr", "", f)
		x.endTag("a:pPr")
	}
	x.startTag("a:r")
	x.run("a:rPr", "en-US", f)
	x.dataElement("a:t", text)
	x.endTag("a:r")
	x.endTag("a:p")
	x.endTag("c:rich")
	x.endTag("c:tx")
}
