// Fuzz makes Dockerfiles by chance, runs upstream's frontend and ours on them
// and writes down, as small as can be, where they differ.
package main

import (
	"flag"
	"fmt"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"unicode/utf8"

	"bowsprit/tests/oracle/casefile"
	"bowsprit/tests/oracle/compare"
	"bowsprit/tests/oracle/daemon"
	"bowsprit/tests/oracle/fuzz"
)

// again is how often upstream may change its mind before it is believed.
const again = 8

type settings struct{ upstream, ours string }

// finding is a case both frontends see differently.
type finding struct {
	seed  uint64
	c     *casefile.Case
	topic string
	text  string
}

func main() {
	var s settings
	cases := flag.String("cases", "tests/cases/dockerfile", "folder of the case pages")
	flag.StringVar(&s.upstream, "upstream", ".cache/oracle/upstream", "upstream's frontend")
	flag.StringVar(&s.ours, "ours", "target/debug/bowsprit", "our frontend")
	n := flag.Uint64("n", 1000, "how many files")
	seed := flag.Uint64("seed", 1, "the first file's seed; the others' follow")
	jobs := flag.Int("j", 2, "files at a time")
	run := flag.String("run", "", "change only cases whose `page: sentence` matches")
	show := flag.Bool("show", false, "only show the files")
	flag.Parse()

	all, err := casefile.Load(*cases)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(2)
	}
	pool, err := plain(all, *run)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(2)
	}
	if *show {
		for i := range *n {
			fmt.Printf("%s\n\n", block(made(*seed+i, pool)))
		}
		return
	}
	failed := search(s, pool, *seed, *n, *jobs)
	fmt.Printf("%d files, %d findings\n", *n, failed)
	if failed > 0 {
		os.Exit(1)
	}
}

// plain are the cases to change.
func plain(all []*casefile.Case, run string) ([]*casefile.Case, error) {
	pattern, err := regexp.Compile(run)
	if err != nil {
		return nil, err
	}
	var pool []*casefile.Case
	for _, c := range all {
		if fuzz.Plain(c) && pattern.MatchString(c.Name()) {
			pool = append(pool, c)
		}
	}
	if len(pool) == 0 {
		return nil, fmt.Errorf("no case that could be changed matches `%s`", run)
	}
	return pool, nil
}

// search runs all files and prints each finding once.
func search(s settings, pool []*casefile.Case, seed, n uint64, jobs int) int {
	var next atomic.Uint64
	var running sync.WaitGroup
	var mu sync.Mutex
	seen := map[string]bool{}
	for range jobs {
		running.Go(func() {
			for i := next.Add(1) - 1; i < n; i = next.Add(1) - 1 {
				found := try(s, seed+i, pool)
				if found == nil {
					continue
				}
				mu.Lock()
				text := block(found.c)
				if !seen[text] {
					seen[text] = true
					fmt.Printf("## Seed %d (%s)\n\n%s\n\n%s\n", found.seed, found.c.Name(), text, found.text)
				}
				mu.Unlock()
			}
		})
	}
	running.Wait()
	return len(seen)
}

// made is the case of a seed: from the grammar or from another case.
func made(seed uint64, pool []*casefile.Case) *casefile.Case {
	dice := fuzz.NewDice(seed)
	c := pool[dice.IntN(len(pool))]
	if seed%3 == 0 {
		return dice.Mutate(c, pool)
	}
	made, err := casefile.Parse("grammar", "## "+strconv.FormatUint(seed, 10)+"\n```dockerfile\n```\n```options\n"+dice.Options()+"```\n")
	if err != nil {
		panic(err)
	}
	return fuzz.With(made[0], dice.File())
}

// try runs one file, and reduces it where it is a finding.
func try(s settings, seed uint64, pool []*casefile.Case) *finding {
	c := made(seed, pool)
	topic, text := s.differs(c, again)
	if topic == "" {
		return nil
	}
	small := fuzz.Reduce(c.Dockerfiles["Dockerfile"], func(text []byte) bool {
		other, _ := s.differs(fuzz.With(c, text), again)
		return other == topic
	})
	c = fuzz.With(c, small)
	if _, reduced := s.differs(c, again); reduced != "" {
		text = reduced
	}
	return &finding{seed: seed, c: c, topic: topic, text: text}
}

