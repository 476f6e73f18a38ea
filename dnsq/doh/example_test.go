package doh_test

import (
	"context"
	"crypto/tls"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"

	"github.com/pyops-go/pyops/dnsq"
	"github.com/pyops-go/pyops/dnsq/doh"
)

// The server of the example says of every name that it has the address 192.0.2.1.
func Example() {
	server := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		wire, err := io.ReadAll(r.Body)
		if err != nil {
			return
		}
		query, err := dnsq.MessageFromWire(wire, nil)
		if err != nil {
			return
		}
		response, err := dnsq.MakeResponse(query, nil)
		if err != nil {
			return
		}
		set, err := dnsq.RRsetFromText(query.Question[0].Name.String(), 300, dnsq.ClassIN, dnsq.TypeA, "192.0.2.1")
		if err != nil {
			return
		}
		response.Add(dnsq.SectionAnswer, set)
		if wire, err = response.ToWire(nil); err == nil {
			w.Header().Set("Content-Type", "application/dns-message")
			_, _ = w.Write(wire)
		}
	}))
	defer server.Close()
	trusted := &tls.Config{RootCAs: server.Client().Transport.(*http.Transport).TLSClientConfig.RootCAs}

	query := dnsq.MakeQuery(dnsq.MustName("www.example."), dnsq.TypeA, nil)
	answer, err := doh.Query(context.Background(), query, server.URL+"/dns-query", &doh.Options{Config: trusted})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(answer.Answer[0])
	// Output: www.example. 300 IN A 192.0.2.1
}
