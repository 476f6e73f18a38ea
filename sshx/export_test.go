package sshx

import (
	"bufio"
	"io"
)

// ServeSFTP is the server's half of SFTP without SSH around it.
var ServeSFTP = serveSFTP

// ReceiveSCP copies the file that a server's scp sends, without SSH around it.
func ReceiveSCP(server io.Reader, w io.Writer) (int64, error) {
	return (&scpSession{in: bufio.NewReader(server), out: io.Discard}).receive(w, nil)
}
