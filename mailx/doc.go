// Package mailx sends mail over SMTP as Python's smtplib does, with the messages of
// its sub-package email, which is Python's email.
//
//	package main
//
//	import (
//		"context"
//		"fmt"
//
//		"github.com/pyops-go/pyops/mailx"
//		"github.com/pyops-go/pyops/mailx/email"
//	)
//
//	func main() {
//		ctx := context.Background()
//		m, err := email.NewMIMEText("The backup is done.\n", nil)
//		if err != nil {
//			fmt.Println(err)
//			return
//		}
//		m.Set("From", "ops@example.com")
//		m.Set("To", "admin@example.com")
//		m.Set("Subject", "Backup")
//		s, err := mailx.NewSMTP(ctx, "mail.example.com:587", nil)
//		if err != nil {
//			fmt.Println(err)
//			return
//		}
//		defer s.Quit(ctx)
//		if _, err := s.StartTLS(ctx, nil); err != nil {
//			fmt.Println(err)
//			return
//		}
//		if _, err := s.Login(ctx, "ops", "password", nil); err != nil {
//			fmt.Println(err)
//			return
//		}
//		refused, err := s.SendMessage(ctx, m, nil)
//		if err != nil {
//			fmt.Println(err)
//			return
//		}
//		for addr, reply := range refused {
//			fmt.Println(addr, "was refused:", reply)
//		}
//	}
//
// # Two packages
//
// mailx is smtplib: connections, commands, login, what became of a message. Package
// email, below it, builds and reads messages, and is of use without a connection; so
// it is imported by itself, as in Python.
//
// # Sending
//
// [SMTP.SendMail] sends bytes, [SMTP.SendReader] what is read from a reader,
// [SMTP.SendMessage] a message with the envelope from its header. Recipients that the
// server refuses are returned while others are taken. When nobody has the message, or
// it is not known who has, the error is a [*SendError] that says so. A [Sender] keeps
// a connection for many messages.
//
// # Where smtplib is unsafe
//
// TLS is verified. A password goes in plain text only to this machine, or with
// [Options].AllowPlainAuth. Every command has a time limit. A line end in an address
// or a command is refused; lone CR and LF in a message become CRLF. What a server
// says out of turn, before TLS or between commands, is not believed. Nothing that a
// server may have taken is sent again.
//
// # From Python to Go
//
// These are the names that people look for first; PYTHON.md, beside the sources,
// has them all, with what differs.
//
//	Python                                   Go
//	smtplib.SMTP                             SMTP, NewSMTP
//	smtplib.SMTP_SSL                         NewSMTPSSL                                                                                                                            adapted
//	smtplib.LMTP                             NewLMTP                                                                                                                               fixed
//	smtplib.SMTP.starttls                    SMTP.StartTLS                                                                                                                         fixed
//	smtplib.SMTP.login                       SMTP.Login, LoginOptions                                                                                                              fixed
//	smtplib.SMTP.sendmail                    SMTP.SendMail, SMTP.SendReader, SendOptions, SendError                                                                                fixed
//	smtplib.SMTP.send_message                SMTP.SendMessage, MessageOptions                                                                                                      fixed
//	smtplib.SMTP.quit                        SMTP.Quit
//	smtplib.SMTP.set_debuglevel              Options.Debug                                                                                                                         adapted
//	smtplib.SMTPException                    ErrSMTP                                                                                                                               adapted
//	smtplib.SMTPRecipientsRefused            ErrRecipientsRefused, SendError                                                                                                       adapted
//	email.mime.text.MIMEText                 email.NewMIMEText, email.TextOptions
//	email.mime.multipart.MIMEMultipart       email.NewMIMEMultipart, email.MultipartOptions
//	email.mime.image.MIMEImage               email.NewMIMEImage, email.MIMEOptions
//	email.mime.application.MIMEApplication   email.NewMIMEApplication, email.MIMEOptions
//	email.message.Message                    email.Message, email.NewMessage
//	email.message.EmailMessage               email.Message, email.NewEmailMessage                                                                                                  adapted
//	email.message.Message.__setitem__        email.Message.Add, email.Message.AddEncoded, email.Message.Set                                                                        fixed
//	email.message.Message.attach             email.Message.Attach
//	email.message.Message.add_header         email.Message.AddHeader
//	email.message.Message.as_bytes           email.Message.AsBytes
//	email.message.Message.get_payload        email.Message.Payload, email.Message.Parts, email.Message.Content, email.Message.ContentText                                          fixed
//	email.message.Message.walk               email.Message.Walk
//	email.message.MIMEPart.add_attachment    email.Message.AddAttachment, email.Message.AddAttachmentText, email.Message.AddAttachmentMessage, email.Message.AddAttachmentReader   adapted
//	email.header.Header                      email.Header, email.HeaderOptions
//	email.header.decode_header               email.DecodeHeader, email.HeaderPart                                                                                                  fixed
//	email.utils.formataddr                   email.FormatAddr, email.Address                                                                                                       fixed
//	email.utils.parseaddr                    email.ParseAddr                                                                                                                       fixed
//	email.utils.formatdate                   email.FormatDate, email.DateOptions
//	email.utils.make_msgid                   email.MakeMsgID                                                                                                                       adapted
//	email.message_from_bytes                 email.MessageFromBytes
package mailx
