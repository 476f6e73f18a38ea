package site

import (
	"fmt"
	"html"
	"net/http"
	"strconv"
)

// fail answers with the page of an error: the one of the configuration, or words.
func (s *Server) fail(w http.ResponseWriter, r *http.Request, code int) {
	h := w.Header()
	for _, name := range []string{"Etag", "Last-Modified", "Content-Encoding", "Cache-Control", "Expires", "Content-Length"} {
		h.Del(name)
	}
	page := []byte(nil)
	g := s.now.Load()
	if name := g.conf.Errors[code]; name != "" {
		page = s.page(g, r.Host, name)
	}
	if page == nil {
		text := html.EscapeString(http.StatusText(code))
		page = fmt.Appendf(nil, "<!DOCTYPE html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n<title>%d %s</title>\n<h1>%d %s</h1>\n", code, text, code, text)
	}
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Content-Length", strconv.Itoa(len(page)))
	w.WriteHeader(code)
	if r.Method != http.MethodHead {
		w.Write(page)
	}
}

// mostPage is how long the page of an error may be.
const mostPage = 1 << 20

// page reads the page of an error from the site, nil when it is not to be had.
func (s *Server) page(g *generation, host, name string) []byte {
	page, err := g.site(host).Read(name, mostPage)
	if err != nil {
		s.say("page of an error: %v", err)
		return nil
	}
	return page
}
