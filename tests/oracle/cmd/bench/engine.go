package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"time"
)

// engine is a real BuildKit that has both frontends' images within reach.
type engine struct{ address, buildctl, upstream, ours string }

// engineRows are P18 (nothing to do) and P19 (nothing there yet).
func engineRows(b *bench) []result {
	var results []result
	for _, one := range []struct {
		id, figure string
		prune      bool
		must, aim  float64
	}{
		{"P18", "rebuild, ms", false, 1, 1.07},
		{"P19", "first use, ms", true, 1.8, 2.3},
	} {
		if !b.settings.rows.MatchString(one.id) {
			continue
		}
		e := b.settings.engine
		if e.address == "" || e.upstream == "" || e.ours == "" {
			results = append(results, result{
				id: one.id, name: "min", figure: one.figure, upstream: "-", ours: "-", ratio: "-",
				must: fmt.Sprintf("%gx", one.must), aim: fmt.Sprintf("%gx", one.aim), skipped: "not measured: no -addr",
			})
			continue
		}
		pairs, err := e.measure(b.settings.rounds, one.prune)
		if err != nil {
			results = append(results, broken(one.id, "min", one.figure, err))
			continue
		}
		results = append(results, kept(promise{one.id, "min", one.figure, wall, 0, one.must, one.aim}, pairs))
	}
	return results
}

// measure builds one small file with both images in turn.
func (e engine) measure(rounds int, prune bool) ([]pair, error) {
	dir, err := os.MkdirTemp("", "bench")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	for name, text := range map[string]string{"Dockerfile": "FROM scratch\nCOPY file /\n", "file": "text\n"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			return nil, err
		}
	}
	var pairs []pair
	for i := range rounds + 1 {
		var took [2]time.Duration
		images := []string{e.upstream, e.ours}
		for k := range images {
			side := (i + k) % 2
			if took[side], err = e.build(images[side], dir, prune); err != nil {
				return nil, err
			}
		}
		if i > 0 {
			pairs = append(pairs, pair{wallOf(took[0]), wallOf(took[1])})
		}
	}
	return pairs, nil
}

func (e engine) build(image, dir string, prune bool) (time.Duration, error) {
	if prune {
		if out, err := exec.Command(e.buildctl, "--addr", e.address, "prune", "--all").CombinedOutput(); err != nil {
			return 0, fmt.Errorf("prune: %w: %s", err, out)
		}
	}
	start := time.Now()
	out, err := exec.Command(e.buildctl, "--addr", e.address, "build", "--progress", "plain",
		"--frontend", "gateway.v0", "--opt", "source="+image,
		"--local", "context="+dir, "--local", "dockerfile="+dir).CombinedOutput()
	if err != nil {
		return 0, fmt.Errorf("build with %s: %w: %s", image, err, out)
	}
	return time.Since(start), nil
}
