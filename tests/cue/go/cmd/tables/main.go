// Command tables reads the tables of upstream's Go tests as data: a line of JSON
// for each row. Nothing of the tests is run.
//
// A cell is {"s": text} for a constant string, whose bytes are the characters of
// the text, and {"x": text} for any other expression.
package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"go/ast"
	"go/parser"
	"go/printer"
	"go/token"
	"os"
	"path/filepath"
	"strconv"
)

// A row is a row of a table.
type row struct {
	Table string          `json:"table"`
	Cells map[string]cell `json:"cells"`
}

type cell struct {
	Text *string `json:"s,omitempty"`
	Expr string  `json:"x,omitempty"`
}

func main() {
	if len(os.Args) < 3 {
		fmt.Fprintln(os.Stderr, "tables MODULE FOLDER...")
		os.Exit(2)
	}
	out := bufio.NewWriter(os.Stdout)
	defer out.Flush()
	enc := json.NewEncoder(out)
	enc.SetEscapeHTML(false)
	for _, folder := range os.Args[2:] {
		files, err := filepath.Glob(filepath.Join(os.Args[1], folder, "*_test.go"))
		if err != nil {
			fatal(err)
		}
		for _, file := range files {
			if err := readFile(file, filepath.Base(folder), enc); err != nil {
				fatal(err)
			}
		}
	}
}

func fatal(err error) {
	fmt.Fprintln(os.Stderr, err)
	os.Exit(1)
}

// A reader reads the tables of one file.
type reader struct {
	fset  *token.FileSet
	types map[string]*ast.StructType
	enc   *json.Encoder
	err   error
}

func readFile(name, pkg string, enc *json.Encoder) error {
	r := &reader{fset: token.NewFileSet(), types: map[string]*ast.StructType{}, enc: enc}
	file, err := parser.ParseFile(r.fset, name, nil, parser.SkipObjectResolution)
	if err != nil {
		return err
	}
	ast.Inspect(file, func(n ast.Node) bool {
		if spec, ok := n.(*ast.TypeSpec); ok {
			if st, ok := spec.Type.(*ast.StructType); ok {
				r.types[spec.Name.Name] = st
			}
		}
		return true
	})
	for _, decl := range file.Decls {
		switch d := decl.(type) {
		case *ast.GenDecl:
			r.values(pkg, d)
		case *ast.FuncDecl:
			r.function(pkg+"."+d.Name.Name, d.Body)
		}
	}
	return r.err
}

// values reads the tables of a declaration of variables.
func (r *reader) values(prefix string, d *ast.GenDecl) {
	for _, spec := range d.Specs {
		v, ok := spec.(*ast.ValueSpec)
		if !ok {
			continue
		}
		for i, value := range v.Values {
			if lit, ok := value.(*ast.CompositeLit); ok && i < len(v.Names) {
				r.table(prefix+"."+v.Names[i].Name, lit)
			}
		}
	}
}

// function reads the tables that a function assigns to variables.
func (r *reader) function(prefix string, body *ast.BlockStmt) {
	if body == nil {
		return
	}
	ast.Inspect(body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.AssignStmt:
			for i, value := range n.Rhs {
				name, ok := n.Lhs[min(i, len(n.Lhs)-1)].(*ast.Ident)
				if lit, isLit := value.(*ast.CompositeLit); ok && isLit {
					r.table(prefix+"."+name.Name, lit)
				}
			}
		case *ast.DeclStmt:
			if d, ok := n.Decl.(*ast.GenDecl); ok {
				r.values(prefix, d)
			}
		}
		return true
	})
}

// table prints the rows of a list or map.
func (r *reader) table(name string, lit *ast.CompositeLit) {
	var fields []string
	switch t := lit.Type.(type) {
	case *ast.ArrayType:
		fields = r.fields(t.Elt)
	case *ast.MapType:
	default:
		return
	}
	for _, elt := range lit.Elts {
		cells := map[string]cell{}
		switch e := elt.(type) {
		case *ast.CompositeLit:
			for i, value := range e.Elts {
				if kv, ok := value.(*ast.KeyValueExpr); ok {
					cells[r.text(kv.Key)] = r.cell(kv.Value)
				} else if i < len(fields) {
					cells[fields[i]] = r.cell(value)
				}
			}
		case *ast.KeyValueExpr:
			cells["key"], cells["value"] = r.cell(e.Key), r.cell(e.Value)
		default:
			cells["value"] = r.cell(e)
		}
		if err := r.enc.Encode(row{name, cells}); err != nil && r.err == nil {
			r.err = err
		}
	}
}

// fields are the names of the fields of a struct, in order.
func (r *reader) fields(t ast.Expr) (names []string) {
	st, ok := t.(*ast.StructType)
	if id, isIdent := t.(*ast.Ident); isIdent {
		st, ok = r.types[id.Name], r.types[id.Name] != nil
	}
	if !ok {
		return nil
	}
	for _, field := range st.Fields.List {
		for _, name := range field.Names {
			names = append(names, name.Name)
		}
	}
	return names
}

func (r *reader) cell(e ast.Expr) cell {
	if s, ok := constant(e); ok {
		chars := make([]rune, len(s))
		for i := range len(s) {
			chars[i] = rune(s[i])
		}
		text := string(chars)
		return cell{Text: &text}
	}
	return cell{Expr: r.text(e)}
}

// constant is the value of a constant string.
func constant(e ast.Expr) (string, bool) {
	switch e := e.(type) {
	case *ast.BasicLit:
		if e.Kind == token.STRING {
			s, err := strconv.Unquote(e.Value)
			return s, err == nil
		}
	case *ast.ParenExpr:
		return constant(e.X)
	case *ast.BinaryExpr:
		x, okX := constant(e.X)
		y, okY := constant(e.Y)
		return x + y, okX && okY && e.Op == token.ADD
	}
	return "", false
}

func (r *reader) text(e ast.Expr) string {
	var b bytes.Buffer
	if err := printer.Fprint(&b, r.fset, e); err != nil && r.err == nil {
		r.err = err
	}
	return b.String()
}
