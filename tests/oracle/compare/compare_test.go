package compare

import (
	"os"
	"slices"
	"strings"
	"testing"

	"bowsprit/tests/oracle/casefile"
	"bowsprit/tests/oracle/daemon"
)

// upstream is built by `tests/oracle/run upstream`.
const upstream = "../../../.cache/oracle/upstream"

func record(t *testing.T, page string) *daemon.Record {
	t.Helper()
	if _, err := os.Stat(upstream); err != nil {
		t.Skip("upstream is not built")
	}
	cases, err := casefile.Parse("page", page)
	if err != nil {
		t.Fatal(err)
	}
	record, err := daemon.Run(cases[0], daemon.Settings{Program: upstream})
	if err != nil {
		t.Fatal(err)
	}
	return record
}

func topics(differences []Difference) []string {
	var out []string
	for _, difference := range differences {
		topic, _, _ := strings.Cut(difference.Topic, ":")
		topic, _, _ = strings.Cut(topic, " of ")
		out = append(out, topic)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

const base = "## A\n```dockerfile\nFROM alpine AS a\nCOPY --link x /y\nENV a b\n```\n"

func TestTwoRunsOfUpstreamAreEqual(t *testing.T) {
	differences, _ := Runs(record(t, base), record(t, base))
	if len(differences) > 0 {
		t.Errorf("%+v", differences)
	}
}

// Each change of the input stands for a mistake ours could make.
func TestEveryMistakeIsSeen(t *testing.T) {
	options := "```options\nKEY\n```\n"
	for _, mistake := range []struct {
		name, page string
		want       []string
	}{
		{"another op", strings.Replace(base, "/y", "/z", 1), []string{"Solve", "result", "warnings"}},
		{"another place", strings.Replace(base, "ENV", "\nENV", 1), []string{"Solve", "warnings"}},
		{"another configuration", strings.Replace(base, "ENV a b", "ENV a c", 1), []string{"Solve", "result", "warnings"}},
		{"no warning", strings.Replace(base, "ENV a b", "ENV a=b", 1), []string{"Solve", "warnings"}},
		{"another session", base + "```given\nsession=other\n```\n", []string{"Solve", "warnings"}},
		{"another digest of the image", base + "```image docker.io/library/alpine:latest\n{}\n```\n", []string{"Solve", "result"}},
		{"another platform", base + strings.Replace(options, "KEY", "platform=linux/arm64", 1), []string{"Solve", "questions to the daemon", "result"}},
		{"a cache import", base + strings.Replace(options, "KEY", "cache-from=x", 1), []string{"Solve"}},
		{"a result as a map", base + strings.Replace(options, "KEY", "multi-platform=1", 1), []string{"Solve", "questions to the daemon", "result"}},
		{"a failure", strings.Replace(base, "ENV a b", "BOGUS", 1), []string{"Solve that only upstream asks for", "exit", "questions to the daemon", "result", "warnings"}},
	} {
		differences, _ := Runs(record(t, base), record(t, mistake.page))
		got := topics(differences)
		for _, want := range mistake.want {
			if !slices.Contains(got, want) {
				t.Errorf("%s: no difference in `%s`, only in %q", mistake.name, want, got)
			}
		}
	}
}

func TestErrorsDifferInTextAndPlace(t *testing.T) {
	failing := "## A\n```dockerfile\nFROM alpine\nBOGUS\n```\n"
	for name, page := range map[string]string{
		"text":  strings.Replace(failing, "BOGUS", "BOGUT", 1),
		"place": strings.Replace(failing, "BOGUS", "\nBOGUS", 1),
	} {
		if differences, _ := Runs(record(t, failing), record(t, page)); !slices.Contains(topics(differences), "result") {
			t.Errorf("%s: %+v", name, differences)
		}
	}
}

func TestExpectationsAreHeldAgainstTheRun(t *testing.T) {
	page := base + "```warnings\nx\n```\n```steps\nx\n```\n```digests\nx\n```\n```config\nx\n```\n```error\nx\n```\n"
	cases, err := casefile.Parse("page", page)
	if err != nil {
		t.Fatal(err)
	}
	got := topics(Expectations(cases[0], record(t, page)))
	want := []string{"expected containerimage.config", "expected digests", "expected error", "expected steps", "expected warnings"}
	if !slices.Equal(got, want) {
		t.Errorf("%q", got)
	}
}
