package casefile

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"sort"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// Load reads all pages of a folder, in the order of their names.
func Load(dir string) ([]*Case, error) {
	pages, err := filepath.Glob(filepath.Join(dir, "*.md"))
	if err != nil {
		return nil, err
	}
	sort.Strings(pages)
	var cases []*Case
	for _, page := range pages {
		text, err := os.ReadFile(page)
		if err != nil {
			return nil, err
		}
		name := strings.TrimSuffix(filepath.Base(page), ".md")
		found, err := Parse(name, string(text))
		if err != nil {
			return nil, fmt.Errorf("%s: %w", page, err)
		}
		cases = append(cases, found...)
	}
	return cases, nil
}

// Parse reads one page.
func Parse(page, text string) ([]*Case, error) {
	var cases []*Case
	var current *Case
	var blocks int
	titles := map[string]int{}
	flush := func() {
		if current != nil && blocks > 0 {
			cases = append(cases, current)
		}
	}
	lines := strings.Split(text, "\n")
	for i := 0; i < len(lines); i++ {
		line := lines[i]
		if title, ok := strings.CutPrefix(line, "## "); ok {
			flush()
			if first, twice := titles[title]; twice {
				return nil, fmt.Errorf("line %d: the case of line %d has the same name", i+1, first)
			}
			titles[title] = i + 1
			current, blocks = newCase(page, title, i+1), 0
			continue
		}
		ticks := len(line) - len(strings.TrimLeft(line, "`"))
		if ticks < 3 {
			continue
		}
		end := i + 1
		for end < len(lines) && lines[end] != line[:ticks] {
			end++
		}
		if end == len(lines) {
			return nil, fmt.Errorf("line %d: the block is not closed", i+1)
		}
		body := strings.Join(lines[i+1:end], "\n")
		if end > i+1 {
			body += "\n"
		}
		info := strings.TrimSpace(line[ticks:])
		if current != nil && info != "" {
			if err := current.block(info, body); err != nil {
				return nil, fmt.Errorf("line %d: %w", i+1, err)
			}
			blocks++
			current.End = end + 1
		}
		i = end
	}
	flush()
	return cases, nil
}

// AddError writes the missing `error` blocks into a page, by case.
func AddError(path string, errors map[*Case]string) error {
	text, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	after := map[int]string{}
	for c, message := range errors {
		after[c.End] = "\n```error\n" + message + "\n```\n"
	}
	var out strings.Builder
	n := 0
	for line := range strings.Lines(string(text)) {
		n++
		out.WriteString(line)
		out.WriteString(after[n])
	}
	return os.WriteFile(path, []byte(out.String()), 0o644)
}

func newCase(page, title string, line int) *Case {
	return &Case{
		Page: page, Title: title, Line: line,
		Options:     map[string]string{},
		Given:       Given{Product: "buildkit", Session: "sess1", Platforms: []string{"linux/amd64"}, Runs: 1, Timeout: 20 * time.Second},
		Caps:        Caps{Disabled: map[string]string{}},
		Dockerfiles: map[string][]byte{},
		Files:       map[string]map[string][]byte{},
		Expect:      Expect{Metadata: map[string]string{}},
	}
}

// block takes one fenced block into the case.
func (c *Case) block(info, body string) error {
	kind, rest, _ := strings.Cut(info, " ")
	rest = strings.TrimSpace(rest)
	kind, escaped := strings.CutSuffix(kind, "-escaped")
	if escaped {
		text, err := unescape(body)
		if err != nil {
			return err
		}
		body = text
	}
	switch kind {
	case "dockerfile":
		if rest == "" {
			rest = "Dockerfile"
		}
		c.Dockerfiles[rest] = []byte(body)
	case "options":
		return pairs(body, func(key, value string) error { c.Options[key] = value; return nil })
	case "given":
		return pairs(body, c.given)
	case "caps":
		return c.caps(body)
	case "files":
		if rest == "" {
			rest = "context"
		}
		return c.files(rest, body)
	case "ignore":
		c.addFile("context", ".dockerignore", []byte(body))
	case "image":
		return c.image(rest, body)
	case "source":
		values := map[string]string{}
		c.Sources = append(c.Sources, Source{Identifier: rest, Values: values})
		return pairs(body, func(key, value string) error { values[key] = value; return nil })
	case "fail":
		return c.fail(rest, body)
	case "input":
		name, kind, _ := strings.Cut(rest, " ")
		if kind == "" {
			kind = "source"
		}
		c.Inputs = append(c.Inputs, Input{Name: name, Kind: kind, Text: body})
	case "forwarded":
		return c.forwarded(body)
	default:
		return c.expect(kind, rest, body)
	}
	return nil
}

