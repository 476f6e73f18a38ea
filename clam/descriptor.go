package clam

import (
	"context"
	"errors"
	"fmt"
	"os"
	"regexp"
)

// ScanOpenFile gives clamd an open file to scan, which works by a unix socket
// only, and for a clamd that may not open the file itself. All of the file is
// scanned, whatever has been read of it. Its name in the result is f.Name(). By
// TCP the error is of kind [errors.ErrUnsupported].
func (c *Client) ScanOpenFile(ctx context.Context, f *os.File) (Result, error) {
	name, err := nameOf(f)
	if err != nil {
		return Result(nil).beside(name, err)
	}
	result, err := c.scanDescriptor(ctx, f, name)
	return result.beside(name, err)
}

func (c *Client) scanDescriptor(ctx context.Context, f *os.File, name string) (Result, error) {
	if c != nil && c.network != "unix" {
		return nil, notByTCP()
	}
	k, err := c.dial(ctx)
	if err != nil {
		return nil, err
	}
	defer k.Close()
	return k.descriptorResult(f, name)
}

func nameOf(f *os.File) (string, error) {
	if f == nil {
		return "<nil>", errors.New("clam: the file to scan is nil: expected an open one")
	}
	return f.Name(), nil
}

func notByTCP() error {
	return fmt.Errorf("clam: an open file can be given to clamd by a unix socket only: %w", errors.ErrUnsupported)
}

func (k *conn) descriptorResult(f *os.File, name string) (Result, error) {
	if err := k.sendDescriptor(f); err != nil {
		return nil, err
	}
	reply, err := k.next()
	if err != nil {
		return nil, k.unanswered("FILDES", name, reply, err)
	}
	return descriptorResult(reply, name)
}

// descriptorName is what clamd calls an open file: the number that it has there.
var descriptorName = regexp.MustCompile(`^fd\[\d+\]$`)

// descriptorResult makes a result of the reply about an open file.
func descriptorResult(reply, name string) (Result, error) {
	v, ok := readVerdict(reply)
	if !ok {
		return nil, &ReplyError{Op: "FILDES", Path: name, Input: clip(reply)}
	}
	var result Result
	result.add(verdict{name, v.finding})
	if !descriptorName.MatchString(v.name) {
		return result, &ReplyError{Op: "FILDES", Path: name, Input: clip(reply), Reason: "it is about another file"}
	}
	return result, nil
}
