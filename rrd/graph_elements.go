package rrd

import (
	"image/color"
	"time"
)

// An Element is a part of a graph: one of [Def], [CDef], [VDef], [Shift], [Line],
// [Area], [Tick], [HRule], [VRule], [Print], [GPrint], [Comment], [TextAlign] and
// [XPort]. Texts stand for themselves: nothing in them needs a backslash.
type Element interface{ element() Element }

// A Def reads the values of a data source from a file.
type Def struct {
	Name string // by which other elements refer to it
	File string
	DS   string // the data source
	CF   CF     // the consolidation function

	Step       time.Duration // the least distance between values; zero means that of the graph
	Start, End time.Time     // zero means those of the graph
	Reduce     CF            // the function that makes fewer values of many; empty means CF

	at *defTimes
}

// defTimes are the words of a definition on the command line.
type defTimes struct{ start, end string }

// A CDef computes values from those of others, by an expression such as
// "in,8,*".
type CDef struct{ Name, RPN string }

// A VDef finds one value and its time in others, by an expression such as
// "in,95,PERCENT" or "in,MAXIMUM".
type VDef struct{ Name, Expression string }

// A Shift moves the values of a Def or CDef to the right: by a time, or by the
// value of a VDef in seconds if ByVDef names one.
type Shift struct {
	Name   string
	By     time.Duration
	ByVDef string
}

// A Line draws values. Value is a name or a number; where the colour is the zero
// colour nothing is drawn.
type Line struct {
	Value      string
	Width      float64 // in pixels; zero means 1
	Color      color.NRGBA
	Legend     string
	Stack      bool // on top of the Line or Area before
	SkipScale  bool // has no say in the range of the vertical axis
	Dashes     []float64
	DashOffset float64
	End        Ending
}

// An Area fills what is between values and the axis.
type Area struct {
	Value     string
	Color     color.NRGBA
	Legend    string
	Stack     bool
	SkipScale bool

	// To, where it is not the zero colour, is what the colour turns into: within
	// GradientHeight pixels from the value down, or for a negative height in the
	// last pixels above the axis, or for 0 from the value to the axis. Nil is 50.
	To             color.NRGBA
	GradientHeight *float64
	End            Ending
}

// A Tick draws a vertical tick wherever a value is neither 0 nor unknown.
type Tick struct {
	Value    string
	Color    color.NRGBA
	Fraction float64 // of the height; negative from above; zero means 0.1
	Legend   string
	End      Ending
}

// An HRule is a horizontal line at a value: a number or the name of a VDef.
type HRule struct {
	Value      string
	Color      color.NRGBA
	Legend     string
	Dashes     []float64
	DashOffset float64
	End        Ending
}

// A VRule is a vertical line at a time: At, or that of the VDef or number Value if
// it is not empty.
type VRule struct {
	At         time.Time
	Value      string
	Color      color.NRGBA
	Legend     string
	Dashes     []float64
	DashOffset float64
	End        Ending
}

// A Print gives a number to the caller, as a format such as "%6.2lf %s" has it. Of
// a Def or CDef it is the value that CF makes of all, such as "MAX"; a VDef has a
// value of its own.
type Print struct {
	Value, Format string
	CF            CF
	As            PrintAs
}

// A GPrint writes a number into the legend.
type GPrint struct {
	Value, Format string
	CF            CF
	As            PrintAs
	End           Ending
}

// PrintAs is what a number to be printed stands for.
type PrintAs uint8

// What a number to be printed stands for. The format is of printf for a number,
// of strftime for times.
const (
	AsNumber       PrintAs = iota
	AsTimeOf               // the time of a VDef
	AsTimestamp            // the value as seconds since 1970, in UTC
	AsDuration             // the value as milliseconds, with %d %H %M %S and so on
	printAsHowMany         // how many there are
)

// A Comment is a text in the legend.
type Comment struct {
	Text string
	End  Ending
}

// A TextAlign says how the lines of the legend stand that do not say it.
type TextAlign struct{ Align Ending }

// An XPort is a column of the text formats.
type XPort struct{ Value, Legend string }

// An Ending is what follows a text in the legend.
type Ending byte

// What may follow a text in the legend. All but EndNone and EndGlued end
// the line and say how it stands.
const (
	EndNone      Ending = 0
	EndLeft      Ending = 'l'
	EndRight     Ending = 'r'
	EndCenter    Ending = 'c'
	EndJustified Ending = 'j'
	EndGlued     Ending = 'g' // the next text follows without a gap
	EndHalf      Ending = 's' // the next line stands half a line lower
	EndUp        Ending = 'u' // the next line stands where this one does

	endNothing Ending = '.' // as EndNone, written out
)

func (e Def) element() Element       { return e }
func (e CDef) element() Element      { return e }
func (e VDef) element() Element      { return e }
func (e Shift) element() Element     { return e }
func (e Line) element() Element      { return e }
func (e Area) element() Element      { return e }
func (e Tick) element() Element      { return e }
func (e HRule) element() Element     { return e }
func (e VRule) element() Element     { return e }
func (e Print) element() Element     { return e }
func (e GPrint) element() Element    { return e }
func (e Comment) element() Element   { return e }
func (e TextAlign) element() Element { return e }
func (e XPort) element() Element     { return e }
