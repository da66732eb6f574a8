// Package kexctsvectors contains test vectors for the key exchange of Direct3D
// 11.1 crypto sessions and of OPM.
package kexctsvectors

import (
	"bytes"
	"crypto"
	"crypto/rsa"
	_ "crypto/sha1"
	_ "crypto/sha256"
	_ "crypto/sha512"
	"crypto/x509"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"os"
	"slices"
	"testing"
)

const (
	blockSize     = 256
	keySize       = 16
	opmFieldsSize = 40
)

type vector struct {
	ID              string   `json:"id"`
	Comment         string   `json:"comment"`
	Kind            string   `json:"kind"`
	Result          string   `json:"result"`
	KeyName         string   `json:"keyName"`
	Hash            string   `json:"hash"`
	MGFHash         string   `json:"mgfHash"`
	Data            string   `json:"data"`
	DataSize        uint32   `json:"dataSize"`
	Keys            []string `json:"keys"`
	Random          string   `json:"random"`
	StatusSequence  uint32   `json:"statusSequence"`
	CommandSequence uint32   `json:"commandSequence"`
}

type file struct {
	Keys []struct {
		Name  string `json:"name"`
		PKCS8 string `json:"pkcs8"`
	} `json:"keys"`
	Vectors []vector `json:"vectors"`
}

var hashes = map[string]crypto.Hash{
	"SHA-1":   crypto.SHA1,
	"SHA-256": crypto.SHA256,
	"SHA-512": crypto.SHA512,
}

// outcome is what a driver sets; the sequence numbers are OPM's.
type outcome struct {
	key             string
	statusSequence  uint32
	commandSequence uint32
}

// decrypt gives the plaintext of a block. Put your own decoder here.
func decrypt(key *rsa.PrivateKey, v vector, block []byte) ([]byte, error) {
	options := &rsa.OAEPOptions{Hash: hashes[v.Hash], MGFHash: hashes[v.MGFHash]}
	return key.Decrypt(nil, block, options)
}

// negotiate gives what a driver sets, or false where it refuses the block.
func negotiate(t *testing.T, key *rsa.PrivateKey, v vector) (outcome, bool) {
	t.Helper()
	data := unhex(t, v.Data)
	if v.DataSize != blockSize || len(data) != blockSize {
		return outcome{}, false
	}
	message, err := decrypt(key, v, data)
	if err != nil {
		return outcome{}, false
	}
	if v.Kind == "session" {
		return outcome{key: hex.EncodeToString(message)}, len(message) == keySize
	}
	if len(message) < opmFieldsSize || !bytes.Equal(message[:keySize], unhex(t, v.Random)) {
		return outcome{}, false
	}
	return outcome{
		key:             hex.EncodeToString(message[keySize : 2*keySize]),
		statusSequence:  binary.LittleEndian.Uint32(message[32:]),
		commandSequence: binary.LittleEndian.Uint32(message[36:]),
	}, true
}

func TestVectors(t *testing.T) {
	text, err := os.ReadFile("testdata/vectors.json")
	if err != nil {
		t.Fatal(err)
	}
	var read file
	if err := json.Unmarshal(text, &read); err != nil {
		t.Fatal(err)
	}
	keys := map[string]*rsa.PrivateKey{}
	for _, key := range read.Keys {
		parsed, err := x509.ParsePKCS8PrivateKey(unhex(t, key.PKCS8))
		if err != nil {
			t.Fatalf("%s: %v", key.Name, err)
		}
		keys[key.Name] = parsed.(*rsa.PrivateKey)
	}
	for _, v := range read.Vectors {
		t.Run(v.ID, func(t *testing.T) {
			check(t, keys[v.KeyName], v)
		})
	}
}

func check(t *testing.T, key *rsa.PrivateKey, v vector) {
	got, accepted := negotiate(t, key, v)
	switch {
	case accepted && v.Result == "invalid":
		t.Errorf("accepted: %s", v.Comment)
	case !accepted && v.Result == "valid":
		t.Errorf("refused: %s", v.Comment)
	case !accepted:
	case len(v.Keys) > 0 && !slices.Contains(v.Keys, got.key):
		t.Errorf("another key, %s: %s", got.key, v.Comment)
	case got.statusSequence != v.StatusSequence || got.commandSequence != v.CommandSequence:
		t.Errorf("other sequence numbers, %d and %d: %s", got.statusSequence, got.commandSequence, v.Comment)
	}
}

func unhex(t *testing.T, text string) []byte {
	t.Helper()
	decoded, err := hex.DecodeString(text)
	if err != nil {
		t.Fatal(err)
	}
	return decoded
}
