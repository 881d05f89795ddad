// A program that says where it was built.
package main

import (
	"fmt"
	"runtime"
)

func main() { fmt.Println("built for", runtime.GOOS+"/"+runtime.GOARCH) }
