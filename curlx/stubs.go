package curlx

// Version is the text of libcurl's version.
const Version = "PycURL/7.45.2 libcurl/7.88.1"

func (t *transfer) netrc(host, user string) (string, string, bool, error) { return "", "", false, nil }

func (t *transfer) formSource() (*source, string, error) { return nil, "", nil }
