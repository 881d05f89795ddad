package compare

import (
	"encoding/hex"
	"fmt"
	"strings"

	"bowsprit/tests/oracle/casefile"
	"bowsprit/tests/oracle/daemon"
	"bowsprit/tests/oracle/show"
)

// Difference is one way in which the two runs differ.
type Difference struct{ Topic, Text string }

// Runs compares our run with upstream's. Notes are oddities that do not fail.
func Runs(upstream, ours *daemon.Record) (differences []Difference, notes []string) {
	a, b := newView(upstream), newView(ours)
	differing, missing, extra := pair(a, b)
	failing := upstream.Return.GetError() != nil
	report := func(topic, text string) {
		if text != "" {
			differences = append(differences, Difference{topic, text})
		}
	}
	for _, both := range differing {
		report("Solve of "+both[0].name, solves(both[0], both[1]))
	}
	for _, one := range missing {
		if failing {
			notes = append(notes, "a Solve that only upstream asks for before it fails")
		} else {
			report("Solve that only upstream asks for: "+one.name, one.text+"\n"+one.graph.String())
		}
	}
	for _, one := range extra {
		if one.idle {
			notes = append(notes, "a Solve ahead of its time, which nobody looks at")
		} else if one.ignore {
			notes = append(notes, ".dockerignore asked for where upstream does not")
		} else {
			report("Solve that only we ask for: "+one.name, one.text+"\n"+one.graph.String())
		}
	}
	questionsDiffer, questionNotes := questions(a, b, failing)
	report("questions to the daemon", questionsDiffer)
	notes = append(notes, questionNotes...)
	report("warnings", show.Diff(a.warnings(), b.warnings()))
	report("result", show.Diff(a.result(), b.result()))
	report("exit", exits(upstream, ours))
	if up, our := upstream.Depth(), ours.Depth(); our > up {
		notes = append(notes, fmt.Sprintf("a chain of %d calls where upstream has %d", our, up))
	}
	return differences, notes
}

// solves compares two requests: the readable form first, bytes only where that is equal.
func solves(a, b *solve) string {
	if text := show.Diff(a.text+"\n"+a.graph.String(), b.text+"\n"+b.graph.String()); !onlyDigests(a.graph, b.graph, text) {
		return text
	}
	for i, op := range a.graph.Ops {
		if string(op.Raw) != string(b.graph.Ops[i].Raw) {
			return fmt.Sprintf("op %d %s reads the same but has other bytes:\n%s", i, op.Name,
				show.Diff(hex.Dump(op.Raw), hex.Dump(b.graph.Ops[i].Raw)))
		}
	}
	return ""
}

func onlyDigests(a, b show.Graph, text string) bool {
	if len(a.Ops) != len(b.Ops) {
		return false
	}
	for line := range strings.Lines(text) {
		if !strings.HasPrefix(line, "  ") && !strings.HasPrefix(line, "- digest ") && !strings.HasPrefix(line, "+ digest ") {
			return false
		}
	}
	return true
}

// questions compares two multisets of questions. A build that fails may have
// asked for images and for .dockerignore at the same time or not at all.
func questions(a, b *view, failing bool) (string, []string) {
	var text strings.Builder
	var notes []string
	mine := map[string]int{}
	for _, line := range b.questions() {
		mine[line]++
	}
	asked := map[string]bool{}
	for line := range mine {
		asked[line] = true
	}
	var onlyUpstream []string
	for _, line := range a.questions() {
		if mine[line] > 0 {
			mine[line]--
		} else {
			onlyUpstream = append(onlyUpstream, line)
		}
	}
	for _, line := range onlyUpstream {
		if asked[line] {
			notes = append(notes, "a question that upstream asks again")
		} else if failing && strings.HasPrefix(line, "Resolve") || failing && strings.Contains(line, ".dockerignore") {
			notes = append(notes, "a question that only upstream asks before it fails")
		} else {
			text.WriteString("- " + line + "\n")
		}
	}
	for _, line := range b.questions() {
		if mine[line] == 0 {
			continue
		}
		mine[line]--
		if strings.HasPrefix(line, `ReadFile ".dockerignore"`) {
			continue
		}
		if line == "Inputs {}" {
			notes = append(notes, "inputs asked for before the capabilities are known")
		} else if failing && (strings.HasPrefix(line, "Resolve") || strings.Contains(line, ".dockerignore")) {
			notes = append(notes, "a question that only we ask before we fail")
		} else {
			text.WriteString("+ " + line + "\n")
		}
	}
	return text.String(), notes
}

