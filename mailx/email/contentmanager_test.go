package email_test

import (
	"errors"
	"fmt"
	"testing"

	"github.com/pyops-go/pyops/mailx/email"
)

// point is a content of one's own.
type point struct{ x, y int }

func TestHandlersOfOnesOwn(t *testing.T) {
	c := email.RawDataManager()
	c.AddSetHandler(email.OtherContent, func(m *email.Message, content any, opts *email.ContentOptions) error {
		p, ok := content.(point)
		if !ok {
			return errors.New("no point")
		}
		return m.SetContent(fmt.Sprintf("%d %d", p.x, p.y), &email.ContentOptions{Subtype: "x-point"})
	})
	c.AddGetHandler("text/x-point", func(m *email.Message) (any, error) {
		text, err := m.ContentText()
		if err != nil {
			return nil, err
		}
		var p point
		_, err = fmt.Sscan(text, &p.x, &p.y)
		return p, err
	})
	policy := email.Default()
	policy.Contents = c
	m := email.NewEmailMessage(&policy)
	if err := c.SetContent(m, point{1, 2}, nil); err != nil {
		t.Fatal(err)
	}
	if got, err := m.GetContent(); err != nil || got != (point{1, 2}) {
		t.Errorf("%v, %v", got, err)
	}
	if err := c.SetContent(m, 3, nil); err == nil {
		t.Error("a number was taken")
	}
	for content, ctype := range map[any]string{"text": "text/plain"} {
		if err := c.SetContent(m, content, nil); err != nil || m.GetContentType() != ctype {
			t.Errorf("%v: %s, %v", content, m.GetContentType(), err)
		}
	}
	if err := c.SetContent(m, []byte("x"), &email.ContentOptions{Subtype: "image/png"}); err != nil || m.GetContentType() != "image/png" {
		t.Errorf("%s, %v", m.GetContentType(), err)
	}
	inner := email.NewEmailMessage(nil)
	if err := c.SetContent(m, inner, nil); err != nil || m.GetContentType() != "message/rfc822" {
		t.Errorf("%s, %v", m.GetContentType(), err)
	}
	if got, err := m.GetContent(); err != nil || got != inner {
		t.Errorf("%v, %v", got, err)
	}
	// A manager without handlers refuses, and so does a multipart.
	empty := &email.ContentManager{}
	if _, err := empty.GetContent(m); !errors.Is(err, email.ErrValue) {
		t.Error(err)
	}
	if err := empty.SetContent(m, "x", nil); !errors.Is(err, email.ErrValue) {
		t.Error(err)
	}
	if err := m.MakeMixed(nil); err != nil {
		t.Fatal(err)
	}
	if err := c.SetContent(m, "x", nil); !errors.Is(err, email.ErrMultipartConversion) {
		t.Error(err)
	}
	if _, err := m.GetContent(); !errors.Is(err, email.ErrValue) {
		t.Error(err)
	}
}

func TestNilsAreAnswered(t *testing.T) {
	var m *email.Message
	var h *email.HeaderValue
	var r *email.HeaderRegistry
	var c *email.ContentManager
	if m.Check() != nil || m.Header("To") != nil || m.Text("To") != "" || m.GetBody() != nil || m.Policy().Structured || m.Len() != 0 {
		t.Error("a nil message holds something")
	}
	if _, err := m.AsBytes(nil); err == nil {
		t.Error("a nil message was written")
	}
	if m.EncodeDecoded(nil, nil) == nil {
		t.Error("a nil message was decoded")
	}
	if _, err := m.GetContent(); err == nil {
		t.Error("a nil message has a content")
	}
	if _, err := h.Fold(nil); err == nil || h.String() != "" || h.Version() != "" || h.Addresses() != nil {
		t.Error("a nil header says something")
	}
	if r.Kind("to") != email.UniqueAddressHeader || len(r.Parse("to", "a@b").Groups) != 1 {
		t.Error("a nil registry is not the standard one")
	}
	if _, err := c.GetContent(nil); err == nil || c.SetContent(nil, "x", nil) == nil {
		t.Error("no message has a content")
	}
}
