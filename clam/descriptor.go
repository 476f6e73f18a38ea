package clam

import (
	"context"
	"fmt"
	"os"
)

// ScanOpenFile gives clamd an open file to scan, which works by a unix socket
// only, and for a clamd that may not open the file itself. All of the file is
// scanned, whatever has been read of it. Its name in the result is f.Name().
func (c *Client) ScanOpenFile(ctx context.Context, f *os.File) (Result, error) {
	if c.network != "unix" {
		return nil, fmt.Errorf("an open file can be given to clamd by a unix socket, not by %s", c.network)
	}
	k, err := c.dial(ctx)
	if err != nil {
		return nil, err
	}
	defer k.Close()
	return k.descriptorResult(f, f.Name())
}

// scanDescriptor scans a file as a stream.
func (k *conn) scanDescriptor(f *os.File) (Result, error) { return k.descriptorResult(f, "stream") }

func (k *conn) descriptorResult(f *os.File, name string) (Result, error) {
	if err := k.sendDescriptor(f); err != nil {
		return nil, err
	}
	reply, err := k.next()
	if err != nil {
		return nil, k.unanswered("FILDES", reply, err)
	}
	v, ok := readVerdict(reply, "")
	if !ok {
		return nil, k.unanswered("FILDES", reply, nil)
	}
	v.name = name
	var result Result
	result.add(v)
	return result, nil
}
