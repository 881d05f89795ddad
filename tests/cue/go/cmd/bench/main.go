// Command bench measures ours beside cue, one right after the other and in
// changing order: processor time and memory of whole processes. Plans and specs,
// which cue does not build, are measured alone.
package main

import (
	"bytes"
	"context"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"sort"
	"strings"
	"syscall"
	"time"

	"golang.org/x/tools/txtar"
)

// A row is something to evaluate, and how much of cue's time it may take.
type row struct {
	name string
	dir  string
	args []string
	goal float64
	// skipped is why it is not measured.
	skipped string
}

// A sample is what processes of one program took.
type sample struct {
	times  []time.Duration
	walls  []time.Duration
	memory int64
	failed bool
}

const (
	// timeout ends a process that takes too long.
	timeout = 60 * time.Second
	// memoryGoal is what ours may take, in kilobytes.
	memoryGoal = 200 << 10
)

func main() {
	module := flag.String("module", "", "the folder of the CUE module")
	dagger := flag.String("dagger", "", "the folder of Dagger's repository at v0.2.36")
	cue := flag.String("cue", "", "cue")
	ours := flag.String("ours", "", "ours")
	root := flag.String("root", ".", "the checkout")
	count := flag.Int("n", 7, "how often each is run")
	only := flag.String("run", "", "rows whose name contains this")
	flag.Parse()
	work, err := os.MkdirTemp("", "cue-bench")
	if err == nil {
		defer os.RemoveAll(work)
		var held, short int
		held, short, err = bench(work, *module, *dagger, *cue, *ours, *count, *only)
		if err == nil {
			var all []build
			all, err = builds(*root, *dagger)
			more, less := benchBuilds(all, *ours, 3**count, *only)
			fmt.Printf("%d held, %d short\n", held+more, short+less)
		}
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func bench(work, module, dagger, cue, ours string, count int, only string) (held, short int, err error) {
	rows, err := rows(work, module, dagger)
	if err != nil {
		return 0, 0, err
	}
	fmt.Printf("%-34s %10s %10s %7s %9s %9s\n", "CUE", "ours ms", "cue ms", "ratio", "ours MB", "cue MB")
	for _, row := range rows {
		if !strings.Contains(row.name, only) {
			continue
		}
		if row.skipped != "" {
			fmt.Printf("%-34s skipped: %s\n", row.name, row.skipped)
			continue
		}
		our, their := measure(row, ours, cue, count)
		ratio := float64(median(our.times)) / float64(median(their.times))
		word := ""
		switch {
		case ratio > row.goal:
			word = fmt.Sprintf("  above %.2f", row.goal)
		case our.memory > memoryGoal:
			word = "  above 200 MB"
		}
		if our.failed != their.failed {
			word += "  (not the same outcome)"
		}
		if word == "" {
			held++
		} else {
			short++
		}
		fmt.Printf("%-34s %10.1f %10.1f %7.2f %9.1f %9.1f%s\n", row.name, ms(our), ms(their), ratio,
			float64(our.memory)/1024, float64(their.memory)/1024, word)
	}
	return held, short, nil
}

func ms(s sample) float64 { return millis(median(s.times)) }

func millis(took time.Duration) float64 { return float64(took) / float64(time.Millisecond) }

func median(times []time.Duration) time.Duration {
	sorted := append([]time.Duration(nil), times...)
	sort.Slice(sorted, func(i, j int) bool { return sorted[i] < sorted[j] })
	return sorted[len(sorted)/2]
}

func measure(row row, ours, cue string, count int) (our, their sample) {
	for i := range count {
		if i%2 == 0 {
			run(ours, row, &our)
			run(cue, row, &their)
		} else {
			run(cue, row, &their)
			run(ours, row, &our)
		}
	}
	return our, their
}

func run(program string, row row, into *sample) {
	ctx, cancel := context.WithTimeout(context.Background(), timeout)
	defer cancel()
	command := exec.CommandContext(ctx, program, row.args...)
	command.Dir = row.dir
	var out bytes.Buffer
	command.Stdout = &out
	from := time.Now()
	into.failed = command.Run() != nil
	state := command.ProcessState
	if state == nil {
		into.times = append(into.times, timeout)
		into.walls = append(into.walls, timeout)
		return
	}
	into.walls = append(into.walls, time.Since(from))
	took := state.UserTime() + state.SystemTime()
	if ctx.Err() != nil {
		took = timeout
	}
	into.times = append(into.times, took)
	if usage, ok := state.SysUsage().(*syscall.Rusage); ok {
		into.memory = max(into.memory, usage.Maxrss)
	}
}

func rows(work, module, dagger string) ([]row, error) {
	var all []row
	small, err := folder(work, "small", map[string]string{"in.cue": "a: 1\n"})
	if err != nil {
		return nil, err
	}
	all = append(all, row{name: "a: 1", dir: small, args: []string{"export", "in.cue"}, goal: 1})
	services, err := folder(work, "services", map[string]string{"in.cue": services(2000)})
	if err != nil {
		return nil, err
	}
	all = append(all, row{name: "2,000 services", dir: services, args: []string{"export", "in.cue"}, goal: 1})
	plans, err := planRows(work, dagger)
	if err != nil {
		return nil, err
	}
	all = append(all, plans...)
	archives, err := filepath.Glob(filepath.Join(module, "cue/testdata/benchmarks/*.txtar"))
	if err != nil {
		return nil, err
	}
	for _, path := range archives {
		row, err := archiveRow(work, path)
		if err != nil {
			return nil, err
		}
		all = append(all, row)
	}
	return all, nil
}

func archiveRow(work, path string) (row, error) {
	archive, err := txtar.ParseFile(path)
	if err != nil {
		return row{}, err
	}
	name := strings.TrimSuffix(filepath.Base(path), ".txtar")
	files := map[string]string{}
	args := []string{"export"}
	for _, file := range archive.Files {
		if strings.HasPrefix(file.Name, "out/") || strings.HasPrefix(file.Name, "diff/") {
			continue
		}
		files[file.Name] = string(file.Data)
		if !strings.Contains(file.Name, "/") && filepath.Ext(file.Name) == ".cue" {
			args = append(args, file.Name)
		}
	}
	dir, err := folder(work, "benchmarks/"+name, files)
	return row{name: "benchmarks/" + name, dir: dir, args: args, goal: 1}, err
}

func folder(work, name string, files map[string]string) (string, error) {
	dir := filepath.Join(work, name)
	for file, text := range files {
		path := filepath.Join(dir, file)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			return "", err
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			return "", err
		}
	}
	return dir, nil
}

// services is a file with a schema and many values of it.
func services(count int) string {
	var text strings.Builder
	text.WriteString(`#Service: {
	name:     string
	image:    string | *"registry.example.com/\(name):latest"
	replicas: int & >=1 & <=100 | *2
	ports: [...int & >0 & <65536]
	env: [string]: string
	labels: {
		app:  name
		tier: *"backend" | "frontend" | "data"
	}
	resources: {
		cpu:    string | *"100m"
		memory: string | *"128Mi"
	}
	if replicas > 5 {
		strategy: "rolling"
	}
	url: "http://\(name).local:\(ports[0])"
}

services: [Name=string]: #Service & {name: Name}
`)
	for i := range count {
		fmt.Fprintf(&text, "services: \"svc-%04d\": {ports: [%d, %d], replicas: %d, env: LEVEL: \"l%d\"}\n",
			i, 1024+i, 9000+i%50, 1+i%9, i%7)
	}
	return text.String()
}
