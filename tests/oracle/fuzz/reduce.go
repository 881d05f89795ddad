package fuzz

import "bytes"

// Reduce removes from a text what is not needed for it to be interesting:
// lines first, then ever shorter pieces of them.
func Reduce(text []byte, interesting func([]byte) bool) []byte {
	for again := true; again; {
		before := len(text)
		text = without(bytes.SplitAfter(text, []byte("\n")), interesting)
		for size := 16; size > 0; size /= 2 {
			text = without(pieces(text, size), interesting)
		}
		again = len(text) < before
	}
	return text
}

// without leaves out one part after the other.
func without(parts [][]byte, interesting func([]byte) bool) []byte {
	for i := len(parts) - 1; i >= 0; i-- {
		rest := append(append([][]byte(nil), parts[:i]...), parts[i+1:]...)
		if len(parts[i]) > 0 && interesting(bytes.Join(rest, nil)) {
			parts = rest
		}
	}
	return bytes.Join(parts, nil)
}

// pieces cuts a text between characters.
func pieces(text []byte, size int) [][]byte {
	var parts [][]byte
	for len(text) > 0 {
		end := min(size, len(text))
		for end < len(text) && text[end]&0xc0 == 0x80 {
			end++
		}
		parts, text = append(parts, text[:end:end]), text[end:]
	}
	return parts
}
