// A small web service: it greets, as its configuration says.
package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"os"
	"runtime"
)

// Config is what /etc/service.json holds.
type Config struct {
	Greeting string `json:"greeting"`
}

func main() {
	path := flag.String("config", "/etc/service.json", "configuration `file`")
	address := flag.String("listen", ":8080", "`address` to listen on")
	check := flag.Bool("check", false, "serve one request to itself, print the answer and end")
	flag.Parse()

	config, err := load(*path)
	if err != nil {
		log.Fatal(err)
	}
	if *check {
		*address = "127.0.0.1:0"
	}
	listener, err := net.Listen("tcp", *address)
	if err != nil {
		log.Fatal(err)
	}
	if !*check {
		log.Printf("listening on %s", listener.Addr())
		log.Fatal(http.Serve(listener, config))
	}
	go http.Serve(listener, config)
	if err := show("http://" + listener.Addr().String() + "/you"); err != nil {
		log.Fatal(err)
	}
}

func load(path string) (config Config, err error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return config, err
	}
	return config, json.Unmarshal(text, &config)
}

// ServeHTTP greets whom the path names.
func (c Config) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	fmt.Fprintf(w, "%s, %s (%s/%s)\n", c.Greeting, r.URL.Path[1:], runtime.GOOS, runtime.GOARCH)
}

func show(url string) error {
	answer, err := http.Get(url)
	if err != nil {
		return err
	}
	defer answer.Body.Close()
	_, err = io.Copy(os.Stdout, answer.Body)
	return err
}
