package casefile

import (
	"strings"
	"testing"
)

func one(t *testing.T, page string) *Case {
	t.Helper()
	cases, err := Parse("page", page)
	if err != nil {
		t.Fatal(err)
	}
	if len(cases) != 1 {
		t.Fatalf("%d cases", len(cases))
	}
	return cases[0]
}

func TestAPageHoldsCasesAndProse(t *testing.T) {
	cases, err := Parse("page", "# Title\n\n```dockerfile\nnot in a case\n```\n\n## Prose\n\ntext\n\n## A case\n\n```dockerfile\nFROM a\n```\n\nmore\n\n```options\ntarget=x=y\n```\n")
	if err != nil {
		t.Fatal(err)
	}
	if len(cases) != 1 || cases[0].Name() != "page: A case" {
		t.Fatalf("%v", cases)
	}
	if got := string(cases[0].Dockerfiles["Dockerfile"]); got != "FROM a\n" {
		t.Errorf("%q", got)
	}
	if got := cases[0].Options["target"]; got != "x=y" {
		t.Errorf("%q", got)
	}
}

func TestALongerFenceHoldsAShorterOne(t *testing.T) {
	c := one(t, "## A\n````dockerfile\n```\n````\n")
	if got := string(c.Dockerfiles["Dockerfile"]); got != "```\n" {
		t.Errorf("%q", got)
	}
}

func TestAnEscapedBlockHasOnlyTheBreaksItWrites(t *testing.T) {
	c := one(t, "## A\n```dockerfile-escaped\n\\xef\\xbb\\xbfFROM é\\r\\n\nRUN \"{{3 x ab}}\"\\xff\\\\\n```\n")
	if got := string(c.Dockerfiles["Dockerfile"]); got != "\xef\xbb\xbfFROM é\r\nRUN \"ababab\"\xff\\" {
		t.Errorf("%q", got)
	}
}

func TestAQuotedOptionIsAGoString(t *testing.T) {
	c := one(t, "## A\n```options\n\"build-arg:A=1\\n2\"\nb={{2 x =}}\n```\n")
	if c.Options["build-arg:A"] != "1\n2" || c.Options["b"] != "==" {
		t.Errorf("%q", c.Options)
	}
}

func TestFilesAreSplitAtTheirMarks(t *testing.T) {
	c := one(t, "## A\n```files git://x\n-- a/b --\none\n\n-- c --\n```\n")
	files := c.Files["git://x"]
	if string(files["a/b"]) != "one\n\n" || len(files["c"]) != 0 || len(files) != 2 {
		t.Errorf("%q", files)
	}
}

func TestAFailureHasACodeAndDetails(t *testing.T) {
	c := one(t, "## A\n```fail Solve local://x\nNotFound: gone: far\na/b+json {\"c\": 1}\n```\n")
	want := Failure{Method: "Solve", Match: "local://x", Code: "NotFound", Message: "gone: far"}
	got := c.Failures[0]
	if got.Method != want.Method || got.Match != want.Match || got.Code != want.Code || got.Message != want.Message {
		t.Errorf("%+v", got)
	}
	if len(got.Details) != 1 || got.Details[0].JSON != `{"c": 1}` {
		t.Errorf("%+v", got.Details)
	}
}

func TestAnImageIsFoundByPlatformThenByName(t *testing.T) {
	c := one(t, "## A\n```image x/y:1 linux/arm64\n{\"arm\":1}\n```\n```image x/y:1\n{}\n```\n")
	for platform, want := range map[string]string{"linux/arm64": `{"arm":1}`, "linux/amd64": `{}`} {
		if image, ok := c.Image("x/y:1@sha256:00", platform); !ok || string(image.Config) != want {
			t.Errorf("%s: %q", platform, image.Config)
		}
	}
	if _, ok := c.Image("docker.io/library/nowhere:latest", "linux/amd64"); ok {
		t.Error("an unknown image is found")
	}
	image, _ := c.Image("docker.io/library/alpine:3", "linux/arm/v7")
	if !strings.Contains(string(image.Config), `"architecture":"arm"`) || !strings.Contains(string(image.Config), `"variant":"v7"`) {
		t.Errorf("%s", image.Config)
	}
}

func TestPagesThatAreWrongAreRefused(t *testing.T) {
	for page, want := range map[string]string{
		"## A\n```dockerfile\nx":                                       "not closed",
		"## A\n```dockerflie\nx\n```\n":                                "unknown block",
		"## A\n```given\nmood=good\n```\n":                             "unknown key",
		"## A\n```files\nx\n```\n":                                     "before the first",
		"## A\n```caps\nmergeop\n```\n":                                "capability line",
		"## A\n```dockerfile-escaped\n\\q\n```\n":                      "invalid syntax",
		"## A\n```dockerfile\n```\n## A\n```dockerfile\nFROM x\n```\n": "same name",
		"## A\n```dockerfile-escaped\n{{99999999 x abcdefgh}}\n```\n":  "too much",
	} {
		if _, err := Parse("page", page); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, not %q", page, err, want)
		}
	}
}
