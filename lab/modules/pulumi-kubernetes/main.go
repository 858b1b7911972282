// Command pulumi-resource-kubernetes is Pulumi's Kubernetes provider: the module's own, which embeds two files that its
// release makes of what the module carries. This one reads them where they stand beside it.
package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"

	"github.com/pulumi/pulumi-kubernetes/provider/v4/pkg/provider"
)

// version is that of the npm package which asks for it; the linker sets it.
var version = "0.0.0"

func main() {
	schema, mapping, err := besideProgram()
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	provider.Serve("kubernetes", version, versioned(schema), mapping)
}

func besideProgram() (schema, mapping []byte, err error) {
	program, err := os.Executable()
	if err != nil {
		return nil, nil, err
	}
	folder := filepath.Dir(program)
	if schema, err = os.ReadFile(filepath.Join(folder, "schema.json")); err != nil {
		return nil, nil, err
	}
	mapping, err = os.ReadFile(filepath.Join(folder, "terraform-mapping.json"))
	return schema, mapping, err
}

// versioned adds the version, which the module's schema lacks, without reading all seven megabytes of it.
func versioned(schema []byte) []byte {
	return bytes.Replace(schema, []byte("{"), []byte(`{"version":"`+version+`",`), 1)
}
