// Identity runs upstream's frontend and ours on the same cases and compares all
// they ask, warn and return.
package main

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"sort"
	"strings"
	"sync"
	"time"

	"bowsprit/tests/oracle/casefile"
	"bowsprit/tests/oracle/compare"
	"bowsprit/tests/oracle/daemon"
)

type settings struct {
	upstream, ours string
	upstreamOnly   bool
	verbose        bool
	latency        time.Duration
}

// outcome is one case's verdict.
type outcome struct {
	c           *casefile.Case
	differences []compare.Difference
	notes       []string
	told        string
	// unsaid is the error of upstream that the case does not mention.
	unsaid string
}

func main() {
	var s settings
	cases := flag.String("cases", "tests/cases/dockerfile", "folder of the case pages")
	flag.StringVar(&s.upstream, "upstream", ".cache/oracle/upstream", "upstream's frontend")
	flag.StringVar(&s.ours, "ours", "target/debug/frontend", "our frontend")
	run := flag.String("run", "", "only cases whose `page: sentence` matches")
	flag.BoolVar(&s.verbose, "v", false, "tell what upstream does")
	flag.BoolVar(&s.upstreamOnly, "upstream-only", false, "check the cases with upstream alone")
	flag.DurationVar(&s.latency, "latency", time.Millisecond, "added to each answer, so that chains of calls show")
	jobs := flag.Int("j", 2, "cases at a time")
	accept := flag.Bool("accept", false, "write the error blocks that are missing into the pages")
	list := flag.Bool("list", false, "name the cases and stop")
	flag.Parse()

	chosen, err := choose(*cases, *run)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(2)
	}
	if *list {
		for _, c := range chosen {
			fmt.Println(c.Name())
		}
		return
	}
	outcomes := runAll(chosen, s, *jobs)
	if *accept {
		if err := acceptErrors(outcomes, *cases); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(2)
		}
	}
	failed := report(outcomes, *cases)
	known, err := knownDifferences(filepath.Join(*cases, "..", "known-differences.md"))
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(2)
	}
	unknown := 0
	for _, out := range outcomes {
		reason, listed := known[out.c.Name()]
		switch {
		case len(out.differences) > 0 && listed:
			fmt.Printf("known: %s: %s\n", out.c.Name(), reason)
		case len(out.differences) > 0:
			unknown++
		case listed && !s.upstreamOnly:
			fmt.Printf("listed in known-differences.md, but identical: %s\n", out.c.Name())
		}
	}
	fmt.Printf("%d passed, %d failed\n", len(chosen)-failed, failed)
	if unknown > 0 {
		os.Exit(1)
	}
}

// knownDifferences are the cases that are not identical yet, with the reason: lines like
// "- `page: sentence`: reason". They count as failed, but do not fail the run.
func knownDifferences(path string) (map[string]string, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	known := map[string]string{}
	for line := range strings.Lines(string(text)) {
		name, reason, ok := strings.Cut(strings.TrimPrefix(strings.TrimSpace(line), "- `"), "`: ")
		if ok {
			known[name] = reason
		}
	}
	return known, nil
}

func choose(dir, run string) ([]*casefile.Case, error) {
	all, err := casefile.Load(dir)
	if err != nil {
		return nil, err
	}
	pattern, err := regexp.Compile(run)
	if err != nil {
		return nil, err
	}
	var chosen []*casefile.Case
	for _, c := range all {
		if pattern.MatchString(c.Name()) {
			chosen = append(chosen, c)
		}
	}
	if len(chosen) == 0 {
		return nil, fmt.Errorf("no case matches `%s`", run)
	}
	return chosen, nil
}

// runAll runs the cases, some at a time, and keeps their order.
func runAll(cases []*casefile.Case, s settings, jobs int) []outcome {
	outcomes := make([]outcome, len(cases))
	var all sync.WaitGroup
	slots := make(chan struct{}, max(1, jobs))
	for i, c := range cases {
		slots <- struct{}{}
		all.Go(func() {
			outcomes[i] = runCase(c, s)
			<-slots
		})
	}
	all.Wait()
	return outcomes
}

func runCase(c *casefile.Case, s settings) outcome {
	out := outcome{c: c}
	broken := func(err error) outcome {
		out.differences = []compare.Difference{{Topic: "the harness", Text: err.Error() + "\n"}}
		return out
	}
	inputs, err := daemon.Inputs(c)
	if err != nil {
		return broken(err)
	}
	var ours *daemon.Record
	if !s.upstreamOnly {
		if ours, err = daemon.Run(c, with(s, s.ours, inputs)); err != nil {
			return broken(err)
		}
	}
	if c.Given.Crashes {
		if ours != nil {
			out.differences = compare.Expectations(c, ours)
		}
		return out
	}
	// Upstream is not the same in every run: which of two errors is the first, say. A difference
	// that is one is there in every run, one by chance hardly in each of so many.
	for range max(c.Given.Runs, 12) {
		upstream, err := daemon.Run(c, with(s, s.upstream, inputs))
		if err != nil {
			return broken(err)
		}
		if s.verbose {
			out.told = compare.Describe(upstream)
		}
		if c.Expect.Error == nil {
			out.unsaid = upstream.Return.GetError().GetMessage()
		}
		out.differences, out.notes = compare.Expectations(c, upstream), nil
		if ours != nil && upstream.Return != nil {
			differences, notes := compare.Runs(upstream, ours)
			out.differences = append(out.differences, differences...)
			out.notes = notes
		}
		if len(out.differences) == 0 {
			break
		}
	}
	return out
}

// acceptErrors completes the pages with the errors upstream gives.
func acceptErrors(outcomes []outcome, dir string) error {
	pages := map[string]map[*casefile.Case]string{}
	for _, out := range outcomes {
		if out.unsaid != "" {
			path := filepath.Join(dir, out.c.Page+".md")
			if pages[path] == nil {
				pages[path] = map[*casefile.Case]string{}
			}
			pages[path][out.c] = out.unsaid
		}
	}
	for path, errors := range pages {
		if err := casefile.AddError(path, errors); err != nil {
			return err
		}
	}
	return nil
}

// with takes the network away, so that nobody looks up host keys.
func with(s settings, program string, inputs daemon.Definitions) daemon.Settings {
	return daemon.Settings{Program: program, Inputs: inputs, Latency: s.latency, Isolated: os.Geteuid() == 0}
}

// report prints what failed and counts it.
func report(outcomes []outcome, dir string) int {
	failed := 0
	notes := map[string]int{}
	for _, out := range outcomes {
		if out.told != "" {
			fmt.Printf("case %s\n%s", out.c.Name(), indent(out.told))
		}
		for _, note := range out.notes {
			notes[note]++
		}
		if len(out.differences) == 0 {
			continue
		}
		failed++
		fmt.Printf("FAIL %s (%s/%s.md:%d)\n", out.c.Name(), dir, out.c.Page, out.c.Line)
		for _, difference := range out.differences {
			fmt.Printf("  %s\n%s", difference.Topic, indent(difference.Text))
		}
	}
	var lines []string
	for note, n := range notes {
		lines = append(lines, fmt.Sprintf("note: %s (%d times)\n", note, n))
	}
	sort.Strings(lines)
	fmt.Print(strings.Join(lines, ""))
	return failed
}

func indent(text string) string {
	var out strings.Builder
	for line := range strings.Lines(text) {
		out.WriteString("    " + line)
	}
	if text != "" && !strings.HasSuffix(text, "\n") {
		out.WriteString("\n")
	}
	return out.String()
}
