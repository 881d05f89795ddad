package main

import (
	"encoding/json"
	"reflect"
	"slices"
	"strings"

	"cuelang.org/go/cue"
)

// How deep trees are told.
const maxDepth = 40

// tree tells a value in the form of tests/cue/cases.
func tree(value cue.Value, depth int) any {
	if depth > maxDepth {
		return map[string]any{"$deep": true}
	}
	core := value.Core()
	if core.V == nil {
		return map[string]any{"$err": "eval"}
	}
	vertex := core.V.DerefValue()
	if bottom := vertex.Bottom(); bottom != nil && !bottom.ChildError {
		return map[string]any{"$err": bottom.Code.String()}
	}
	kind := value.IncompleteKind()
	fields := map[string]any{}
	list := []any{}
	for _, arc := range vertex.Arcs {
		// Zero is a member; the others are required, optional or pending.
		if arc.ArcType != 0 || arc.Label.IsLet() {
			continue
		}
		name := arc.Label.SelectorString(core.R)
		var selector cue.Selector
		switch {
		case arc.Label.IsInt():
			selector = cue.Index(arc.Label.Index())
		case arc.Label.IsHidden():
			selector = cue.Hid(arc.Label.IdentString(core.R), arc.Label.PkgID(core.R))
		case arc.Label.IsDef():
			selector = cue.Def(arc.Label.IdentString(core.R))
		default:
			selector = cue.Str(arc.Label.StringValue(core.R))
		}
		child := tree(value.LookupPath(cue.MakePath(selector)), depth+1)
		if arc.Label.IsInt() {
			list = append(list, child)
		} else {
			fields[name] = child
		}
	}
	switch {
	case (vertex.IsList() || len(list) > 0) && len(fields) > 0:
		return map[string]any{"$list": list, "$fields": fields}
	case vertex.IsList() || len(list) > 0:
		return list
	case vertex.Bottom() != nil, kind == cue.StructKind && value.IsConcrete():
		return fields
	}
	if value.IsConcrete() {
		return scalar(value)
	}
	if def, ok := value.Default(); ok && hasOneDefault(vertex.BaseValue) {
		shown := tree(def, depth+1)
		// A default that is a kind itself cannot be used.
		if kind, ok := shown.(map[string]any); !ok || kind["$kind"] == nil {
			return map[string]any{"$default": shown}
		}
	}
	return map[string]any{"$kind": kinds(kind)}
}

// hasOneDefault tells whether of alternatives exactly one is the default: several are none. The type
// of alternatives is internal to cue.
func hasOneDefault(base any) bool {
	alternatives := reflect.Indirect(reflect.ValueOf(base))
	if alternatives.Kind() != reflect.Struct {
		return true
	}
	count := alternatives.FieldByName("NumDefaults")
	return !count.IsValid() || count.Int() == 1
}

func scalar(value cue.Value) any {
	text, err := value.MarshalJSON()
	if err != nil {
		return map[string]any{"$err": "incomplete"}
	}
	if value.Kind() == cue.FloatKind {
		return map[string]any{"$num": string(text)}
	}
	return json.RawMessage(text)
}

func kinds(kind cue.Kind) string {
	names := strings.Split(strings.Trim(kind.String(), "()"), "|")
	slices.Sort(names)
	return strings.Join(names, "|")
}
