// cert-manager's CustomResourceDefinitions, which its module carries. Nothing of it is built.
module autodealgenie.dev/lab/cert-manager

go 1.25.0

require github.com/cert-manager/cert-manager v1.21.2
