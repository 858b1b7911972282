package main

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"errors"
	"fmt"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"time"
)

const lifetime = 10 * 365 * 24 * time.Hour

// PKI is a certificate authority, the certificates it signs and bare key pairs, as files in Folder:
// ca.crt and ca.key, NAME.crt and NAME.key, NAME.pub and NAME.key.
type PKI struct {
	Folder       string        `json:"folder"`
	Certificates []Certificate `json:"certificates"`
	KeyPairs     []string      `json:"keyPairs"`
}

// Certificate is for a server as much as for a client, or for an authority below this one.
type Certificate struct {
	Name         string   `json:"name"`
	CommonName   string   `json:"commonName"`
	Organization []string `json:"organization"`
	// Hosts are names and addresses under which a server is reached.
	Hosts []string `json:"hosts"`
	// Days from now until it ends; 0 is ten years.
	Days float64 `json:"days"`
	// Authority is whether it signs others, for servers alone: whoever has its key is no client's authority.
	Authority bool `json:"authority"`
}

// pki makes what is missing; what is there stays as it is, but for certificates of an authority that
// is gone.
func pki(path string) error {
	var spec PKI
	if err := readJSON(path, &spec); err != nil {
		return err
	}
	if err := os.MkdirAll(spec.Folder, 0o700); err != nil {
		return err
	}
	for _, name := range spec.KeyPairs {
		if err := makeKeyPair(spec.Folder, name); err != nil {
			return err
		}
	}
	ca, caKey, err := authority(spec.Folder)
	if err != nil {
		return err
	}
	for _, c := range spec.Certificates {
		if isSignedBy(filepath.Join(spec.Folder, c.Name+".crt"), ca) {
			continue
		}
		template := &x509.Certificate{
			NotAfter:    time.Now().Add(lifetime),
			Subject:     pkix.Name{CommonName: c.CommonName, Organization: c.Organization},
			KeyUsage:    x509.KeyUsageDigitalSignature,
			ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth, x509.ExtKeyUsageServerAuth},
		}
		if c.Authority {
			template.IsCA = true
			template.BasicConstraintsValid = true
			template.KeyUsage |= x509.KeyUsageCertSign
			template.ExtKeyUsage = []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth}
		}
		if c.Days > 0 {
			template.NotAfter = time.Now().Add(time.Duration(c.Days * 24 * float64(time.Hour)))
		}
		for _, host := range c.Hosts {
			if ip := net.ParseIP(host); ip != nil {
				template.IPAddresses = append(template.IPAddresses, ip)
			} else {
				template.DNSNames = append(template.DNSNames, host)
			}
		}
		if err := issue(spec.Folder, c.Name, template, ca, caKey); err != nil {
			return err
		}
	}
	return nil
}

func authority(folder string) (*x509.Certificate, crypto.Signer, error) {
	if !exists(filepath.Join(folder, "ca.crt")) {
		template := &x509.Certificate{
			NotAfter:              time.Now().Add(lifetime),
			Subject:               pkix.Name{CommonName: "autodealgenie-lab"},
			IsCA:                  true,
			BasicConstraintsValid: true,
			KeyUsage:              x509.KeyUsageCertSign | x509.KeyUsageDigitalSignature,
		}
		if err := issue(folder, "ca", template, nil, nil); err != nil {
			return nil, nil, err
		}
	}
	certificate, err := decode(filepath.Join(folder, "ca.crt"))
	if err != nil {
		return nil, nil, err
	}
	key, err := decode(filepath.Join(folder, "ca.key"))
	if err != nil {
		return nil, nil, err
	}
	parsed, certificateError := x509.ParseCertificate(certificate)
	private, keyError := x509.ParseECPrivateKey(key)
	return parsed, private, errors.Join(certificateError, keyError)
}

// isSignedBy tells whether a certificate is there, can be read and is the authority's.
func isSignedBy(path string, ca *x509.Certificate) bool {
	certificate, err := decode(path)
	if err != nil {
		return false
	}
	parsed, err := x509.ParseCertificate(certificate)
	return err == nil && parsed.CheckSignatureFrom(ca) == nil
}

// issue writes NAME.key, then NAME.crt: a certificate that is there has its key. Without a parent
// it signs itself.
func issue(folder, name string, template, parent *x509.Certificate, parentKey crypto.Signer) error {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return err
	}
	if parent == nil {
		parent, parentKey = template, key
	}
	serial, err := rand.Int(rand.Reader, new(big.Int).Lsh(big.NewInt(1), 127))
	if err != nil {
		return err
	}
	template.SerialNumber = serial
	template.NotBefore = time.Now().Add(-time.Hour)
	certificate, err := x509.CreateCertificate(rand.Reader, template, parent, key.Public(), parentKey)
	if err != nil {
		return err
	}
	if err := writeKey(folder, name, key); err != nil {
		return err
	}
	return write(folder, name+".crt", "CERTIFICATE", certificate, 0o644)
}

func makeKeyPair(folder, name string) error {
	if exists(filepath.Join(folder, name+".pub")) {
		return nil
	}
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return err
	}
	public, err := x509.MarshalPKIXPublicKey(key.Public())
	if err != nil {
		return err
	}
	if err := writeKey(folder, name, key); err != nil {
		return err
	}
	return write(folder, name+".pub", "PUBLIC KEY", public, 0o644)
}

func writeKey(folder, name string, key *ecdsa.PrivateKey) error {
	private, err := x509.MarshalECPrivateKey(key)
	if err != nil {
		return err
	}
	return write(folder, name+".key", "EC PRIVATE KEY", private, 0o600)
}

// write puts a file in place at once, so that a run that is killed leaves all of it or nothing.
func write(folder, name, kind string, bytes []byte, mode os.FileMode) error {
	path := filepath.Join(folder, name)
	text := pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: bytes})
	if err := os.WriteFile(path+".new", text, mode); err != nil {
		return err
	}
	return os.Rename(path+".new", path)
}

func decode(path string) ([]byte, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	block, _ := pem.Decode(text)
	if block == nil {
		return nil, fmt.Errorf("%s is not PEM. Remove it to have it made again", path)
	}
	return block.Bytes, nil
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}