// exits wants a clean end of ours; upstream itself panics after it returned an error.
func exits(upstream, ours *daemon.Record) string {
	var text strings.Builder
	if ours.TimedOut {
		text.WriteString("ours did not end in time\n")
	}
	if ours.Signal != "" {
		text.WriteString("ours was ended by the signal: " + ours.Signal + "\n")
	} else if ours.Exit != upstream.Exit && (ours.Exit > 1 || upstream.Exit == 0) {
		fmt.Fprintf(&text, "ours ended with code %d, upstream with %d\n", ours.Exit, upstream.Exit)
	}
	if ours.Returns != 1 {
		fmt.Fprintf(&text, "ours called Return %d times\n", ours.Returns)
	}
	if ours.Return != nil && ours.Return.Error == nil && ours.Return.Result == nil {
		text.WriteString("ours returned neither a result nor an error: a daemon crashes on that\n")
	}
	if text.Len() > 0 && ours.Stderr != "" {
		text.WriteString("stderr of ours:\n" + ours.Stderr)
	}
	return text.String()
}

// Expectations holds a run against what the author of the case wrote.
func Expectations(c *casefile.Case, record *daemon.Record) []Difference {
	var out []Difference
	report := func(topic, text string) {
		if text != "" {
			out = append(out, Difference{topic, text})
		}
	}
	v := newView(record)
	if record.TimedOut || record.Return == nil {
		return []Difference{{"no Return", fmt.Sprintf("exit code %d, timed out: %t\n%s", record.Exit, record.TimedOut, record.Stderr)}}
	}
	want := "no error"
	if c.Expect.Error != nil {
		want = *c.Expect.Error
	}
	got := "no error"
	if record.Return.Error != nil {
		got = record.Return.Error.Message
	}
	report("expected error", show.Diff(want, got))
	if c.Expect.HasWarnings {
		var shorts []string
		for _, warn := range record.Warnings() {
			shorts = append(shorts, string(warn.Short))
		}
		report("expected warnings", show.Diff(strings.Join(c.Expect.Warnings, "\n"), strings.Join(shorts, "\n")))
	}
	graph := show.Definition(v.final())
	var steps, digests []string
	for _, op := range graph.Ops {
		digests = append(digests, op.Digest)
		if op.Name != "" {
			steps = append(steps, op.Name)
		}
	}
	if c.Expect.HasSteps {
		report("expected steps", show.Diff(strings.Join(c.Expect.Steps, "\n"), strings.Join(steps, "\n")))
	}
	if c.Expect.HasDigests {
		report("expected digests", show.Diff(strings.Join(c.Expect.Digests, "\n"), strings.Join(digests, "\n")))
	}
	for key, want := range c.Expect.Metadata {
		got := string(record.Return.GetResult().GetMetadata()[key])
		report("expected "+key, show.Diff(strings.TrimSuffix(want, "\n"), strings.TrimSuffix(got, "\n")))
	}
	return out
}

// Describe is a whole run as text.
func Describe(record *daemon.Record) string {
	v := newView(record)
	pair(v, newView(record))
	var out strings.Builder
	for _, one := range v.solves {
		out.WriteString(one.label + "\n" + indent(one.text) + indent(one.graph.String()))
	}
	for _, line := range v.questions() {
		out.WriteString(line + "\n")
	}
	out.WriteString(v.warnings())
	out.WriteString(v.result())
	fmt.Fprintf(&out, "%d calls, depth %d, exit code %d, %.1f ms\n", len(record.Calls), record.Depth(), record.Exit,
		record.Wall.Seconds()*1e3)
	return out.String()
}
