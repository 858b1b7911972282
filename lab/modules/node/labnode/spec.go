package main

// Spec is what a node is made of. Paths of the host are absolute; paths of the node are below Root.
type Spec struct {
	Hostname string `json:"hostname"`
	// Root is a folder of the host, seen read-only as the node's root.
	Root   string  `json:"root"`
	Mounts []Mount `json:"mounts"`
	// Addresses are added to the node's loopback interface, such as 10.200.0.1/32.
	Addresses []string `json:"addresses"`
	// Routes are commands of ip-route: what the node has to be told, having no other way out.
	Routes    [][]string        `json:"routes"`
	Sysctls   map[string]string `json:"sysctls"`
	Processes []Process         `json:"processes"`
	// Logs is a folder of the node: one file a process.
	Logs     string    `json:"logs"`
	Forwards []Forward `json:"forwards"`
	// Resolver answers the names that forwards dial: host:port, inside the node.
	Resolver string `json:"resolver"`
	// Volumes is a folder of the node with a file system in each NAME.img, mounted on NAME.
	Volumes string `json:"volumes"`
	// Socket is where the node takes forwarded connections; a path of the host, and one inside.
	Socket     string `json:"socket"`
	NodeSocket string `json:"nodeSocket"`
	// Cgroup is the name of a cgroup of the node's own in every hierarchy; removed at the end.
	Cgroup string `json:"cgroup"`
}

// Mount is a folder of the host bound into the node, or a tmpfs where Source is "tmpfs".
type Mount struct {
	Source   string `json:"source"`
	Target   string `json:"target"`
	ReadOnly bool   `json:"readOnly"`
}

// Process is a program that the node keeps running.
type Process struct {
	Name string   `json:"name"`
	Args []string `json:"args"`
	Env  []string `json:"env"`
	// Await is host:port, or unix:PATH, that must take connections before the process starts.
	Await string `json:"await"`
}

// Forward makes a port of the host's loopback lead to an address inside the node.
type Forward struct {
	Listen string `json:"listen"`
	Dial   string `json:"dial"`
}
