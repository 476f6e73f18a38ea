// Package sshx logs in to servers by SSH, runs commands there and transfers files, as
// Python's paramiko does.
//
//	package main
//
//	import (
//		"context"
//		"fmt"
//
//		"github.com/pyops-go/pyops/sshx"
//	)
//
//	func main() {
//		ctx := context.Background()
//		client := sshx.NewSSHClient()
//		if _, err := client.LoadSystemHostKeys(""); err != nil {
//			fmt.Println(err)
//			return
//		}
//		if err := client.Connect(ctx, "web1.example.com", &sshx.ConnectOptions{Username: "ops"}); err != nil {
//			fmt.Println(err)
//			return
//		}
//		defer client.Close()
//		r, err := client.Run(ctx, "free -m", nil)
//		if err != nil {
//			fmt.Println(err)
//			return
//		}
//		fmt.Println(r, r.ExitStatus)
//	}
package sshx
