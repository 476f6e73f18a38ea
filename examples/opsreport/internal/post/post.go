// Package post sends a report by mail.
package post

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"github.com/pyops-go/pyops/examples/opsreport/internal/history"
	"github.com/pyops-go/pyops/examples/opsreport/internal/model"
	"github.com/pyops-go/pyops/examples/opsreport/internal/page"
	"github.com/pyops-go/pyops/examples/opsreport/internal/settings"
	"github.com/pyops-go/pyops/mailx"
	"github.com/pyops-go/pyops/mailx/email"
)

// Message makes the mail of a report: a text that stands alone, HTML with the
// graphs in it, and the workbook.
func Message(r *model.Report, to settings.Mail, graphs []history.Graph, workbook string) (*email.Message, error) {
	id, err := email.MakeMsgID("", "opsreport.invalid")
	if err != nil {
		return nil, err
	}
	var pictures []page.Picture
	for _, g := range graphs {
		pictures = append(pictures, page.Picture{CID: g.Name + "." + strings.Trim(id, "<>"), Alt: g.Title + ": " + legend(r, g.Name), Width: g.Width})
	}
	html, err := page.Mail(r, pictures)
	if err != nil {
		return nil, err
	}
	addresses, err := email.ParseAddressList(strings.Join(to.To, ", "))
	if err != nil {
		return nil, fmt.Errorf("[mail] to: %w", err)
	}
	from, err := email.ParseAddressList(to.From)
	if err != nil {
		return nil, fmt.Errorf("[mail] from: %w", err)
	}
	m := email.NewMessage()
	err = errors.Join(
		m.Set("Subject", r.Verdict()),
		m.SetAddresses("From", from...),
		m.SetAddresses("To", addresses...),
		m.Set("Date", email.FormatDate(r.Made, &email.DateOptions{LocalTime: true})),
		m.Set("Message-ID", id),
		m.Set("Auto-Submitted", "auto-generated"), // RFC 3834: no answer is wanted
		m.SetContent(page.Text(r), nil),
		m.AddAlternative(html, &email.ContentOptions{Subtype: "html"}),
	)
	if err != nil {
		return nil, err
	}
	body := m.GetBody("html")
	for i, g := range graphs {
		if err := body.AddRelated(g.PNG, "image/png", &email.ContentOptions{CID: pictures[i].CID, Filename: g.Name + ".png", Disposition: "inline"}); err != nil {
			return nil, err
		}
	}
	open := func() (io.ReadCloser, error) { return os.Open(workbook) }
	return m, m.AddAttachmentReader(open, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", &email.ContentOptions{Filename: "report.xlsx"})
}

// legend says in words what a graph shows.
func legend(r *model.Report, name string) string {
	for _, g := range r.Glances {
		if strings.EqualFold(g.Name, name) {
			return g.Value + "; " + g.Yesterday
		}
	}
	return "see the table"
}

// longest is how long a mail may take.
const longest = 2 * time.Minute

// Send sends the message to the server of the settings, and says who has it.
func Send(ctx context.Context, m *email.Message, to settings.Mail) error {
	ctx, cancel := context.WithTimeout(ctx, longest)
	defer cancel()
	s, err := mailx.NewSMTP(ctx, to.Server, nil)
	if err != nil {
		return err
	}
	defer s.Close()
	if err := s.EhloOrHeloIfNeeded(ctx); err != nil {
		return err
	}
	if s.HasExtn("starttls") {
		if _, err := s.StartTLS(ctx, nil); err != nil {
			return err
		}
	}
	if to.User != "" {
		if _, err := s.Login(ctx, to.User, os.Getenv("OPSREPORT_PASSWORD"), nil); err != nil {
			return err
		}
	}
	refused, err := s.SendMessage(ctx, m, nil)
	if err != nil {
		return err
	}
	_, err = s.Quit(ctx)
	for addr, reply := range refused {
		err = errors.Join(err, fmt.Errorf("%s was refused: %s", addr, reply))
	}
	return err
}
