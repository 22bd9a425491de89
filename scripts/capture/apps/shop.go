// A shop measured by prometheus/client_golang with its own middleware for handlers.
package main

import (
	"net/http"
	"os"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promauto"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

func main() {
	duration := promauto.NewHistogramVec(prometheus.HistogramOpts{
		Name: "http_request_duration_seconds", Help: "How long requests take.",
	}, []string{"handler", "code", "method"})
	handle := func(path string, status int) {
		answer := http.HandlerFunc(func(response http.ResponseWriter, _ *http.Request) { response.WriteHeader(status) })
		measured := promhttp.InstrumentHandlerDuration(duration.MustCurryWith(prometheus.Labels{"handler": path}), answer)
		http.Handle(path, measured)
	}
	handle("/products", 200)
	handle("/fails", 500)
	handle("/healthz", 200)
	http.Handle("/metrics", promhttp.Handler())
	if err := http.ListenAndServe(os.Getenv("SHOP_ADDRESS"), nil); err != nil {
		panic(err)
	}
}
