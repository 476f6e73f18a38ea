package packet

import (
	"context"
	"io"

	"github.com/google/gopacket"
)

// PacketDataSource is a socket as gopacket reads it: for gopacket.NewPacketSource,
// with the decoder of the interface's link type, such as layers.LayerTypeEthernet.
// Once ctx has ended, or the socket is closed, it is at its end ([io.EOF]); other
// errors are the socket's own.
func (s *Socket) PacketDataSource(ctx context.Context) gopacket.PacketDataSource {
	return dataSource{ctx, s}
}

type dataSource struct {
	ctx context.Context
	s   *Socket
}

// ReadPacketData waits for the next packet.
func (d dataSource) ReadPacketData() ([]byte, gopacket.CaptureInfo, error) {
	f, err := d.s.Receive(d.ctx)
	if err != nil {
		if isEnded(d.ctx, err) {
			err = io.EOF
		}
		return nil, gopacket.CaptureInfo{}, err
	}
	return f.Data, gopacket.CaptureInfo{Timestamp: f.Time, CaptureLength: len(f.Data), Length: f.WireLen, InterfaceIndex: f.Index}, nil
}
