package show

import "testing"

func TestEqualTextsHaveNoDiff(t *testing.T) {
	if diff := Diff("a\nb", "a\nb"); diff != "" {
		t.Error(diff)
	}
}

func TestADiffNamesTheLinesOfBothSides(t *testing.T) {
	want := "  2\n  3\n- four\n+ 4\n  5\n  6\n"
	if got := Diff("1\n2\n3\nfour\n5\n6\n7", "1\n2\n3\n4\n5\n6\n7"); got != want {
		t.Errorf("%q", got)
	}
}

func TestALongEqualPartIsLeftOut(t *testing.T) {
	want := "- a\n+ b\n  1\n  2\n  ...\n  5\n  6\n- c\n+ d\n"
	if got := Diff("a\n1\n2\n3\n4\n5\n6\nc", "b\n1\n2\n3\n4\n5\n6\nd"); got != want {
		t.Errorf("%q", got)
	}
}
