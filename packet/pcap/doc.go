// Package pcap reads and writes capture files, pcap and pcapng, record by record
// and without taking packets apart: scapy's RawPcapReader and RawPcapWriter in
// Python. Package packet's RdPcap and WrPcap stand on it.
//
//	f, err := os.Open("traffic.pcap")
//	if err != nil {
//		return err
//	}
//	defer f.Close()
//	r, err := pcap.NewReader(f)
//	if err != nil {
//		return err
//	}
//	for rec, err := range r.All() {
//		if err != nil {
//			return err
//		}
//		fmt.Println(rec.Time, len(rec.Data))
//	}
//
// Either byte order, microseconds and nanoseconds, any resolution that pcapng has,
// and gzip around it all are known by the bytes themselves. A file that ends
// within a record gives what there is of it, and says so. No length in a file
// makes the reader take more memory than the file has bytes.
package pcap