// differs is what the first difference is about and how all of them read.
func (s settings) differs(c *casefile.Case, runs int) (topic, text string) {
	inputs, err := daemon.Inputs(c)
	if err != nil {
		return "", ""
	}
	ours, err := daemon.Run(c, with(s.ours, inputs, c))
	if err != nil {
		return "the harness", err.Error() + "\n"
	}
	var differences []compare.Difference
	for range runs {
		upstream, err := daemon.Run(c, with(s.upstream, inputs, c))
		if err != nil {
			return "the harness", err.Error() + "\n"
		}
		if upstream.Return == nil {
			return crash(ours)
		}
		differences, _ = compare.Runs(upstream, ours)
		if len(differences) == 0 {
			return "", ""
		}
	}
	if len(differences) == 1 && byChance(differences[0]) {
		return "", ""
	}
	var out strings.Builder
	for _, difference := range differences {
		fmt.Fprintf(&out, "  %s\n", difference.Topic)
		for line := range strings.Lines(difference.Text) {
			if strings.HasPrefix(line, "-") || strings.HasPrefix(line, "+") {
				out.WriteString("    " + line)
			}
		}
	}
	topic, _, _ = strings.Cut(differences[0].Topic, ":")
	if strings.HasPrefix(topic, "Solve of ") {
		topic = "Solve of"
	}
	return topic, out.String()
}

// anyOf is where upstream suggests any of the names that are equally like the wrong one.
var anyOf = regexp.MustCompile(`(unknown (?:instruction|flag): .*) \(did you mean .*\?\)`)

// rules is where upstream lists the rules that were violated, in no order.
var rules = regexp.MustCompile(`lint violation found for rules: (.*)`)

// byChance tells whether a difference is one upstream has with itself: it also names
// the undefined variables of one word in no order.
func byChance(difference compare.Difference) bool {
	if difference.Topic != "warnings" && difference.Topic != "result" {
		return false
	}
	var gone, come []string
	for line := range strings.Lines(difference.Text) {
		line = rules.ReplaceAllStringFunc(anyOf.ReplaceAllString(line, "$1"), func(list string) string {
			names := strings.Fields(strings.ReplaceAll(list, ",", ""))
			slices.Sort(names)
			return strings.Join(names, " ")
		})
		if after, ok := strings.CutPrefix(line, "-"); ok {
			gone = append(gone, after)
		} else if after, ok := strings.CutPrefix(line, "+"); ok {
			come = append(come, after)
		}
	}
	slices.Sort(gone)
	slices.Sort(come)
	return slices.Equal(gone, come)
}

// crash is our fault only if we end badly, too.
func crash(ours *daemon.Record) (topic, text string) {
	if ours.Returns == 1 && !ours.TimedOut {
		return "", ""
	}
	return "crash", fmt.Sprintf("both crash: exit code %d\n%s", ours.Exit, ours.Stderr)
}

// with takes the network away where somebody might look up host keys; it takes its time.
func with(program string, inputs daemon.Definitions, c *casefile.Case) daemon.Settings {
	text := string(c.Dockerfiles["Dockerfile"]) + fmt.Sprint(c.Options)
	looks := strings.Contains(text, "@") || strings.Contains(strings.ToLower(text), "ssh")
	return daemon.Settings{Program: program, Inputs: inputs, Isolated: looks && os.Geteuid() == 0}
}

// block is a case as its page would have it.
func block(c *casefile.Case) string {
	var out strings.Builder
	if len(c.Options) > 0 {
		out.WriteString("```options\n")
		for key, value := range c.Options {
			fmt.Fprintf(&out, "%s=%s\n", key, value)
		}
		out.WriteString("```\n\n")
	}
	text := string(c.Dockerfiles["Dockerfile"])
	if printable(text) {
		return out.String() + "```dockerfile\n" + text + "```"
	}
	out.WriteString("```dockerfile-escaped\n")
	for line := range strings.Lines(text) {
		quoted := strconv.QuoteToGraphic(line)
		out.WriteString(strings.ReplaceAll(quoted[1:len(quoted)-1], `\"`, `"`) + "\n")
	}
	return out.String() + "```"
}

func printable(text string) bool {
	if !utf8.ValidString(text) || !strings.HasSuffix(text, "\n") {
		return false
	}
	for _, c := range text {
		if c != '\n' && !strconv.IsPrint(c) {
			return false
		}
	}
	return !strings.Contains(text, "```")
}
