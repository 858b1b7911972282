// Command website answers every request over TLS with a line of text. It stands for a page that
// people open, so that its certificate can be watched and made to end.
//
// ADDRESS is what it listens on, CERTIFICATE and KEY are files in PEM, read anew for each
// connection: another certificate is shown from the moment it is there.
package main

import (
	"crypto/tls"
	"fmt"
	"log"
	"net/http"
	"os"
	"time"
)

func main() {
	server := &http.Server{
		Addr:              os.Getenv("ADDRESS"),
		ReadHeaderTimeout: 5 * time.Second,
		Handler: http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			fmt.Fprintln(w, "AutoDealGenie")
		}),
		TLSConfig: &tls.Config{
			MinVersion: tls.VersionTLS12,
			GetCertificate: func(*tls.ClientHelloInfo) (*tls.Certificate, error) {
				pair, err := tls.LoadX509KeyPair(os.Getenv("CERTIFICATE"), os.Getenv("KEY"))
				return &pair, err
			},
		},
	}
	log.Fatal(server.ListenAndServeTLS("", ""))
}
