package pytext_test

import (
	"fmt"

	"github.com/pyops-go/pyops/internal/pytext"
)

func ExampleRepr() {
	fmt.Println(pytext.Repr("tab\there"), pytext.Repr("it's"), pytext.Repr("na\u00efve\u00a0caf\xe9"))
	// Output: 'tab\there' "it's" 'naïve\xa0caf\udce9'
}

func ExampleReprBytes() {
	fmt.Println(pytext.ReprBytes([]byte("caf\xc3\xa9\r\n")))
	// Output: b'caf\xc3\xa9\r\n'
}

func ExampleFloat() {
	fmt.Println(pytext.Float(2), pytext.Float(0.1), pytext.Float(1e16))
	// Output: 2.0 0.1 1e+16
}

func ExampleInt() {
	n, ok := pytext.Int(" -1_000\n")
	fmt.Println(n, ok)
	// Output: -1000 true
}

func ExampleParseInt() {
	n, err := pytext.ParseInt("0x_ff", 0)
	fmt.Println(n, err)
	_, err = pytext.ParseInt("12a", 10)
	fmt.Println(err)
	// Output:
	// 255 <nil>
	// invalid literal for int() with base 10: '12a'
}

func ExampleSplit() {
	words, err := pytext.Split(`-oX - "two words" it\'s`)
	fmt.Printf("%q %v\n", words, err)
	_, err = pytext.Split(`'open`)
	fmt.Println(err)
	// Output:
	// ["-oX" "-" "two words" "it's"] <nil>
	// No closing quotation
}

func ExampleQuote() {
	fmt.Println(pytext.Quote("a=b"), pytext.Quote("two words"), pytext.Quote("it's"))
	// Output: a=b 'two words' 'it'"'"'s'
}