func (c *Case) expect(kind, rest, body string) error {
	trimmed := strings.TrimSuffix(body, "\n")
	list := []string{}
	for line := range strings.SplitSeq(trimmed, "\n") {
		if line != "" {
			list = append(list, line)
		}
	}
	switch kind {
	case "error":
		c.Expect.Error = &trimmed
	case "warnings":
		c.Expect.Warnings, c.Expect.HasWarnings = list, true
	case "steps":
		c.Expect.Steps, c.Expect.HasSteps = list, true
	case "digests":
		c.Expect.Digests, c.Expect.HasDigests = list, true
	case "config":
		c.Expect.Metadata["containerimage.config"] = trimmed
	case "metadata":
		c.Expect.Metadata[rest] = body
	case "text", "sh", "console", "json":
	default:
		return fmt.Errorf("unknown block `%s`", kind)
	}
	return nil
}

func (c *Case) given(key, value string) error {
	var err error
	switch key {
	case "product":
		c.Given.Product = value
	case "session":
		c.Given.Session = value
	case "platform":
		c.Given.Platforms = strings.Split(value, ",")
	case "workers":
		c.Given.Workers = &value
	case "runs":
		c.Given.Runs, err = strconv.Atoi(value)
	case "timeout":
		c.Given.Timeout, err = time.ParseDuration(value)
	case "upstream":
		if value != "crashes" {
			return fmt.Errorf("upstream can only be said to crash")
		}
		c.Given.Crashes = true
	default:
		return fmt.Errorf("unknown key `%s`", key)
	}
	return err
}

func (c *Case) caps(body string) error {
	for line := range strings.Lines(body) {
		line = strings.TrimSpace(line)
		switch {
		case line == "":
		case line == "none":
			c.Caps.None = true
		case line[0] == '-':
			c.Caps.Without = append(c.Caps.Without, line[1:])
		case line[0] == '!':
			id, why, _ := strings.Cut(line[1:], " ")
			c.Caps.Disabled[id] = why
		default:
			return fmt.Errorf("a capability line is `-id`, `!id reason` or `none`, not `%s`", line)
		}
	}
	return nil
}

var fileMark = regexp.MustCompile(`^-- (.+) --$`)

func (c *Case) files(source, body string) error {
	path := ""
	var text strings.Builder
	flush := func() {
		if path != "" {
			c.addFile(source, path, []byte(text.String()))
		}
		text.Reset()
	}
	if c.Files[source] == nil {
		c.Files[source] = map[string][]byte{}
	}
	for line := range strings.Lines(body) {
		if mark := fileMark.FindStringSubmatch(strings.TrimSuffix(line, "\n")); mark != nil {
			flush()
			path = mark[1]
			continue
		}
		if path == "" && strings.TrimSpace(line) != "" {
			return fmt.Errorf("text before the first `-- path --`")
		}
		text.WriteString(line)
	}
	flush()
	return nil
}

func (c *Case) addFile(source, path string, data []byte) {
	if c.Files[source] == nil {
		c.Files[source] = map[string][]byte{}
	}
	c.Files[source][path] = data
}

