// Command pulumi-resource-random is Pulumi's random provider, as far as the stacks use it: Terraform's provider behind
// Pulumi's bridge, as the release is, with what describes it derived from that provider as it starts. The release embeds
// a description of every resource, which no module carries.
package main

import (
	"context"
	"fmt"
	"io"
	"os"

	"github.com/pulumi/pulumi-terraform-bridge/v3/pkg/pf/tfbridge"
	"github.com/pulumi/pulumi-terraform-bridge/v3/pkg/pf/tfgen"
	bridge "github.com/pulumi/pulumi-terraform-bridge/v3/pkg/tfbridge"
	"github.com/pulumi/pulumi/sdk/v3/go/common/diag"
	"github.com/pulumi/pulumi/sdk/v3/go/common/diag/colors"
	"github.com/terraform-providers/terraform-provider-random/shim"
)

// version is that of the npm package which asks for it; the linker sets it.
var version = "0.0.0"

func main() {
	ctx := context.Background()
	info := bridge.ProviderInfo{
		Name:    "random",
		Version: version,
		P:       tfbridge.ShimProvider(shim.NewProvider()),
		Resources: map[string]*bridge.ResourceInfo{
			"random_password": {Tok: "random:index/randomPassword:RandomPassword"},
		},
		IgnoreMappings: []string{
			"random_bytes", "random_id", "random_integer", "random_pet", "random_shuffle", "random_string",
			"random_uuid", "random_uuid4", "random_uuid7",
		},
		MetadataInfo: bridge.NewProviderMetadata([]byte("{}")),
	}
	described, err := tfgen.GenerateSchema(ctx, tfgen.GenerateSchemaOptions{
		ProviderInfo: info,
		// Whoever starts a plugin reads the port from its standard output. What is said here is of missing documentation.
		DiagnosticsSink: diag.DefaultSink(io.Discard, io.Discard, diag.FormatOptions{Color: colors.Never}),
		XInMemoryDocs:   true,
	})
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	tfbridge.Main(ctx, "random", info, described.ProviderMetadata)
}
