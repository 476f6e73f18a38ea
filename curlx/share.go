package curlx

// A CurlShare is what handles share.
type CurlShare struct{}
