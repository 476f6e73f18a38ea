package xlsx

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"io"
	"os"
	"path/filepath"
)

// An Image is a picture for sheets: PNG, JPEG, GIF, BMP, WMF or EMF. One Image
// may be put into a workbook, or several, as often as needed; the file holds it
// once.
type Image struct {
	name          string
	kind          string // the extension of its name in the workbook
	data          []byte
	digest        [sha256.Size]byte
	width, height float64
	xDPI, yDPI    float64
}

// NewImage reads an image from a file. A file that is no image, or tells no
// size, or ends before it is whole, is an error of kind
// [ErrUnsupportedImageFormat] or [ErrUndefinedImageSize].
func NewImage(path string) (*Image, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, &Error{Kind: ErrXlsxFile, Op: "NewImage", Where: path, Reason: "the image cannot be read", Err: err}
	}
	defer f.Close()
	return readImage("NewImage", path, f, maxImage)
}

// NewImageReader reads an image from r, under a name that serves as its
// description where nothing else does; see [NewImage]. It reads r to its end, but
// no more than 256 MiB.
func NewImageReader(name string, r io.Reader) (*Image, error) {
	return readImage("NewImageReader", name, r, maxImage)
}

func readImage(op, name string, r io.Reader, most int64) (*Image, error) {
	data, err := readAtMost(r, most)
	if err != nil {
		return nil, &Error{Kind: ErrXlsxFile, Op: op, Where: name, Reason: "the image cannot be read", Err: err}
	}
	return newImage(filepath.Base(name), name, data)
}

// Type is PNG, JPEG, GIF, BMP, WMF or EMF.
func (i *Image) Type() string {
	if i == nil {
		return ""
	}
	return string(bytes.ToUpper([]byte(i.kind)))
}

// Width is that of the image in pixels of its own.
func (i *Image) Width() float64 {
	if i == nil {
		return 0
	}
	return i.width
}

// Height is that of the image in pixels of its own.
func (i *Image) Height() float64 {
	if i == nil {
		return 0
	}
	return i.height
}

// XDPI is how many of the image's pixels make an inch from left to right, 96 if
// it does not say.
func (i *Image) XDPI() float64 {
	if i == nil {
		return 0
	}
	return i.xDPI
}

// YDPI is how many of the image's pixels make an inch from top to bottom, 96 if
// it does not say.
func (i *Image) YDPI() float64 {
	if i == nil {
		return 0
	}
	return i.yDPI
}

func (i *Image) check() error {
	if i == nil || i.data == nil {
		return &Error{Kind: ErrUnsupportedImageFormat, Reason: "an image is made by NewImage or NewImageReader"}
	}
	return nil
}

const (
	defaultDPI   = 96
	maxImage     = 256 << 20 // bytes: more than any program shows
	smallest     = 44        // bytes of an image; what is shorter cannot hold a header
	mostPixels   = 1 << 20   // of a side: more than a sheet has
	placeableWMF = 0x9AC6CDD7
)

// An imageHeader is what an image says of itself.
type imageHeader struct {
	width, height, xDPI, yDPI float64
	cut                       bool // the image ends before it should
}

func newImage(base, where string, data []byte) (*Image, error) {
	fail := func(kind error, reason string) (*Image, error) {
		return nil, &Error{Kind: kind, Op: "NewImage", Where: where, Reason: reason}
	}
	if len(data) < smallest {
		return fail(ErrUnsupportedImageFormat, "it is too short for an image")
	}
	kind, h := readImageHeader(data)
	switch {
	case kind == "":
		return fail(ErrUnsupportedImageFormat, "expected PNG, JPEG, GIF, BMP, WMF or EMF")
	case h.cut:
		return fail(ErrUndefinedImageSize, "the "+kind+" image ends before it is whole")
	case !(h.width > 0 && h.height > 0):
		return fail(ErrUndefinedImageSize, "the "+kind+" image tells no size")
	case h.width > mostPixels || h.height > mostPixels:
		return fail(ErrUndefinedImageSize, "the "+kind+" image claims to be larger than a sheet: "+number(h.width)+" by "+number(h.height)+" pixels")
	}
	i := &Image{name: base, kind: kind, data: data, digest: sha256.Sum256(data), width: h.width, height: h.height, xDPI: h.xDPI, yDPI: h.yDPI}
	if !(i.xDPI > 0) {
		i.xDPI = defaultDPI
	}
	if !(i.yDPI > 0) {
		i.yDPI = defaultDPI
	}
	return i, nil
}

var be = binary.BigEndian