func (c *Case) image(rest, body string) error {
	words := strings.Fields(rest)
	if len(words) == 0 {
		return fmt.Errorf("an image block names its reference")
	}
	image := Image{Ref: words[0], Config: []byte(strings.TrimSuffix(body, "\n"))}
	for _, word := range words[1:] {
		if value, ok := strings.CutPrefix(word, "digest="); ok {
			image.Digest = value
		} else if value, ok := strings.CutPrefix(word, "named="); ok {
			image.Named = value
		} else {
			image.Platform = word
		}
	}
	c.Images = append(c.Images, image)
	return nil
}

var codeMark = regexp.MustCompile(`^(Canceled|Unknown|InvalidArgument|DeadlineExceeded|NotFound|AlreadyExists|PermissionDenied|ResourceExhausted|FailedPrecondition|Aborted|OutOfRange|Unimplemented|Internal|Unavailable|DataLoss|Unauthenticated): `)

func (c *Case) fail(rest, body string) error {
	method, match, _ := strings.Cut(rest, " ")
	message, details, _ := strings.Cut(strings.TrimSuffix(body, "\n"), "\n")
	failure := Failure{Method: method, Match: match, Code: "Unknown", Message: message}
	if mark := codeMark.FindStringSubmatch(message); mark != nil {
		failure.Code, failure.Message = mark[1], message[len(mark[0]):]
	}
	for line := range strings.Lines(details) {
		kind, text, ok := strings.Cut(strings.TrimSpace(line), " ")
		if !ok {
			return fmt.Errorf("a detail is a type and its JSON")
		}
		failure.Details = append(failure.Details, Detail{Type: kind, JSON: text})
	}
	c.Failures = append(c.Failures, failure)
	return nil
}

func (c *Case) forwarded(body string) error {
	c.Forwarded = &Forwarded{Metadata: map[string]string{}}
	return pairs(body, func(key, value string) error {
		if key == "refs" {
			c.Forwarded.Refs = strings.Split(value, ",")
		} else {
			c.Forwarded.Metadata[key] = value
		}
		return nil
	})
}

// pairs reads `key=value` lines; a line that starts with a double quote is a Go string.
func pairs(body string, take func(key, value string) error) error {
	for line := range strings.Lines(body) {
		line = strings.TrimSuffix(line, "\n")
		if strings.TrimSpace(line) == "" {
			continue
		}
		if line[0] == '"' {
			text, err := strconv.Unquote(line)
			if err != nil {
				return fmt.Errorf("`%s`: %w", line, err)
			}
			line = text
		}
		line, err := repeated(line)
		if err != nil {
			return err
		}
		key, value, _ := strings.Cut(line, "=")
		if err := take(key, value); err != nil {
			return err
		}
	}
	return nil
}

var repeatMark = regexp.MustCompile(`\{\{([0-9]+) x (.*?)\}\}`)

// repeated writes `{{3 x ab}}` as `ababab`.
func repeated(text string) (string, error) {
	var err error
	out := repeatMark.ReplaceAllStringFunc(text, func(mark string) string {
		parts := repeatMark.FindStringSubmatch(mark)
		n, convErr := strconv.Atoi(parts[1])
		if convErr != nil || n*len(parts[2]) > 64<<20 {
			err = fmt.Errorf("`%s` is too much", mark)
			return mark
		}
		return strings.Repeat(parts[2], n)
	})
	return out, err
}

// unescape reads a block whose lines are Go string bodies: the line breaks of
// the page are not part of the text.
func unescape(body string) (string, error) {
	var out strings.Builder
	for line := range strings.Lines(body) {
		line, err := repeated(strings.TrimSuffix(line, "\n"))
		if err != nil {
			return "", err
		}
		for line != "" {
			char, multibyte, tail, err := strconv.UnquoteChar(line, 0)
			if err != nil {
				return "", fmt.Errorf("`%s`: %w", line, err)
			}
			line = tail
			if char < utf8.RuneSelf || multibyte {
				out.WriteRune(char)
			} else {
				out.WriteByte(byte(char))
			}
		}
	}
	return out.String(), nil
}
