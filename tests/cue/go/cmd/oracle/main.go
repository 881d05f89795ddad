// Command oracle answers cases with what cue makes of them: a line of JSON in, a
// line of JSON out. With -archives it answers for all archives below folders of
// the CUE module instead.
package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"sort"
	"strings"
	"time"

	"cuelang.org/go/cue"
	"cuelang.org/go/cue/cuecontext"
	cueerrors "cuelang.org/go/cue/errors"
	"cuelang.org/go/cue/load"
	"golang.org/x/tools/txtar"
)

// A request is a program: files, and which of them to load.
type request struct {
	ID    string            `json:"id"`
	Files map[string]string `json:"files"`
	Args  []string          `json:"args"`
	Tree  bool              `json:"tree,omitempty"`
}

// An answer is a value, or which class of error there is instead: load, error,
// incomplete, timeout.
type answer struct {
	ID      string          `json:"id"`
	Class   string          `json:"class"`
	Value   json.RawMessage `json:"value,omitempty"`
	Message string          `json:"message,omitempty"`
	Paths   []string        `json:"paths,omitempty"`
	Tree    any             `json:"tree,omitempty"`
}

func main() {
	archives := flag.String("archives", "", "the folder of the CUE module")
	timeout := flag.Duration("timeout", 20*time.Second, "how long one case may take")
	flag.Parse()
	out := bufio.NewWriter(os.Stdout)
	defer out.Flush()
	if *archives != "" {
		if err := all(*archives, *timeout, out); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		return
	}
	in := bufio.NewReaderSize(os.Stdin, 1<<20)
	for {
		line, err := in.ReadBytes('\n')
		if len(line) == 0 && err != nil {
			return
		}
		var req request
		if err := json.Unmarshal(line, &req); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		reply(out, req, *timeout)
	}
}

// reply answers one request. What takes too long cannot be stopped, so the
// process ends with it.
func reply(out *bufio.Writer, req request, timeout time.Duration) {
	done := make(chan answer, 1)
	go func() { done <- guarded(req) }()
	select {
	case got := <-done:
		write(out, got)
	case <-time.After(timeout):
		write(out, answer{ID: req.ID, Class: "timeout"})
		os.Exit(3)
	}
}

func write(out *bufio.Writer, got answer) {
	var line bytes.Buffer
	encoder := json.NewEncoder(&line)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(got); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	out.Write(line.Bytes())
	out.Flush()
}

// guarded evaluates; cue's own panics are an answer, too.
func guarded(req request) (got answer) {
	defer func() {
		if what := recover(); what != nil {
			got = answer{ID: req.ID, Class: "panic", Message: fmt.Sprint(what)}
		}
	}()
	return evaluate(req)
}

func evaluate(req request) answer {
	const dir = "/case"
	overlay := map[string]load.Source{}
	for name, text := range req.Files {
		overlay[filepath.Join(dir, name)] = load.FromString(text)
	}
	config := &load.Config{Dir: dir, ModuleRoot: ".", Overlay: overlay, Env: []string{}}
	instances := load.Instances(req.Args, config)
	if len(instances) == 0 {
		return answer{ID: req.ID, Class: "load", Message: "no instances"}
	}
	if err := instances[0].Err; err != nil {
		return answer{ID: req.ID, Class: "load", Message: err.Error()}
	}
	value := cuecontext.New().BuildInstance(instances[0])
	if err := value.Err(); err != nil && value.BuildInstance() == nil {
		return answer{ID: req.ID, Class: "load", Message: err.Error()}
	}
	got := export(req.ID, value)
	if req.Tree {
		got.Tree = tree(value, 0)
	}
	return got
}

func export(id string, value cue.Value) answer {
	if err := value.Validate(); err != nil {
		return answer{ID: id, Class: "error", Message: err.Error(), Paths: paths(err)}
	}
	if err := value.Validate(cue.Concrete(true), cue.Final()); err != nil {
		return answer{ID: id, Class: "incomplete", Message: err.Error(), Paths: paths(err)}
	}
	text, err := value.MarshalJSON()
	if err != nil {
		return answer{ID: id, Class: "incomplete", Message: err.Error()}
	}
	return answer{ID: id, Class: "json", Value: text}
}

// paths tells where the errors are.
func paths(err error) []string {
	var found []string
	for _, one := range cueerrors.Errors(err) {
		path := strings.Join(one.Path(), ".")
		if !slices.Contains(found, path) {
			found = append(found, path)
		}
	}
	return found
}

// all answers for every archive of the test data of cue and its packages.
func all(module string, timeout time.Duration, out *bufio.Writer) error {
	var paths []string
	for _, folder := range []string{"cue/testdata", "pkg"} {
		err := filepath.WalkDir(filepath.Join(module, folder), func(path string, entry fs.DirEntry, err error) error {
			if err == nil && filepath.Ext(path) == ".txtar" && strings.Contains(path, "/testdata/") {
				paths = append(paths, path)
			}
			return err
		})
		if err != nil {
			return err
		}
	}
	sort.Strings(paths)
	for _, path := range paths {
		archive, err := txtar.ParseFile(path)
		if err != nil {
			return err
		}
		id, err := filepath.Rel(module, path)
		if err != nil {
			return err
		}
		req := request{ID: filepath.ToSlash(id), Files: map[string]string{}}
		for _, file := range archive.Files {
			if strings.HasPrefix(file.Name, "out/") || strings.HasPrefix(file.Name, "diff/") {
				continue
			}
			req.Files[file.Name] = string(file.Data)
			if !strings.Contains(file.Name, "/") && filepath.Ext(file.Name) == ".cue" {
				req.Args = append(req.Args, "./"+file.Name)
			}
		}
		if len(req.Args) == 0 {
			continue
		}
		done := make(chan answer, 1)
		go func() { done <- guarded(req) }()
		select {
		case got := <-done:
			write(out, got)
		case <-time.After(timeout):
			return errors.New(id + " takes too long")
		}
	}
	return nil
}
