// Package email builds, writes and reads mail messages as Python's email does.
//
//	package main
//
//	import (
//		"fmt"
//
//		"github.com/pyops-go/pyops/mailx/email"
//	)
//
//	func main() {
//		m := email.NewEmailMessage(nil)
//		m.Set("Subject", "月报")
//		m.SetAddresses("From", email.Address{Name: "张三", Addr: "zhang@example.com"})
//		m.SetAddresses("To", email.Address{Addr: "li@example.com"})
//		if err := m.SetContent("见附件。", nil); err != nil {
//			fmt.Println(err)
//			return
//		}
//		if err := m.AddAttachment([]byte("a,b\n1,2\n"), "text/csv", &email.ContentOptions{Filename: "月报.csv"}); err != nil {
//			fmt.Println(err)
//			return
//		}
//		smtp := email.SMTP()
//		data, err := m.AsBytes(&smtp)
//		if err != nil {
//			fmt.Println(err)
//			return
//		}
//		fmt.Printf("%s", data)
//	}
//
// # Building
//
// A [Message] is both Python's Message and its EmailMessage; its [Policy] decides
// which. [NewEmailMessage] makes one that understands its headers. It begins with a
// text, [Message.SetContent], and is turned into what is needed:
// [Message.AddAlternative], [Message.AddRelated], [Message.AddAttachment].
// [Message.AddAttachmentReader] reads a large file only while the message is written.
// The old way puts parts together: [NewMIMEMultipart], [NewMIMEText], [NewMIMEImage],
// [NewMIMEApplication] and [Message.Attach].
//
// [Message.SetAddresses] encodes the names of addresses and leaves the addresses
// alone. A header with a line end in it cannot be set.
//
// # Writing
//
// [Message.Encode], [Message.AsBytes], [Message.AsString] and [Message.WriteFile]
// take a [Policy]; nil is the message's own. [Compat32] is Python's for Message,
// [Default] for EmailMessage, and [SMTP] ends lines as a mail server wants them. With
// AsPython the bytes are those of Python 3.11, given the same boundary. Without it,
// what breaks the rules of mail is written otherwise: encoded-words are at most 75
// characters long, lines of a body at most 998, character sets have their right
// names, and addresses, message ids and long words of ASCII are never encoded.
//
// # Reading
//
// [MessageFromBytes] reads any bytes, and keeps what is wrong in Message.Defects;
// [Message.Check] makes errors of the defects, those of the headers too.
// [Message.GetContent] is the content of a part, [Message.Content] its bytes,
// [Message.ContentText] its text. [Message.Text] reads a header, and [Message.Header]
// gives it as it is understood: addresses, a time, a type with its parameters. Parts
// are read to a depth of 100, and 100,000 of them. [ReadMbox] reads a mailbox.
//
// # Addresses
//
// [Message.Addresses] and [ParseAddressList] take a list whole or refuse it, so that
// nothing is sent to somebody by mistake. [Message.Header] takes it as Python does,
// with the defects that it finds.
package email
