package xlsx

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/pyops-go/pyops/internal/original"
)

func startXlsxWriter(t testing.TB) *original.Python {
	t.Helper()
	py := original.Start(t, "xlsxwriter")
	source, err := os.ReadFile("testdata/original.py")
	if err != nil {
		t.Fatal(err)
	}
	py.Define(string(source))
	return py
}

// A calls builds programs.
type calls struct {
	ops  []operation
	next int
}

func newCalls(options map[string]any) *calls {
	c := &calls{}
	if options == nil {
		options = map[string]any{}
	}
	id := c.object()
	c.ops = append(c.ops, operation{New: "Workbook", ID: &id, Args: []any{"out.xlsx", options}})
	return c
}

func (c *calls) object() int {
	c.next++
	return c.next - 1
}

type ref = map[string]any

func refTo(id int) ref { return ref{"$ref": id} }

// do calls a method of an object.
func (c *calls) do(object int, method string, args ...any) {
	c.ops = append(c.ops, operation{Object: object, Method: method, Args: args})
}

// made is do, for a method that makes an object.
func (c *calls) made(object int, method string, args ...any) int {
	id := c.object()
	c.ops = append(c.ops, operation{Object: object, Method: method, Args: args, Result: &id})
	return id
}

func (c *calls) close() string {
	c.do(0, "close")
	text, err := json.Marshal(c.ops)
	if err != nil {
		panic(err)
	}
	return string(text)
}

// exceptionNames are the classes that XlsxWriter raises for the kinds of errors.
var exceptionNames = []struct {
	kind error
	name string
}{
	{ErrOverlappingRange, "OverlappingRange"}, {ErrDuplicateTableName, "DuplicateTableName"}, {ErrInvalidWorksheetName, "InvalidWorksheetName"},
	{ErrDuplicateWorksheetName, "DuplicateWorksheetName"}, {ErrEmptyChartSeries, "EmptyChartSeries"}, {ErrNumber, "TypeError"}, {ErrType, "TypeError"},
	{ErrUndefinedImageSize, "UndefinedImageSize"}, {ErrUnsupportedImageFormat, "UnsupportedImageFormat"}, {ErrColor, "ValueError"}, {ErrBounds, "bounds"},
}

// replayed is what run in testdata/original.py makes of a program, by this
// package.
func replayed(text string) (codes []any, parts map[string]string, err error) {
	var ops []operation
	d := json.NewDecoder(strings.NewReader(text))
	d.UseNumber()
	if err := d.Decode(&ops); err != nil {
		return nil, nil, err
	}
	var out bytes.Buffer
	r := &replayer{out: &out, stored: true, objects: map[int]any{}}
	for i, o := range ops {
		err := r.do(o)
		var known *Error
		switch {
		case err == nil:
			codes = append(codes, 0)
		case errors.As(err, &known) && known.Code != 0:
			codes = append(codes, known.Code)
		case errors.As(err, &known):
			name := err.Error()
			for _, e := range exceptionNames {
				if errors.Is(err, e.kind) {
					name = e.name
					break
				}
			}
			codes = append(codes, name)
		default:
			return nil, nil, fmt.Errorf("operation %d: %w", i, err)
		}
	}
	parts = map[string]string{}
	if out.Len() > 0 {
		if parts, err = unzip(out.Bytes()); err != nil {
			return nil, nil, err
		}
	}
	for name, data := range parts {
		if !utf8.ValidString(data) {
			parts[name] = hex.EncodeToString([]byte(data))
		}
	}
	const core = "docProps/core.xml"
	parts[core] = createdText.ReplaceAllString(parts[core], "")
	return codes, parts, nil
}

var createdText = regexp.MustCompile(`\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ`)

// lines is a file as one text that can be compared and shown: a line for what
// each call returned, and one for each tag of each part.
func lines(codes []any, parts map[string]string) string {
	var b strings.Builder
	for i, c := range codes {
		fmt.Fprintf(&b, "call %d: %v\n", i, c)
	}
	for _, name := range sortedKeys(parts, strings.Compare) {
		fmt.Fprintf(&b, "part %s\n", name)
		b.WriteString(strings.ReplaceAll(parts[name], "><", ">\n<"))
		b.WriteByte('\n')
	}
	return b.String()
}

// judgeOf compares programs with the original. A call's argument is the program,
// its value the lines of the file.
func judgeOf(t testing.TB) *original.Judge {
	py := startXlsxWriter(t)
	py.Define("def lines(program):\n" +
		"    codes, all = run(program)\n" +
		"    text = ''.join(f'call {i}: {c}\\n' for i, c in enumerate(codes))\n" +
		"    return text + ''.join(f'part {name}\\n' + all[name].replace('><', '>\\n<') + '\\n' for name in sorted(all))\n")
	var last string
	return &original.Judge{
		Python: py,
		Ours: func(c original.Call) original.Result {
			last = c.Args[0].(string)
			if c.Func == "piece" {
				return original.Result{Value: pieceOf(last, c.Args[1].(string), c.Args[2].(string))}
			}
			codes, parts, err := replayed(c.Args[0].(string))
			if err != nil {
				return original.Result{Value: err.Error()}
			}
			return original.Result{Value: lines(codes, parts)}
		},
		Divergences: divergences(),
		Same:        sameLines(t, &last),
	}
}

// sameLines compares strictly, and shows where two files begin to differ: they
// are too long to be shown whole.
func sameLines(t testing.TB, program *string) func(owed, ours original.Result) bool {
	return func(owed, ours original.Result) bool {
		if original.SameResult(owed, ours) {
			return true
		}
		a, _ := owed.Value.(string)
		b, _ := ours.Value.(string)
		la, lb := strings.Split(a, "\n"), strings.Split(b, "\n")
		part := ""
		for i := range min(len(la), len(lb)) {
			if strings.HasPrefix(la[i], "part ") {
				part = la[i]
			}
			if la[i] != lb[i] {
				call := ""
				var ops []json.RawMessage
				if part == "" && json.Unmarshal([]byte(*program), &ops) == nil && i < len(ops) {
					call = string(ops[i])
				}
				t.Logf("%s, line %d: %s\n owed %s\n ours %s", part, i, call, la[i], lb[i])
				break
			}
		}
		return false
	}
}

func programCall(text string) original.Call { return original.Call{Func: "lines", Args: []any{text}} }
