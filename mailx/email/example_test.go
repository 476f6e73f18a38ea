package email_test

import (
	"fmt"

	"github.com/pyops-go/pyops/mailx/email"
)

func ExampleMessage() {
	m := email.NewEmailMessage(nil)
	m.Set("Subject", "Report")
	m.SetAddresses("From", email.Address{Name: "张三", Addr: "zhang@example.com"})
	if err := m.SetContent("hello\n", nil); err != nil {
		fmt.Println(err)
		return
	}
	text, err := m.AsString(nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Print(text)
	// Output:
	// Subject: Report
	// From: =?utf-8?b?5byg5LiJ?= <zhang@example.com>
	// Content-Type: text/plain; charset="utf-8"
	// Content-Transfer-Encoding: 7bit
	// MIME-Version: 1.0
	//
	// hello
}

func ExampleMessageFromString() {
	m := email.MessageFromString("Subject: =?utf-8?b?5L2g5aW9?=\nTo: \"Doe, J.\" <doe@example.com>, li@example.com\n\nhello\n", nil)
	fmt.Println(m.Text("Subject"))
	list, err := m.Addresses("To")
	for _, a := range list {
		fmt.Println(a)
	}
	fmt.Println(err)
	// Output:
	// 你好
	// "Doe, J." <doe@example.com>
	// li@example.com
	// <nil>
}

func ExampleDecodeWords() {
	fmt.Println(email.DecodeWords("=?gb2312?B?1tzU8w==?= =?utf-8?q?=E4=BD=A0?="))
	// Output: 周泽你
}

func ExampleParseAddressList() {
	_, err := email.ParseAddressList("a@example.com; b@example.com")
	fmt.Println(err)
	// Output: email: address "a@example.com; b@example.com": expected a comma at byte 13
}
