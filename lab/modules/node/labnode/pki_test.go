package main

import (
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func makePKI(t *testing.T, spec PKI) error {
	t.Helper()
	path := filepath.Join(t.TempDir(), "pki.json")
	text, err := json.Marshal(spec)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, text, 0o600); err != nil {
		t.Fatal(err)
	}
	return pki(path)
}

func specIn(folder string) PKI {
	return PKI{
		Folder:   folder,
		KeyPairs: []string{"tokens"},
		Certificates: []Certificate{
			{Name: "server", CommonName: "server", Hosts: []string{"10.0.0.1", "server.example"}},
			{Name: "client", CommonName: "admin", Organization: []string{"system:masters"}},
		},
	}
}

func contents(t *testing.T, folder string) map[string]string {
	t.Helper()
	entries, err := os.ReadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]string{}
	for _, e := range entries {
		text, err := os.ReadFile(filepath.Join(folder, e.Name()))
		if err != nil {
			t.Fatal(err)
		}
		all[e.Name()] = string(text)
	}
	return all
}

// verify loads a certificate with its key, and has it checked against the authority.
func verify(t *testing.T, folder, name, host string) *x509.Certificate {
	t.Helper()
	at := func(file string) string { return filepath.Join(folder, file) }
	pair, err := tls.LoadX509KeyPair(at(name+".crt"), at(name+".key"))
	if err != nil {
		t.Fatal(err)
	}
	ca, err := os.ReadFile(at("ca.crt"))
	if err != nil {
		t.Fatal(err)
	}
	roots := x509.NewCertPool()
	roots.AppendCertsFromPEM(ca)
	usages := []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth, x509.ExtKeyUsageServerAuth}
	if _, err := pair.Leaf.Verify(x509.VerifyOptions{DNSName: host, Roots: roots, KeyUsages: usages}); err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return pair.Leaf
}

func TestPKIMakesWhatIsMissing(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "pki")
	if err := makePKI(t, specIn(folder)); err != nil {
		t.Fatal(err)
	}
	verify(t, folder, "server", "server.example")
	verify(t, folder, "server", "10.0.0.1")
	subject := verify(t, folder, "client", "").Subject
	if subject.CommonName != "admin" || strings.Join(subject.Organization, ",") != "system:masters" {
		t.Errorf("the client is %s", subject)
	}
	for name, text := range contents(t, folder) {
		info, err := os.Stat(filepath.Join(folder, name))
		if err != nil {
			t.Fatal(err)
		}
		private := strings.HasSuffix(name, ".key")
		if private != strings.Contains(text, "PRIVATE KEY") {
			t.Errorf("%s holds what its name does not say", name)
		}
		if private && info.Mode().Perm() != 0o600 {
			t.Errorf("%s can be read by %v", name, info.Mode().Perm())
		}
	}
}

func TestPKIMakesACertificateThatEndsSoon(t *testing.T) {
	folder := t.TempDir()
	spec := specIn(folder)
	spec.Certificates[0].Days = 1.5
	if err := makePKI(t, spec); err != nil {
		t.Fatal(err)
	}
	left := time.Until(verify(t, folder, "server", "server.example").NotAfter)
	if left > 36*time.Hour || left < 35*time.Hour {
		t.Errorf("it ends in %s", left)
	}
	if left := time.Until(verify(t, folder, "client", "").NotAfter); left < lifetime-time.Hour {
		t.Errorf("the other ends in %s", left)
	}
}

func TestPKIMakesAnAuthorityOfServersAlone(t *testing.T) {
	folder := t.TempDir()
	spec := specIn(folder)
	spec.Certificates = append(spec.Certificates, Certificate{Name: "below", CommonName: "below", Authority: true})
	if err := makePKI(t, spec); err != nil {
		t.Fatal(err)
	}
	read := func(name string) *x509.Certificate {
		bytes, err := decode(filepath.Join(folder, name))
		if err != nil {
			t.Fatal(err)
		}
		certificate, err := x509.ParseCertificate(bytes)
		if err != nil {
			t.Fatal(err)
		}
		return certificate
	}
	below := read("below.crt")
	key, err := decode(filepath.Join(folder, "below.key"))
	if err != nil {
		t.Fatal(err)
	}
	private, err := x509.ParseECPrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	both := []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth, x509.ExtKeyUsageClientAuth}
	leaf := &x509.Certificate{NotAfter: time.Now().Add(time.Hour), DNSNames: []string{"page.example"}, ExtKeyUsage: both}
	if err := issue(folder, "page", leaf, below, private); err != nil {
		t.Fatal(err)
	}
	options := x509.VerifyOptions{DNSName: "page.example", Roots: x509.NewCertPool(), Intermediates: x509.NewCertPool()}
	options.Roots.AddCert(read("ca.crt"))
	options.Intermediates.AddCert(below)
	if _, err := read("page.crt").Verify(options); err != nil {
		t.Errorf("as a server: %v", err)
	}
	options.KeyUsages = []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth}
	if _, err := read("page.crt").Verify(options); err == nil {
		t.Error("as a client it is believed, too")
	}
}

func TestPKIKeepsWhatIsThere(t *testing.T) {
	folder := t.TempDir()
	spec := specIn(folder)
	if err := makePKI(t, spec); err != nil {
		t.Fatal(err)
	}
	before := contents(t, folder)
	spec.Certificates = append(spec.Certificates, Certificate{Name: "late", CommonName: "late"})
	if err := makePKI(t, spec); err != nil {
		t.Fatal(err)
	}
	after := contents(t, folder)
	for name, text := range before {
		if after[name] != text {
			t.Errorf("%s is another", name)
		}
	}
	if len(after) != len(before)+2 {
		t.Errorf("there are %d files more, not 2", len(after)-len(before))
	}
	verify(t, folder, "late", "")
}

func TestPKIGoesOnAfterAKill(t *testing.T) {
	folder := t.TempDir()
	if err := makePKI(t, specIn(folder)); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"server.crt", "tokens.pub"} {
		if err := os.Remove(filepath.Join(folder, name)); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.WriteFile(filepath.Join(folder, "client.crt"), []byte("half"), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := makePKI(t, specIn(folder)); err != nil {
		t.Fatal(err)
	}
	verify(t, folder, "server", "server.example")
	verify(t, folder, "client", "")
	if _, err := decode(filepath.Join(folder, "tokens.pub")); err != nil {
		t.Error(err)
	}
}

func TestPKIMakesCertificatesAnewForANewAuthority(t *testing.T) {
	folder := t.TempDir()
	if err := makePKI(t, specIn(folder)); err != nil {
		t.Fatal(err)
	}
	tokens := contents(t, folder)["tokens.key"]
	if err := os.Remove(filepath.Join(folder, "ca.crt")); err != nil {
		t.Fatal(err)
	}
	if err := makePKI(t, specIn(folder)); err != nil {
		t.Fatal(err)
	}
	verify(t, folder, "server", "server.example")
	verify(t, folder, "client", "")
	if contents(t, folder)["tokens.key"] != tokens {
		t.Error("the key pair is another, which no authority signs")
	}
}

func TestPKINamesTheFileThatCannotBeRead(t *testing.T) {
	folder := t.TempDir()
	path := filepath.Join(folder, "ca.crt")
	if err := os.WriteFile(path, []byte("half"), 0o644); err != nil {
		t.Fatal(err)
	}
	err := makePKI(t, specIn(folder))
	if err == nil || err.Error() != path+" is not PEM. Remove it to have it made again" {
		t.Errorf("it says %v", err)
	}
}
