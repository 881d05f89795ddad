package main

import (
	"fmt"
	"os"
	"sort"
	"time"

	"bowsprit/tests/oracle/daemon"
	"bowsprit/tests/oracle/workload"
)

// pair is one run of upstream and one of ours, right after each other.
type pair struct{ upstream, ours *daemon.Record }

// bench keeps what was measured, so that rows about one case share its runs.
type bench struct {
	settings settings
	pairs    map[string][]pair
}

// rounds is how often a case is run: long ones less often.
func (b *bench) rounds(name string) int {
	share := map[string]int{"huge5000": 4, "huge10000": 7, "diamond22": 4, "longlines": 2, "env4000": 2}[name]
	return max(3, b.settings.rounds/max(1, share))
}

// measure runs both frontends on a workload in turn.
func (b *bench) measure(name string, latency time.Duration) ([]pair, error) {
	key := fmt.Sprint(name, latency)
	if pairs, ok := b.pairs[key]; ok {
		return pairs, nil
	}
	n := b.rounds(name)
	fmt.Fprintf(os.Stderr, "%s, latency %v, %d pairs\n", name, latency, n)
	var pairs []pair
	for i := range n + 1 {
		programs := []string{b.settings.upstream, b.settings.ours}
		var records [2]*daemon.Record
		for k := range programs {
			side := (i + k) % 2 // A B B A: whoever comes second has it easier
			record, err := b.run(programs[side], name, latency)
			if err != nil {
				return nil, err
			}
			records[side] = record
		}
		if i > 0 { // the first pair warms the caches
			pairs = append(pairs, pair{records[0], records[1]})
		}
	}
	b.pairs[key] = pairs
	if b.settings.details {
		tell(name, latency, pairs)
	}
	return pairs, nil
}

func (b *bench) run(program, name string, latency time.Duration) (*daemon.Record, error) {
	c := workload.Named(name)
	record, err := daemon.Run(c, daemon.Settings{Program: program, Latency: latency})
	if err != nil {
		return nil, err
	}
	switch {
	case record.TimedOut:
		return nil, fmt.Errorf("%s on %s does not end", program, name)
	case record.Return == nil:
		return nil, fmt.Errorf("%s on %s returns nothing: %s", program, name, record.Stderr)
	case record.Return.Error != nil:
		return nil, fmt.Errorf("%s on %s fails: %s", program, name, record.Return.Error.Message)
	}
	return record, nil
}

// measured is a figure of a run, as a number.
type measured func(*daemon.Record) float64

func firstCall(r *daemon.Record) float64 { return r.FirstCall.Seconds() * 1e3 }
func returned(r *daemon.Record) float64  { return r.Returned.Seconds() * 1e3 }
func wall(r *daemon.Record) float64      { return r.Wall.Seconds() * 1e3 }
func cpu(r *daemon.Record) float64       { return r.CPU.Seconds() * 1e3 }
func memory(r *daemon.Record) float64    { return float64(r.Peak) / (1 << 20) }
func calls(r *daemon.Record) float64     { return float64(len(r.Calls)) }
func depth(r *daemon.Record) float64     { return float64(r.Depth()) }
func sent(r *daemon.Record) float64      { return float64(r.Sent) / 1e3 }

// each picks a figure of one side of all pairs, sorted.
func each(pairs []pair, of measured, ours bool) []float64 {
	var out []float64
	for _, p := range pairs {
		if ours {
			out = append(out, of(p.ours))
		} else {
			out = append(out, of(p.upstream))
		}
	}
	sort.Float64s(out)
	return out
}

// ratio is the median of upstream over ours, pair by pair.
func ratio(pairs []pair, of measured) float64 {
	var out []float64
	for _, p := range pairs {
		out = append(out, of(p.upstream)/of(p.ours))
	}
	sort.Float64s(out)
	return median(out)
}

// median of sorted values.
func median(values []float64) float64 {
	n := len(values)
	if n == 0 {
		return 0
	}
	return (values[(n-1)/2] + values[n/2]) / 2
}

// tell prints what a case took: min / median of both, and the ratios.
func tell(name string, latency time.Duration, pairs []pair) {
	fmt.Printf("%s, latency %v\n", name, latency)
	for _, figure := range []struct {
		name string
		of   measured
	}{
		{"first call, ms", firstCall}, {"Return, ms", returned}, {"exit, ms", wall}, {"CPU, ms", cpu},
		{"peak memory, MiB", memory}, {"calls", calls}, {"depth", depth}, {"sent, kB", sent},
	} {
		up, our := each(pairs, figure.of, false), each(pairs, figure.of, true)
		fmt.Printf("  %-17s %9.2f / %-9.2f %9.2f / %-9.2f %6.2fx\n", figure.name,
			up[0], median(up), our[0], median(our), ratio(pairs, figure.of))
	}
}
