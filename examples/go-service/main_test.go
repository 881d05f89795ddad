package main

import (
	"net/http/httptest"
	"strings"
	"testing"
)

func TestGreets(t *testing.T) {
	answer := httptest.NewRecorder()
	Config{Greeting: "Hello"}.ServeHTTP(answer, httptest.NewRequest("GET", "/world", nil))
	if got := answer.Body.String(); !strings.HasPrefix(got, "Hello, world (") {
		t.Errorf("got %q", got)
	}
}
