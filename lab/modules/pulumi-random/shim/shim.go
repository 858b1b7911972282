// Package shim hands out Terraform's random provider, which that module keeps to packages below its own path: so this
// one is named as one of them.
package shim

import (
	"github.com/hashicorp/terraform-plugin-framework/provider"

	random "github.com/terraform-providers/terraform-provider-random/internal/provider"
)

// NewProvider makes that provider.
func NewProvider() provider.Provider {
	return random.New()
}
