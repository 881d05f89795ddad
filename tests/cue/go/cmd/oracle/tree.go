package main

import (
	"encoding/json"
	"strings"

	"cuelang.org/go/cue"
)

// How deep trees are told.
const maxDepth = 40

// tree tells a value in the form of tests/cue/cases, with two codes of errors
// only: error and incomplete.
func tree(value cue.Value, depth int) any {
	if depth > maxDepth {
		return map[string]any{"$deep": true}
	}
	fields := structure(value, depth)
	if value.IncompleteKind() == cue.ListKind {
		if list, ok := elements(value, depth); ok {
			if len(fields) > 0 {
				return map[string]any{"$list": list, "$fields": fields}
			}
			return list
		}
	}
	if fields != nil && value.IncompleteKind() == cue.StructKind {
		return fields
	}
	if err := value.Err(); err != nil {
		code := "incomplete"
		if value.Validate() != nil {
			code = "error"
		}
		return map[string]any{"$err": code}
	}
	if value.IsConcrete() {
		return scalar(value)
	}
	if def, ok := value.Default(); ok && def.IsConcrete() {
		return map[string]any{"$default": tree(def, depth+1)}
	}
	return map[string]any{"$kind": kinds(value.IncompleteKind())}
}

func structure(value cue.Value, depth int) map[string]any {
	iter, err := value.Fields(cue.Definitions(true), cue.Hidden(true))
	if err != nil {
		return nil
	}
	fields := map[string]any{}
	for iter.Next() {
		if iter.Selector().Type()&cue.IndexLabel != 0 {
			continue
		}
		fields[iter.Selector().String()] = tree(iter.Value(), depth+1)
	}
	return fields
}

func elements(value cue.Value, depth int) ([]any, bool) {
	iter, err := value.List()
	if err != nil {
		return nil, false
	}
	list := []any{}
	for iter.Next() {
		list = append(list, tree(iter.Value(), depth+1))
	}
	return list, true
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
	return strings.Trim(kind.String(), "()")
}