// readImageHeader tells which kind of image data of at least [smallest] bytes
// are, and its size.
func readImageHeader(data []byte) (kind string, h imageHeader) {
	h.xDPI, h.yDPI = defaultDPI, defaultDPI
	switch {
	case string(data[1:4]) == "PNG":
		h.readPNG(data)
		return "png", h
	case be.Uint16(data) == 0xFFD8:
		h.readJPEG(data)
		return "jpeg", h
	case string(data[:2]) == "BM":
		h.readBMP(data)
		return "bmp", h
	case le.Uint32(data) == placeableWMF:
		h.readWMF(data)
		return "wmf", h
	case le.Uint32(data) == 1 && string(data[40:44]) == " EMF":
		h.readEMF(data)
		return "emf", h
	case string(data[:4]) == "GIF8":
		h.width, h.height = float64(le.Uint16(data[6:])), float64(le.Uint16(data[8:]))
		h.cut = bytes.LastIndexByte(data, 0x3B) < 13
		return "gif", h
	}
	return "", h
}

// readPNG goes through the chunks up to the last.
func (h *imageHeader) readPNG(data []byte) {
	for at := 8; ; {
		if at+12 > len(data) {
			h.cut = true
			return
		}
		length := int64(be.Uint32(data[at:]))
		if int64(at)+12+length > int64(len(data)) {
			h.cut = true
			return
		}
		body := data[at+8 : at+8+int(length)]
		switch string(data[at+4 : at+8]) {
		case "IHDR":
			if len(body) >= 8 {
				h.width, h.height = float64(be.Uint32(body)), float64(be.Uint32(body[4:]))
			}
		case "pHYs":
			if len(body) >= 9 && body[8] == 1 && be.Uint32(body) > 0 && be.Uint32(body[4:]) > 0 {
				h.xDPI, h.yDPI = float64(be.Uint32(body))*0.0254, float64(be.Uint32(body[4:]))*0.0254
			}
		case "IEND":
			return
		}
		at += 12 + int(length)
	}
}

// readJPEG goes through the segments up to the picture itself.
func (h *imageHeader) readJPEG(data []byte) {
	for at := 2; at+4 <= len(data); {
		marker, length := be.Uint16(data[at:]), int(be.Uint16(data[at+2:]))
		if marker == 0xFFDA {
			h.cut = !bytes.Contains(data[at:], []byte{0xFF, 0xD9})
			return
		}
		if length < 2 || at+2+length > len(data) {
			break
		}
		body := data[at+4 : at+2+length]
		switch {
		case marker&0xFFF0 == 0xFFC0 && marker != 0xFFC4 && marker != 0xFFC8 && marker != 0xFFCC && len(body) >= 5:
			h.height, h.width = float64(be.Uint16(body[1:])), float64(be.Uint16(body[3:]))
		case marker == 0xFFE0 && len(body) >= 12:
			h.readDensity(body[7], float64(be.Uint16(body[8:])), float64(be.Uint16(body[10:])))
		}
		at += 2 + length
	}
	h.cut = true
}

// readDensity reads what a JPEG says of its pixels: by inch, by centimetre, or
// nothing but their shape.
func (h *imageHeader) readDensity(unit byte, x, y float64) {
	switch unit {
	case 1:
		h.xDPI, h.yDPI = x, y
	case 2:
		h.xDPI, h.yDPI = x*2.54, y*2.54
	}
	if h.xDPI == 1 {
		h.xDPI = defaultDPI
	}
	if h.yDPI == 1 {
		h.yDPI = defaultDPI
	}
}

func (h *imageHeader) readBMP(data []byte) {
	h.width, h.height = float64(int32(le.Uint32(data[18:]))), float64(int32(le.Uint32(data[22:])))
	h.height = max(h.height, -h.height)
	h.cut = int64(le.Uint32(data[2:])) > int64(len(data)) || int64(le.Uint32(data[10:])) >= int64(len(data))
}

func (h *imageHeader) readWMF(data []byte) {
	at := func(i int) float64 { return float64(int16(le.Uint16(data[i:]))) }
	if inch := float64(le.Uint16(data[14:])); inch > 0 {
		h.width, h.height = (at(10)-at(6))*defaultDPI/inch, (at(12)-at(8))*defaultDPI/inch
	}
	h.cut = 22+2*int64(le.Uint32(data[28:])) > int64(len(data))
}

func (h *imageHeader) readEMF(data []byte) {
	at := func(i int) float64 { return float64(int32(le.Uint32(data[i:]))) }
	h.width, h.height = at(16)-at(8), at(20)-at(12)
	// The frame is in hundredths of a millimetre.
	if mm := 0.01 * (at(32) - at(24)); mm != 0 {
		h.xDPI = h.width * 25.4 / mm
	}
	if mm := 0.01 * (at(36) - at(28)); mm != 0 {
		h.yDPI = h.height * 25.4 / mm
	}
	// The bounds include both edges.
	h.width++
	h.height++
	h.cut = len(data) < 52 || int64(le.Uint32(data[48:])) > int64(len(data))
}

