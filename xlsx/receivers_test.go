package xlsx

import (
	"go/ast"
	"go/parser"
	"go/token"
	"iter"
	"os"
	"reflect"
	"strings"
	"testing"
)

// exportedTypes are all exported types of the package, which a test below
// compares with its sources. Those that hold nothing but options have no methods.
var exportedTypes = []any{
	AutofitOptions{}, AxisOptions{}, ButtonOptions{}, CalcOptions{}, Cell{}, Chart{}, ChartAreaOptions{}, ChartLinesOptions{}, ChartOptions{}, ChartSizeOptions{}, ChartTableOptions{},
	ChartTitleOptions{}, Chartsheet{}, ChartsheetProtectOptions{}, Color(""), ColumnOptions{}, Columns{}, CommentOptions{}, ConditionalOptions{}, CustomLabel{}, CustomPropertyOptions{},
	DataLabels{}, DefaultRowOptions{}, EmbedOptions{}, Error{}, ErrorBars{}, ErrorValues{}, Fill{}, Font{}, Format{}, FormatOptions{}, Gradient{}, Gridlines{}, HeaderOptions{}, IconOptions{},
	IgnoreErrorsOptions{}, Image{}, Layout{}, LegendOptions{}, Line{}, Margins{}, Marker{}, ObjectOptions{}, OutlineOptions{}, PaneOptions{}, Pattern{}, Point{}, Properties{}, ProtectOptions{},
	Range{}, RecordOptions{}, RowOptions{}, Run{}, SeriesOptions{}, Sheet{}, SparklineOptions{}, TableColumn{}, TableOptions{}, TextAlign{}, TextboxOptions{}, Trendline{}, TrendlineLabel{},
	URL{}, URLOptions{}, UnprotectOptions{}, UpDownBar{}, UpDownBarsOptions{}, ValidationOptions{}, Workbook{}, WorkbookOptions{}, Worksheet{},
}

func TestAllExportedTypesAreListed(t *testing.T) {
	listed := map[string]bool{"Border": true} // an alias of Line
	for _, v := range exportedTypes {
		listed[reflect.TypeOf(v).Name()] = true
	}
	files, err := os.ReadDir(".")
	must(t, err)
	for _, f := range files {
		if !strings.HasSuffix(f.Name(), ".go") || strings.HasSuffix(f.Name(), "_test.go") {
			continue
		}
		parsed, err := parser.ParseFile(token.NewFileSet(), f.Name(), nil, parser.SkipObjectResolution)
		must(t, err)
		for _, d := range parsed.Decls {
			g, ok := d.(*ast.GenDecl)
			if !ok || g.Tok != token.TYPE {
				continue
			}
			for _, s := range g.Specs {
				if name := s.(*ast.TypeSpec).Name; name.IsExported() && !listed[name.Name] {
					t.Errorf("%s: the type %s is not in exportedTypes", f.Name(), name.Name)
				}
			}
		}
	}
}

// TestMethodsOfWhatNobodyMade calls every exported method of every exported type
// on nil and on the zero value, without arguments and with such as might pass.
// None may panic, and what can say that nothing was done has to say it.
func TestMethodsOfWhatNobodyMade(t *testing.T) {
	called := 0
	for _, v := range exportedTypes {
		typ := reflect.TypeOf(v)
		pointer := reflect.PointerTo(typ)
		for i := range pointer.NumMethod() {
			m := pointer.Method(i)
			receivers := []reflect.Value{reflect.New(typ)}
			if _, byValue := typ.MethodByName(m.Name); !byValue {
				receivers = append(receivers, reflect.Zero(pointer)) // Go itself panics for values
			}
			for _, r := range receivers {
				for _, some := range []bool{false, true} {
					called++
					callBare(t, typ, m, r, some)
				}
			}
		}
	}
	if called < 500 {
		t.Errorf("%d calls", called)
	}
}

func callBare(t *testing.T, typ reflect.Type, m reflect.Method, receiver reflect.Value, some bool) {
	name := typ.Name() + "." + m.Name
	defer func() {
		if p := recover(); p != nil {
			t.Errorf("%s on %#v, with arguments %t: panic: %v", name, receiver.IsNil(), some, p)
		}
	}()
	args := []reflect.Value{receiver}
	for i := 1; i < m.Type.NumIn(); i++ {
		args = append(args, argument(m.Type.In(i), some))
	}
	var results []reflect.Value
	if m.Type.IsVariadic() {
		results = m.Func.CallSlice(args)
	} else {
		results = m.Func.Call(args)
	}
	maker := typ == reflect.TypeFor[Workbook]() || typ == reflect.TypeFor[Worksheet]() || typ == reflect.TypeFor[Chartsheet]() || typ == reflect.TypeFor[Sheet]() || typ == reflect.TypeFor[Chart]() ||
		typ == reflect.TypeFor[Cell]() || typ == reflect.TypeFor[Range]() || typ == reflect.TypeFor[Columns]()
	for _, r := range results {
		err, isError := r.Interface().(error)
		if r.Type() == reflect.TypeFor[error]() && maker && m.Name != "RowCol" && (!isError || err == nil) {
			t.Errorf("%s on nil %t, with arguments %t: no error", name, receiver.IsNil(), some)
		}
		if isError && strings.ContainsAny(err.Error(), "\r\n") {
			t.Errorf("%s: an error of several lines: %q", name, err)
		}
	}
}

// argument is the zero value of a type, or one that a caller might give.
func argument(t reflect.Type, some bool) reflect.Value {
	if !some {
		return reflect.Zero(t)
	}
	switch t.Kind() {
	case reflect.Pointer:
		return reflect.New(t.Elem())
	case reflect.String:
		return reflect.ValueOf("A1:B2").Convert(t)
	case reflect.Int:
		return reflect.ValueOf(1)
	case reflect.Slice:
		return reflect.MakeSlice(t, 2, 2)
	case reflect.Interface:
		if t.NumMethod() == 0 {
			return reflect.ValueOf("text")
		}
	}
	return reflect.Zero(t)
}

func TestFunctionsOnNothing(t *testing.T) {
	_, ws := blankSheet(t, nil)
	AddWriteHandler(nil, func(*Worksheet, int, int, int, *Format) (bool, error) { return false, nil })
	AddWriteHandler[int](ws, nil)
	must(t, ws.Write(0, 0, 1, nil))
	var none iter.Seq[record]
	for i, call := range []func() (int, error){
		func() (int, error) { return WriteRecords(ws, 0, 0, none, nil) },
		func() (int, error) { return WriteRecords(nil, 0, 0, none, nil) },
		func() (int, error) { return WriteRecords(new(Worksheet), 0, 0, none, nil) },
	} {
		if n, err := call(); n != 0 || err == nil {
			t.Errorf("call %d: %d, %v", i, n, err)
		}
	}
	if _, err := NewImageReader("x", nil); !errorsIs(err, ErrXlsxFile) {
		t.Error(err)
	}
	wb, _ := blankSheet(t, nil)
	if err := wb.UseCustomThemeReader(nil); !errorsIs(err, ErrThemeFile) {
		t.Error(err)
	}
	if err := wb.AddVBAProjectReader(nil, nil); !errorsIs(err, ErrXlsxFile) {
		t.Error(err)
	}
}
