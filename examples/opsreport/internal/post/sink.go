package post

import (
	"context"
	"errors"

	"github.com/pyops-go/pyops/examples/internal/smtpsink"
	"github.com/pyops-go/pyops/examples/opsreport/internal/settings"
	"github.com/pyops-go/pyops/internal/atomicfile"
	"github.com/pyops-go/pyops/mailx/email"
)

// ToFile sends the message to a server inside the program, as it would be sent to
// any other, and writes what came to a file.
func ToFile(ctx context.Context, m *email.Message, to settings.Mail, path string) error {
	sink, err := smtpsink.Start()
	if err != nil {
		return err
	}
	to.Server, to.User = sink.Address(), ""
	err = Send(ctx, m, to)
	text, missed := sink.Close()
	if err = errors.Join(err, missed); err != nil {
		return err
	}
	return atomicfile.WriteFile(path, []byte(text), &atomicfile.Options{Mode: 0o600})
}
