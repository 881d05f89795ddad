package main

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// A build is a plan or document that ours reads as a whole process, and what that
// may take. Nothing else reads them, so they are held against figures: the median of
// processor time and the shortest wall time, which other programs disturb least.
type build struct {
	name string
	args []string
	goal time.Duration
	// skipped is why it is not measured.
	skipped string
}

const (
	// cold is how long a build of ours may be read, packages included.
	cold = 20 * time.Millisecond
	// large is how long the largest plan of Dagger's tests may be read.
	large = 500 * time.Millisecond
	// buildMemory is what that may take, in kilobytes.
	buildMemory = 100 << 10
)

// The action of each plan in examples/dagger.
var actions = [][2]string{
	{"dockerfile", "file"},
	{"dockerfile", "inline"},
	{"steps", "build"},
	{"versions", "versions"},
	{"multistage", "push"},
	{"mixed", "test"},
}

// builds lists the examples of a checkout, and the largest plan in Dagger's repository.
func builds(root, dagger string) ([]build, error) {
	var all []build
	answers := filepath.Join(root, "tests/cases/dagger/facts.json")
	for _, action := range actions {
		plan := filepath.Join(root, "examples/dagger", action[0], "dagger.cue")
		args := []string{"tasks", "--answers", answers, plan, action[1]}
		all = append(all, build{name: strings.Join(action[:], " "), args: args, goal: cold})
	}
	plan := filepath.Join(dagger, "pkg/universe.dagger.io/go/test/build.cue")
	test := build{name: "go/test/build.cue test", args: []string{"tasks", plan, "test"}, goal: large}
	if _, err := os.Stat(plan); dagger == "" || err != nil {
		test.skipped = "Dagger's repository is not at hand"
	}
	all = append(all, test)
	specs, err := filepath.Glob(filepath.Join(root, "examples/spec/*/build.*"))
	if err != nil {
		return nil, err
	}
	for _, spec := range specs {
		name := filepath.Base(filepath.Dir(spec)) + "/" + filepath.Base(spec)
		all = append(all, build{name: name, args: []string{"bake", spec}, goal: cold})
	}
	return all, nil
}

// benchBuilds prints a table of builds, and counts those that hold.
func benchBuilds(all []build, ours string, count int, only string) (held, short int) {
	fmt.Printf("\n%-34s %10s %10s %10s %10s %9s\n", "plans and specs", "cpu min", "cpu med", "wall min", "wall med", "MB")
	for _, build := range all {
		if !strings.Contains(build.name, only) {
			continue
		}
		if build.skipped != "" {
			fmt.Printf("%-34s skipped: %s\n", build.name, build.skipped)
			continue
		}
		var took sample
		for range count {
			run(ours, row{args: build.args}, &took)
		}
		word := ""
		switch {
		case took.failed:
			word = "  failed"
		case median(took.times) > build.goal || slices.Min(took.walls) > build.goal:
			word = fmt.Sprintf("  above %v", build.goal)
		case took.memory > buildMemory:
			word = "  above 100 MB"
		}
		if word == "" {
			held++
		} else {
			short++
		}
		fmt.Printf("%-34s %10.1f %10.1f %10.1f %10.1f %9.1f%s\n", build.name, millis(slices.Min(took.times)),
			millis(median(took.times)), millis(slices.Min(took.walls)), millis(median(took.walls)),
			float64(took.memory)/1024, word)
	}
	return held, short
}
