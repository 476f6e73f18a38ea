package curlx

// An h2conn is what HTTP/2 keeps with a connection.
type h2conn struct{}

// speaksH2 reports whether both sides agreed on HTTP/2.
func (c *conn) speaksH2() bool { return c.tls != nil && c.tls.NegotiatedProtocol == "h2" }

// alpn are the protocols to offer in TLS.
func (h *httpState) alpn(t *transfer) []string { return []string{"http/1.1"} }

func (t *transfer) performH2(c *conn) error { return fail(E_HTTP2, "not yet") }
