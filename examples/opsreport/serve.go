package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"path/filepath"
	"slices"
	"time"

	"github.com/pyops-go/pyops/examples/opsreport/internal/model"
	"github.com/pyops-go/pyops/examples/opsreport/internal/page"
)

// serve shows the newest report to browsers, its graphs anew from the history at
// each request, until stop is called.
func (r *runner) serve(l net.Listener) (stop func()) {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", r.live)
	mux.HandleFunc("GET /report.xlsx", func(w http.ResponseWriter, q *http.Request) {
		http.ServeFile(w, q, filepath.Join(r.set.Report.Out, "report.xlsx"))
	})
	server := &http.Server{Handler: mux, ReadHeaderTimeout: 10 * time.Second, WriteTimeout: time.Minute}
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		if err := server.Serve(l); !errors.Is(err, http.ErrServerClosed) {
			fmt.Fprintln(r.std.Err, "opsreport:", err)
		}
	}()
	return func() {
		ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
		defer cancel()
		if server.Shutdown(ctx) != nil {
			server.Close()
		}
		<-ended
	}
}

// live answers with the page over the range that was asked for.
func (r *runner) live(w http.ResponseWriter, q *http.Request) {
	r.mu.Lock()
	newest := r.report
	r.mu.Unlock()
	if newest == nil {
		w.Header().Set("Refresh", "2")
		http.Error(w, "the first report is being made", http.StatusServiceUnavailable)
		return
	}
	report := *newest
	if text := q.URL.Query().Get("range"); text != "" {
		if !slices.Contains(model.Ranges(), model.Range(text)) {
			http.Error(w, fmt.Sprintf("range %q: expected hour, day, week or month", text), http.StatusBadRequest)
			return
		}
		report.Range = model.Range(text)
	}
	self := *newest.Self()
	report.Hosts = append([]*model.Host{&self}, newest.Hosts[1:]...)
	report.To = time.Now()
	report.From = report.Range.From(report.To)
	var b bytes.Buffer
	err := r.fill(&report)
	if err == nil {
		err = page.Write(&b, &report, &page.Options{Live: true})
	}
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; img-src data:")
	w.Header().Set("Cache-Control", "no-store")
	w.Write(b.Bytes())
}
