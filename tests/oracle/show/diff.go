package show

import "strings"

// Diff is a line diff with two lines of context: `-` is upstream, `+` is ours.
// It is empty where the texts are equal.
func Diff(upstream, ours string) string {
	if upstream == ours {
		return ""
	}
	a, b := strings.Split(upstream, "\n"), strings.Split(ours, "\n")
	head := 0
	for head < len(a) && head < len(b) && a[head] == b[head] {
		head++
	}
	tail := 0
	for tail < len(a)-head && tail < len(b)-head && a[len(a)-1-tail] == b[len(b)-1-tail] {
		tail++
	}
	var lines []string
	lines = append(lines, marked(" ", a[max(0, head-2):head])...)
	lines = append(lines, middle(a[head:len(a)-tail], b[head:len(b)-tail])...)
	lines = append(lines, marked(" ", a[len(a)-tail:min(len(a), len(a)-tail+2)])...)
	return strings.Join(shortened(lines), "\n") + "\n"
}

// middle is the longest-common-subsequence diff of what differs.
func middle(a, b []string) []string {
	if len(a)*len(b) > 4<<20 {
		return append(marked("-", a), marked("+", b)...)
	}
	longest := make([][]int, len(a)+1)
	for i := range longest {
		longest[i] = make([]int, len(b)+1)
	}
	for i := len(a) - 1; i >= 0; i-- {
		for j := len(b) - 1; j >= 0; j-- {
			if a[i] == b[j] {
				longest[i][j] = longest[i+1][j+1] + 1
			} else {
				longest[i][j] = max(longest[i+1][j], longest[i][j+1])
			}
		}
	}
	var out []string
	i, j := 0, 0
	for i < len(a) && j < len(b) {
		switch {
		case a[i] == b[j]:
			out = append(out, "  "+a[i])
			i, j = i+1, j+1
		case longest[i+1][j] >= longest[i][j+1]:
			out = append(out, "- "+a[i])
			i++
		default:
			out = append(out, "+ "+b[j])
			j++
		}
	}
	return append(append(out, marked("-", a[i:])...), marked("+", b[j:])...)
}

func marked(mark string, lines []string) []string {
	out := make([]string, 0, len(lines))
	for _, line := range lines {
		out = append(out, mark+" "+line)
	}
	return out
}

// shortened leaves out runs of equal lines, keeping two on each side.
func shortened(lines []string) []string {
	near := make([]bool, len(lines))
	for i, line := range lines {
		if !strings.HasPrefix(line, "  ") {
			for j := max(0, i-2); j <= min(len(lines)-1, i+2); j++ {
				near[j] = true
			}
		}
	}
	var out []string
	for i, line := range lines {
		if near[i] {
			out = append(out, line)
		} else if i == 0 || near[i-1] {
			out = append(out, "  ...")
		}
	}
	return out
}