// A placedImage is an image at a cell.
type placedImage struct {
	image *Image
	at    cellAt
	opts  ObjectOptions
	link  *link
}

// InsertImage puts an image on the sheet, its upper left corner in a cell.
func (ws *Worksheet) InsertImage(row, col int, image *Image, opts *ObjectOptions) error {
	const op = "InsertImage"
	if err := ws.enter(op); err != nil {
		return err
	}
	defer ws.mu.Unlock()
	p, err := ws.placeImage(op, row, col, image, opts)
	if err == nil {
		ws.images = append(ws.images, p)
	}
	return err
}

func (ws *Worksheet) placeImage(op string, row, col int, image *Image, opts *ObjectOptions) (*placedImage, error) {
	if err := ws.within(op, row, col); err != nil {
		return nil, err
	}
	if err := image.check(); err != nil {
		return nil, ws.refuse(op, row, col, *err.(*Error))
	}
	p := &placedImage{image: image, at: cellAt{row, col}}
	var e *Error
	if p.opts, p.link, e = objectOptions(opts, 2, true); e != nil {
		return nil, ws.refuse(op, row, col, *e)
	}
	return p, nil
}

// EmbedOptions are those of [Worksheet.EmbedImage].
type EmbedOptions struct {
	// CellFormat is the format of the cell; links have their own by default.
	CellFormat *Format
	// Description is the alternative text.
	Description string
	// Decorative marks an image that means nothing.
	Decorative bool
	// URL is where a click leads, and Tip what is shown before.
	URL, Tip string
}

// EmbedImage puts an image into a cell, which it fills. Excel 365 shows it; other
// versions show #VALUE!.
func (ws *Worksheet) EmbedImage(row, col int, image *Image, opts *EmbedOptions) error {
	const op = "EmbedImage"
	if err := ws.enter(op); err != nil {
		return err
	}
	defer ws.mu.Unlock()
	o := EmbedOptions{}
	if opts != nil {
		o = *opts
	}
	p, err := ws.placeImage(op, row, col, image, &ObjectOptions{Description: o.Description, Decorative: o.Decorative})
	if err != nil {
		return err
	}
	f := o.CellFormat
	if o.URL != "" {
		if p.link, err = ws.addLink(row, col, URL{Link: o.URL, Tip: o.Tip}, true); err != nil {
			return err
		}
		if f == nil {
			f = ws.wb.urlFormat
		}
	}
	if err := ws.reach(op, row, col, f); err != nil {
		return err
	}
	if p.link != nil {
		ws.links[cellAt{row, col}] = p.link
		ws.linkCount++
	}
	ws.advance(row)
	ws.put(row, col, cellImage, ws.addCellImage(p), f)
	return nil
}

// addCellImage is the number of an image in cells: that of the workbook in
// constant memory, where the cell is written at once, else that of the sheet.
func (ws *Worksheet) addCellImage(p *placedImage) uint64 {
	if ws.stream != nil {
		return uint64(ws.wb.embed(p))
	}
	ws.cellImages = append(ws.cellImages, p)
	return uint64(len(ws.cellImages))
}

// SetBackground shows an image behind the cells, repeated.
func (ws *Worksheet) SetBackground(image *Image) error {
	if err := ws.enter("SetBackground"); err != nil {
		return err
	}
	defer ws.mu.Unlock()
	if err := image.check(); err != nil {
		e := *err.(*Error)
		e.Op, e.Where = "SetBackground", ws.name
		return &e
	}
	ws.background = image
	return nil
}

// objectOptions completes the options of an object, whose anchor is position by
// default.
func objectOptions(opts *ObjectOptions, position int, object bool) (o ObjectOptions, l *link, e *Error) {
	if opts != nil {
		o = *opts
	}
	if o.XScale == 0 {
		o.XScale = 1
	}
	if o.YScale == 0 {
		o.YScale = 1
	}
	if o.ObjectPosition == 0 {
		o.ObjectPosition = position
	}
	if o.ObjectPosition < 1 || o.ObjectPosition > 4 {
		return o, nil, &Error{Kind: ErrParameter, Code: -2, Input: itoa(o.ObjectPosition), Reason: "object_position is from 1 to 4"}
	}
	for _, v := range []float64{o.XScale, o.YScale, o.XOffset, o.YOffset} {
		if !(v > -1e9 && v < 1e9) {
			return o, nil, &Error{Kind: ErrParameter, Code: -2, Input: number(v), Reason: "no offset or scale of an object"}
		}
	}
	if !(o.XScale > 0 && o.YScale > 0) {
		return o, nil, &Error{Kind: ErrParameter, Code: -2, Input: number(min(o.XScale, o.YScale)), Reason: "a scale is above 0"}
	}
	if o.URL != "" {
		l, e = parseLink(URL{Link: o.URL, Tip: o.Tip}, object)
	}
	return o, l, e
}
