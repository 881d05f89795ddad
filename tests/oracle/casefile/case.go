// Package casefile reads the cases the oracle runs: pages of prose in which
// each `##` heading names a case and the fenced blocks below it say what the
// frontend is given. The format is described in tests/cases/README.md.
package casefile

import "time"

// Case is one build: what is asked, what the daemon would answer, and what
// the author expects of it.
type Case struct {
	Page  string
	Title string
	// Line is where the heading stands, End where the last block closes.
	Line, End int

	Options map[string]string
	Given   Given
	Caps    Caps

	// Dockerfiles are the files every definition source holds, by path.
	Dockerfiles map[string][]byte
	// Files holds the other files, by source and path.
	Files map[string]map[string][]byte

	Images    []Image
	Sources   []Source
	Failures  []Failure
	Inputs    []Input
	Forwarded *Forwarded

	Expect Expect
}

// Name is the page and the sentence: what `-run` is matched against.
func (c *Case) Name() string { return c.Page + ": " + c.Title }

// Given is what the daemon tells a frontend about itself.
type Given struct {
	Product   string
	Session   string
	Platforms []string
	// Workers replaces BUILDKIT_WORKERS as a whole.
	Workers *string
	// Runs says how often upstream is run where it is not deterministic: our
	// answer has to equal one of its answers.
	Runs    int
	Timeout time.Duration
	// Crashes says that upstream is known to crash here: only the expectations
	// written in the case count.
	Crashes bool
}

// Caps says which capabilities are missing or disabled.
type Caps struct {
	Without  []string
	Disabled map[string]string
	// None leaves both lists out of the Pong, as daemons before 2018 did.
	None bool
}

// Image is the answer to a question for an image's configuration.
type Image struct {
	Ref      string
	Platform string
	Config   []byte
	// Digest is the digest to answer instead of the configuration's own.
	Digest string
	// Named is the reference to answer instead of the asked one.
	Named string
}

// Source is the answer to a question for the metadata of a git or HTTP source,
// or for an image a policy rewrites.
type Source struct {
	Identifier string
	Values     map[string]string
}

// Failure makes one call of the daemon fail.
type Failure struct {
	Method  string
	Match   string
	Code    string
	Message string
	Details []Detail
}

// Detail is one typed detail of a failure.
type Detail struct{ Type, JSON string }

// Input is one frontend input.
type Input struct {
	Name string
	// Kind is `source` (an identifier) or `dockerfile` (converted by upstream).
	Kind string
	Text string
}

// Forwarded is the answer to a nested frontend.
type Forwarded struct {
	Refs     []string
	Metadata map[string]string
}

// Expect is what the author of the case says about upstream's outcome.
type Expect struct {
	Error    *string
	Warnings []string
	Steps    []string
	Digests  []string
	Metadata map[string]string

	HasWarnings, HasSteps, HasDigests bool
}
