package curlx

func pyOneLine(s string) string { return s }
