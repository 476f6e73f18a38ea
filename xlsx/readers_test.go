package xlsx

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"

	"github.com/pyops-go/pyops/internal/original"
)

// TestReadersOpen opens random workbooks with openpyxl, which checks more than
// XlsxWriter does: unknown values of attributes, ranges, parts that are missing.
func TestReadersOpen(t *testing.T) {
	py := original.Start(t, "openpyxl")
	py.Define("import io, warnings, openpyxl\ndef opens(data):\n" +
		"    with warnings.catch_warnings():\n        warnings.simplefilter('ignore')\n        book = openpyxl.load_workbook(io.BytesIO(data))\n" +
		"    return [s.title for s in book.worksheets]\n")
	r := original.Rand(t)
	for range min(original.Rounds(t, 15), 300) {
		program := randomProgram(r)
		var ops []operation
		d := json.NewDecoder(strings.NewReader(program))
		d.UseNumber()
		must(t, d.Decode(&ops))
		var out bytes.Buffer
		if _, err := (&replayer{out: &out}).run(ops); err != nil && out.Len() == 0 {
			continue // a call that is refused ends a program here
		}
		names, err := py.Call("opens", out.Bytes())
		if err != nil {
			t.Errorf("openpyxl: %v\n%s", err, program)
			continue
		}
		if list := names.([]any); len(list) == 0 || list[0] != "DataA" {
			t.Errorf("openpyxl sees the sheets %v", list)
		}
	}
}
