// Package mailx sends mail over SMTP as Python's smtplib does, with the messages of
// its sub-package email.
package mailx
