package curlx

// A CurlMime is a form of parts.
type CurlMime struct{}

// A FormField is a field of HTTPPOST.
type FormField struct{}
