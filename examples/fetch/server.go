package main

import (
	"errors"
	"net"
	"net/http"
	"strings"
	"time"
)

// A server answers inside the program.
type server struct {
	url  string
	http *http.Server
	done chan struct{}
}

// serve starts a server on loopback that has a page.
func serve() (*server, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	page := strings.Repeat("A page to be fetched.\n", 5000)
	s := &server{url: "http://" + l.Addr().String() + "/hangzhou", done: make(chan struct{})}
	s.http = &http.Server{ReadHeaderTimeout: 5 * time.Second, Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		http.ServeContent(w, r, "page.txt", time.Time{}, strings.NewReader(page))
	})}
	go func() {
		defer close(s.done)
		if err := s.http.Serve(l); !errors.Is(err, http.ErrServerClosed) {
			s.http.Close()
		}
	}()
	return s, nil
}

// Close ends the server.
func (s *server) Close() {
	s.http.Close()
	<-s.done
}
