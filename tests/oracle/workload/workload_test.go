package workload

import (
	"strings"
	"testing"
)

func TestEveryWorkloadHasTheSizeItIsNamedFor(t *testing.T) {
	for name, lines := range map[string]int{
		"small3": 3, "typical40": 42, "big200x10": 2011, "huge500": 500, "env1000": 1003,
		"warns300": 301, "images50": 101, "ignore2000": 11, "diamond22": 67, "heredocs1000": 7001,
	} {
		c := Named(name)
		if c == nil {
			t.Fatalf("%s is unknown", name)
		}
		if got := strings.Count(string(c.Dockerfiles["Dockerfile"]), "\n"); got != lines {
			t.Errorf("%s has %d lines, not %d", name, got, lines)
		}
	}
	if got := len(Named("comments4MB").Dockerfiles["Dockerfile"]); got < 4_000_000 {
		t.Errorf("comments4MB has %d bytes", got)
	}
	if Named("nothing1") != nil {
		t.Error("an unknown name makes a workload")
	}
}

func TestNoLineIsLongerThanUpstreamAllows(t *testing.T) {
	for line := range strings.Lines(string(Named("longlines").Dockerfiles["Dockerfile"])) {
		if len(line) > 65536 {
			t.Fatalf("%d bytes", len(line))
		}
	}
}
