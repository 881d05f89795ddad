package main

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
)

// The plans that are measured, by path in Dagger's repository.
var plans = []string{
	"tests/plan/hello-europa/main.cue",
	"docs/plans/go-ci/plan.cue",
	"pkg/universe.dagger.io/docker/test/run.cue",
}

// sums finds sums of lists, which cue no longer has: in the packages they stand
// alone behind a label.
var sums = regexp.MustCompile(`(?m)^(\s*(?:"?\w+"?:\s*)+)((?:\[[^\]\n]*\]|[\w.]+)(?: \+ (?:\[[^\]\n]*\]|[\w.]+))+)$`)

// planRows measures plans with their packages, each in a project of its own.
func planRows(work, dagger string) ([]row, error) {
	var all []row
	for _, plan := range plans {
		name := "plan " + filepath.Base(filepath.Dir(plan))
		text, err := os.ReadFile(filepath.Join(dagger, plan))
		if dagger == "" || err != nil {
			all = append(all, row{name: name, skipped: "Dagger's repository is not at hand"})
			continue
		}
		files := map[string]string{
			"cue.mod/module.cue": "module: \"example.com\"\nlanguage: version: \"v0.9.0\"\n",
			"plan.cue":           string(text),
		}
		if err := packages(dagger, files); err != nil {
			return nil, err
		}
		dir, err := folder(work, "plans/"+name, files)
		if err != nil {
			return nil, err
		}
		all = append(all, row{name: name, dir: dir, args: []string{"vet", "-c=false", "plan.cue"}, goal: 0.25})
	}
	return all, nil
}

func packages(dagger string, files map[string]string) error {
	root := filepath.Join(dagger, "pkg")
	return filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		name, err := filepath.Rel(root, path)
		if err != nil {
			return err
		}
		if entry.IsDir() && (entry.Name() == "test" || strings.Contains(name, "@")) {
			return filepath.SkipDir
		}
		if filepath.Ext(path) != ".cue" {
			return nil
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		files["cue.mod/pkg/"+name] = concatenated(string(text))
		return nil
	})
}

// concatenated writes sums of lists as calls of list.Concat.
func concatenated(text string) string {
	changed := sums.ReplaceAllStringFunc(text, func(line string) string {
		parts := sums.FindStringSubmatch(line)
		return parts[1] + "list.Concat([" + strings.ReplaceAll(parts[2], " + ", ", ") + "])"
	})
	changed = strings.ReplaceAll(changed, "structs+lists", "list.Concat([structs, lists])")
	if changed != text && !strings.Contains(text, "\"list\"") {
		changed = strings.Replace(changed, "import (", "import (\n\t\"list\"", 1)
	}
	return changed
}
