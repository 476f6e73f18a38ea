package pcap_test

import (
	"bytes"
	"fmt"
	"time"

	"github.com/pyops-go/pyops/packet/pcap"
)

func Example() {
	var file bytes.Buffer
	w, err := pcap.NewWriter(&file, 1, nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	if err := w.Write(pcap.Record{Time: time.Unix(1, 0), Data: []byte("a frame")}); err != nil {
		fmt.Println(err)
		return
	}
	if err := w.Close(); err != nil {
		fmt.Println(err)
		return
	}
	r, err := pcap.NewReader(&file)
	if err != nil {
		fmt.Println(err)
		return
	}
	for rec, err := range r.All() {
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Println(rec.Time, len(rec.Data))
	}
	// Output: 1970-01-01 00:00:01 +0000 UTC 7
}
