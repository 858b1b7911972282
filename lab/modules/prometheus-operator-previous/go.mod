// prometheus-operator's CustomResourceDefinitions of the minor version before, which its module carries. Nothing of it
// is built.
module autodealgenie.dev/lab/prometheus-operator-previous

go 1.25.0

require github.com/prometheus-operator/prometheus-operator v0.84.0
