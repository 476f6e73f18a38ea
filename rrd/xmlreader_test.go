package rrd

import (
	"bufio"
	"strings"
	"testing"
)

// Elements stand within each other so deep and no deeper, and have names so long.
func TestBoundsOfXML(t *testing.T) {
	read := func(text string) (n int, err error) {
		x := &xmlReader{r: bufio.NewReader(strings.NewReader(text)), line: 1}
		for {
			if _, err := x.next(); err != nil {
				return n, err
			}
			n++
		}
	}
	deep := func(n int) string { return strings.Repeat("<a>", n) + strings.Repeat("</a>", n) }
	if n, err := read(deep(mostXMLDepth)); n != mostXMLDepth || err != errEnd {
		t.Errorf("%d elements within each other: %v", n, err)
	}
	if n, err := read(deep(mostXMLDepth + 1)); n != mostXMLDepth || err == nil || !strings.Contains(err.Error(), "elements within each other") {
		t.Errorf("one more: %d, %v", n, err)
	}
	name := strings.Repeat("n", 256)
	if n, err := read("<" + name + "></" + name + ">"); n != 1 || err != errEnd {
		t.Errorf("a name of 256 bytes: %d, %v", n, err)
	}
	if n, err := read("<" + name + "n>"); n != 0 || err == nil || !strings.Contains(err.Error(), "longer than 256 bytes") {
		t.Errorf("a name of 257 bytes: %d, %v", n, err)
	}
	for text, want := range map[string]string{"</a>": "</a> where </?xml> was expected", "<>": "an element without a name", "x": "text where an element was expected in <?xml>", "<a>x": "text where an element was expected in <a>", "<a></b>": "</b> where </a> was expected"} {
		if _, err := read(text); err == nil || !strings.Contains(err.Error(), "line 1: "+want) {
			t.Errorf("%s: %v", text, err)
		}
	}
}
