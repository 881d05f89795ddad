// Package show writes graphs, requests and results as text that can be read and
// compared line by line.
package show

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"sort"
	"strings"

	"github.com/moby/buildkit/solver/pb"
	"github.com/opencontainers/go-digest"
	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/proto"
)

// JSON is a message as indented JSON with sorted keys.
func JSON(message proto.Message) string {
	raw, err := protojson.MarshalOptions{UseProtoNames: true}.Marshal(message)
	if err != nil {
		return fmt.Sprintf("<%v>", err)
	}
	return indented(raw)
}

func indented(raw []byte) string {
	decoder := json.NewDecoder(bytes.NewReader(raw))
	decoder.UseNumber()
	var value any
	if err := decoder.Decode(&value); err != nil {
		return string(raw)
	}
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	if err := encoder.Encode(value); err != nil {
		return string(raw)
	}
	return strings.TrimSuffix(out.String(), "\n")
}

// Graph is a definition made comparable: digests are replaced by positions, so
// that one differing op does not make all later ones differ.
type Graph struct {
	Ops   []Op
	Infos []string
	// Stray are metadata and locations of digests that are no op.
	Stray []string
}

// Op is one element of a definition.
type Op struct {
	Digest string
	Raw    []byte
	// Text is the op with the positions of its inputs, its metadata and locations.
	Text string
	Name string
}

// Definition decodes a definition. Progress groups are renamed in the order of
// their first use: upstream draws their ids at random.
func Definition(definition *pb.Definition) Graph {
	graph := Graph{}
	positions := map[string]int{}
	groups := map[string]string{}
	for i, raw := range definition.GetDef() {
		id := digest.FromBytes(raw).String()
		metadata := proto.Clone(definition.Metadata[id]).(*pb.OpMetadata)
		if group := metadata.GetProgressGroup(); group.GetId() != "" {
			if groups[group.Id] == "" {
				groups[group.Id] = fmt.Sprintf("group %d", len(groups)+1)
			}
			group.Id = groups[group.Id]
		}
		var text strings.Builder
		op := &pb.Op{}
		if err := proto.Unmarshal(raw, op); err != nil {
			fmt.Fprintf(&text, "undecodable: %v\n", err)
		} else {
			for _, input := range op.Inputs {
				if at, ok := positions[input.Digest]; ok {
					input.Digest = fmt.Sprintf("op %d", at)
				}
			}
			text.WriteString(JSON(op) + "\n")
			if unknown := op.ProtoReflect().GetUnknown(); len(unknown) > 0 {
				fmt.Fprintf(&text, "unknown fields: %x\n", []byte(unknown))
			}
		}
		if _, ok := definition.Metadata[id]; ok {
			text.WriteString("metadata " + JSON(metadata) + "\n")
		} else {
			text.WriteString("no metadata\n")
		}
		text.WriteString(locations(definition.GetSource(), id))
		positions[id] = i
		graph.Ops = append(graph.Ops, Op{
			Digest: id, Raw: raw, Text: text.String(), Name: metadata.GetDescription()["llb.customname"],
		})
	}
	for _, info := range definition.GetSource().GetInfos() {
		graph.Infos = append(graph.Infos, Info(info))
	}
	graph.Stray = stray(definition, positions)
	return graph
}

func stray(definition *pb.Definition, positions map[string]int) []string {
	var out []string
	for id, metadata := range definition.GetMetadata() {
		if _, ok := positions[id]; !ok {
			out = append(out, "metadata of an unknown op: "+JSON(metadata))
		}
	}
	for id := range definition.GetSource().GetLocations() {
		if _, ok := positions[id]; !ok {
			out = append(out, "locations of an unknown op: "+locations(definition.Source, id))
		}
	}
	sort.Strings(out)
	return out
}

func locations(source *pb.Source, id string) string {
	found, ok := source.GetLocations()[id]
	if !ok {
		return "no locations\n"
	}
	var out strings.Builder
	for _, location := range found.GetLocations() {
		fmt.Fprintf(&out, "at source %d: %s\n", location.SourceIndex, Ranges(location.Ranges))
	}
	if out.Len() == 0 {
		return "at no location\n"
	}
	return out.String()
}

// Ranges is a list of ranges in one line.
func Ranges(ranges []*pb.Range) string {
	var out []string
	for _, r := range ranges {
		out = append(out, fmt.Sprintf("%d:%d-%d:%d",
			r.GetStart().GetLine(), r.GetStart().GetCharacter(), r.GetEnd().GetLine(), r.GetEnd().GetCharacter()))
	}
	return strings.Join(out, " ")
}

// Info is a source file with the definition it was read from.
func Info(info *pb.SourceInfo) string {
	if info == nil {
		return "no source info"
	}
	text := fmt.Sprintf("file %q, language %q, %d bytes %s\n",
		info.Filename, info.Language, len(info.Data), digest.FromBytes(info.Data))
	if info.Definition == nil {
		return text + "no definition"
	}
	return text + "read from:\n" + indent(Definition(info.Definition).String())
}

// String is the whole graph as text, digests last so that they do not hide the rest.
func (g Graph) String() string {
	var out strings.Builder
	for i, op := range g.Ops {
		fmt.Fprintf(&out, "op %d %s\n%s", i, op.Name, indent(op.Text))
	}
	for i, info := range g.Infos {
		fmt.Fprintf(&out, "source %d: %s\n", i, info)
	}
	for _, text := range g.Stray {
		out.WriteString(text + "\n")
	}
	for i, op := range g.Ops {
		fmt.Fprintf(&out, "digest %d %s\n", i, op.Digest)
	}
	return out.String()
}

// Key is equal for two definitions that mean the same.
func (g Graph) Key() string { return digest.FromString(g.String()).String() }

func indent(text string) string {
	var out strings.Builder
	for line := range strings.Lines(text) {
		out.WriteString("  " + line)
	}
	if !strings.HasSuffix(text, "\n") {
		out.WriteString("\n")
	}
	return out.String()
}

// Bytes is a value as text where it is text, else as hex.
func Bytes(data []byte) string {
	if json.Valid(data) && len(data) > 0 && (data[0] == '{' || data[0] == '[') {
		return string(data)
	}
	text := string(data)
	if strings.ToValidUTF8(text, "") == text && !strings.ContainsRune(text, 0) {
		return text
	}
	return hex.Dump(data)
}

// Map is a map with sorted keys, one entry a line.
func Map[V any](entries map[string]V, text func(V) string) string {
	var out strings.Builder
	for _, key := range slices.Sorted(maps.Keys(entries)) {
		fmt.Fprintf(&out, "%s = %s\n", key, text(entries[key]))
	}
	return out.String()
}
