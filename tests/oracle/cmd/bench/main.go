// Bench measures upstream's frontend and ours in turn, on the same builds, and
// holds the ratios against what the project promises.
package main

import (
	"flag"
	"fmt"
	"os"
	"regexp"
	"strings"
)

type settings struct {
	upstream, stripped, ours string
	rounds                   int
	rows                     *regexp.Regexp
	details                  bool
	engine                   engine
}

func main() {
	var s settings
	flag.StringVar(&s.upstream, "upstream", ".cache/oracle/upstream", "upstream's frontend, as released")
	flag.StringVar(&s.stripped, "stripped", ".cache/oracle/upstream-stripped", "the same, stripped")
	flag.StringVar(&s.ours, "ours", "", "our frontend, as released")
	flag.IntVar(&s.rounds, "n", 20, "pairs of runs; long cases take fewer")
	rows := flag.String("rows", "", "only rows whose id or case matches, e.g. `^P[1-5]$`")
	flag.BoolVar(&s.details, "details", false, "print what each case took as well")
	flag.StringVar(&s.engine.address, "addr", "", "a BuildKit for P18 and P19, e.g. unix:///run/buildkit/buildkitd.sock")
	flag.StringVar(&s.engine.buildctl, "buildctl", "buildctl", "its client")
	flag.StringVar(&s.engine.upstream, "image-upstream", "", "upstream's image there")
	flag.StringVar(&s.engine.ours, "image-ours", "", "our image there")
	flag.Parse()
	pattern, err := regexp.Compile(*rows)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(2)
	}
	s.rows = pattern

	held, short := printTable(measureRows(&bench{settings: s, pairs: map[string][]pair{}}))
	fmt.Printf("%d held, %d short\n", held, short)
	if short > 0 {
		os.Exit(1)
	}
}

// printTable prints the rows and counts those that hold.
func printTable(results []result) (held, short int) {
	table := [][]string{{"row", "case", "figure", "upstream", "ours", "ratio", "must", "aim", "verdict"}}
	for _, r := range results {
		verdict := "short"
		switch {
		case r.skipped != "":
			verdict = r.skipped
		case r.aimed:
			held, verdict = held+1, "held, aim reached"
		case r.held:
			held, verdict = held+1, "held"
		case r.failed != "":
			short, verdict = short+1, "short: "+r.failed
		default:
			short++
		}
		table = append(table, []string{r.id, r.name, r.figure, r.upstream, r.ours, r.ratio, r.must, r.aim, verdict})
	}
	widths := make([]int, len(table[0]))
	for _, line := range table {
		for i, cell := range line {
			widths[i] = max(widths[i], len(cell))
		}
	}
	for _, line := range table {
		var out strings.Builder
		for i, cell := range line {
			fmt.Fprintf(&out, "%-*s  ", widths[i], cell)
		}
		fmt.Println(strings.TrimRight(out.String(), " "))
	}
	return held, short
}
